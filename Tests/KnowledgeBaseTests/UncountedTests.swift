import Interchange
import KnowledgeBase
import Testing
import Vocabulary

@Suite("Evidence that does not count")
struct UncountedTests {
  private static let system = """
    {"specversion":"1.0","id":"d1","source":"urn:t","type":"faultbook.dependency.declared","subject":"system","time":"2026-01-01T00:00:00Z","data":{"caller":"web","callee":"db","mode":"sync"}}
    {"specversion":"1.0","id":"d2","source":"urn:t","type":"faultbook.dependency.declared","subject":"system","time":"2026-01-01T00:00:00Z","data":{"caller":"db","callee":"disk","mode":"sync"}}
    {"specversion":"1.0","id":"p1","source":"urn:t","type":"faultbook.policy.set","subject":"policy","time":"2026-01-01T00:00:00Z","data":{"key":"belief.environmentTrust.toy","value":0,"why":"a toy"}}
    """

  /// A run with a verdict on web and db, as CloudEvents.
  private static func run(
    _ id: String, target: String = "db", environment: String = "test", confirmed: Bool = true,
    verdicts: [(grade: String, method: String, states: String)]
  ) -> String {
    func event(_ number: Int, _ type: String, _ data: String) -> String {
      #"{"specversion":"1.0","id":"\#(id)-\#(number)","source":"urn:t","type":"faultbook.\#(type)","subject":"run/\#(id)","#
        + #""time":"2026-01-02T00:0\#(number):00Z","data":\#(data)}"#
    }
    var lines = [
      event(
        0, "run.started",
        #"{"environment":"\#(environment)","target":{"component":"\#(target)"},"fault":{"kind":"compute.kill"},"runner":{"tool":"t"}}"#
      ),
      event(1, "fault.injected", #"{"confirmed":\#(confirmed)}"#), event(2, "run.finished", "{}"),
    ]
    for (index, verdict) in verdicts.enumerated() {
      let observations = verdict.states.split(separator: " ").map { word in
        let state = word.last == "-" ? "degraded" : word.last == "+" ? "steady" : "unknown"
        return #"{"component":"\#(word.dropLast())","symptom":"errors","state":"\#(state)"}"#
      }
      lines.append(
        event(
          3 + index, "verdict.reached",
          #"{"outcome":"inconclusive","clauses":[],"grade":"\#(verdict.grade)","method":"\#(verdict.method)","observations":[\#(observations.joined(separator: ","))]}"#
        ))
    }
    return lines.joined(separator: "\n")
  }

  private static let runs = [
    run("counts", verdicts: [("E4", "tool", "web- db-")]),
    run("dropped", verdicts: [("E4", "tool", "web+ db-")]),
    run("weak", verdicts: [("E1", "tool", "web+ db-")]),
    run("unjudged", verdicts: []),
    run("missed", confirmed: false, verdicts: [("E4", "tool", "web+ db+")]),
    run("unseen", verdicts: [("E4", "tool", "db-")]),
    run("unclear", verdicts: [("E4", "tool", "web? db-")]),
    run("deeper", target: "disk", verdicts: [("E4", "tool", "web- db+")]),
    run("toy", environment: "toy", verdicts: [("E4", "tool", "web+ db-")]),
    run("twice", verdicts: [("E3", "tool", "web+ db-"), ("E4", "other", "web- db-")]),
    run("worse", verdicts: [("E4", "tool", "web- db-"), ("E2", "other", "web+ db-")]),
    run("elsewhere", target: "web", verdicts: [("E4", "tool", "web-")]),
  ]

  @Test("Each run that could have spoken and does not is named, with the reason; one that has no bearing is not")
  func reasons() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    let lines = ([Self.system] + Self.runs).joined(separator: "\n")
    _ = try book.append(files: [ImportSource(name: "events", bytes: Array(lines.utf8))], actor: "test")
    _ = try book.record(
      .runDisqualified(RunDisqualified(why: "a deploy fell into it")), stream: "run/dropped", actor: "test")
    let told = try book.explain(belief: "propagation:db>web@unavailable/high", view: View(environment: "test")).json
    let found = (told["uncounted"]?.arrayValue ?? []).map {
      "\($0["stream"]?.stringValue?.dropFirst(4) ?? "") \($0["reason"]?.stringValue ?? "")"
    }
    #expect(
      Set(found) == [
        "dropped disqualified", "weak grade", "unjudged not-judged", "missed not-injected", "unseen effect-unseen",
        "unclear effect-unknown", "deeper cause-steady", "twice superseded", "worse superseded",
        "toy environment",
      ])
    #expect(found.count == 10)
    let dropped = told["uncounted"]?.arrayValue?.first { $0["reason"] == "disqualified" }
    #expect(dropped?["why"]?.stringValue?.contains("a deploy fell into it") == true)
    let counted = told["evidence"]?.arrayValue ?? []
    #expect(Set(counted.compactMap { $0["stream"]?.stringValue }) == ["run/counts", "run/twice", "run/worse"])
    #expect(told["belief"]?["evidence"] == 3)
  }

  @Test("As of an earlier place what came later is neither counted nor told")
  func earlier() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    let lines = ([Self.system] + Self.runs.prefix(3)).joined(separator: "\n")
    _ = try book.append(files: [ImportSource(name: "events", bytes: Array(lines.utf8))], actor: "test")
    let told = try book.explain(
      belief: "propagation:db>web@unavailable/high", view: View(asOf: .position(7))
    ).json
    #expect(told["evidence"]?.arrayValue?.count == 1 && told["uncounted"] == [] && told["position"] == 7)
  }
}
