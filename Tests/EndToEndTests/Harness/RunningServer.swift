import Foundation
import Glibc
import Synchronization
import Testing
import Vocabulary

/// `faultbook serve` as a process of its own on a free port; it ends with the value.
final class RunningServer {
  /// Where it listens, such as `http://127.0.0.1:41234`.
  let address: String
  private let book: String
  private let workspace: Workspace
  private let process = Process()
  private let said = Said()

  /// What the server says on standard error, read as it comes so that it never waits for us.
  private final class Said: Sendable {
    private let text = Mutex<[UInt8]>([])
    private let firstLine = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)

    func read(_ descriptor: Int32) {
      var piece = [UInt8](repeating: 0, count: 65_536)
      while case let count = Glibc.read(descriptor, &piece, piece.count), count > 0 {
        let isThere = text.withLock { text in
          text += piece[..<count]
          return Self.line(in: text) != nil
        }
        if isThere { firstLine.signal() }
      }
      firstLine.signal()
      end.signal()
    }

    /// The line that says where it listens; a talkative log may say more before.
    private static func line(in text: [UInt8]) -> String? {
      let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
      return lines.map { String(decoding: $0, as: UTF8.self) }.first { $0.hasPrefix("faultbook: serving ") }
    }

    /// That line, once it is there.
    func line() -> String? {
      guard firstLine.wait(timeout: .now() + 60) == .success else { return nil }
      return text.withLock { Self.line(in: $0) }
    }

    /// All of it, once the process has ended.
    func whole() -> String {
      end.wait()
      end.signal()
      return text.withLock { String(decoding: $0, as: UTF8.self) }
    }
  }

  struct ServerError: Error { let said: String }

  /// Starts a server and waits until it takes requests.
  init(book: String, in workspace: Workspace, _ options: [String] = []) throws {
    (self.book, self.workspace) = (book, workspace)
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = ["serve", "--book", book, "--port", "0"] + options
    process.currentDirectoryURL = URL(filePath: workspace.folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": workspace.folder + "/home", "USER": "tester"]
    process.standardOutput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let said = said
    Thread.detachNewThread { said.read(pipe.fileHandleForReading.fileDescriptor) }
    guard let line = said.line(), let place = line.split(separator: " ").last
    else {
      process.terminate()
      throw ServerError(said: said.whole())
    }
    address = String(place)
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// What it said on standard error; only once it has ended.
  func log() -> String { said.whole() }

  /// A token for each role, as `role=token,role=token`.
  func tokens(of roles: [String], named name: String) throws -> String {
    try roles.map { "\($0)=\(try token(role: $0, named: name))" }.joined(separator: ",")
  }

  /// A token, made by the command line while the server runs.
  func token(role: String, named name: String) throws -> String {
    let made = try workspace.answer(["token", "create", name, "--role", role, "--book", book])
    return try #require(made["token"]?.stringValue)
  }

  /// Tells it to end, as an operating system does; its exit code.
  func end() throws -> Int32 {
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Ends it as a crash would.
  func crash() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
