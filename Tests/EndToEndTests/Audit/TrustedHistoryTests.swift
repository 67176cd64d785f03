import Foundation
import Testing
import Vocabulary

/// That nothing is signed, written or vouched for that the checkpoints and anchors at hand do not bear out.
@Suite struct TrustedHistoryTests {
  private func makeKey(_ name: String, _ auditing: Auditing) throws {
    try auditing.workspace.answer(["audit", "key", "new", "--key", name, "--name", "example.com/shop"])
  }

  private func removeCheckpoints(_ auditing: Auditing) throws {
    try auditing.meddle("DROP TRIGGER IF EXISTS checkpoints_no_delete; DELETE FROM checkpoints")
  }

  /// One character of the log's signature in the anchor, from the end of the file.
  private func breakAnchor(_ auditing: Auditing) throws -> [UInt8] {
    var bytes = auditing.workspace.bytes("book.sqlite.anchor")
    let index = bytes.count - 20
    bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
    try auditing.workspace.write("book.sqlite.anchor", bytes)
    return bytes
  }

  private func problems(_ answer: JSON) -> [String] {
    answer["problems"]?.arrayValue?.compactMap { $0["problem"]?.stringValue } ?? []
  }

  private func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  @Test func `a history that a stranger's key signed is never signed over`() throws {
    let auditing = try Auditing(signed: false)
    try makeKey("strange.key", auditing)
    try auditing.checkpoint("--key", "strange.key")
    let anchor = auditing.workspace.bytes("book.sqlite.anchor")
    func expectRefusal(_ what: String) throws {
      let refused = try auditing.run("audit", "checkpoint", "--key", auditing.key, "--new-signer")
      expectFailure(refused, exitCode: 3)
      #expect(refused.error.contains("nothing was signed: the \(what)"), "\(refused.error)")
      #expect(refused.error.contains("by no key that is trusted here"), "\(refused.error)")
    }
    // Nothing is new to sign; something is; the anchor is gone.
    try expectRefusal("checkpoint of \(auditing.size) events")
    try auditing.grow()
    try expectRefusal("checkpoint of \(auditing.size) events")
    #expect(auditing.workspace.bytes("book.sqlite.anchor") == anchor)
    try FileManager.default.removeItem(atPath: auditing.book + ".anchor")
    try expectRefusal("checkpoint of \(auditing.size) events")
    // The anchor alone is left.
    try auditing.workspace.write("book.sqlite.anchor", anchor)
    try removeCheckpoints(auditing)
    try expectRefusal("anchor \(auditing.book).anchor")
    #expect(auditing.workspace.bytes("book.sqlite.anchor") == anchor)
    // Who knows the key may say so.
    try auditing.checkpoint("--trust", "strange.key.pub", "--new-signer")
  }

  @Test func `another signer must be meant, and a witness is none, even where nothing is new to sign`() throws {
    let auditing = try Auditing()
    try makeKey("new.key", auditing)
    let own = ["FAULTBOOK_KEY": auditing.key]
    for _ in 0..<2 {
      let refused = try auditing.run("audit", "checkpoint", "--key", "new.key", environment: own)
      expectFailure(refused, exitCode: 2)
      #expect(refused.error.contains("say --new-signer"), "\(refused.error)")
      try auditing.grow()
    }
    let signed = try auditing.run("audit", "checkpoint", "--key", "new.key", "--new-signer", environment: own)
    #expect(signed.exitCode == 0, "\(signed.error)")
    // From now on that one signs, and it is the old one that must be meant.
    try auditing.grow()
    try auditing.checkpoint("--key", "new.key")
    let old = try auditing.run("audit", "checkpoint", "--key", auditing.key, "--trust", "new.key.pub")
    expectFailure(old, exitCode: 2)
    try auditing.workspace.answer([
      "audit", "key", "new", "--witness", "--key", "witness.key", "--name", "example.com/witness",
    ])
    let witness = try auditing.run("audit", "checkpoint", "--key", "witness.key", "--trust", "new.key.pub")
    expectFailure(witness, exitCode: 2)
    #expect(witness.error.contains("is a witness's, not a log's"), "\(witness.error)")
  }

  @Test(arguments: [true, false])
  func `an anchor whose signature was broken stops writing and is not written over`(isInBook: Bool) throws {
    let auditing = try Auditing()
    // Beside its checkpoint in the book it is told without a key, else by the key whose name it bears.
    if !isInBook { try removeCheckpoints(auditing) }
    let anchor = try breakAnchor(auditing)
    let own = isInBook ? [:] : ["FAULTBOOK_KEY": auditing.key]
    for command in [["rebuild"], ["judge", "--all"], ["audit", "checkpoint", "--key", auditing.key]] {
      let refused = try auditing.workspace.run(command + ["--book", auditing.book], environment: own)
      expectFailure(refused, exitCode: 3)
      #expect(refused.error.contains("the anchor \(auditing.book).anchor "), "\(refused.error)")
    }
    let trusting = try auditing.workspace.run(
      ["rebuild", "--book", auditing.book], environment: ["FAULTBOOK_TRUST": auditing.verifierKey])
    expectFailure(trusting, exitCode: 3)
    #expect(auditing.workspace.bytes("book.sqlite.anchor") == anchor)
  }

  @Test func `a book that contradicts its own newest checkpoint is not written to`() throws {
    let honest = try Auditing(signed: false)
    try honest.grow("what really happened")
    try honest.checkpoint()
    for (count, expected) in [(0, "events are missing at its end"), (2, "its past was rewritten")] {
      let forged = try Auditing(signed: false)
      for number in 0..<count { try forged.grow("what never happened \(number)") }
      try forged.meddle(
        "DROP TRIGGER IF EXISTS checkpoints_no_replace; ATTACH '\(honest.book)' AS honest; INSERT INTO checkpoints SELECT * FROM honest.checkpoints"
      )
      for command in [["rebuild"], ["judge", "--all"]] {
        let refused = try forged.workspace.run(command + ["--book", forged.book])
        expectFailure(refused, exitCode: 3)
        #expect(refused.error.contains(expected), "\(refused.error)")
      }
    }
  }

  @Test func `tables beyond the log's end are the trace of a loss and stay`() throws {
    let auditing = try Auditing(signed: false)
    try auditing.meddle("UPDATE projections SET position = position + 1")
    for command in [["rebuild"], ["judge", "--all"]] {
      expectFailure(
        try auditing.workspace.run(command + ["--book", auditing.book]), exitCode: 3,
        says:
          "\(auditing.book) has \(auditing.size) events, but its tables were made of \(auditing.size + 1): events are "
          + "missing at its end; put a whole copy in its place with `faultbook restore`, which can also give up what is "
          + "missing")
    }
  }

  @Test func `only what was signed and is still there is said to be`() throws {
    let auditing = try Auditing()
    try auditing.grow()
    try auditing.checkpoint()
    func found() throws -> (covered: Int64?, sound: [JSON?], text: String) {
      let answer = try auditing.verify(exitCode: 1)
      let table = try auditing.run("audit", "verify", "--trust", auditing.verifierKey, "--format", "table").output
      return (
        answer["covered"]?.integerValue, answer["checkpoints"]?.arrayValue?.map { $0["ok"] } ?? [], words(table)
      )
    }
    // A guard is missing, and every event is there: what the signer signed still is what it was.
    try auditing.meddle("SELECT 1")
    var now = try found()
    #expect(now.covered == auditing.size + 1 && now.sound == [true, true])
    #expect(now.text.contains("The first \(auditing.size + 1) events are those that example.com/shop+"))
    // The last event was changed: the older checkpoint covers the others.
    try auditing.meddle("UPDATE events SET payload = '{}' WHERE position = \(auditing.size + 1)")
    now = try found()
    #expect(now.covered == auditing.size && now.sound == [true, false])
    #expect(now.text.contains("The first \(auditing.size) events are those that example.com/shop+"))
    #expect(now.text.contains("The checkpoint of \(auditing.size + 1) events that example.com/shop+"))
    // One in the middle is gone: nobody signed what is there.
    try auditing.meddle("DROP TRIGGER IF EXISTS events_no_delete; DELETE FROM events WHERE position = 5")
    now = try found()
    #expect(now.covered == 0 && now.sound == [false, false])
    #expect(!now.text.contains("are those that"), "\(now.text)")
  }

  @Test func `checkpoints that were removed are missed where an anchor holds one`() throws {
    let auditing = try Auditing()
    try removeCheckpoints(auditing)
    let lacks = "holds a checkpoint of \(auditing.size) events, which the book lacks"
    let found = problems(try auditing.verify(exitCode: 1))
    #expect(found.contains { $0.contains(lacks) }, "\(found)")
    let doctor = try auditing.run("doctor", "--format", "json")
    #expect(doctor.exitCode == 1 && doctor.output.contains("the book lacks that checkpoint"), "\(doctor.output)")
    // Signed anew, over the anchor's word.
    try auditing.checkpoint()
    let after = problems(try auditing.verify(exitCode: 1))
    #expect(!after.contains { $0.contains("lacks") }, "\(after)")
  }

  @Test func `whoever reads a book that is older than its anchor is told`() throws {
    let auditing = try Auditing()
    let older = auditing.workspace.bytes("book.sqlite")
    try auditing.grow()
    try auditing.checkpoint()
    #expect(try auditing.run("scores").error.isEmpty)
    let known = try auditing.run("scores", "--format", "json")
    try auditing.workspace.write("book.sqlite", older)
    for name in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: auditing.book + name) }
    for question in [["scores"], ["beliefs"], ["next"]] {
      let outcome = try auditing.workspace.run(question + ["--book", auditing.book, "--format", "json"])
      #expect(
        outcome.error.hasPrefix(
          "faultbook: note: the book is older than its anchor: \(auditing.book) has \(auditing.size) events, but its anchor "
        ), "\(outcome.error)")
      #expect(try JSON.parse(outcome.output) != .null)
    }
    #expect(known.exitCode == 0)
    // An anchor that cannot be read is told of as well.
    try auditing.workspace.write("book.sqlite.anchor", "notes of mine")
    #expect(try auditing.run("scores").error.contains("holds no checkpoint"))
  }
}
