import Testing

@Suite("SQL has its own folders")
struct SQLTests {
  @Test("No SQL of several lines in Swift strings", arguments: try House.modules())
  func noSQLInStrings(module: String) throws {
    for (file, source) in try House.sources(of: module) {
      for line in source.linesOfLongSQL {
        Issue.record("\(file.path):\(line) holds SQL of several lines; its home is Queries/ or Migrations/")
      }
    }
  }

  @Test("The check finds SQL over lines, also joined, and lets one line and prose pass")
  func findsLongSQL() {
    let help = SwiftSource("let a = \"\"\"\n  EXAMPLES\n    faultbook sql \"select a from b\"\n  \"\"\"")
    #expect(help.linesOfLongSQL == [])
    let source = SwiftSource(
      #"""
      let a = "SELECT x FROM t"
      let b = """
        select x
        from t
        """
      let c = "INSERT INTO t "
        + "VALUES (1)"
      let d = """
        Select one from the list
        """
      let e = "words " + "of prose"
      let f = "DELETE FROM t\nWHERE x"
      """#)
    // Prose that reads as SQL counts too: better one text reworded than one statement hidden.
    #expect(source.linesOfLongSQL == [2, 6, 8, 12])
  }

  @Test("Migrations/ and Queries/ hold nothing but .sql", arguments: ["Migrations", "Queries"])
  func nothingButSQL(folder: String) throws {
    for name in try House.names(in: folder) { #expect(name.hasSuffix(".sql"), "\(folder)/\(name)") }
  }

  @Test("Migrations are numbered 0001-, 0002- … without a gap")
  func migrationsAreNumbered() throws {
    for (index, name) in try House.names(in: "Migrations").enumerated() {
      let number = String(index + 1)
      #expect(name.hasPrefix(String(repeating: "0", count: 4 - number.count) + number + "-"), "Migrations/\(name)")
    }
  }

  @Test(
    "Every query says its name, purpose, asker and its parameters' types", arguments: try House.names(in: "Queries"))
  func queriesHaveHeaders(name: String) throws {
    let query = SQLFile(try House.read("Queries/" + name).content)
    func kebab(_ name: String) -> String {
      name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")
    }
    #expect(query.headers("name").map { kebab($0) + ".sql" } == [kebab(name)], "`-- name:` must be the file's")
    #expect(query.headers("purpose").first?.isEmpty == false, "Queries/\(name) lacks `-- purpose:`")
    #expect(query.statementCount == 1, "Queries/\(name) must hold one statement")
    guard !query.isInternal else { return }
    #expect(query.headers("asked by").first?.isEmpty == false, "Queries/\(name) lacks `-- asked by:`")
    for parameter in query.headers("param") {
      let words = parameter.split(separator: "=", maxSplits: 1).first?.split(separator: " ") ?? []
      #expect(
        words.count == 2 && ["integer", "real", "text"].contains(words[1]),
        "Queries/\(name): `-- param: \(parameter)` must be `name type` or `name type = default`")
    }
    let declared = Set(query.headers("param").compactMap { $0.split(separator: " ").first.map(String.init) })
    #expect(declared == query.usedParameters, "Queries/\(name): the header's parameters are not the statement's")
  }

  @Test("A header is read as it is written")
  func readsHeaders() {
    let query = SQLFile(
      "-- name: weakest\n-- purpose: what\n-- asked by: auditor\n-- param: limit integer = 20\nSELECT ':no' -- :none\nWHERE x = :limit;\n"
    )
    #expect(query.headers("param") == ["limit integer = 20"])
    #expect(query.usedParameters == ["limit"])
    #expect(query.statementCount == 1)
    #expect(!query.isInternal && SQLFile("-- internal\nSELECT 1; SELECT 2").isInternal)
    #expect(SQLFile("-- internal\nSELECT 1; SELECT 2").statementCount == 2)
  }
}
