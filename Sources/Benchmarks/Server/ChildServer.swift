import ArgumentParser
import Foundation
import Hummingbird
import KnowledgeBase
import Logging
import NIOCore
import Server
import Synchronization

/// A server in a process of its own: this program again, under the name of one of the hidden commands below.
final class ChildServer {
  let port: Int
  private let process: Process

  /// Starts it and waits until it takes requests.
  init(_ command: CommandConfiguration, _ arguments: [String], _ say: (String) -> Void) throws {
    let name = command.commandName ?? ""
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(
      fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    process.arguments = [name] + arguments
    process.standardOutput = pipe
    let start = ContinuousClock.now
    try process.run()
    var line = ""
    while !line.contains("\n") {
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { break }
      line += String(decoding: data, as: UTF8.self)
    }
    guard let port = URL(string: line.trimmingCharacters(in: .whitespacesAndNewlines))?.port else {
      throw BenchError("\(name) said no address but \"\(line)\"")
    }
    self.port = port
    self.process = process
    say("\(name) answers after \(hundredths((ContinuousClock.now - start).seconds)) s at port \(port)")
  }

  deinit { if process.isRunning { process.terminate() } }

  /// Tells it to end, waits until it did, and says how.
  func stop() throws -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// What of it lies in main memory, in MB.
  var memory: Double {
    let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) } ?? 0)
      / 1024
  }

  /// Seconds of processor time that it used.
  var processor: Double {
    let stat = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
    // Behind the name in parentheses, user and system time are the 12th and 13th.
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 13, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}

/// `faultbook serve` as the figures need it: without a limit for one caller, as all clients are one here.
struct ServedBook: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "served-book", shouldDisplay: false)

  @Argument var book: String

  func run() throws {
    var log = Logger(label: "bench", factory: { StreamLogHandler.standardError(label: $0) })
    log.logLevel = .warning
    var options = ServerOptions(log: log)
    options.port = 0
    options.limits.requestsPerSecond = 0
    let (path, ready) = (book, options)
    try waiting {
      try await FaultbookServer.run(book: path, options: ready) { address in
        FileHandle.standardOutput.write(Data((address + "\n").utf8))
      }
    }
  }
}

/// The yardstick: the same framework with one route that returns a constant, and nothing around it.
struct ConstantServer: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "constant-server", shouldDisplay: false)

  @Argument(help: "How many bytes it returns.") var bytes: Int

  func run() throws {
    let constant = ByteBuffer(repeating: UInt8(ascii: "x"), count: bytes)
    try waiting {
      var log = Logger(label: "constant", factory: { StreamLogHandler.standardError(label: $0) })
      log.logLevel = .error
      let router = Router()
      router.get("/constant") { _, _ in
        Response(
          status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: constant))
      }
      // What any request that brings a body costs: it is read and forgotten.
      router.post("/constant") { request, _ in
        _ = try await request.body.collect(upTo: 1 << 20)
        return Response(
          status: .created, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: constant))
      }
      let application = Application(
        router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in
          let line = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)\n"
          FileHandle.standardOutput.write(Data(line.utf8))
        }, logger: log)
      try await application.runService()
    }
  }
}

/// Work of tasks for the one thread of a command, which waits for it.
private func waiting(_ body: @escaping @Sendable () async throws -> Void) throws {
  let done = DispatchSemaphore(value: 0)
  let failure = Mutex<(any Error)?>(nil)
  Task {
    do {
      try await body()
    } catch {
      failure.withLock { $0 = error }
    }
    done.signal()
  }
  done.wait()
  if let error = failure.withLock({ $0 }) { throw error }
}
