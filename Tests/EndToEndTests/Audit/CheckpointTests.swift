import Foundation
import Testing
import Vocabulary

/// What is signed, where it goes, and what it is worth afterwards.
@Suite struct CheckpointTests {
  @Test func `a checkpoint is signed, kept in the book and beside it, and signed once for a size`() throws {
    let auditing = try Auditing(signed: false)
    let first = try auditing.checkpoint()
    #expect(first["signed"] == true)
    let note = first["checkpoint"]?.stringValue ?? ""
    let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 6 && lines[0].hasPrefix("example.com/shop/") && lines[0].count == 33)
    #expect(lines[1] == "\(auditing.size)" && lines[3] == "" && lines[4].hasPrefix("— example.com/shop "))
    #expect(auditing.workspace.bytes("book.sqlite.anchor") == Array(note.utf8))

    let again = try auditing.checkpoint()
    #expect(again["signed"] == false && again["checkpoint"] == first["checkpoint"])
    try auditing.grow()
    let second = try auditing.checkpoint()
    #expect(
      second["signed"] == true && second["size"]?.integerValue == auditing.size + 1
        && second["origin"] == first["origin"])
    #expect(auditing.workspace.bytes("book.sqlite.anchor") == Array((second["checkpoint"]?.stringValue ?? "").utf8))

    let verified = try auditing.verify()
    #expect(verified["ok"] == true && verified["covered"]?.integerValue == auditing.size + 1)
    #expect(
      verified["checkpoints"]?.arrayValue?.compactMap { $0["size"]?.integerValue } == [
        auditing.size, auditing.size + 1,
      ])
    #expect(verified["anchors"]?.arrayValue?.first?["state"] == "holds")
  }

  @Test func `a log keeps its name`() throws {
    let auditing = try Auditing(signed: false)
    #expect(try auditing.checkpoint("--origin", "example.com/one")["origin"] == "example.com/one")
    try auditing.grow()
    #expect(try auditing.checkpoint()["origin"] == "example.com/one")
    expectFailure(
      try auditing.run("audit", "checkpoint", "--key", auditing.key, "--origin", "example.com/two"), exitCode: 2,
      says: "the log's name is example.com/one, as its last checkpoint says, and stays so; leave out --origin")
    for origin in ["", "a\nb"] {
      expectFailure(
        try auditing.run("audit", "checkpoint", "--key", auditing.key, "--origin", origin), exitCode: 2)
    }
  }

  @Test func `an empty book has nothing to sign`() throws {
    let auditing = try Auditing(signed: false)
    try auditing.workspace.answer(["init", "--book", "empty.sqlite"])
    expectFailure(
      try auditing.run("audit", "checkpoint", "--key", auditing.key, book: "empty.sqlite"), exitCode: 2,
      says: "empty.sqlite has no events, so that there is nothing to sign; record some first")
  }

  @Test func `a checkpoint goes to every anchor that is named, by option, environment and policy`() throws {
    let auditing = try Auditing(signed: false)
    let set = ["policy", "set", "audit.anchorFile", "\"safe.anchor\"", "--why", "w", "--book", auditing.book]
    try auditing.workspace.answer(set)
    let outcome = try auditing.run(
      "audit", "checkpoint", "--key", auditing.key, environment: ["FAULTBOOK_ANCHOR": "environment.anchor"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    try auditing.checkpoint("--anchor", "one.anchor", "--anchor", "two.anchor")
    let note = auditing.workspace.bytes("book.sqlite.anchor")
    for name in ["safe.anchor", "environment.anchor", "one.anchor", "two.anchor"] {
      #expect(auditing.workspace.bytes(name) == note, "\(name)")
    }
    // The policy's speaks on opening, even if the one beside the book is gone.
    let copy = auditing.workspace.bytes("book.sqlite")
    try auditing.grow()
    try auditing.checkpoint()
    try auditing.workspace.write("book.sqlite", copy)
    try FileManager.default.removeItem(atPath: auditing.book + ".anchor")
    let refused = try auditing.run("judge", "--all")
    expectFailure(refused, exitCode: 3)
    #expect(
      refused.error.contains("its anchor \(auditing.workspace.folder)/safe.anchor is of \(auditing.size + 2)"),
      "\(refused.error)")
  }

  @Test(arguments: ["\"/etc/passwd\"", "\".anchor\"", "7", "\"a.anchor\\n\""])
  func `a policy names no anchor that could be another file`(value: String) throws {
    let auditing = try Auditing(signed: false)
    expectFailure(
      try auditing.run("policy", "set", "audit.anchorFile", value, "--why", "w"), exitCode: 2)
  }

  @Test func `a command gets the checkpoint, and its failure is told while the checkpoint stays`() throws {
    let auditing = try Auditing(signed: false)
    let done = try auditing.checkpoint("--anchor-command", "cat > taken; echo not in the answer")
    #expect(done["anchors"]?.arrayValue?.count == 2)
    #expect(auditing.workspace.bytes("taken") == auditing.workspace.bytes("book.sqlite.anchor"))
    for (command, problem) in [
      ("exit 3", "it ended with exit code 3"), ("kill -9 $$", "it was ended by signal 9"),
      ("sleep 60", "it took longer than 0.2 s and was ended"), ("/nonexistent/x", "it ended with exit code 127"),
    ] {
      try auditing.grow(command)
      let failed = try auditing.checkpoint("--anchor-command", command, "--anchor-wait", "0.2", exitCode: 1)
      #expect(failed["signed"] == true)
      #expect(failed["anchors"]?.arrayValue?.last?["problem"]?.stringValue == problem)
      #expect(failed["anchors"]?.arrayValue?.first?["ok"] == true)
    }
    #expect(try auditing.verify()["covered"]?.integerValue == auditing.size + 4)
    // Named in the environment it runs as well, and gets the last checkpoint again where nothing is new.
    try FileManager.default.removeItem(atPath: auditing.workspace.path("taken"))
    let outcome = try auditing.run(
      "audit", "checkpoint", "--key", auditing.key, environment: ["FAULTBOOK_ANCHOR_COMMAND": "cat > taken"])
    #expect(outcome.exitCode == 0)
    #expect(auditing.workspace.bytes("taken") == auditing.workspace.bytes("book.sqlite.anchor"))
  }

  @Test func `a command that the book itself names runs only where it is allowed`() throws {
    let auditing = try Auditing(signed: false)
    try auditing.workspace.answer([
      "policy", "set", "audit.anchorCommand", "\"cat > \(auditing.workspace.path("ran"))\"", "--why", "w", "--book",
      auditing.book,
    ])
    let refused = try auditing.checkpoint(exitCode: 1)
    #expect(refused["signed"] == true)
    #expect(refused["anchors"]?.arrayValue?.last?["problem"]?.stringValue?.contains("--anchor-command policy") == true)
    #expect(!FileManager.default.fileExists(atPath: auditing.workspace.path("ran")))
    try auditing.checkpoint("--anchor-command", "policy")
    #expect(auditing.workspace.bytes("ran") == auditing.workspace.bytes("book.sqlite.anchor"))
  }

  @Test func `an anchor that cannot be written is told of, and nothing is overwritten`() throws {
    let auditing = try Auditing(signed: false)
    let failed = try auditing.checkpoint("--anchor", "nowhere/a.anchor", exitCode: 1)
    #expect(failed["signed"] == true && failed["anchors"]?.arrayValue?.last?["ok"] == false)
    try auditing.workspace.write("notes", "notes of mine")
    try auditing.grow()
    expectFailure(try auditing.run("audit", "checkpoint", "--key", auditing.key, "--anchor", "notes"), exitCode: 3)
    #expect(auditing.workspace.bytes("notes") == Array("notes of mine".utf8))
  }

  @Test func `a book taken back to an older copy is not written to, and says so wherever it is asked`() throws {
    let auditing = try Auditing()
    let older = auditing.workspace.bytes("book.sqlite")
    try auditing.grow()
    try auditing.checkpoint()
    try auditing.workspace.write("book.sqlite", older)
    for name in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: auditing.book + name) }
    let expected =
      "\(auditing.book) has \(auditing.size) events, but its anchor \(auditing.book).anchor is of \(auditing.size + 1): "
      + "this is an older copy, or its end was lost; put a newer one in its place with `faultbook restore`, which can also give up what is missing"
    for command in [["judge", "--all"], ["rebuild"], ["audit", "checkpoint", "--key", auditing.key]] {
      expectFailure(
        try auditing.workspace.run(command + ["--book", auditing.book]), exitCode: 3, says: expected)
    }
    #expect(auditing.workspace.bytes("book.sqlite") == older)
    #expect(try auditing.run("beliefs").exitCode == 0)
    let verified = try auditing.answer("audit", "verify", exitCode: 1)
    #expect(verified["ok"] == false)
    #expect(verified["problems"]?.arrayValue?.first?["problem"]?.stringValue == expected)
    #expect(verified["problems"]?.arrayValue?.first?["position"] == .null)
    #expect(verified["anchors"]?.arrayValue?.first?["state"] == "rolled-back")
    let doctor = try auditing.run("doctor")
    #expect(
      doctor.exitCode == 1 && doctor.output.contains("that this book does not have: an older copy, or another book"))
  }

  @Test func `whose word a checkpoint is depends on the keys that are trusted`() throws {
    let auditing = try Auditing()
    let other = try auditing.workspace.answer([
      "audit", "key", "new", "--key", "other.key", "--name", "example.com/shop",
    ])
    try auditing.workspace.write(
      "trusted", "# keys of auditors\n\n\(auditing.verifierKey)\n\(other["verifierKey"]?.stringValue ?? "")\n")
    func state(_ trust: String..., exitCode: Int32 = 0) throws -> JSON? {
      let answer = try auditing.workspace.answer(
        ["audit", "verify", "--book", auditing.book] + trust.flatMap { ["--trust", $0] }, exitCode: exitCode)
      return answer["checkpoints"]?.arrayValue?.first?["signatures"]?.arrayValue?.first?["state"]
    }
    #expect(try state() == "not checked")
    #expect(try state(auditing.verifierKey) == "valid")
    #expect(try state("trusted") == "valid")
    // The same name and another key: not the one who signed, and never taken for it.
    #expect(try state(other["verifierKey"]?.stringValue ?? "", exitCode: 1) == "not checked")
    let own = try auditing.run("audit", "verify", environment: ["FAULTBOOK_KEY": auditing.key])
    #expect(try JSON.parse(own.output)["covered"]?.integerValue == auditing.size)
    let environment = try auditing.run("audit", "verify", environment: ["FAULTBOOK_TRUST": "trusted"])
    #expect(try JSON.parse(environment.output)["covered"]?.integerValue == auditing.size)
    for wrong in ["nobody", "example.com/shop+00000000+AAAA", ""] {
      expectFailure(try auditing.run("audit", "verify", "--trust", wrong), exitCode: 2)
    }
    try auditing.workspace.write("trusted", "\(auditing.verifierKey)\nnonsense\n")
    let outcome = try auditing.run("audit", "verify", "--trust", "trusted")
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains("trusted, line 2: "))
  }

  @Test func `a book without checkpoints verifies, with a note`() throws {
    let auditing = try Auditing(signed: false)
    let answer = try auditing.verify()
    #expect(answer["ok"] == true && answer["covered"]?.integerValue == 0 && answer["checkpoints"] == [])
    let table = try auditing.run("audit", "verify", "--format", "table")
    #expect(table.output.contains("No checkpoint was signed"))
  }

  @Test func `a tail that was rewritten and hashed anew is caught by the checkpoint`() throws {
    let honest = try Auditing(signed: false)
    try honest.grow("what really happened")
    try honest.checkpoint()
    // The same beginning, another end, every hash, tile and version sound; and the checkpoint that was signed put beside.
    let forged = try Auditing(signed: false)
    try forged.grow("what never happened")
    try forged.grow("nor this")
    #expect(try forged.verify()["ok"] == true)
    try forged.meddle(
      "ATTACH '\(honest.book)' AS honest; INSERT INTO checkpoints SELECT * FROM honest.checkpoints")
    let found = try forged.answer("audit", "verify", exitCode: 1)
    #expect(found["ok"] == false)
    let problem = found["problems"]?.arrayValue?.first { $0["problem"]?.stringValue?.contains("guard") != true }
    #expect(problem != nil, "\(found.text)")
    #expect(
      found["problems"]?.arrayValue?.contains {
        $0["problem"]?.stringValue?.contains("the checkpoint of \(honest.size + 1) events says the root") == true
      } == true, "\(found.text)")
    expectFailure(try forged.run("audit", "checkpoint", "--key", forged.key), exitCode: 3)
    // And the honest anchor refuses the forged book.
    try FileManager.default.copyItem(atPath: honest.book + ".anchor", toPath: forged.book + ".anchor")
    let refused = try forged.run("judge", "--all")
    expectFailure(refused, exitCode: 3)
    #expect(refused.error.contains("its past was rewritten"), "\(refused.error)")
  }

  @Test(arguments: [
    "note = replace(note, 'example.com/shop', 'example.com/sh0p')", "note = substr(note, 1, 40)", "note = ''",
    "origin = 'elsewhere'", "root = zeroblob(32)", "note = replace(note, '\u{2014} example', '\u{2014}  example')",
  ])
  func `a checkpoint that was changed is found`(change: String) throws {
    let auditing = try Auditing()
    try auditing.meddle("UPDATE checkpoints SET \(change)")
    let found = try auditing.verify(exitCode: 1)
    #expect(
      found["problems"]?.arrayValue?.contains {
        $0["problem"]?.stringValue?.contains("the checkpoint of \(auditing.size) events") == true
      } == true, "\(found.text)")
    expectFailure(try auditing.run("audit", "checkpoint", "--key", auditing.key), exitCode: 3)
  }

  @Test func `another's signature under the signer's name is found`() throws {
    let auditing = try Auditing()
    // A signature of the right name and id over another text: the last one of a checkpoint of a longer log.
    let other = try Auditing(signed: false)
    try other.grow()
    let line = try other.checkpoint()["checkpoint"]?.stringValue?.split(separator: "\n").last ?? ""
    try auditing.meddle(
      "UPDATE checkpoints SET note = substr(note, 1, instr(note, char(10, 10)) + 1) || '\(line)' || char(10)")
    let found = try auditing.verify(exitCode: 1)
    #expect(
      found["problems"]?.arrayValue?.contains {
        $0["problem"]?.stringValue?.contains("has a signature that is not of example.com/shop+") == true
      } == true, "\(found.text)")
    #expect(found["covered"]?.integerValue == 0)
    expectFailure(try auditing.run("audit", "checkpoint", "--key", auditing.key), exitCode: 3)
  }

  @Test func `an anchor of a log of another name is not written over`() throws {
    let auditing = try Auditing(signed: false)
    try auditing.checkpoint("--origin", "example.com/one")
    let other = try Auditing(signed: false)
    try FileManager.default.copyItem(atPath: auditing.book + ".anchor", toPath: other.book + ".anchor")
    let refused = try other.run("audit", "checkpoint", "--key", other.key, "--origin", "example.com/two")
    expectFailure(refused, exitCode: 3)
    #expect(
      refused.error.contains("is of the log example.com/one, this one is example.com/two"), "\(refused.error)")
    // Without a name of its own it takes that of its anchor.
    #expect(try other.checkpoint()["origin"] == "example.com/one")
  }
}
