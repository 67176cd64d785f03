import Planner
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("What a disqualification means, and that it can be undone")
struct DisqualificationTests {
  /// Five runs teach, so that groups are fitted; without one of them they are not yet.
  @Test(
    "The run's evidence, lesson, fit, veto and history are gone; it and its findings are still told; undone, all is back"
  )
  func meaning() throws {
    let (one, other) = (try Shop(), try Shop())
    let book = try KnowledgeBase.toy(one, Toy.system + Toy.runs(5))
    let stream = StreamFamily.run.stream("r5")
    let finding = FindingOpened(id: "F-1", title: "no timeout", severity: .high, component: "checkout")
    _ = try book.record(.findingOpened(finding), stream: stream, actor: "test")
    let before = try book.said()
    let head = try book.head()
    let source = try book.source(View())
    #expect(source.history.fits.count == 1 && source.lessons.contains { $0.stream == stream })
    #expect(source.state.refutedJourneys.isEmpty && source.runHistory.runs.count == 5)
    #expect(source.state.countingRuns.count == 5)

    _ = try book.record(.runDisqualified(RunDisqualified(why: "a deploy fell into it")), stream: stream, actor: "test")
    let word = try book.head()
    let after = try book.source(View())
    #expect(after.history.fits.isEmpty && !after.lessons.contains { $0.stream == stream })
    // It keeps its distance to what comes, and is worth nothing.
    #expect(after.runHistory.runs.map(\.id) == ["r1", "r2", "r3", "r4", "r5"])
    #expect(after.runHistory.runs.filter { $0.grade == .e0 }.map(\.id) == ["r5"])
    #expect(after.state.countingRuns.count == 4 && after.now == source.now)
    let twin = try KnowledgeBase.toy(other, Toy.system + Toy.runs(4))
    let said = try book.said()
    // The day to which evidence ages is that of the later run: the same, as all are of one day.
    for table in ["evidence", "beliefs", "scores"] { #expect(try said[table] == twin.said()[table], "\(table)") }
    #expect(said["findings"] == before["findings"] && said["findings"]?.count == 1)
    #expect(try book.run("r5").json["disqualified"] == "a deploy fell into it")
    #expect(try book.run("r5").json["verdict"] != nil)
    #expect(try book.judge(actor: "test").json["verdicts"] == .array([]))

    #expect(try book.said(View(asOf: .position(head))) == before)
    #expect(try book.retract(word, why: "the deploy was elsewhere", actor: "test").json["judged"] == .array([]))
    #expect(try book.said() == before)
    let again = try book.source(View())
    #expect(again.history.fits.count == 1 && again.lessons.contains { $0.stream == stream })
    #expect(again.runHistory.runs.count == 5)
    #expect(try book.said(View(asOf: .position(word))) == said)
    #expect(try book.said(View(asOf: .position(head))) == before)
    #expect(try book.verify().isYes && book.rebuild().json["changed"] == .array([]))
    // Undone, it can be done again.
    _ = try book.record(.runDisqualified(RunDisqualified(why: "it was not")), stream: stream, actor: "test")
    #expect(try book.source(View()).state.countingRuns.count == 4)
  }

  @Test("A refuted intent vetoes no longer once its run is disqualified, and again once that is undone")
  func veto() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(1))
    var intent = try #require(Toy.system.first { $0.id == "i" }).data
    intent = .object((intent.members ?? []) + [JSON.Member("journey", "buy")])
    _ = try book.correct(book.position(of: "i"), data: intent, why: "it is about buying", actor: "test")
    #expect(book.headState().refutedJourneys == ["buy"])
    _ = try book.record(.runDisqualified(RunDisqualified(why: "w")), stream: "run/r1", actor: "test")
    #expect(book.headState().refutedJourneys.isEmpty)
    _ = try book.retract(book.head(), why: "w", actor: "test")
    #expect(book.headState().refutedJourneys == ["buy"])
  }

  @Test("A finding that is retracted is gone, one whose resolution is retracted is open again")
  func findings() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(1))
    let finding = FindingOpened(id: "F-1", title: "no timeout", severity: .high, component: "checkout")
    _ = try book.record(.findingOpened(finding), stream: "run/r1", actor: "test")
    let opened = try book.head()
    _ = try book.record(.findingResolved(FindingResolved(id: "F-1", how: "set one")), stream: "run/r1", actor: "test")
    let answer = try book.retract(book.head(), why: "it was not set", actor: "test")
    #expect(answer.json["judged"] == .array([]))
    #expect(book.headState().findings["F-1"]?.resolved == nil && book.headState().findings.count == 1)
    _ = try book.retract(opened, why: "no finding", actor: "test")
    #expect(book.headState().findings.isEmpty)
  }
}
