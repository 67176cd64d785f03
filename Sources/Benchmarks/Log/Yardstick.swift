import Foundation

/// The bare limit: a C program that inserts rows of the same size into SQLite with nothing around it.
struct Yardstick {
  private let path: String
  private let folder: WorkFolder

  /// The given program, or the source beside the repository compiled anew; nil with a message where there is neither.
  static func find(_ path: String?, in folder: WorkFolder) throws -> Yardstick? {
    if let path { return Yardstick(path: path, folder: folder) }
    let source = sharedFolder.appending(path: "append.c").path
    guard FileManager.default.fileExists(atPath: source) else {
      FileHandle.standardError.write(Data("no yardstick at \(source): ratios are left out\n".utf8))
      return nil
    }
    let program = folder.path("append")
    _ = try output("/usr/bin/env", ["gcc", "-O2", "-w", source, "-o", program, "-lsqlite3", "-lcrypto"])
    return Yardstick(path: program, folder: folder)
  }

  /// Where the yardsticks' sources lie: beside the package.
  static var sharedFolder: URL {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.appending(path: "../shared/bench").standardized
  }

  /// Inserts so many rows, this many a transaction, each transaction on disk.
  func run(batch: Int, events: Int) throws -> AppendRun {
    folder.discard("bare.db")
    defer { folder.discard("bare.db") }
    let text = try Yardstick.output(path, [folder.path("bare.db"), "FULL", "\(batch)", "\(events)", "ckpt=8000"])
    let found = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    guard let rate = (found?["ev_s"] as? NSNumber)?.doubleValue,
      let ofProcessor = (found?["ev_cpu_s"] as? NSNumber)?.doubleValue
    else { throw BenchError("the yardstick said \(text)") }
    return AppendRun(rate: rate, processor: 1 / ofProcessor)
  }

  /// What a program prints. Throws where it fails.
  static func output(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchError("\(program) \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

/// Why a benchmark could not run.
struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
