import Foundation
import Testing
import Vocabulary

/// Keys are made once, outside the book, and are their owner's alone.
@Suite struct KeyTests {
  private func mode(_ path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]) as? Int
  }

  @Test func `a key is made where the environment says, for its owner alone, and its public half for all`() throws {
    let workspace = try Workspace()
    let home = workspace.path("home")
    let places: [(environment: [String: String], path: String)] = [
      (["HOME": home], home + "/.config/faultbook/signing.key"),
      (["HOME": home, "XDG_CONFIG_HOME": home + "/xdg"], home + "/xdg/faultbook/signing.key"),
      (["HOME": home, "FAULTBOOK_KEY": home + "/mine"], home + "/mine"),
    ]
    for place in places {
      let made = try workspace.run(["audit", "key", "new"], environment: place.environment)
      #expect(made.exitCode == 0, "\(made.error)")
      let json = try JSON.parse(made.output)
      #expect(json["key"]?.stringValue == place.path && json["type"] == "log")
      #expect(mode(place.path) == 0o600 && mode(place.path + ".pub") == 0o644)
      let secret = try String(contentsOfFile: place.path, encoding: .utf8)
      #expect(secret.hasPrefix("PRIVATE+KEY+tester@"))
      #expect(!made.output.contains("PRIVATE"))
      let shown = try workspace.run(["audit", "key", "show"], environment: place.environment)
      #expect(shown.output == (json["verifierKey"]?.stringValue ?? "") + "\n")
      #expect(try String(contentsOfFile: place.path + ".pub", encoding: .utf8) == shown.output)
      let again = try workspace.run(["audit", "key", "new"], environment: place.environment)
      expectFailure(
        again, exitCode: 2,
        says: "\(place.path) is there already and is left as it is; give --key another place")
      #expect(try String(contentsOfFile: place.path, encoding: .utf8) == secret)
    }
    #expect(mode(home + "/.config/faultbook") == 0o700)
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o602, 0o777, 0o644])
  func `a key that others may read or write is not used`(mode: Int) throws {
    let auditing = try Auditing(signed: false)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: auditing.key)
    let text = String(mode, radix: 8)
    let expected =
      "the key \(auditing.key) is open to others (mode \(text)) and not used; close it with `chmod 600 \(auditing.key)`, or "
      + "make a new one if others may have read it"
    expectFailure(try auditing.run("audit", "key", "show", "--key", auditing.key), exitCode: 2, says: expected)
    expectFailure(try auditing.run("audit", "checkpoint", "--key", auditing.key), exitCode: 2, says: expected)
    #expect(!FileManager.default.fileExists(atPath: auditing.book + ".anchor"))
  }

  @Test(arguments: [
    "book.sqlite", "./book.sqlite", "book.sqlite.anchor", "book.sqlite-wal", "book.sqlite.lock", "link",
  ])
  func `a key is never the book or a file of it`(name: String) throws {
    let auditing = try Auditing(signed: false)
    try FileManager.default.createSymbolicLink(
      atPath: auditing.workspace.path("link"), withDestinationPath: auditing.book)
    let before = auditing.workspace.bytes("book.sqlite")
    for command in [["new"], ["show"]] {
      let outcome = try auditing.workspace.run(["audit", "key"] + command + ["--key", name, "--book", auditing.book])
      expectFailure(outcome, exitCode: 2)
      #expect(outcome.error.contains("a key is kept outside the book"), "\(outcome.error)")
    }
    let outcome = try auditing.workspace.run(["audit", "checkpoint", "--key", name, "--book", auditing.book])
    expectFailure(outcome, exitCode: 2)
    #expect(auditing.workspace.bytes("book.sqlite") == before)
  }

  @Test func `a hard link to the book is the book`() throws {
    let auditing = try Auditing(signed: false)
    try FileManager.default.linkItem(atPath: auditing.book, toPath: auditing.workspace.path("other"))
    expectFailure(
      try auditing.run("audit", "key", "show", "--key", "other"), exitCode: 2,
      says:
        "other is the book \(auditing.book) under another name; a key is kept outside the book, so give --key another")
  }

  @Test func `what is no key is said to be none, and never printed`() throws {
    let auditing = try Auditing(signed: false)
    let sound = try String(contentsOfFile: auditing.key, encoding: .utf8)
    expectFailure(
      try auditing.run("audit", "key", "show", "--key", "none"), exitCode: 2,
      says: "there is no key at none; make one with `faultbook audit key new`, or name one with --key")
    expectFailure(
      try auditing.run("audit", "key", "show"), exitCode: 2,
      says:
        "there is no key at \(auditing.workspace.folder)/home/.config/faultbook/signing.key; make one with `faultbook audit key "
        + "new`, or name one with --key")
    expectFailure(try auditing.run("audit", "key", "show", "--key", auditing.workspace.folder), exitCode: 2)
    expectFailure(try auditing.run("audit", "key", "new", "--key", "k", "--name", "a b"), exitCode: 2)
    expectFailure(try auditing.run("audit", "key", "new", "--key", "k", "--name", "a+b"), exitCode: 2)
    #expect(!FileManager.default.fileExists(atPath: auditing.workspace.path("k")))
    let secret = sound.split(separator: "+").last.map(String.init) ?? ""
    for damaged in ["", "x", String(sound.dropLast(3)), sound.replacing("shop", with: "shoq"), sound + sound] {
      try auditing.workspace.write("damaged", damaged)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: auditing.workspace.path("damaged"))
      let outcome = try auditing.run("audit", "key", "show", "--key", "damaged")
      expectFailure(outcome, exitCode: 2)
      #expect(!outcome.error.contains(secret.prefix(20)))
    }
  }

  @Test func `a witness's key does not sign a log's checkpoints`() throws {
    let auditing = try Auditing(signed: false)
    let made = try auditing.workspace.answer(
      ["audit", "key", "new", "--witness", "--key", "witness.key", "--name", "example.com/witness"])
    #expect(made["type"] == "witness")
    let outcome = try auditing.run("audit", "checkpoint", "--key", "witness.key")
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains("is a witness's, not a log's"), "\(outcome.error)")
  }
}
