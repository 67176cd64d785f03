import Foundation
import Testing
import Vocabulary

/// A run is judged by what its intent said when it began; what came later is flagged.
@Suite struct FrozenIntentTests {
  /// A run whose journey is at 800 ms under the fault, against 500 ms.
  private func record(_ run: String, in book: RunBook, finish: Bool = true) throws {
    try book.start(run, time: "2026-11-20T18:00:00Z", injected: "2026-11-20T18:02:00Z")
    let lines = (1...72).map { index in
      let second = index * 5
      let time = "2026-11-20T18:0\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z"
      let isUnder = second > 120 && second <= 180
      return RunBook.sample("latency_p99", isUnder ? 800 : 100, "ms", at: time) + "\n"
        + RunBook.sample("error_rate", 0.01, "ratio", at: time) + "\n"
    }
    #expect(try book.run("run sample \(run) --stdin", input: lines.joined()).exitCode == 0)
    try book.answer("run clear \(run) --how expired --confirmed --time 2026-11-20T18:03:00Z")
    if finish { try book.answer("run finish \(run) --time 2026-11-20T18:06:00Z") }
  }

  private func outcomes(_ run: String, in book: RunBook) throws -> [String: String] {
    let clauses = try book.answer("run show \(run)")["verdict"]?["clauses"]?.arrayValue ?? []
    return Dictionary(
      uniqueKeysWithValues: clauses.map { ($0["id"]?.stringValue ?? "", $0["outcome"]?.stringValue ?? "") })
  }

  private static let looser = """
    clauses:
      - {id: p99, claim: stays-within, subject: {journey: buy}, metric: latency_p99, op: "<=", threshold: 900, unit: ms}
      - {id: late, claim: isolates, subject: {component: web}}
    """

  @Test func `a revision after the start does not change what the run is judged by, and is flagged everywhere`() throws
  {
    let book = try RunBook()
    try record("r1", in: book)
    try book.answer("judge r1")
    #expect(try outcomes("r1", in: book) == ["p99": "refuted", "errors": "supported"])
    #expect(try book.answer("findings")["lateCriteria"] == [])
    let revised = try book.answer("intent revise slow-shop - --why it~looked~bad", input: Self.looser)
    let position = try #require(revised["position"])
    try book.answer("judge r1")
    #expect(try outcomes("r1", in: book) == ["p99": "refuted", "errors": "supported"])

    let shown = try book.answer("run show r1")
    let late = try #require(shown["lateCriteria"]?.arrayValue)
    #expect(
      late.map { "\($0["id"]?.stringValue ?? "") \($0["change"]?.stringValue ?? "")" }
        == ["p99 changed", "late added", "errors removed"])
    for one in late {
      #expect(one["position"] == position && one["afterResult"] == true && one["runs"] == ["r1"])
    }
    // The verdict itself says it, once it is reached anew.
    #expect(shown["verdict"]?["lateCriteria"]?.arrayValue?.count == 3)
    #expect(try book.answer("judge r1")["verdicts"]?.arrayValue?.count == 1)
    let count = try book.events
    try book.answer("judge r1")
    #expect(try book.events == count, "judging again adds nothing")
    #expect(try book.answer("findings")["lateCriteria"]?.arrayValue?.count == 3)
    let told = try book.run("run show r1 --format table").output
    #expect(told.contains("Clause p99 changed at position \(position.text)"))
    #expect(told.contains("after the run's result; it is not judged by that."))
    #expect(try book.run("findings --format table").output.contains("Criteria that came after the result"))

    // A run that begins now is judged by the new text.
    try book.answer("run start r2 --environment test --component shop --fault net.latency --intent slow-shop")
    #expect(try book.answer("run show r2")["judgedBy"] == position)
    #expect(try book.answer("run show r2")["lateCriteria"] == nil)
  }

  @Test func `an intent that is declared only after the run judges nothing of it`() throws {
    let book = try RunBook()
    try book.answer("intent retire slow-shop --why unused")
    try book.answer(
      "run start r1 --environment test --component shop --fault net.latency --intent afterwards --time 2026-11-20T18:00:00Z"
    )
    try book.answer("run inject r1 --confirmed --time 2026-11-20T18:02:00Z")
    try book.answer("run finish r1 --time 2026-11-20T18:06:00Z")
    try book.answer("intent declare --id afterwards -", input: RunBook.intent)
    try book.answer("judge r1")
    let shown = try book.answer("run show r1")
    #expect(shown["verdict"]?["outcome"] == "inconclusive" && shown["verdict"]?["clauses"] == [])
    #expect(
      shown["lateCriteria"]?.arrayValue?.map { $0["part"]?.stringValue } == ["clause", "clause", "abortWhen"])
    #expect(shown["judgedBy"] == nil)
  }

  @Test func `a revision that came after the experiment does not apply to it, although the run is recorded later`()
    throws
  {
    let book = try RunBook()
    try book.answer("intent revise slow-shop - --why w --time 2026-11-20T19:00:00Z", input: Self.looser)
    try record("r1", in: book)
    try book.answer("judge r1")
    #expect(try outcomes("r1", in: book) == ["p99": "refuted", "errors": "supported"])
    #expect(try book.answer("run show r1")["lateCriteria"]?.arrayValue?.count == 3)
  }

  @Test func `expected stands beside actual, with unit, samples and time`() throws {
    let book = try RunBook()
    try record("r1", in: book)
    try book.answer("judge r1")
    let clauses = try #require(book.answer("run show r1")["verdict"]?["clauses"]?.arrayValue)
    let clause = try #require(clauses.first { $0["id"] == "p99" })
    #expect(clause["expected"] == "latency_p99 <= 500 ms" && clause["actual"] == "800" && clause["unit"] == "ms")
    #expect(clause["value"] == 800 && clause["op"] == "<=" && clause["threshold"] == 500 && clause["samples"] == 12)
    #expect(clause["window"] == ["from": "2026-11-20T18:02:00Z", "to": "2026-11-20T18:03:00Z"])
    let told = try book.run("run show r1 --format table").output
    #expect(told.contains("Clause p99: refuted; expected latency_p99 <= 500 ms, found 800 ms."))
    let csv = try book.run("sql select~clause,expected,actual,unit~from~clause_verdicts --format csv").output
    #expect(csv.contains("p99,latency_p99 <= 500 ms,800,ms"))
  }

  @Test func `the schema is printed without a book, and the examples of the help and of the planner are valid by it`()
    throws
  {
    let workspace = try Workspace()
    let schema = try workspace.answer(["intent", "schema"])
    #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    #expect(workspace.isEmpty)
    let demo = try SharedBooks.demo.get().path
    let planned = try workspace.run(["next", "--book", demo, "--environment", "lab", "--top", "20"]).output
    let proposals = try JSON.parse(planned)["proposals"]
    let intents = (proposals?.arrayValue ?? []).compactMap { $0["intent"] }
    #expect(intents.count == 20)
    try workspace.write("schema.json", schema.text)
    try workspace.write("intents.jsonl", intents.map { $0.text + "\n" }.joined())
    let script = """
      import json, sys
      try: import jsonschema
      except ImportError: print("skipped"); sys.exit(0)
      check = jsonschema.Draft202012Validator(json.load(open("schema.json")))
      print([error.message for line in open("intents.jsonl") for error in check.iter_errors(json.loads(line))])
      """
    let outcome = try Binary.run(
      ["/usr/bin/env", "python3", "-c", script], in: workspace.folder,
      environment: [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      ])
    if outcome.output == "skipped\n" { return print("skipped: python3 has no jsonschema here") }
    #expect(outcome.output == "[]\n", "\(outcome.error)")
  }
}
