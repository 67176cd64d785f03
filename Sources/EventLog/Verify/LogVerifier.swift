internal import Dispatch
internal import Foundation
internal import GRDB
internal import Synchronization
internal import Transparency

/// The pass over all rows: stretches of them on as many threads as there are processors, joined in order into a tree.
struct LogVerifier {
  /// How many rows a thread reads in one transaction: some tens of milliseconds, so that the WAL is not held up.
  private static let stretch: Int64 = 16_384

  /// One thread's verifier. `@unchecked` because each serves one iteration of `concurrentPerform` at a time.
  private final class Worker: @unchecked Sendable {
    var rows = RowVerifier()
  }

  /// The tree over the events as they are.
  private(set) var tree = CompactRange()
  /// What the indexes must hold.
  private(set) var indexes = IndexSums()
  /// The tiles of level 0, in order.
  private(set) var tiles: [TileRoot] = []
  /// The last row that was read, or told to be unreadable; position 0 before the first.
  private(set) var last = RowEnd(position: 0, recordedAt: nil)
  /// Whether each row could be read and is sound in itself, and none is missing between them.
  private(set) var isSound = true
  /// Whether each row could be read.
  private(set) var isWhole = true
  private let workers: [Worker]

  init() {
    workers = (0..<max(1, min(4, ProcessInfo.processInfo.activeProcessorCount))).map { _ in Worker() }
  }

  /// Reads all rows up to a position, and tells the checkpoints the roots that they ask for.
  mutating func verify(
    through end: Int64, _ readers: DatabasePool, _ checkpoints: inout CheckpointVerifier,
    _ problems: inout ProblemList, progress: (Int64) -> Void
  ) throws {
    var next: Int64 = 1
    while next <= end {
      let first = next
      let results = Mutex([Result<VerifiedRows, any Error>?](repeating: nil, count: workers.count))
      DispatchQueue.concurrentPerform(iterations: workers.count) { [workers] index in
        let from = first + Int64(index) * LogVerifier.stretch
        guard from <= end else { return }
        let through = min(end, from + LogVerifier.stretch - 1)
        let result = Result {
          try readers.readPastDamage { try workers[index].rows.verify(from...through, $0) }
        }
        results.withLock { $0[index] = result }
      }
      for result in results.withLock({ $0 }) { try result.map { try join($0.get(), &checkpoints, &problems) } }
      next = min(end, first + Int64(workers.count) * LogVerifier.stretch - 1) + 1
      // A row far behind a gap, its position changed by a bit, must not be walked to through all that is not there.
      if last.position < first {
        let start = try problems.reading("what comes after position \(last.position)", at: last.position + 1) { _ in
          try LogVerifier.start(of: next, readers)
        }
        if start == nil { isWhole = false }
        next = (start ?? nil) ?? end + 1
      }
      progress(next - 1)
    }
  }

  /// The beginning of the stretch that holds the next row from a position on; nil where there is none.
  private static func start(of position: Int64, _ readers: DatabasePool) throws -> Int64? {
    let sql = "SELECT position FROM events WHERE position >= ? ORDER BY position LIMIT 1"
    return try readers.read { try Int64.fetchOne($0, sql: sql, arguments: [position]) }
      .map { ($0 - 1) / stretch * stretch + 1 }
  }

  private mutating func join(
    _ rows: VerifiedRows, _ checkpoints: inout CheckpointVerifier, _ problems: inout ProblemList
  ) throws {
    let found = problems.count
    if let ends = rows.ends {
      problems.checkNeighbours(last, ends.first)
      last = ends.last
    }
    if !rows.areSound || problems.count > found { isSound = false }
    if rows.problems.isUnreadable { isWhole = false }
    problems.add(rows.problems)
    tiles += rows.tiles
    while let size = checkpoints.nextSize, size <= tree.size + Int64(rows.leaves.count) {
      var part = tree
      LogVerifier.extend(&part, by: rows, count: Int(size - tree.size))
      checkpoints.reached(part.root)
    }
    LogVerifier.extend(&tree, by: rows, count: rows.leaves.count)
    indexes.add(rows.indexes)
  }

  /// Adds the first leaves of a stretch, by whole tiles as far as they go.
  private static func extend(_ tree: inout CompactRange, by rows: VerifiedRows, count: Int) {
    var done = 0
    if tree.size & 255 == 0 {
      while done + TileID.fullWidth <= count, let root = rows.tiles[done >> 8].computed {
        tree.append(subtree: root, height: 8)
        done += TileID.fullWidth
      }
    }
    for leaf in rows.leaves[done..<count] { tree.append(leaf) }
  }
}
