import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// Checkpoints as the book keeps them.
@Suite struct CheckpointTests {
  private func checkpoint(_ log: EventLog, _ size: Int64, root: TreeHash? = nil) throws -> StoredCheckpoint {
    let root = try root ?? log.root(at: size)
    let note = "example.org/log\n\(size)\n\(Data(root.bytes).base64EncodedString())\n\n— example.org/log AAAAAA==\n"
    return StoredCheckpoint(size: size, origin: "example.org/log", root: root, note: note, recordedAt: noon)
  }

  private func cosignature(_ size: Int64, line: String = "— witness.org/w AAAAAQ==") -> StoredCosignature {
    StoredCosignature(size: size, signer: "witness.org/w", line: line, recordedAt: noon)
  }

  @Test func `checkpoints and cosignatures are kept, one of each`() throws {
    let book = try TemporaryBook()
    let log = book.log
    #expect(try log.latestCheckpoint() == nil && log.checkpoints() == [])
    #expect(try log.storeCheckpoint(checkpoint(log, 0)))
    try log.append(samples(0..<600), actor: "ada", now: noon)
    for size: Int64 in [600, 300] { #expect(try log.storeCheckpoint(checkpoint(log, size))) }
    #expect(try !log.storeCheckpoint(checkpoint(log, 300)), "it is there already")
    #expect(try log.checkpoints().map(\.size) == [0, 300, 600])
    #expect(try log.latestCheckpoint() == checkpoint(log, 600))
    #expect(try log.checkpoint(at: 300) == checkpoint(log, 300) && log.checkpoint(at: 301) == nil)

    #expect(try log.storeCosignature(cosignature(300)) && !log.storeCosignature(cosignature(300)))
    #expect(try log.storeCosignature(cosignature(300, line: "— witness.org/w AAAAAg==")))
    #expect(
      try log.cosignatures(ofCheckpoint: 300).map(\.line) == ["— witness.org/w AAAAAQ==", "— witness.org/w AAAAAg=="])
    #expect(try log.cosignatures(ofCheckpoint: 600) == [])
    #expect(
      try log.checkpointNote(at: 300)
        == checkpoint(log, 300).note + "— witness.org/w AAAAAQ==\n— witness.org/w AAAAAg==\n")
    #expect(try log.checkpointNote(at: 301) == nil)
    #expect(try log.verify().problems == [])
  }

  @Test func `what the log does not bear out is refused`() throws {
    let book = try TemporaryBook()
    let log = book.log
    try log.append(samples(0..<300), actor: "ada", now: noon)
    try log.storeCheckpoint(checkpoint(log, 300))
    let calls: [(String, () throws -> Void)] = [
      ("it is of another log", { try log.storeCheckpoint(checkpoint(log, 200, root: log.root(at: 201))) }),
      ("it is of another log", { try log.storeCheckpoint(checkpoint(log, 300, root: log.root(at: 201))) }),
      ("there is no tree of 301", { try log.storeCheckpoint(checkpoint(log, 301, root: log.root())) }),
      (
        "the note does not begin with origin, size and root",
        {
          try log.storeCheckpoint(
            StoredCheckpoint(size: 200, origin: "o", root: log.root(at: 200), note: "o\n2\n", recordedAt: noon))
        }
      ),
      ("has no checkpoint of 200 events", { try log.storeCosignature(cosignature(200)) }),
      ("does not begin with — and that name", { try log.storeCosignature(cosignature(300, line: "— other AAAA")) }),
    ]
    for (says, call) in calls {
      let error = #expect(throws: EventLogError.self, "\(says)") { try call() }
      #expect(error?.code == .invalid && error?.message.contains(says) == true, "\(error?.message ?? "")")
    }
    #expect(try log.checkpoints().count == 1)
  }

  /// Changes to a book of 600 events with checkpoints of 200, 400 and 600, and what is found at which position.
  static let tampering: [(sql: String, position: Int64, says: String)] = [
    ("UPDATE checkpoints SET root = zeroblob(32) WHERE size = 200", 0, "a later checkpoint goes with the events"),
    ("UPDATE checkpoints SET root = zeroblob(32) WHERE size = 600", 401, "it or an event after it was changed"),
    ("UPDATE checkpoints SET root = x'' WHERE size = 600", 401, "it or an event after it was changed"),
    ("UPDATE checkpoints SET size = 201 WHERE size = 200", 0, "a later checkpoint goes with the events"),
    ("UPDATE checkpoints SET size = 900 WHERE size = 600", 601, "is missing: there is a checkpoint of 900 events"),
    ("UPDATE checkpoints SET origin = 'other' WHERE size = 400", 0, "says other than the note that was signed"),
    ("UPDATE checkpoints SET note = replace(note, 'log', 'lag') WHERE size = 400", 0, "says other than the note"),
    ("UPDATE checkpoint_cosignatures SET size = 399", 0, "belongs to none or another"),
    ("UPDATE checkpoint_cosignatures SET signer = 'else'", 0, "belongs to none or another"),
    ("DELETE FROM checkpoints WHERE size = 400", 0, "belongs to none or another"),
  ]

  private func signedBook() throws -> TemporaryBook {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<600), actor: "ada", now: noon)
    for size: Int64 in [200, 400, 600] { try book.log.storeCheckpoint(checkpoint(book.log, size)) }
    try book.log.storeCosignature(cosignature(400))
    return book
  }

  @Test(arguments: 0..<tampering.count)
  func `a checkpoint that does not go with the events or its note is found`(index: Int) throws {
    let (sql, position, says) = Self.tampering[index]
    let book = try signedBook()
    let copy = try unguardedCopy(of: book)
    try edit(copy) { try $0.execute(sql: sql) }
    let found = try findings(copy)
    #expect(found.contains { $0.position == position && $0.what.contains(says) }, "\(sql): \(found)")
  }

  /// Changes to events of that book, and the first bad position.
  static let events: [(sql: String, position: Int64)] =
    [1, 150, 200, 201, 399, 400, 401, 600].flatMap { (position: Int64) in
      [
        ("UPDATE events SET payload = '{}' WHERE position = \(position)", position),
        ("UPDATE events SET type = 'faultbook.metric.sampler' WHERE position = \(position)", position),
        ("DELETE FROM events WHERE position = \(position)", position),
        ("UPDATE events SET occurred_at = occurred_at + 1 WHERE position = \(position)", position),
      ]
    } + [("UPDATE streams SET stream = 'run/other'", 1), ("DELETE FROM events WHERE position > 333", 334)]

  @Test(arguments: events.indices)
  func `the first problem is that of the first bad event, and what follows from it comes after`(index: Int) throws {
    let (sql, position) = Self.events[index]
    let book = try signedBook()
    let copy = try unguardedCopy(of: book)
    try edit(copy) { try $0.execute(sql: sql) }
    let found = try findings(copy)
    #expect(found.first?.position == position, "\(sql): \(found)")
    let firstPlaceless = found.firstIndex { $0.position == 0 } ?? found.endIndex
    #expect(found[firstPlaceless...].allSatisfy { $0.position == 0 })
    #expect(found[..<firstPlaceless].allSatisfy { !$0.what.contains("says the root") }, "\(sql): \(found)")
  }

  @Test func `when a checkpoint or a cosignature came into the book cannot be changed unseen`() throws {
    let book = try signedBook()
    for (table, says) in [
      ("checkpoints", "the checkpoint of 400 events is not as it was stored"),
      (
        "checkpoint_cosignatures",
        "the signature of witness.org/w to the checkpoint of 400 events is not as it was stored"
      ),
    ] {
      let copy = try unguardedCopy(of: book)
      try edit(copy) { try $0.execute(sql: "UPDATE \(table) SET recorded_at = recorded_at + 1 WHERE size = 400") }
      let found = try findings(copy)
      #expect(found.count == 1 && found.first?.what.hasPrefix(says) == true, "\(found)")
    }
  }

  /// Takes the events, tiles and edge of one book, and the checkpoints of another.
  private func graft(_ events: String, under checkpoints: String) throws {
    let queue = try DatabaseQueue(path: events)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH ? AS other", arguments: [checkpoints])
      try database.execute(
        sql: "PRAGMA foreign_keys = OFF; INSERT INTO main.checkpoints SELECT * FROM other.checkpoints")
    }
    try queue.close()
  }

  @Test func `a history that was rewritten as a whole is told by the checkpoints, from the last that still holds`()
    throws
  {
    let book = try signedBook()
    let honest = try unguardedCopy(of: book)
    let forged = try TemporaryBook()
    // Sound in itself: other events from position 451 on.
    try forged.log.append(samples(0..<450) + samples(1000..<1150), actor: "ada", now: noon)
    let copy = try unguardedCopy(of: forged)
    #expect(try findings(copy) == [])
    try graft(copy, under: honest)
    let found = try findings(copy)
    #expect(found.count == 1 && found.first?.position == 401, "\(found)")
    #expect(
      found.first?.what.hasPrefix("it or an event after it was changed: the checkpoint of 600 events says") == true)
  }

  @Test func `a log that was cut back to an earlier state is told by the checkpoint of more`() throws {
    let book = try signedBook()
    let honest = try unguardedCopy(of: book)
    let cut = try TemporaryBook()
    try cut.log.append(samples(0..<512), actor: "ada", now: noon)
    let copy = try unguardedCopy(of: cut)
    try graft(copy, under: honest)
    let found = try findings(copy)
    #expect(found.map(\.position) == [513])
    #expect(found.first?.what == "is missing: there is a checkpoint of 600 events")
  }
}
