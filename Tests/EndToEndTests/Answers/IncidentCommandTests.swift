import Foundation
import Testing
import Vocabulary

/// Outages as they are recorded, imported and asked about.
@Suite struct IncidentCommandTests {
  private static let flags = [
    "incident", "record", "--id", "INC-1", "--suspected", "db", "--fault", "app.latency", "--attribution", "0.8",
    "--started", "2026-11-20T19:00:00Z", "--ended", "2026-11-20T19:30:00Z", "--degraded", "inventory:latency@2",
    "--degraded", "journey browse:latency", "--steady", "cache",
  ]

  private static let document = """
    incident: INC-1
    started: 2026-11-20T19:00:00Z
    ended: 2026-11-20T19:30:00Z
    suspected: db
    fault: app.latency
    attribution: 0.8
    degraded: [inventory:latency@2, journey browse:latency]
    steady: [cache]
    """

  private func recorded(_ workspace: Workspace, _ book: String) throws -> JSON? {
    try workspace.answer(["incident", "show", "INC-1", "--book", book])["recorded"]
  }

  @Test func `options, a file, standard input and an import say the same`() throws {
    let workspace = try Workspace()
    let demo = try SharedBooks.demo.get()
    try workspace.write("inc.yaml", Self.document)
    let ways: [(arguments: [String], input: String?)] = [
      (Self.flags, nil), (["incident", "record", "inc.yaml"], nil), (["incident", "record", "-"], Self.document),
      (["import", "inc.yaml"], nil),
    ]
    var found: [JSON?] = []
    for (index, way) in ways.enumerated() {
      let book = try demo.copied(to: workspace, as: "b\(index).sqlite")
      let outcome = try workspace.run(way.arguments + ["--book", book], input: way.input)
      #expect(outcome.exitCode == 0, "\(way.arguments): \(outcome.error)")
      found.append(try recorded(workspace, book))
      // It happened when it ended; recording it later does not move the book's time beyond that.
      #expect(try workspace.answer(["scores", "--book", book])["now"] == "2026-11-20T19:30:00Z")
    }
    #expect(found[0] != nil && found.allSatisfy { $0 == found[0] })
    // Importing it again adds nothing.
    let again = try workspace.answer(["import", "inc.yaml", "--book", workspace.path("b3.sqlite")])
    #expect(again["files"]?.arrayValue?.first?["appended"] == 0)
  }

  @Test func `which experiment would have warned is answered in every form, and no where none would have`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().copied(to: workspace)
    #expect(try workspace.run(Self.flags + ["--book", book]).exitCode == 0)
    let warning = ["incident", "warning", "INC-1", "--book", book, "--environment", "lab"]
    let told = try workspace.answer(warning)
    #expect((told["experiments"]?.arrayValue?.count ?? 0) > 2)
    for format in ["table", "jsonl", "csv", "markdown"] {
      let outcome = try workspace.run(warning + ["--format", format])
      #expect(outcome.exitCode == 0 && outcome.output.contains("db"), "\(format): \(outcome.error)")
    }
    #expect(try workspace.answer(["incident", "list", "--book", book])["incidents"]?.arrayValue?.count == 1)
    let unknown = Self.flags.map { $0 == "INC-1" ? "INC-2" : $0 == "app.latency" ? "unknown" : $0 }
    let noted = try workspace.run(unknown + ["--book", book, "--format", "table"])
    #expect(noted.output.contains("moves no belief"))
    #expect(try workspace.run(["incident", "warning", "INC-2", "--book", book]).exitCode == 1)
    // The period tells of both.
    let period = try workspace.answer(["report", "period", "--from", "12674", "--book", book])
    #expect(period["incidents"] == ["INC-1", "INC-2"])
  }

  @Test(
    arguments: [
      (["--suspected", "db"], "--started is missing"), (["--attribution", "2"], "--attribution takes 0 to 1, not 2"),
      (["--degraded", ":latency"], "give NAME, NAME:SYMPTOM"), (["inc.yaml", "--suspected", "db"], "a file says what"),
      (["--fault", "slow"], "no such kind of fault"),
      (["--magnitude", "3", "--unit", "s"], "--magnitude stands without --fault"),
      (["no.yaml"], "no.yaml is not there"),
    ])
  func `what is missing or odd is said in one sentence`(_ arguments: [String], _ words: String) throws {
    let workspace = try Workspace()
    let outcome = try workspace.run(
      ["incident", "record", "--id", "I", "--book", SharedBooks.demo.get().path] + arguments)
    #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
    #expect(outcome.error.contains(words), "\(outcome.error)")
    #expect(outcome.error.split(separator: "\n").count <= 2, "\(outcome.error)")
  }

  /// What was meant for a symptom and is none, unless somebody is called so.
  @Test func `a misspelt symptom is refused with the list of symptoms, and a known name with a colon is a name`() throws
  {
    let book = try RunBook()
    try book.answer("declare component db:5432")
    let flags =
      "incident record --id I --suspected shop --fault app.latency --attribution 0.8 --started 2026-11-20T18:00:00Z"
    let file = "incident: I\nstarted: 2026-11-20T18:00:00Z\nsuspected: shop\nattribution: 0.8\nfault: app.latency\n"
    let list = "symptoms are errors, latency, saturation and correctness"
    let before = try book.events
    for (name, node) in [("web:slow", "component"), ("web:latncy@3", "component"), ("journey~buy:late", "journey")] {
      let words = name.replacing("~", with: " ")
      try book.workspace.write("i.yaml", file + "degraded: [web, \"\(words)\"]\n")
      let calls = [
        "\(flags) --degraded \(name)", "\(flags) --degraded web --steady \(name) --dry-run", "incident record i.yaml",
        "import i.yaml", "import i.yaml --dry-run",
      ]
      for call in calls {
        let outcome = try book.run(call)
        #expect(outcome.exitCode == 2 && outcome.output.isEmpty, "\(call): \(outcome.output)")
        #expect(outcome.error.contains(list) && outcome.error.contains("a \(node) of the name"), "\(outcome.error)")
        #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
      }
    }
    #expect(try book.events == before)
    try book.workspace.write("i.yaml", file + "degraded: [\"db:5432\", \"db:5432:latency@2\", web:latency]\n")
    try book.answer("import i.yaml --dry-run")
    try book.answer("\(flags) --degraded db:5432:latency --steady web")
    #expect(try book.events == before + 1)
    // Where no book is, or none that knows anything, nobody can say.
    let empty = try Workspace()
    try empty.write("i.yaml", file + "degraded: [\"db:5432\"]\n")
    #expect(try empty.run(["incident", "record", "i.yaml", "--dry-run"]).exitCode == 0)
    _ = try empty.answer(["init"])
    #expect(try empty.run(["incident", "record", "i.yaml"]).exitCode == 0)
  }

  @Test func `a dry run needs no book, and personal words can be sealed`() throws {
    let workspace = try Workspace()
    #expect(try workspace.run(Self.flags + ["--dry-run"]).exitCode == 0)
    #expect(workspace.isEmpty)
    let book = try SharedBooks.demo.get().copied(to: workspace)
    let sealed = try workspace.run(
      Self.flags + ["--cause", "Ada pulled the plug", "--subject", "ada", "--book", book])
    #expect(sealed.exitCode == 0, "\(sealed.error)")
    let shown = try workspace.run(["incident", "show", "INC-1", "--book", book])
    #expect(!shown.output.contains("Ada") && shown.output.contains("redacted"))
  }
}
