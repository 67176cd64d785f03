import Foundation
import Testing
import Vocabulary

/// May it run now: asked for one experiment, answered by every gate, exit code 1 for no.
@Suite struct CheckTests {
  private func gate(_ name: String, _ answer: JSON) throws -> JSON {
    try #require(answer["gates"]?.arrayValue?.first { $0["gate"]?.stringValue == name })
  }

  @Test func `every gate is told with its figures, and what blocks is exit code 1`() throws {
    let book = try RunBook()
    let ask = "check --component shop --fault compute.kill --environment test"
    let allowed = try book.answer(ask)
    #expect(allowed["allowed"] == true && allowed["gates"]?.arrayValue?.count == 10)
    #expect(try gate("error-budget", allowed)["passed"] == .null)
    #expect(try book.answer(ask.replacing("test", with: "production"), exitCode: 1)["allowed"] == false)
    try book.answer(
      "policy set safety.freeze [{\"from\":\"2000-01-01T00:00:00Z\",\"to\":\"2100-01-01T00:00:00Z\",\"why\":\"audit\"}] --why w"
    )
    let frozen = try book.answer(ask, exitCode: 1)
    #expect(
      try gate("freeze", frozen)["why"] == "a freeze lasts from 2000-01-01T00:00:00Z to 2100-01-01T00:00:00Z (audit)")
    let told = try book.run(ask + " --format table")
    #expect(told.exitCode == 1 && told.output.contains("may not run at") && told.output.contains("blocked by freeze"))
  }

  @Test func `a fault that was not cleared blocks what it meets, says how that is lifted, and then is lifted`() throws {
    let book = try RunBook()
    try book.answer("policy set safety.spacingSeconds 0 --why w")
    let ask = "check --component web --fault compute.kill --environment test --now wall"
    #expect(try book.answer(ask)["allowed"] == true)
    try book.start("r1")
    try book.answer("run finish r1")
    try book.answer("run disqualify r1 --why a~deploy")
    let blocked = try gate("residual-fault", book.answer(ask, exitCode: 1))
    #expect(blocked["passed"] == false)
    let why = try #require(blocked["why"]?.stringValue)
    #expect(why.contains("`faultbook run clear r1 --how manual --confirmed`"), "\(why)")
    try book.answer("run clear r1 --how manual --confirmed")
    #expect(try gate("residual-fault", book.answer(ask))["passed"] == true)
  }

  @Test func `to disqualify a run takes its evidence away, and not the distance to what it disturbed`() throws {
    let book = try RunBook()
    try book.answer("policy set safety.spacingSeconds 100000 --why w")
    let ask = "check --component web --fault compute.kill --environment test --now wall"
    try book.start("r1")
    try book.answer("run clear r1 --how manual --confirmed")
    try book.answer("run finish r1")
    for isDisqualified in [false, true] {
      if isDisqualified { try book.answer("run disqualify r1 --why a~deploy") }
      let spacing = try gate("spacing", JSON.parse(try book.run(ask).output))
      #expect(spacing["passed"] == false && spacing["why"]?.stringValue?.contains("run r1 on ") == true, "\(spacing)")
    }
  }

  @Test func `a clearing that nobody confirmed is in doubt, everywhere in the same words, until somebody confirms it`()
    throws
  {
    let book = try RunBook()
    try book.answer("policy set safety.spacingSeconds 0 --why w")
    try book.answer("policy set safety.production [\"test\"] --why w")
    try book.start("r1")
    try book.answer("run clear r1 --how expired --no-confirmed")
    try book.answer("run finish r1")
    let ask = "check --component web --fault compute.kill --environment test --now wall"
    let doubt = try gate("residual-fault", book.answer(ask, exitCode: 1))
    #expect(doubt["passed"] == .null)
    let why = try #require(doubt["why"]?.stringValue)
    #expect(why.hasSuffix("say so: `faultbook run clear r1 --how expired --confirmed`"), "\(why)")
    let shown = try book.answer("run show r1")
    #expect(shown["clearing"] == "not confirmed")
    let next = try JSON.parse(try book.run("next --environment test --now wall --top 50").output)
    let same = next["proposals"]?.arrayValue?.first { $0["target"]?["component"] == "web" }
    #expect(
      try gate("residual-fault", #require(same?["safety"]))["why"]?.stringValue?.contains(
        "`faultbook run clear r1 --how expired --confirmed`") == true)
    #expect(try book.run("export --as markdown --environment test --now wall").exitCode == 1)
    for _ in 0..<2 { try book.answer("run clear r1 --how expired --confirmed") }
    #expect(try gate("residual-fault", JSON.parse(try book.run(ask).output))["passed"] == true)
    #expect(try book.answer("run show r1")["clearing"] == "confirmed")
  }

  @Test func `what is protected under a name that the book does not know is said, and is not counted as safe`() throws {
    let book = try RunBook()
    let frozen = try book.run(
      "policy set safety.freeze [{\"from\":\"2000-01-01T00:00:00Z\",\"to\":\"2100-01-01T00:00:00Z\",\"components\":[\"shopp\",\"shop\"]}] --why w --format table"
    )
    #expect(
      frozen.output.contains("The book knows no component \"shopp\" so far; did you mean shop?"), "\(frozen.output)")
    let excluded = try book.run("policy set safety.exclude [\"nosuchcomp\"] --why w --format table")
    #expect(excluded.output.contains("The book knows no component \"nosuchcomp\" so far."), "\(excluded.output)")
    let answer = try JSON.parse(try book.run("check --component web --fault compute.kill --environment test").output)
    for name in ["freeze", "exclusion"] {
      let found = try gate(name, answer)
      #expect(
        found["passed"] == .null && found["why"]?.stringValue?.contains("the book knows no such component") == true)
    }
    #expect(try book.answer("intent list")["intents"]?.arrayValue?.first?["state"] == "declared")
  }

  @Test func `an intent is checked by its target, its exclusions and its environment`() throws {
    let book = try RunBook()
    try book.answer(
      "intent declare --id strict -",
      input: RunBook.intent + "\nexclusions: [web]\nenvironment: lab\nmaxDurationSeconds: 120\n")
    #expect(try book.answer("check --intent slow-shop --environment test", exitCode: 1)["allowed"] == false)
    let answer = try book.answer("check --intent strict --environment test", exitCode: 1)
    #expect(answer["minutes"] == 2)
    #expect(try gate("environment", answer)["why"] == "the intent is for lab, and this is test")
    #expect(try gate("exclusion", answer)["why"]?.stringValue?.contains("excluded by the intent") == true)
    #expect(try book.answer("check --intent strict", exitCode: 1)["environment"] == "lab")
    expectFailure(
      try book.run("check --intent nobody"), exitCode: 2)
  }

  @Test func `an imported objective tells what the run would burn of a reported budget`() throws {
    let book = try RunBook()
    try book.workspace.write(
      "slo.yaml",
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata: {name: web-answers}
      spec:
        service: web
        indicator: {metadata: {name: i}, spec: {ratioMetric: {good: {metricSource: {spec: {query: good}}}, total: {metricSource: {spec: {query: all}}}}}}
        timeWindow: [{duration: 30d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{target: 0.99}]
      """)
    try book.answer("import slo.yaml --as openslo")
    let budgets = { (left: Double) in
      ["buy", "web-answers"].map {
        "{\"specversion\":\"1.0\",\"id\":\"b-\($0)-\(left)\",\"source\":\"urn:t\",\"type\":\"faultbook.budget.reported\","
          + "\"subject\":\"system\",\"data\":{\"journey\":\"\($0)\",\"remaining\":\(left)}}\n"
      }.joined()
    }
    let ask = "check --component web --fault compute.kill --environment test"
    try book.answer("append -", input: budgets(0.9))
    let enough = try gate("error-budget", book.answer(ask))
    #expect(enough["why"]?.stringValue?.contains("after an expected burn of") == true, "\(enough.text)")
    try book.answer("append -", input: budgets(0.001))
    #expect(try gate("error-budget", book.answer(ask, exitCode: 1))["passed"] == false)
  }

  @Test func `no gate is more hopeful than the forecast, in check and in next`() throws {
    let demo = try SharedBooks.demo.get().path
    let workspace = try Workspace()
    for (component, fault) in [("cache", "data.stale"), ("catalog", "compute.kill"), ("payments", "app.error")] {
      let words = ["--component", component, "--fault", fault, "--environment", "lab", "--book", demo]
      let foreseen = try workspace.answer(["predict"] + words)
      let critical = (foreseen["predicted"]?.arrayValue ?? []).filter { $0["journey"] == "checkout" }
        .compactMap { $0["probability"]?.doubleValue }.max()
      let checked = try JSON.parse(try workspace.run(["check"] + words).output)
      #expect(try #require(checked["criticalProbability"]?.doubleValue) >= (try #require(critical)) - 1e-9)
      #expect(
        abs((checked["expectedComponents"]?.doubleValue ?? -1) - (foreseen["expectedComponents"]?.doubleValue ?? 0))
          < 1e-9)
      let planned = try JSON.parse(
        try workspace.run(["next", "--top", "200", "--environment", "lab", "--book", demo]).output)
      let same = planned["proposals"]?.arrayValue?.first {
        $0["target"]?["component"]?.stringValue == component && $0["fault"]?["kind"]?.stringValue == fault
          && $0["dose"] == "high"
      }
      if let same {
        #expect(same["criticalProbability"] == checked["criticalProbability"], "\(component) \(fault)")
        #expect(same["safety"]?["gates"] == checked["gates"], "\(component) \(fault)")
      }
    }
  }
}
