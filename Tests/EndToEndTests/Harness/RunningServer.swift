import Foundation
import Glibc
import Testing
import Vocabulary

/// `faultbook serve` as a process of its own on a free port; it is told to end with the value.
final class RunningServer {
  /// Where it listens, such as `http://127.0.0.1:41234`.
  let address: String
  /// What it says on standard error goes here.
  let errorPath: String
  private let book: String
  private let workspace: Workspace
  private let process = Process()

  /// Starts a server and waits until it takes requests.
  init(book: String, in workspace: Workspace, _ options: [String] = []) throws {
    (self.book, self.workspace) = (book, workspace)
    errorPath = workspace.path("server-\(UUID().uuidString)")
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = ["serve", "--book", book, "--port", "0"] + options
    process.currentDirectoryURL = URL(filePath: workspace.folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": workspace.folder + "/home", "USER": "tester"]
    let said = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = said
    try process.run()
    // The address is the first line; what follows is kept for whoever looks for secrets in it.
    var line: [UInt8] = []
    while line.last != 0x0A {
      var asked = pollfd(fd: said.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&asked, 1, 60_000) > 0, let byte = try said.fileHandleForReading.read(upToCount: 1)?.first else {
        process.terminate()
        throw ServerError(said: String(decoding: line, as: UTF8.self))
      }
      line.append(byte)
    }
    guard let place = String(decoding: line, as: UTF8.self).split(separator: " ").last else {
      throw ServerError(said: String(decoding: line, as: UTF8.self))
    }
    address = place.trimmingCharacters(in: .whitespacesAndNewlines)
    let path = errorPath
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    said.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      guard !data.isEmpty, let file = FileHandle(forWritingAtPath: path) else {
        handle.readabilityHandler = nil
        return
      }
      _ = try? file.seekToEnd()
      try? file.write(contentsOf: data)
      try? file.close()
    }
  }

  struct ServerError: Error { let said: String }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

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
}
