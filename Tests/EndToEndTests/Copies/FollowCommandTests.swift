import Foundation
import Testing
import Vocabulary

/// `follow` and `audit cosign`, as two operators use them.
@Suite struct FollowCommandTests {
  private let workspace: Workspace
  private let book: String

  init() throws {
    workspace = try Workspace()
    book = try SharedBooks.small.get().copied(to: workspace)
  }

  @discardableResult
  private func follow(_ more: [String] = [], exitCode: Int32 = 0) throws -> JSON {
    try workspace.answer(
      ["follow", book, "--once", "--create", "--book", "copy.sqlite"] + more, exitCode: exitCode)
  }

  private func grow(_ component: String) throws {
    try workspace.answer(["declare", "component", component, "--book", book])
  }

  private func keys() throws {
    try workspace.answer(["audit", "key", "new", "--key", "log.key", "--name", "example.com/shop"])
    try workspace.answer(["audit", "key", "new", "--key", "w.key", "--name", "example.org/witness", "--witness"])
  }

  @Test func `a copy answers every question as the book does, and follows what is added`() throws {
    let copy = workspace.path("copy.sqlite")
    try follow()
    for round in 0..<2 {
      #expect(try workspace.state(of: copy) == workspace.state(of: book))
      // Not those that write a file, or tell of this one.
      for call in Commands.questions
      where !["doctor", "backup"].contains(call.arguments[0]) && !call.arguments.contains("bundle") {
        let answers = try [book, copy].map { try workspace.run(call.arguments + ["--book", $0]) }
        // What names the file differs, and nothing else.
        #expect(answers[0].output.replacing(book, with: "") == answers[1].output.replacing(copy, with: ""), "\(call)")
      }
      try grow("c\(round)")
      #expect(try follow()["appended"] == 1)
    }
  }

  @Test func `a copy takes no events of its own`() throws {
    try follow()
    let state = try workspace.state(of: workspace.path("copy.sqlite"))
    // Rebuilding writes tables alone; there is nothing left to judge; nobody's key is here to be destroyed.
    for call in Commands.recordings where !["rebuild", "judge", "subject"].contains(call.arguments[0]) {
      let outcome = try workspace.run(call.arguments + ["--book", "copy.sqlite"], input: call.input)
      #expect(outcome.exitCode == 2, "\(call): \(outcome.output) \(outcome.error)")
    }
    #expect(try workspace.state(of: workspace.path("copy.sqlite")) == state)
  }

  @Test func `a changed, shortened or other source is refused with the place, and the copy stays`() throws {
    try grow("c1")
    try workspace.answer(["backup", "before.sqlite", "--book", book])
    try grow("c2")
    let full = try #require(try follow()["position"]?.integerValue)
    let state = try workspace.state(of: workspace.path("copy.sqlite"))
    func expectRefusal(_ source: String, _ words: String) throws {
      let outcome = try workspace.run(["follow", source, "--once", "--book", "copy.sqlite"])
      expectFailure(outcome, exitCode: 3)
      #expect(outcome.error.contains(words), "\(outcome.error)")
      #expect(try workspace.state(of: workspace.path("copy.sqlite")) == state)
    }
    try expectRefusal("before.sqlite", "the last 1 are here")
    try workspace.answer(["declare", "component", "c3", "--book", "before.sqlite"])
    try expectRefusal("before.sqlite", "from position \(full) on")
    try workspace.answer(["init", "--book", "other.sqlite"])
    try workspace.answer(["declare", "component", "c3", "--book", "other.sqlite"])
    try expectRefusal("other.sqlite", "from the first event on")
    expectFailure(try workspace.run(["follow", book, "--once", "--book", book]), exitCode: 2)
    expectFailure(try workspace.run(["follow", book, "--once", "--book", "other.sqlite"]), exitCode: 2)
    expectFailure(try workspace.run(["follow", book, "--once", "--book", "none.sqlite"]), exitCode: 2)
    expectFailure(try workspace.run(["follow", "none.sqlite", "--once", "--book", "copy.sqlite"]), exitCode: 2)
  }

  @Test func `a witness cosigns what the owner signed, and the owner takes it in`() throws {
    try keys()
    try workspace.answer(["audit", "checkpoint", "--key", "log.key", "--book", book])
    let plain = try workspace.run(["follow", book, "--once", "--create", "--book", "copy.sqlite", "--key", "w.key"])
    expectFailure(plain, exitCode: 2)
    #expect(plain.error.contains("--trust"))
    let answer = try follow(["--key", "w.key", "--trust", "log.key.pub", "--cosigned", "shop.cosigned"])
    #expect(answer["cosigned"] == answer["position"] && answer["checkpoint"] == answer["position"])
    let line = try #require(answer["cosignature"]?.stringValue)
    #expect(line.hasPrefix("— example.org/witness "))
    // The same word is given again, and from then on the trusted key need not be named.
    #expect(try follow(["--key", "w.key"])["cosignature"]?.stringValue == line)
    // The copy knows the log's key now, and takes no other.
    expectFailure(
      try workspace.run(["follow", book, "--once", "--book", "copy.sqlite", "--trust", "w.key.pub"]), exitCode: 2)
    for (name, isNew) in [("shop.cosigned", true), ("line", false)] {
      try workspace.write("line", line + "\n")
      let taken = try workspace.answer(["audit", "cosign", name, "--trust", "w.key.pub", "--book", book])
      #expect(taken["cosignatures"]?.arrayValue?[0]["new"] == .bool(isNew))
    }
    let verified = try workspace.answer(
      ["audit", "verify", "--trust", "log.key.pub", "--trust", "w.key.pub", "--book", book])
    let signatures = verified["checkpoints"]?.arrayValue?[0]["signatures"]?.arrayValue ?? []
    #expect(signatures.map { $0["witness"] } == [false, true])
    #expect(signatures.allSatisfy { $0["state"] == "valid" })
    // Of the copy the same can be said.
    let copy = try workspace.answer(
      ["audit", "verify", "--trust", "log.key.pub", "--trust", "w.key.pub", "--book", "copy.sqlite"])
    #expect(copy["checkpoints"]?.arrayValue?[0]["signatures"] == verified["checkpoints"]?.arrayValue?[0]["signatures"])
  }

  @Test func `a cosignature of a key that is not trusted, or of another log, is refused`() throws {
    try keys()
    try workspace.answer(["audit", "key", "new", "--key", "x.key", "--name", "example.org/witness", "--witness"])
    try workspace.answer(["audit", "checkpoint", "--key", "log.key", "--book", book])
    try follow(["--key", "w.key", "--trust", "log.key.pub", "--cosigned", "shop.cosigned"])
    let untrusted = try workspace.answer(
      ["audit", "cosign", "shop.cosigned", "--trust", "x.key.pub", "--book", book], exitCode: 1)
    #expect(untrusted["cosignatures"] == .array([]) && untrusted["refused"]?.arrayValue?.count == 1)
    try workspace.answer(["init", "--book", "other.sqlite"])
    try workspace.answer(
      ["audit", "cosign", "shop.cosigned", "--trust", "w.key.pub", "--book", "other.sqlite"], exitCode: 1)
    expectFailure(try workspace.run(["audit", "cosign", "shop.cosigned", "--book", book]), exitCode: 2)
    expectFailure(
      try workspace.run(["audit", "cosign", "log.key.pub", "--trust", "w.key.pub", "--book", book]), exitCode: 2)
  }

  @Test func `a copy that was rolled back is known for it, and cosigns nothing`() throws {
    try keys()
    try follow()
    try workspace.answer(["backup", "old.sqlite", "--book", "copy.sqlite"])
    try grow("c1")
    try workspace.answer(["audit", "checkpoint", "--key", "log.key", "--book", book])
    try follow(["--key", "w.key", "--trust", "log.key.pub"])
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: workspace.path("copy.sqlite" + suffix))
    }
    try workspace.write("copy.sqlite", workspace.bytes("old.sqlite"))
    expectFailure(
      try workspace.run(["follow", book, "--once", "--book", "copy.sqlite", "--key", "w.key", "--trust", "log.key.pub"]
      ),
      exitCode: 3)
  }

  @Test func `a copy is restored from a backup of it where that lacks nothing, and follows on`() throws {
    try follow()
    try workspace.answer(["backup", "kept.sqlite", "--book", "copy.sqlite"])
    for name in ["copy.sqlite", "copy.sqlite-wal"] { try? FileManager.default.removeItem(atPath: workspace.path(name)) }
    // Where nothing stands it might be meant to be the book itself: that has to be said.
    expectFailure(try workspace.run(["restore", "kept.sqlite", "--book", "copy.sqlite"]), exitCode: 2)
    try workspace.answer(["init", "--book", "copy.sqlite"])
    expectFailure(try workspace.run(["restore", "kept.sqlite", "--book", "copy.sqlite"]), exitCode: 2)
    try follow()
    try workspace.answer(["restore", "kept.sqlite", "--book", "copy.sqlite"])
    try grow("c1")
    #expect(try follow()["appended"] == 1)
    expectFailure(try workspace.run(["restore", "kept.sqlite", "--book", "copy.sqlite"]), exitCode: 3)
    expectFailure(
      try workspace.run(["restore", "kept.sqlite", "--accept-loss", "--why", "w", "--book", "copy.sqlite"]), exitCode: 3
    )
  }

  @Test func `a copy becomes the book that goes on, when somebody says so and why`() throws {
    try follow()
    let state = try workspace.state(of: book)
    try FileManager.default.removeItem(atPath: book)
    try? FileManager.default.removeItem(atPath: book + "-wal")
    expectFailure(try workspace.run(["restore", "copy.sqlite", "--book", book]), exitCode: 2)
    expectFailure(try workspace.run(["restore", "copy.sqlite", "--promote", "--book", book]), exitCode: 2)
    let answer = try workspace.answer(
      ["restore", "copy.sqlite", "--promote", "--why", "the host is gone", "--book", book])
    #expect(answer["recorded"] == true && answer["restored"] == state["events"])
    let row = try workspace.answer(
      ["sql", "SELECT payload FROM log ORDER BY position DESC LIMIT 1", "--book", book])["rows"]?.arrayValue?[0]
    let payload = try JSON.parse(try #require(row?["payload"]?.stringValue))
    #expect(payload["followed"]?.stringValue == book)
    try grow("c1")
    #expect(try workspace.state(of: book)["ok"] == true)
    // The copy follows it on.
    #expect(try follow()["appended"] == 2)
  }
}
