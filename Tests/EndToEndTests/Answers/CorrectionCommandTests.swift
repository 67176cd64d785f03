import Foundation
import Testing
import Vocabulary

/// Corrections and erasure as a person meets them.
@Suite struct CorrectionCommandTests {
  private static func book(_ workspace: Workspace) throws {
    try workspace.answer(["append", "--create", "-", "--book", "b.sqlite"], input: SampleEvents.lines)
    try workspace.answer(["judge", "--all", "--book", "b.sqlite"])
  }

  @Test func `an event is found, corrected, looked at and taken back`() throws {
    let workspace = try Workspace()
    try Self.book(workspace)
    func log(_ arguments: String...) throws -> JSON? {
      try workspace.answer(["log", "--book", "b.sqlite"] + arguments)["events"]?.arrayValue?.last
    }
    let before = try workspace.answer(["scores", "--book", "b.sqlite"])
    let inject = try #require(try log("--stream", "run/r1", "--from", "1", "--limit", "2"))
    #expect(inject["type"] == "faultbook.fault.injected")
    let position = try #require(inject["sequence"]?.stringValue)
    let answer = try workspace.answer(
      ["correct", position, "--data", "{\"confirmed\": false}", "--why", "no toxic", "--book", "b.sqlite"])
    #expect(answer["became"] == "corrected" && answer["judged"] == ["r1"])
    let word = try #require(answer["position"]?.integerValue)
    let shown = try #require(try log(position))
    #expect(shown["corrected"]?.integerValue == word && shown["data"] == inject["data"])
    #expect(shown["reads"] == ["confirmed": false])
    #expect(try workspace.answer(["run", "show", "r1", "--book", "b.sqlite"])["confirmed"] == false)
    try workspace.write("payload.yaml", "confirmed: false\n")
    let again = try workspace.answer(
      ["correct", position, "--data", "payload.yaml", "--why", "no toxic", "--book", "b.sqlite"])
    #expect(again["appended"] == 0)
    try workspace.answer(["retract", String(word), "--why", "there was one", "--book", "b.sqlite"])
    let after = try workspace.answer(["scores", "--book", "b.sqlite"])
    #expect(after["system"] == before["system"])
    #expect(try workspace.state(of: "b.sqlite")["ok"] == true)
  }

  @Test func `what may not be corrected is refused in a sentence`() throws {
    let workspace = try Workspace()
    try Self.book(workspace)
    func failed(_ arguments: String..., says: String) throws {
      expectFailure(try workspace.run(arguments + ["--why", "w", "--book", "b.sqlite"]), exitCode: 2, says: says)
    }
    let head = try #require(try workspace.answer(["log", "--book", "b.sqlite"])["position"]?.integerValue)
    try failed(
      "retract", "\(head + 1)", says: "there is no event at position \(head + 1); the log goes from 1 to \(head)")
    try failed(
      "correct", "1", "--data", "{\"component\":1}",
      says: "the payload cannot stand at position 1: component: expected a string, found a number")
    try failed(
      "correct", "1", "--data", "{",
      says: "--data is no sound JSON: the text ends too early: expected a name in quotes at line 1, byte 1, in $")
    try workspace.answer(["retract", "1", "--why", "w", "--book", "b.sqlite"])
    try failed(
      "correct", "\(head + 1)", "--data", "{}",
      says:
        "position \(head + 1) is itself a correction: correct the event that it speaks of again, or retract \(head + 1)"
    )
  }

  @Test func `a person's data is sealed, shown to them, erased, and in no file of the book at any time`() throws {
    let workspace = try Workspace()
    try Self.book(workspace)
    let book = ["--book", "b.sqlite"]
    func contains(_ text: String) throws -> Bool {
      try FileManager.default.contentsOfDirectory(atPath: workspace.folder).filter { !$0.hasSuffix(".keys") }.contains {
        try Data(contentsOf: URL(filePath: workspace.path($0))).range(of: Data(text.utf8)) != nil
      }
    }
    try workspace.answer(
      ["declare", "component", "cart", "--owner", "Ada Lovelace", "--subject", "Ada Lovelace", "--actor", "ci"] + book)
    try workspace.answer(
      ["intent", "declare", "--id", "i2", "-", "--subject", "Ada Lovelace", "--seal", "owner,title"] + book,
      input: "title: Ada Lovelace wants to know\nhypothesis: it holds\nowner: Ada Lovelace\n")
    try workspace.answer(["rebuild"] + book)
    #expect(try !contains("Lovelace") && contains("it holds"))
    let closed = try workspace.answer(["intent", "show", "i2"] + book)
    #expect(closed["declared"] == ["title": "redacted", "hypothesis": "it holds", "owner": "redacted"])
    let opened = try workspace.answer(["intent", "show", "i2", "--reveal"] + book)
    #expect(opened["declared"]?["owner"] == "Ada Lovelace")
    let shown = try workspace.answer(["subject", "show", "Ada Lovelace"] + book)
    #expect(shown["members"]?.arrayValue?.count == 3)
    let erased = try workspace.answer(["subject", "erase", "Ada Lovelace", "--why", "asked for"] + book)
    #expect(erased["sealedEvents"] == 2)
    #expect(try workspace.answer(["intent", "show", "i2", "--reveal"] + book)["declared"] == closed["declared"])
    #expect(try workspace.answer(["subject", "list"] + book)["subjects"]?.arrayValue?.first?["state"] == "erased")
    #expect(try workspace.state(of: "b.sqlite")["ok"] == true)
    expectFailure(
      try workspace.run(["declare", "component", "cart", "--subject", "Ada", "--seal", "kind", "--book", "b.sqlite"]),
      exitCode: 2, says: "data.kind: what the book learns rests on it, so it cannot be sealed; seal owner")
    expectFailure(
      try workspace.run(["declare", "component", "cart", "--seal", "owner", "--book", "b.sqlite"]), exitCode: 2,
      says: "--seal stands without --subject; say whose data it is; see 'faultbook declare component --help'")
  }
}
