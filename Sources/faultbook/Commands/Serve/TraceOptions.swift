import ArgumentParser
import Interchange
import Server

/// How spans are taken in.
struct TraceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The length of a window that calls are counted in. (default: 60)", valueName: "seconds"))
  var spanWindow: Double?

  func validate() throws {
    if let spanWindow, !(1...86_400).contains(spanWindow) {
      throw ValidationError("--span-window takes 1 to 86400 seconds, not \(spanWindow)")
    }
  }

  func apply(to options: inout ServerOptions) {
    if let spanWindow { options.reception.windowSeconds = spanWindow }
  }
}
