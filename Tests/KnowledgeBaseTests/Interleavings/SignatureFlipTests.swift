import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

@testable import KnowledgeBase

@Suite("Flips of what was signed")
struct SignatureFlipTests {
  @Test("A flip of any byte of a note or a cosignature is a problem, with the keys at hand or without")
  func signatures() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    let log = try SigningKey(name: "example.org/log", seed: [UInt8](repeating: 1, count: 32))
    let witness = try SigningKey(name: "example.org/w", type: .cosignature, seed: [UInt8](repeating: 2, count: 32))
    let head = try book.log.head
    let checkpoint = try SignedCheckpoint(
      Checkpoint(origin: "example.org/log", size: head, root: try book.log.root(at: head)), signedBy: log)
    try book.log.storeCheckpoint(
      StoredCheckpoint(
        size: head, origin: checkpoint.checkpoint.origin, root: checkpoint.checkpoint.root, note: checkpoint.encoded,
        recordedAt: Toy.start))
    let trust = [log.verifier.text, witness.verifier.text]
    let cosigned = try checkpoint.cosigned(at: 1_780_000_000, by: witness).encoded
    _ = try book.cosign(texts: [("note", cosigned)], trust: trust)
    book.close()
    // The guards are dropped, so the log's own verification is asked of something else: of nothing new.
    let writer = try DatabaseQueue(path: shop.path)
    try writer.write { db in
      for name in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        try db.execute(sql: "DROP TRIGGER \(name)")
      }
    }
    let reader = try KnowledgeBase.openForReading(at: shop.path)
    let sound = try reader.verify(trust: trust).json
    func told(_ answer: JSON) -> JSON {
      .compact(("problems", answer["problems"]), ("checkpoints", answer["checkpoints"]), ("covered", answer["covered"]))
    }
    #expect(sound["covered"]?.integerValue == head)
    let states = sound["checkpoints"]?.arrayValue?.first?["signatures"]?.arrayValue?.map { $0["state"] }
    #expect(states == ["valid", "valid"])
    let untrusted = try reader.verify().json
    var random = Xoshiro256(seed: 20_261_120)
    var tally = (flips: 0, proven: 0)
    for (table, column) in [("checkpoints", "note"), ("checkpoint_cosignatures", "line")] {
      let whole = try writer.read { try String.fetchOne($0, sql: "SELECT \(column) FROM \(table)") } ?? ""
      let bytes = Array(whole.utf8)
      for index in bytes.indices {
        var flipped = bytes
        flipped[index] ^= 1 << UInt8(random.next() % 8)
        try Self.set(writer, table, column, Data(flipped), isHashed: false)
        let blind = try reader.verify().json
        #expect(
          (blind["problems"] != untrusted["problems"]) as Bool, "byte \(index) of \(table).\(column), without keys")
        // As somebody would who makes the row's hash again: what the signature covers, and whose it is, is told all the same.
        try Self.set(writer, table, column, Data(flipped), isHashed: true)
        let isProven = try reader.verify(trust: trust).json["problems"] != sound["problems"]
        #expect(isProven, "byte \(index) of \(table).\(column)")
        if isProven { tally.proven += 1 }
        tally.flips += 1
        try Self.set(writer, table, column, Data(bytes), isHashed: true)
      }
    }
    #expect(told(try reader.verify(trust: trust).json) == told(sound), "everything was put back")
    print("signature flips: \(tally.flips), \(tally.proven) of them told by the keys alone")
  }

  /// Puts a text in the place of the one that is there, and the hash of its row.
  private static func set(
    _ writer: DatabaseQueue, _ table: String, _ column: String, _ text: Data, isHashed: Bool
  ) throws {
    try writer.write { db in
      try db.execute(sql: "UPDATE \(table) SET \(column) = CAST(? AS TEXT)", arguments: [text])
      guard isHashed, let row = try Row.fetchOne(db, sql: "SELECT * FROM \(table)") else { return }
      let hash = RowHash.of(table, Array(row.databaseValues.dropLast()))
      try db.execute(sql: "UPDATE \(table) SET row_hash = ?", arguments: [hash])
    }
  }
}
