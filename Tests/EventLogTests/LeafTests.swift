import Crypto
import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// That anyone can compute the root from the file alone: leaf and tree as the documentation says, in a few lines.
@Suite struct LeafTests {
  private func bytes(_ value: DatabaseValue) -> [UInt8] {
    func counted(_ bytes: [UInt8]) -> [UInt8] { withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { $0 + bytes } }
    return switch value.storage {
    case .null: [255, 255, 255, 255]
    case .int64(let number): withUnsafeBytes(of: number.bigEndian) { Array($0) }
    case .double: []
    case .string(let text): counted(Array(text.utf8))
    case .blob(let data): counted(Array(data))
    }
  }

  private func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    guard leaves.count > 1 else { return leaves.first ?? Array(SHA256.hash(data: [UInt8]())) }
    var left = 1
    while left * 2 < leaves.count { left *= 2 }
    let middle = leaves.startIndex + left
    return Array(SHA256.hash(data: [1] + root(leaves[..<middle]) + root(leaves[middle...])))
  }

  @Test func `leaves and root are as documented, computed from the stored columns alone`() throws {
    let book = try TemporaryBook()
    let whole = NewEvent(
      id: "plain id", source: "urn:tool", stream: "run/r2", time: noon, actor: "grace",
      correlation: "0195500c-7b00-7000-8000-00000000000a", causation: "cause",
      fact: .runAborted(RunAborted(reason: .guardrail, criterion: "zu langsam – 遅い")))
    try book.log.append(samples(0..<10) + [whole] + samples(10..<30), actor: "ada", now: noon)
    let columns = [
      "position", "source", "event_id", "stream", "version", "type", "schema_version", "occurred_at", "recorded_at",
      "actor", "correlation_id", "causation_id", "key_id", "payload", "leaf_hash",
    ].joined(separator: ", ")
    let joined = "events JOIN sources USING (source_id) JOIN streams USING (stream_id)"
    let rows = try book.log.readDatabase { database in
      try Row.fetchAll(database, sql: "SELECT \(columns) FROM \(joined) ORDER BY position").map {
        Array($0.databaseValues)
      }
    }
    #expect(rows.count == 31)
    var leaves: [[UInt8]] = []
    for row in rows {
      let payload = String.fromDatabaseValue(row[13]) ?? ""
      let hashed = Data(SHA256.hash(data: Data(payload.utf8))).databaseValue
      let input: [UInt8] = [0] + (row[..<13] + [hashed]).flatMap { bytes($0) }
      let leaf = Array(SHA256.hash(data: input))
      #expect(Data.fromDatabaseValue(row[14]) == Data(leaf))
      leaves.append(leaf)
    }
    let root = root(leaves[...])
    let stored = try book.log.readDatabase { try Data.fetchOne($0, sql: "SELECT root FROM merkle_edge") }
    #expect(stored == Data(root))
    #expect(try book.log.verify().root == root.map { String(format: "%02x", $0) }.joined())
  }
}
