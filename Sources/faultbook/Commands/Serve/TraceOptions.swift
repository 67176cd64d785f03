import ArgumentParser
import Interchange
import Server

/// How spans are taken in.
struct TraceOptions: ParsableArguments {
  @Option(
    name: .customLong("otlp-grpc-port"),
    help: ArgumentHelp(
      "Take OTLP/gRPC, too, at this port; 4317 is usual, 0 takes a free one. (default: none)", valueName: "port"))
  var spansPort: Int?

  @Option(
    help: ArgumentHelp("The length of a window that calls are counted in. (default: 60)", valueName: "seconds"))
  var spanWindow: Double?

  func validate() throws {
    if let spansPort, !(0...65_535).contains(spansPort) {
      throw ValidationError("--otlp-grpc-port takes 0 to 65535, not \(spansPort)")
    }
    if let spanWindow, !(1...86_400).contains(spanWindow) {
      throw ValidationError("--span-window takes 1 to 86400 seconds, not \(spanWindow)")
    }
  }

  func apply(to options: inout ServerOptions) {
    options.spansPort = spansPort
    if let spanWindow { options.reception.windowSeconds = spanWindow }
  }
}
