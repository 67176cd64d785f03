import Testing
import Vocabulary

/// A run takes what it disturbs from the intent or the proposal that it is of.
@Suite struct PlannedStartTests {
  private func started(_ run: String, _ book: RunBook) throws -> JSON {
    try #require(try book.answer("run show \(run)")["started"])
  }

  @Test func `a run of an intent is started without saying again what it disturbs`() throws {
    let book = try RunBook()
    try book.answer("run start r1 --intent slow-shop --environment test")
    let start = try started("r1", book)
    #expect(start["target"]?["component"] == "shop" && start["environment"] == "test" && start["intent"] == "slow-shop")
    #expect(start["fault"]?["kind"] == "net.latency" && start["fault"]?["magnitude"]?["value"] == 300)
    // Said again, it is the same, also after the intent speaks of something else.
    let events = try book.events
    #expect(try book.answer("run start r1 --intent slow-shop --environment test")["appended"] == 0)
    #expect(try book.answer("run start r1 --intent slow-shop")["appended"] == 0)
    #expect(try book.events == events)
    try book.answer("intent revise slow-shop -", input: "why: smaller\nfault: {kind: net.latency, dose: low}\n")
    #expect(try book.answer("run start r1 --intent slow-shop --environment test")["appended"] == 0)
    try book.answer("run start r2 --intent slow-shop --environment test")
    #expect(try started("r2", book)["fault"]?["dose"] == "low")
  }

  @Test func `what is stated goes before the intent, and a departure from it is said`() throws {
    let book = try RunBook()
    let answer = try book.answer("run start r1 --intent slow-shop --environment test --fault app.error --dose low")
    #expect(
      answer["doubts"]?.arrayValue?.contains("The intent is about net.latency, and this run injects app.error.") == true
    )
    let start = try started("r1", book)
    #expect(start["target"]?["component"] == "shop" && start["fault"]?["kind"] == "app.error")
    #expect(start["fault"]?["magnitude"] == nil)
    try book.answer("run start p1 --intent slow-shop --environment test --fault none")
    #expect(try started("p1", book)["target"] == .null)
  }

  @Test func `a run of a proposal takes target, fault and environment from it`() throws {
    let book = try RunBook()
    let next = try book.answer("next --environment test --now wall --record --top 1")
    let proposal = try #require(next["proposals"]?.arrayValue?.first)
    let id = try #require(proposal["id"]?.stringValue)
    try book.answer("run start r1 --proposal \(id)")
    let start = try started("r1", book)
    #expect(
      start["target"] == proposal["target"] && start["environment"] == "test" && start["proposal"] == proposal["id"])
    #expect(start["fault"]?["kind"] == proposal["fault"]?["kind"])
    #expect(start["fault"]?["magnitude"] == proposal["fault"]?["magnitude"])
    let elsewhere = try book.answer("run start r2 --proposal \(id) --environment production")
    #expect(
      elsewhere["doubts"]?.arrayValue?.contains("The proposal is for test, and this run is in production.") == true)
  }

  @Test(arguments: [
    ("run start r1 --intent slow-shop", "no environment is named, neither here nor by the intent; give --environment"),
    (
      "run start r1 --intent slow-shpo --environment e",
      "there is no intent \"slow-shpo\" in this book; did you mean slow-shop?"
    ),
    (
      "run start r1 --intent behaviour --environment e",
      "intent \"behaviour\" names no target and fault; `faultbook next --intent behaviour` derives them"
    ),
    ("run start r1 --proposal p-0 --environment e", "there is no proposal \"p-0\" in this book"),
    ("run start r1 --environment e --component shop", "no fault is named; give --fault"),
    ("run start r1 --environment e --intent slow-shop --scope 0.5", "--scope stands without --fault"),
  ])
  func `what the plan cannot say is asked for`(_ line: String, _ sentence: String) throws {
    let book = try RunBook()
    try book.answer("intent declare --id behaviour -", input: "title: t\nhypothesis: h\njourney: buy\n")
    let events = try book.events
    let outcome = try book.run(line)
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains(sentence), "\(outcome.error)")
    #expect(try book.events == events)
  }
}
