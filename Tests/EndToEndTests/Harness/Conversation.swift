import Foundation
import Glibc

/// A running call of the executable, whose standard input is written and whose standard output is read line by line.
final class Conversation {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errorPath: String
  private var buffer: [UInt8] = []

  init(_ arguments: [String], in workspace: Workspace) throws {
    errorPath = workspace.path("conversation-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: errorPath, contents: nil)
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: workspace.folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": workspace.folder + "/home", "USER": "tester"]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
  }

  /// Writes a line.
  func say(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }

  /// Writes a text without a line's end.
  func say(cut text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  /// Ends the input.
  func hangUp() throws { try input.fileHandleForWriting.close() }

  /// Kills the process, as a crash of its machine would.
  func kill() {
    Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// The next line of the output; nil at its end, and where none comes within so many seconds.
  func hear(within seconds: Double = 30) -> String? {
    let descriptor = output.fileHandleForReading.fileDescriptor
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        defer { buffer.removeFirst(end + 1) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&asked, 1, Int32(seconds * 1000)) > 0 else { return nil }
      var piece = [UInt8](repeating: 0, count: 65_536)
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { return nil }
      buffer += piece[..<count]
    }
  }

  /// The most memory that the process has held so far, in KiB; nil where the system does not tell.
  var peakKilobytes: Int? {
    let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }
  }

  /// Waits for the end; the exit code and what was said on standard error.
  func end() -> (exitCode: Int32, error: String) {
    process.waitUntilExit()
    let error = (try? Data(contentsOf: URL(filePath: errorPath))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return (process.terminationStatus, error)
  }
}
