import Testing
import Vocabulary

/// The replay of the demo's book, as people and programs ask for it.
@Suite struct ReplayTests {
  private let workspace: Workspace
  private let book: String

  init() throws {
    workspace = try Workspace()
    book = try SharedBooks.demo.get().copied(to: workspace)
  }

  private func replay(_ arguments: String...) throws -> JSON {
    try workspace.answer(["replay", "--format", "json", "--book", book] + arguments)
  }

  private func refusal(_ arguments: [String], _ message: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    expectFailure(
      try workspace.run(["replay", "--book", book] + arguments), exitCode: 2, says: message,
      sourceLocation: sourceLocation)
  }

  @Test func `steps list every verdict with its bits, page by page, and count what moved nothing`() throws {
    let whole = try replay("--step")
    let steps = try #require(whole["steps"]?.arrayValue)
    #expect(steps.count == 16 && steps.allSatisfy { ($0["bits"]?.doubleValue ?? 0) > 0 })
    #expect(whole["silent"]?["metric.sampled"]?.integerValue ?? 0 > 10_000)
    #expect(whole["next"] == .null)
    #expect(steps.contains { ($0["byRefit"]?.doubleValue ?? 0) > 0 })
    for step in steps {
      let beliefs = try #require(step["beliefs"]?.arrayValue)
      #expect(!beliefs.isEmpty && beliefs.allSatisfy { ($0["after"]?.arrayValue?.isEmpty == false) })
    }
    let first = try replay("--step", "--top", "3")
    let next = try #require(first["next"]?.integerValue)
    let rest = try replay("--step", "--from", "\(next)")
    #expect((first["steps"]?.arrayValue ?? []) + (rest["steps"]?.arrayValue ?? []) == steps)
  }

  @Test func `a recorded time, with and without its word, and an occurred time are places`() throws {
    let events = try workspace.answer([
      "sql", "--format", "json", "--book", book,
      "select recordedtime, time, position from log where type like '%verdict%' order by position limit 1",
    ])
    let row = try #require(events["rows"]?.arrayValue?.first)
    let recorded = try #require(row["recordedtime"]?.stringValue)
    let plain = try replay("--until", recorded)
    #expect(try replay("--until", "recorded:\(recorded)") == plain)
    #expect(plain["position"]?.integerValue ?? 0 >= row["position"]?.integerValue ?? .max)
    let occurred = try #require(row["time"]?.stringValue)
    let world = try replay("--until", "occurred:\(occurred)")
    #expect(world["runs"]?.integerValue ?? 99 < 16)
    #expect(try replay("--as-of", "occurred:\(occurred)") == world)
    #expect(try workspace.answer(["scores", "--book", book, "--as-of", "recorded:\(recorded)"]) == plain["scores"])
  }

  @Test func `what was learned between two places tells runs, verdicts, surprises, scores and beliefs`() throws {
    let answer = try replay("--from", "9000")
    #expect(answer["events"]?["verdict.reached"] == 16)
    #expect(answer["runs"]?.arrayValue?.count == 16)
    #expect(answer["surprises"]?.arrayValue?.isEmpty == false)
    #expect(answer["bits"]?.doubleValue ?? 0 > 1 && answer["beliefs"]?.arrayValue?.count == 20)
    #expect(answer["scores"]?.arrayValue?.contains { $0["kind"] == "system" } == true)
    let system = answer["scores"]?.arrayValue?.first { $0["kind"] == "system" }
    #expect(system?["before"]?["coverage"] == 0 && (system?["after"]?["coverage"]?.doubleValue ?? 0) > 0)
    let table = try workspace.run(["replay", "--from", "9000", "--format", "table", "--book", book]).output
    for title in ["Beliefs that differ", "Scores that differ", "Runs", "What else is new"] {
      #expect(table.contains(title + "\n"))
    }
  }

  @Test func `what if stands beside what is`() throws {
    let answer = try replay("--without", "r04-payments-crash")
    #expect(answer["was"]?["system"] != answer["would"]?["system"])
    #expect(answer["bits"]?.doubleValue ?? 0 > 0.5)
    try workspace.write("policy.yaml", "belief.grade.E4: 0\n")
    let none = try replay("--with", workspace.path("policy.yaml"), "--top", "3")
    #expect(none["would"]?["system"]?["coverage"] == 0 && none["beliefs"]?.arrayValue?.count == 3)
    #expect(none["with"]?["belief.grade.E4"]?["would"] == 0)
    let steps = try replay("--step", "--without", "r01-payments-latency", "--with", workspace.path("policy.yaml"))
    #expect(steps["steps"] == .array([]))
    let both = try replay("--from", "12660", "--to", "12670", "--without", "r04-payments-crash")
    #expect(both["runs"]?.arrayValue?.contains { $0["run"] == "r04-payments-crash" } == false)
  }

  @Test func `what does not go together is refused in one sentence`() throws {
    let end = try #require(workspace.answer(["replay", "--book", book])["position"]?.integerValue)
    try refusal(["--from", "50", "--to", "40"], "--from (position 50) lies behind --to (position 40); swap them")
    try refusal(
      ["--from", "occurred:2026-11-20T18:11:23Z", "--to", "9"],
      "--from and --to are times of different kinds; give both as occurred:TIME, or neither")
    try refusal(
      ["--step", "--from", "occurred:2026-11-20T18:11:23Z"],
      "steps go in the order of the log; give --from as a position or a recorded time")
    try refusal(
      ["--step", "--from", "5", "--until", "occurred:2026-11-20T18:11:23Z"],
      "steps up to an occurred time begin with the first event; leave --from out or give a recorded time")
    try refusal(
      ["--step", "--from", "9", "--until", "7"], "--from (position 9) lies behind --until (position 7); swap them")
    try refusal(
      ["--step", "--from", "9", "--to", "7"], "--from (position 9) lies behind --to (position 7); swap them")
    try refusal(
      ["--from", "9", "--as-of", "7"], "--from (position 9) lies behind --as-of (position 7); swap them")
    try refusal(
      ["--until", "\(end + 1)"], "position \(end + 1) is not in this book; it has the positions 0 to \(end)")
    try refusal(
      ["--without", "r99"],
      "there is no run or incident \"r99\" in this book; known are r01-payments-latency, r02-payments-error, r03-payments-error, r04-payments-crash, r05-inventory-latency, …"
    )
    let policy = try workspace.write("p.yaml", "belief.halfLiveDays: 3\n")
    let unknown = try workspace.run(["replay", "--with", policy, "--book", book])
    expectFailure(unknown, exitCode: 2)
    #expect(unknown.error.contains("\"belief.halfLiveDays\" is no known setting; known are belief.halfLifeDays, "))
    try workspace.write("p.yaml", "belief.halfLifeDays: soon\n")
    try refusal(
      ["--with", policy],
      "\(policy): the value of belief.halfLifeDays must be a number above 0, found \"soon\"")
    try workspace.write("p.yaml", "- 3\n")
    try refusal(
      ["--with", policy],
      "\(policy): expected settings and their values, such as belief.halfLifeDays: 90, found an array")
    try workspace.write("p.yaml", "{}\n")
    try refusal(
      ["--with", policy], "\(policy) sets nothing; write settings into it, such as belief.halfLifeDays: 90")
  }
}
