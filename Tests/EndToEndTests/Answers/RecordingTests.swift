import Foundation
import Testing
import Vocabulary

/// A system, an intent and a run recorded by hand, from nothing to a verdict.
@Suite struct RecordingTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func record(_ line: String, input: String? = nil) throws -> JSON {
    let words = line.split(separator: " ").map { $0.replacing("~", with: " ") }
    return try workspace.answer(words.map { String($0) }, input: input)
  }

  @Test func `a run recorded step by step is judged like one from a file`() throws {
    _ = try record("init")
    _ = try record("declare component web --kind gateway --tag public")
    _ = try record("declare component shop --owner team --tier 1")
    _ = try record("declare dependency web shop --timeout-ms 300 --retries 2 --no-breaker")
    _ = try record("declare journey buy --entry web --criticality 1 --latency-p99-ms 500")
    _ = try record("policy set belief.halfLifeDays 90 --why we~deploy~daily")
    _ = try record("policy set safety.exclude [\"web\"] --why it~is~the~door")
    _ = try record(
      "intent declare --id slow-shop -",
      input: """
        title: buying survives a slow shop
        hypothesis: the journey stays within its objective
        journey: buy
        target: {component: shop}
        fault: {kind: net.latency, magnitude: {value: 300, unit: ms}}
        clauses:
          - {id: p99, claim: stays-within, subject: {component: web}, metric: latency_p99, op: "<=",
             threshold: 500, unit: ms}
        """)
    _ = try record(
      "run start r1 --environment test --component shop --fault net.latency --magnitude 300 --unit ms "
        + "--intent slow-shop --journey buy --time 2026-11-20T18:01:00Z")
    for second in stride(from: 5, through: 180, by: 5) {
      let time = "2026-11-20T18:0\(1 + second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z"
      if second == 65 { _ = try record("run inject r1 --confirmed --evidence seen --time 2026-11-20T18:02:00Z") }
      if second == 125 { _ = try record("run clear r1 --how rolled-back --confirmed --time 2026-11-20T18:03:00Z") }
      let slow = second > 60 && second <= 120
      _ = try record(
        "run sample r1 --component web --metric latency_p99 --value \(slow ? 900 : 120 + second % 3) --unit ms "
          + "--window 5 --time \(time)")
    }
    _ = try record(
      "run probe r1 web~answers --component web --phase fault --met true --value 200 --time 2026-11-20T18:02:30Z")
    _ = try record("run finish r1 --tool by-hand --status completed --time 2026-11-20T18:04:00Z")
    let judged = try record("judge r1")
    #expect(judged["verdicts"]?.arrayValue?.count == 1)
    let run = try record("run show r1")
    #expect(run.text.contains("refuted") && run.text.contains("E4"), "\(run.text)")
    #expect(try record("judge --all")["verdicts"]?.arrayValue == [], "judging twice adds nothing")
    _ = try record("run disqualify r1 --why a~deploy~fell~into~it")
    #expect(try record("beliefs")["beliefs"]?.arrayValue?.allSatisfy { $0["evidence"]?.doubleValue == 0 } == true)
    #expect(try record("policy list").text.contains("we deploy daily"))
    #expect(try workspace.state(of: "faultbook.sqlite")["ok"] == true)
  }

  @Test func `a run without an id is given one, which is printed`() throws {
    _ = try record("init")
    let started = try record("run start --environment test --fault none")
    let id = try #require(started["stream"]?.stringValue?.split(separator: "/").last.map(String.init))
    #expect(id.wholeMatch(of: /run-\d{8}T\d{6}Z-[0-9a-f]{4}/) != nil, "\(id)")
    #expect(try record("run abort \(id) --reason operator")["appended"]?.integerValue == 1)
  }

  @Test func `a system is declared from YAML, all of it or nothing`() throws {
    let yaml = """
      components:
        - {component: web, kind: gateway, note: kept as it is}
        - {component: shop, kind: service, tier: "1"}
      dependencies:
        - {caller: web, callee: shop, mode: sync, guards: {timeoutMs: 300, fallback: true}}
      journeys:
        - {journey: buy, entry: [web], criticality: 0.5}
      failureModes:
        - {id: TF-1, name: down, category: tool, fault: tool.unavailable, likelihood: rare, impact: high}
      """
    _ = try record("init")
    try workspace.write("system.yaml", yaml)
    #expect(try record("declare system.yaml")["appended"]?.integerValue == 5)
    #expect(try record("system")["components"]?.arrayValue?.count == 2)
    let notes = try workspace.run(["sql", "select payload from events where position = 1", "--format", "csv"])
    #expect(notes.output.contains("kept as it is"), "a field that is not known is kept")
    try workspace.write("bad.yaml", yaml.replacing("criticality: 0.5", with: "criticality: 50"))
    let before = try workspace.state(of: "faultbook.sqlite")
    expectFailure(
      try workspace.run(["declare", "bad.yaml"]), exitCode: 2,
      says: "bad.yaml: journeys[0]: criticality: must be a fraction from 0 to 1, found 50")
    #expect(try workspace.state(of: "faultbook.sqlite") == before)
  }

  @Test func `a failure mode of a known id keeps what is not said of it, and an unknown one needs all`() throws {
    _ = try record("init")
    _ = try record("declare component search --kind tool")
    let rare = try workspace.run(["declare", "failure-mode", "TF-002", "--likelihood", "rare"])
    #expect(rare.exitCode == 0, "\(rare.error)")
    _ = try workspace.run(["declare", "failure-mode", "TF-002", "--impact", "critical"])
    let shown = try record("failure-modes show TF-002")["catalogued"]
    #expect(shown?["likelihood"] == "rare" && shown?["impact"] == "critical" && shown?["name"] == "API Rate Limit")
    #expect(shown?["observe"]?.arrayValue?.isEmpty == false)
    let before = try workspace.state(of: "faultbook.sqlite")
    expectFailure(
      try workspace.run(["declare", "failure-mode", "OWN-1", "--likelihood", "rare"]), exitCode: 2,
      says: "failure mode OWN-1 is in no catalogue, so it needs --name")
    #expect(try workspace.state(of: "faultbook.sqlite") == before)
    let rehearsed = try workspace.run(
      ["declare", "failure-mode", "TF-001", "--impact", "low", "--dry-run", "--book", "none.sqlite"])
    #expect(rehearsed.exitCode == 0, "\(rehearsed.error)")
  }

  @Test func `YAML keeps numbers and truth values typed and leaves words words`() throws {
    _ = try record("init")
    _ = try record(
      "intent declare --id i -",
      input: """
        title: no
        hypothesis: "5"
        environment: on
        maxDurationSeconds: 90
        rollback: [2026-11-20, 12:30]
        steadyState: {windowSeconds: 30.5, criteria: []}
        """)
    let row = try workspace.answer(["sql", "select payload from events where position = 1"])
    let payload = try JSON.parse(row["rows"]?.arrayValue?.first?["payload"]?.stringValue ?? "{}")
    #expect(payload["title"] == "no" && payload["hypothesis"] == "5" && payload["environment"] == "on")
    #expect(payload["maxDurationSeconds"] == 90 && payload["rollback"] == ["2026-11-20", "12:30"])
    #expect(payload["steadyState"]?["windowSeconds"] == 30.5)
  }

  @Test func `an intent is named by its option, its field or its file, once`() throws {
    _ = try record("init")
    try workspace.write("slow-shop.yaml", "title: t\nhypothesis: h\n")
    #expect(try record("intent declare slow-shop.yaml")["stream"] == "intent/slow-shop")
    #expect(
      try record("intent declare -", input: "{\"id\": \"own\", \"title\": \"t\", \"hypothesis\": \"h\"}")["stream"]
        == "intent/own")
    expectFailure(
      try workspace.run(["intent", "declare", "-"], input: "title: t\nhypothesis: h\n"), exitCode: 2,
      says: "the intent has no id; give one with --id")
    #expect(try record("intent declare slow-shop.yaml")["appended"] == 0, "said again, it adds nothing")
    try workspace.write("slow-shop.yaml", "title: other\nhypothesis: h\n")
    expectFailure(
      try workspace.run(["intent", "declare", "slow-shop.yaml"]), exitCode: 2,
      says: "intent \"slow-shop\" was declared already; revise it instead")
    _ = try record("intent revise own - --why shorter", input: "maxDurationSeconds: 60\n")
    _ = try record("intent retire own --why done")
    #expect(try record("intent list").text.contains("slow-shop"))
  }

  @Test func `a field that an intent does not have is told`() throws {
    _ = try record("init")
    let outcome = try workspace.run(
      ["intent", "declare", "--id", "i", "-"], input: "title: t\nhypothesis: h\nclausess: [1]\n")
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.error
        == "faultbook: note: standard input: \"clausess\" is no field of intent.declared and was left out\n")
  }

  /// These speak of what a book holds already.
  static let aboutABook: Set = ["judge", "rebuild", "next", "correct", "retract", "subject"]

  @Test(arguments: Commands.recordings.filter { !aboutABook.contains($0.arguments[0]) })
  func `a dry run needs no book and makes none`(_ call: Commands.Call) throws {
    let outcome = try workspace.run(call.arguments + ["--dry-run"], input: call.input)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(workspace.isEmpty)
  }

  @Test func `importing twice adds nothing, and the same event again is known`() throws {
    try workspace.write("events.jsonl", SampleEvents.lines)
    let first = try record("import --create events.jsonl")
    let state = try workspace.state(of: "faultbook.sqlite")
    let second = try record("import events.jsonl")
    #expect(try workspace.state(of: "faultbook.sqlite") == state)
    #expect(first["files"]?.arrayValue?.first?["appended"]?.integerValue ?? 0 > 80)
    #expect(second["files"]?.arrayValue?.first?["appended"] == 0)
    _ = try record("declare component a --event-id once --time 2026-11-20T18:00:00Z")
    let again = try record("declare component a --event-id once --time 2026-11-20T18:00:00Z")
    #expect(again["appended"] == 0)
    expectFailure(
      try workspace.run(
        ["declare", "component", "b", "--event-id", "once", "--time", "2026-11-20T18:00:00Z"]), exitCode: 2)
  }

  @Test func `compressed files are known by their content`() throws {
    try workspace.write("events", SampleEvents.lines)
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-k", workspace.path("events")]
    try gzip.run()
    gzip.waitUntilExit()
    #expect(try record("append --create events.gz")["appended"]?.integerValue ?? 0 > 80)
  }

  @Test func `who did something is the option's name, else the user's at the host's`() throws {
    _ = try record("init")
    _ = try record("declare component a --actor ci")
    _ = try record("declare component b")
    let rows = try workspace.run(["sql", "select actor from log order by position", "--format", "csv"]).output
    #expect(rows.hasPrefix("actor\r\nci\r\ntester@"), "\(rows)")
  }
}
