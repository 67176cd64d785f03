import Foundation

/// A child process that does the writing, so that it can be killed.
struct Helper {
  let process = Process()
  private let pipe = Pipe()

  /// The tests' own executables lie beside the test bundle.
  static let url = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "crash-writer")

  init(_ arguments: [String]) throws {
    process.executableURL = Helper.url
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
  }

  /// Some bytes of what it said; empty at the end.
  func some() -> Data { pipe.fileHandleForReading.availableData }

  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// The rest of what it said.
  func rest() -> Data {
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}
