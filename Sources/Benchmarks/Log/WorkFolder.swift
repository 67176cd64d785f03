import EventLog
import Foundation

/// A folder that is removed at the end.
final class WorkFolder {
  let url: URL

  /// A new folder in `path`, by default in that for temporary files.
  init(_ path: String?) throws {
    let parent = path.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
    url = parent.appending(path: "faultbook-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Calls `body` with the log of a new book, and removes the book.
  func withBook<Value>(_ name: String, _ body: (EventLog) throws -> Value) throws -> Value {
    discard(name)
    defer { discard(name) }
    let log = try EventLog.create(at: path(name))
    defer { log.close() }
    return try body(log)
  }

  /// Removes a database and what SQLite and the log put beside it.
  func discard(_ name: String) {
    for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path(name) + suffix) }
  }

  /// The size of a file in bytes.
  func size(_ name: String) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
    return ((attributes?[.size] as? NSNumber)?.doubleValue) ?? 0
  }
}
