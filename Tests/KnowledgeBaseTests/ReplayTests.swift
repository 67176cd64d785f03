import Beliefs
import EventLog
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Replay")
struct ReplayTests {
  /// Everything that a book says, at one *now*.
  private func answers(_ book: KnowledgeBase, _ view: View) throws -> [JSON] {
    [
      try book.beliefs(view: view).json, try book.scores(view: view).json, try book.system(view: view).json,
      try book.runs(view: view).json, try book.intents(view: view).json, try book.policies(view: view).json,
      try book.findings(view: view).json, try book.ask("stale-knowledge", view: view).json["rows"] ?? .null,
    ]
  }

  /// Beliefs and scores without the positions at which they were learned.
  private func thoughts(_ book: KnowledgeBase, _ view: View) throws -> [JSON?] {
    let scores = try book.scores(view: view).json
    return [
      try book.beliefs(view: view).json["beliefs"], scores["system"], scores["journeys"], scores["components"],
      scores["coverage"],
    ]
  }

  @Test("As of a position a book says what one says that was told no more", arguments: [21, 22, 23] as [UInt64])
  func asOfPosition(_ seed: UInt64) throws {
    let events = RandomBook.events(260, seed: seed, corrected: true)
    let whole = try ToldBook(events)
    let book = try whole.asked()
    var random = Xoshiro256(seed: seed)
    for _ in 0..<4 {
      let position = 1 + Int(random.next() % UInt64(events.count))
      let part = try ToldBook(Array(events.prefix(position)))
      let shorter = try part.asked()
      let then = try answers(book, View(asOf: .position(Int64(position))))
      #expect(try then == answers(shorter, View()), "seed \(seed), position \(position)")
      let recorded = try #require(try whole.log.event(at: Int64(position))?.recordedAt)
      let last = try book.position(of: .recorded(recorded))
      #expect(try whole.log.event(at: last)?.recordedAt == recorded)
      #expect(try answers(book, View(asOf: .recorded(recorded))) == answers(book, View(asOf: .position(last))))
    }
  }

  @Test(
    "Without a run or incident a book thinks what one thinks that was never told of it",
    arguments: [31, 32, 33] as [UInt64])
  func without(_ seed: UInt64) throws {
    let events = RandomBook.events(260, seed: seed)
    let book = try ToldBook(events).asked()
    let now = View.Now.at(book.headState().bookTime)
    for left in [["r1"], ["run/r2", "incident/i1"], ["i0"]] {
      let streams = left.map { $0.contains("/") ? $0 : ($0.hasPrefix("r") ? "run/" : "incident/") + $0 }
      let spared = try ToldBook(events.filter { !streams.contains($0.stream) })
      let ignorant = try spared.asked()
      let would = try thoughts(book, View(now: now, without: left))
      #expect(try would == thoughts(ignorant, View(now: now)), "seed \(seed), without \(left)")
      let answer = try book.replayWhatIf(view: View(now: now, without: left), top: 1000)
      #expect(answer.json["would"]?["system"] == would[1])
    }
  }

  @Test(
    "Under another policy a book thinks what one thinks that had it from the start", arguments: [41, 42] as [UInt64])
  func with(_ seed: UInt64) throws {
    let settings = try KnowledgeBase.settings(
      ["belief.halfLifeDays": 20, "belief.grade.E4": 0.4, "dose.net.latency": [10, 20]], name: "policy.yaml")
    let events = RandomBook.events(260, seed: seed)
    let book = try ToldBook(events).asked()
    let now = View.Now.at(book.headState().bookTime)
    let keys = Set(settings.map(\.key))
    let others = events.filter { event in
      if case .policySet(let one) = event.fact { return !keys.contains(one.key) }
      return true
    }
    let first = settings.enumerated().map { place, one in
      NewEvent(id: "p\(place)", source: "urn:t", stream: "policy", time: others[0].time, fact: .policySet(one))
    }
    let told = try ToldBook(first + others).asked()
    #expect(try thoughts(book, View(now: now, settings: settings)) == thoughts(told, View(now: now)))
    // Supposing what holds anyway changes nothing.
    let same = try told.replayWhatIf(view: View(settings: settings))
    #expect(same.json["beliefs"] == .array([]) && same.json["scores"] == .array([]))
  }

  @Test(
    "Steps lead to the beliefs as of every position, and their bits add up, whole or by pages",
    arguments: [51, 52, 53, 54] as [UInt64])
  func steps(_ seed: UInt64) throws {
    let events = RandomBook.events(220, seed: seed)
    let told = try ToldBook(events)
    let book = try told.asked()
    var walk = StepWalk(from: BookState(), now: nil, environment: nil)
    try told.log.read { event in
      if event.type == .metricSampled {
        walk.passSamples(until: event.occurredAt)
        return
      }
      let step = walk.take([event])
      let bits = step?.parts.reduce(0.0) { sum, part in
        let moved = part.moves.movedOnes.filter { part.reason != .refit || $0.isTested }
        return sum + (part.taught?.bits ?? moved.reduce(part.moves.leakBits) { $0 + $1.bits })
      }
      if let step, let bits { #expect(abs(step.bits - bits) < 1e-9) }
      guard event.position % 12 == 0 else { return }
      // Samples that tell a later time bring the next event's step, or the next look, to it.
      let then = try book.source(View(now: .at(walk.book.inputs.weighing.now), asOf: .position(event.position)))
      let moved = then.book.moves(since: walk.book)
      #expect(moved.beliefs.isEmpty && moved.leakBits == 0, "seed \(seed), position \(event.position)")
    }
    let whole = try book.replaySteps(until: .head, top: 1000).json
    let listed = whole["steps"]?.arrayValue ?? []
    let bits = listed.reduce(0) { $0 + ($1["bits"]?.doubleValue ?? 0) }
    #expect(listed.count > 10 && abs(bits - (whole["bits"]?.doubleValue ?? -1)) < 1e-9)
    #expect(whole["next"] == .null)
    for step in listed {
      let parts = ["byEvent", "byRefit", "byAgeing"].reduce(0) { $0 + (step[$1]?.doubleValue ?? 0) }
      #expect(abs(parts - (step["bits"]?.doubleValue ?? -1)) < 1e-9)
    }
    let silent = whole["silent"]?.members?.reduce(0) { $0 + ($1.value.integerValue ?? 0) } ?? 0
    let loud = listed.reduce(0) { $0 + ($1["events"]?.integerValue ?? 0) }
    #expect(silent + loud == Int64(events.count))
    var pages: [JSON] = []
    var after: View.AsOf?
    repeat {
      let page = try book.replaySteps(until: .head, after: after, top: 7).json
      pages += page["steps"]?.arrayValue ?? []
      after = page["next"]?.integerValue.map { .position($0) }
    } while after != nil
    #expect(pages.map { $0["position"] } == listed.map { $0["position"] })
    #expect(try book.replaySteps(until: .head, top: 1000).json == whole)
  }

  @Test("What was learned between two places is, seen backwards, the same beliefs and scores with the sides exchanged")
  func between() throws {
    let book = try ToldBook(RandomBook.events(200, seed: 61)).asked()
    let (one, other) = try (book.source(View(asOf: .position(80))), book.source(View()))
    let there = SideBySide(learnedFrom: one, to: other, top: 10_000)
    let back = SideBySide(learnedFrom: other, to: one, top: 10_000)
    #expect(there.movedCount == back.movedCount && there.movedCount > 0)
    let forward = Dictionary(uniqueKeysWithValues: there.shown.map { ($0.move.id, $0) })
    for moved in back.shown {
      #expect(forward[moved.move.id]?.before == moved.after && forward[moved.move.id]?.after == moved.before)
      #expect(moved.bits >= 0)
    }
    let nothing = try book.replayBetween(from: .position(80), to: .position(80)).json
    #expect(nothing["bits"] == 0 && nothing["beliefs"] == .array([]) && nothing["events"] == .object([]))
    let all = try book.replayBetween(from: .position(0), to: .head).json
    let events = all["events"]?.members?.reduce(0) { $0 + ($1.value.integerValue ?? 0) }
    #expect(events == book.headState().position)
  }

  @Test("What had happened by a time is the same whenever it was told", arguments: [71, 72, 73] as [UInt64])
  func lateEvents(_ seed: UInt64) throws {
    var random = Xoshiro256(seed: seed)
    let parts = ["web", "cart", "pay", "db", "cache", "mail"]
    let calls = zip(
      ["web", "web", "web", "cart", "pay", "cart", "mail"], ["cart", "pay", "mail", "db", "db", "cache", "db"])
    let system = calls.enumerated().map { place, call in
      NewEvent(
        id: "s\(place)", source: "urn:t", stream: "system", time: Timestamp(rfc3339: "2026-02-01T00:00:00Z"),
        fact: .dependencyDeclared(
          DependencyDeclared(dependency: Dependency(caller: call.0, callee: call.1), mode: .sync)))
    }
    let clock = Timestamp(rfc3339: "2026-03-01T00:00:00Z")!
    // Runs in the order of the world, one a day, each judged the same day.
    let runs = (0..<12).map { day -> [NewEvent] in
      let at = clock.advanced(bySeconds: Double(day) * 86_400)
      func event(_ part: Int, _ fact: Fact) -> NewEvent {
        NewEvent(
          id: "r\(day)-\(part)", source: "urn:t", stream: "run/r\(day)", time: at.advanced(bySeconds: Double(part)),
          fact: fact)
      }
      let target = ["db", "cart", "pay", "cache", "mail"][day % 5]
      let states = parts.map { ($0, random.unit() < 0.4 ? ObservedState.degraded : .steady) }
      return [
        event(
          0,
          .runStarted(
            RunStarted(
              environment: "test", target: .component(target), fault: Fault(kind: FaultKind(named: "app.error")!),
              runner: Runner(tool: "t")))),
        event(1, .faultInjected(FaultInjected(confirmed: true))), event(2, .runFinished(RunFinished())),
        event(
          3,
          .verdictReached(
            VerdictReached(
              outcome: .inconclusive,
              observations: states.map { Observation(node: .component($0.0), symptom: .errors, state: $0.1) },
              grade: .e4, method: "faultbook-1"))),
      ]
    }
    var order = Array(runs.indices)
    for place in order.indices.reversed() { order.swapAt(place, Int(random.next() % UInt64(place + 1))) }
    let orderly = try ToldBook(system + runs.flatMap(\.self)).asked()
    let late = try ToldBook(system + order.flatMap { runs[$0] }).asked()
    #expect(
      try orderly.beliefs().json["beliefs"] != late.beliefs().json["beliefs"],
      "the order of the log counts for the refits")
    for day in [0, 3, 7, 11] {
      let view = View(asOf: .occurred(clock.advanced(bySeconds: Double(day) * 86_400 + 10)))
      let (expected, found) = try (orderly.beliefs(view: view), late.beliefs(view: view))
      #expect(try orderly.runs(view: view).json["runs"]?.arrayValue?.count == day + 1)
      #expect(try late.runs(view: view).json["runs"]?.arrayValue?.count == day + 1)
      #expect(expected.json["now"] == found.json["now"])
      #expect(expected.means.keys.sorted() == found.means.keys.sorted())
      for (id, mean) in expected.means {
        #expect(abs(mean - (found.means[id] ?? -1)) < 1e-9, "seed \(seed), day \(day): \(id)")
      }
      // The steps lead there too.
      let until = view.asOf
      let (one, other) = try (orderly.replaySteps(until: until), late.replaySteps(until: until))
      func bits(_ answer: Answer) -> Double { answer.json["bits"]?.doubleValue ?? -1 }
      #expect(abs(bits(one) - bits(other)) < 1e-9)
    }
  }
}
