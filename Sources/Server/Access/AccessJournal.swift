import Foundation
import Glibc
import Synchronization
import Vocabulary

/// Who was refused, and what became of tokens: one JSON object a line in `<book>.access.jsonl` beside the book, its owner's
/// alone. It is apart from the log, as anybody on the network could fill that otherwise; it is bounded: at `capacity` bytes
/// the file becomes `….1`, whose place it takes.
final class AccessJournal: Sendable {
  let path: String
  private let capacity: Int
  private let state = Mutex(State())

  private struct State {
    /// The last entries, the newest last.
    var recent: [JSON] = []
    /// Whether the last write failed; told once.
    var isBroken = false
  }

  /// How many entries are kept in memory for those who ask.
  static let kept = 1000

  init(book: String, capacity: Int = 4 << 20) {
    path = book + ".access.jsonl"
    self.capacity = capacity
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let recent = text.split(separator: "\n").suffix(AccessJournal.kept).compactMap { try? JSON.parse(String($0)) }
    state.withLock { $0.recent = recent }
  }

  /// The last entries, the newest first.
  func recent(limit: Int) -> [JSON] { state.withLock { Array($0.recent.suffix(limit).reversed()) } }

  /// Adds an entry. Says whether it is on its way to the disk; a journal that cannot be written must not stop a refusal.
  @discardableResult
  func add(_ entry: JSON) -> Bool {
    state.withLock { state in
      state.recent.append(entry)
      if state.recent.count > AccessJournal.kept * 2 { state.recent.removeFirst(AccessJournal.kept) }
      state.isBroken = !write(entry.text + "\n")
      return !state.isBroken
    }
  }

  private func write(_ line: String) -> Bool {
    var status = stat()
    if stat(path, &status) == 0, Int(status.st_size) + line.utf8.count > capacity { rename(path, path + ".1") }
    let file = open(path, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let bytes = Array(line.utf8)
    return Glibc.write(file, bytes, bytes.count) == bytes.count
  }
}
