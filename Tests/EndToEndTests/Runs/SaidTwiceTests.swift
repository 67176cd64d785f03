import Foundation
import Testing
import Vocabulary

/// Every writing command, given twice in the same words: the second time nothing is appended, and that is said.
@Suite struct SaidTwiceTests {
  /// A command in a line (a tilde stands for a blank), what must be there before it, and its standard input.
  struct Twice: Sendable, CustomTestStringConvertible {
    let line: String
    var before: [String] = []
    var input: String?
    var testDescription: String { line }
    init(_ line: String, after before: String..., input: String? = nil) {
      (self.line, self.before, self.input) = (line, before, input)
    }
  }

  private static let started = "run start r1 --intent slow-shop --environment test"
  private static let system = """
    components: [{component: web, kind: gateway}, {component: new, kind: cache}]
    dependencies: [{caller: web, callee: new, mode: sync}]
    journeys: [{journey: look, entry: [web], criticality: 0.2}]
    failureModes: [{id: X-1, name: n, category: tool, fault: tool.slow, likelihood: rare, impact: low}]
    """
  private static let incident =
    "incident record --id i1 --suspected shop --fault storage.latency --attribution 0.8 --started 2026-11-20T02:14:00Z --degraded web"
  private static let event =
    #"{"specversion":"1.0","id":"e1","source":"urn:t","type":"faultbook.component.declared","subject":"system","time":"2026-11-20T02:14:00Z","data":{"component":"x","kind":"service"}}"#

  static let commands: [Twice] = [
    Twice("declare component db --kind database --owner o --tier 1 --tag eu"),
    Twice("declare component db --kind database --time 2026-11-20T02:14:00Z"),
    Twice("declare component shop"),
    Twice("declare dependency shop db --mode async"),
    Twice("declare journey look --entry web --entry shop --criticality 0.3 --error-rate 0.02"),
    Twice("declare failure-mode TF-001 --likelihood rare"),
    Twice("failure-modes adopt TF-002 TF-003"),
    Twice("declare -", input: system),
    Twice("declare - --time 2026-11-20T02:14:00Z", input: system),
    Twice("policy set safety.spacingSeconds 5 --why fast"),
    Twice(
      "policy set safety.spacingSeconds null --why default", after: "policy set safety.spacingSeconds 5 --why fast"),
    Twice("policy set safety.exclude [\"shop\"] --why audit --time 2026-11-20T02:14:00Z"),
    Twice("intent declare --id again -", input: RunBook.intent),
    Twice("intent revise slow-shop -", input: "why: stricter\nexclusions: [web]\n"),
    Twice("intent retire slow-shop --why done"),
    Twice(started),
    Twice("run inject r1 --confirmed", after: started),
    Twice(
      "run sample r1 --journey buy --metric error_rate --value 0.1 --unit ratio --time 2026-11-20T02:14:00Z",
      after: started),
    Twice("run probe r1 p --phase fault --met true --time 2026-11-20T02:14:00Z", after: started),
    Twice("run clear r1 --how expired --confirmed", after: started, "run inject r1 --confirmed"),
    Twice("run abort r1 --reason operator", after: started),
    Twice("run finish r1", after: started),
    Twice("run disqualify r1 --why deploy", after: started),
    Twice("judge --all", after: started, "run inject r1 --confirmed", "run finish r1"),
    Twice("judge r1", after: started, "run inject r1 --confirmed", "run finish r1"),
    Twice("next --top 2 --record --environment test"),
    Twice(incident),
    Twice("correct 2 --data {\"component\":\"web\",\"kind\":\"cache\"} --why wrong"),
    Twice("retract 3 --why wrong"),
    Twice("append -", input: event),
    Twice(
      "import - --as csv --run r1", after: started,
      input: "component,metric,unit,at,value\nweb,error_rate,ratio,2026-11-20T02:14:00Z,0.1\n"),
    Twice("import - --as compose", input: "services: {a: {depends_on: [b]}, b: {image: x}}\n"),
  ]

  @Test(arguments: commands) func `the same words again append nothing`(_ twice: Twice) throws {
    let book = try RunBook()
    for line in twice.before { try book.answer(line) }
    let began = try book.events
    let first = try book.run(twice.line, input: twice.input)
    #expect(first.exitCode <= 1, "\(first.error)")
    let once = try book.events
    #expect(twice.line == "declare component shop" ? once == began : once > began)
    let second = try book.run(twice.line, input: twice.input)
    #expect(second.exitCode == first.exitCode, "\(second.error)")
    #expect(try book.events == once, "\(second.output)")
    let answer = try JSON.parse(second.output)
    if let appended = answer["appended"]?.integerValue { #expect(appended == 0) }
  }

  @Test func `a decision said again stands, and another is recorded`() throws {
    let book = try RunBook()
    let next = try book.answer("next --environment test --top 1 --record")
    let id = try #require(next["proposals"]?.arrayValue?.first?["id"]?.stringValue)
    #expect(try book.answer("proposal accept \(id) --why game~day")["appended"] == 1)
    #expect(try book.answer("proposal accept \(id) --why game~day")["appended"] == 0)
    #expect(try book.answer("proposal reject \(id) --why rain")["appended"] == 1)
    #expect(try book.answer("proposal reject \(id) --why rain")["appended"] == 0)
  }

  @Test func `what changes something is recorded, also what takes an earlier word back`() throws {
    let book = try RunBook()
    try book.answer("declare component shop --kind cache")
    try book.answer("declare component shop")
    #expect(try book.answer("declare component shop --kind cache")["appended"] == 1)
    #expect(try book.answer("declare component shop --kind cache --owner ada")["appended"] == 1)
    try book.answer("policy set safety.spacingSeconds 5 --why a")
    #expect(try book.answer("policy set safety.spacingSeconds 5 --why b")["appended"] == 1)
    let again = try book.run("policy set safety.spacingSeconds 5 --why b --format table")
    #expect(again.output.contains("safety.spacingSeconds was set so already, at position"), "\(again.output)")
    #expect(try book.answer("intent retire slow-shop --why done")["appended"] == 1)
    #expect(try book.answer("intent retire slow-shop --why superseded")["appended"] == 1)
  }
}
