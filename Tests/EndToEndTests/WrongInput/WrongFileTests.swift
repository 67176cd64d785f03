import Foundation
import Testing
import Vocabulary

/// What the commands that read files say of files that are missing, empty, cut off or of the wrong kind.
@Suite struct WrongFileTests {
  struct Wrong: CustomTestStringConvertible {
    let what: String
    let content: String?

    var testDescription: String { what }
  }

  static let readers = [
    ["append"], ["import"], ["declare"], ["intent", "declare", "--id", "x"], ["intent", "revise", "i1", "--why", "w"],
  ]
  static let wrongs = [
    Wrong(what: "missing", content: nil), Wrong(what: "empty", content: ""), Wrong(what: "blank", content: " \n\n"),
    Wrong(what: "truncated JSON", content: #"{"specversion":"1.0","id":"#),
    Wrong(what: "an array of numbers", content: "[1, 2, 3]"), Wrong(what: "a number", content: "42"),
    Wrong(what: "text", content: "nothing to see here, move along"),
    Wrong(what: "a control character", content: "{\"a\": \"\u{1}\"}"),
    Wrong(what: "open brackets", content: String(repeating: "[", count: 4000)),
  ]

  @Test(arguments: readers, wrongs)
  func `a wrong file is named in one sentence and changes nothing`(_ reader: [String], _ wrong: Wrong) throws {
    // JSON lines without a line are no events, and no mistake.
    if reader == ["append"], wrong.what == "blank" { return }
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    if let content = wrong.content { try workspace.write("input.json", content) }
    let outcome = try workspace.run(reader + ["input.json", "--book", book])
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains("input.json"), "\(outcome.error)")
    #expect(try workspace.state(of: book) == SharedBooks.smallState.get())
  }

  @Test(arguments: readers)
  func `a folder is no file`(_ reader: [String]) throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    expectFailure(try workspace.run(reader + [workspace.folder, "--book", book]), exitCode: 2)
  }

  @Test(arguments: readers)
  func `nothing on standard input is said`(_ reader: [String]) throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let outcome = try workspace.run(reader + ["-", "--book", book])
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains("standard input"), "\(outcome.error)")
  }

  @Test func `one bad event of many leaves the book as it was`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let good =
      #"{"specversion":"1.0","id":"n1","source":"urn:t","type":"faultbook.component.declared","data":{"component":"new","kind":"service"}}"#
    try workspace.write(
      "events.jsonl", good + "\n" + good.replacing("n1", with: "n2").replacing("service", with: "") + "\n")
    let outcome = try workspace.run(["append", "events.jsonl", "--book", book])
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains("events.jsonl") && outcome.error.contains("line 2"), "\(outcome.error)")
    #expect(try workspace.state(of: book) == SharedBooks.smallState.get())
  }

  @Test func `of two files of which one is bad neither is imported`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    try workspace.write(
      "good.jsonl",
      #"{"specversion":"1.0","id":"n1","source":"urn:t","type":"faultbook.component.declared","data":{"component":"new","kind":"service"}}"#
    )
    try workspace.write("bad.jsonl", "{")
    expectFailure(try workspace.run(["import", "good.jsonl", "bad.jsonl", "--book", book]), exitCode: 2)
    #expect(try workspace.state(of: book) == SharedBooks.smallState.get())
  }

  struct BadYAML: CustomTestStringConvertible {
    let text: String
    let message: String

    var testDescription: String { text }
  }

  @Test(arguments: [
    BadYAML(text: "title: [unclosed", message: "input.yaml is no sound YAML: "),
    BadYAML(
      text: "title: t\ntitle: u\nhypothesis: h\n",
      message: "input.yaml is no sound YAML: the name \"title\" stands twice"),
    BadYAML(text: "title: t\n", message: "input.yaml: hypothesis: is missing; expected a string"),
    BadYAML(text: "title: 5\nhypothesis: h\n", message: "input.yaml: title: expected a string, found a number"),
    BadYAML(
      text: "title: t\nhypothesis: h\ntarget: {component: p}\nfault: {kind: net.latenzy}\n",
      message: "input.yaml: fault.kind: \"net.latenzy\" is no known kind of fault"),
    BadYAML(
      text: "title: t\nhypothesis: h\nmaxDurationSeconds: .inf\n",
      message: "input.yaml is no sound YAML: .inf is no finite"),
    BadYAML(
      text:
        "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e]\n",
      message: "input.yaml is no sound YAML: it has more than 200000 values"),
  ])
  func `bad YAML names the file and the place`(_ bad: BadYAML) throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    try workspace.write("input.yaml", bad.text)
    let outcome = try workspace.run(["intent", "declare", "input.yaml", "--book", book])
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.hasPrefix("faultbook: \(bad.message)"), "\(outcome.error)")
  }
}
