import EventLog
import GRDB
import Synchronization

extension KnowledgeBase {
  /// Stores what was worked out of what teaches and is not stored yet. What cannot be stored is worked out again another time.
  ///
  /// - Parameter ifFree: whether to leave it to the next who asks where somebody is writing tables.
  func storeKept(ifFree: Bool = false) {
    guard isWritable, let kept = learned.kept, kept.hasFresh else { return }
    func store() {
      guard let hashes = learned.memory(of: headState()).map({ Set($0.chain.keys) }) else { return }
      let rows = kept.fresh(of: hashes)
      guard !rows.isEmpty, (try? log.writeDatabase { try KeptTable.store($0, rows, of: hashes) }) != nil else { return }
      kept.stored(rows)
    }
    if ifFree { tabling.withLockIfAvailable { _ in store() } } else { tabling.withLock { _ in store() } }
  }
}
