import Beliefs
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Beliefs about some calls, without all others")
struct CallBeliefTests {
  @Test("The belief that tells most of each call, and which calls were tested, are those that all beliefs together say")
  func telling() throws {
    let shop = try Shop()
    let book = try shop.book()
    let head = try book.head()
    for view in [View(), View(environment: "prod"), View(asOf: .position(head * 2 / 3))] {
      let all = try book.source(view).summaries.filter { $0.kind == .propagation && $0.effect.kind == .component }
      var tested: Set<Dependency> = []
      var best: [Dependency: BeliefSummary] = [:]
      for one in all {
        let call = Dependency(caller: one.effect.name, callee: one.cause.name)
        if one.evidence > 0 { tested.insert(call) }
        guard let held = best[call] else {
          best[call] = one
          continue
        }
        if (one.evidence > 0 ? 1 : 0, one.mean) > (held.evidence > 0 ? 1 : 0, held.mean) { best[call] = one }
      }
      #expect(try book.testedCalls(view: view) == tested)
      #expect(!tested.isEmpty || view.asOf != .head)
      let callers = Set(all.map(\.effect.name))
      #expect(try book.source(view).tellingBeliefs(of: callers) == best.sorted { $0.key < $1.key }.map(\.value))
      let some = Set(callers.sorted().prefix(3))
      let part = best.filter { some.contains($0.key.caller) }.sorted { $0.key < $1.key }.map(\.value)
      #expect(try book.source(view).tellingBeliefs(of: some) == part)
    }
  }

  @Test("The beliefs about one cause are those of all that are about it, tested or not")
  func causes() throws {
    let shop = try Shop()
    let book = try shop.book()
    let source = try book.source(View())
    let all = source.summaries
    let names = Set(all.map(\.cause.name))
    #expect(names.count > 8)
    for name in names {
      // A source that nobody asked for all of them.
      let other = ProjectionSource(state: source.state, now: source.now, environment: nil)
      for filter in [BeliefFilter(cause: name, isTested: true), BeliefFilter(cause: name)] {
        #expect(other.summaries(filter) == all.filter(filter.holds), "\(name)")
      }
    }
  }

  @Test("The beliefs that moved most are those of the whole answer")
  func moved() throws {
    let shop = try Shop()
    let book = try shop.book()
    let head = try book.head()
    for from in [1, head / 2, head - 1] {
      let whole = try book.replayBetween(from: .position(from), to: .position(head), top: 6).table
      let moved = try book.movedMost(from: .position(from), to: .position(head), top: 6)
      #expect(moved.rows.map { $0.map(\.text) } == whole.rows.map { $0.map(\.text) })
      #expect(moved.columns.map(\.name) == whole.columns.map(\.name))
    }
  }
}
