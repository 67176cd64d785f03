import Beliefs
import SystemModel
import Testing
import Vocabulary

/// What a book makes of runs in which not everything was seen, against the sum over all worlds.
@Suite("Beliefs where not all was seen")
struct UnseenTests {
  /// Calls of four kinds with priors of their own; hidden couplings as good as none, which the worlds do not have.
  private static let priors: GroupPriors = {
    var fitted: [BeliefGroup: ThresholdPrior] = [:]
    for isUpstream in [false, true] {
      fitted[BeliefGroup(.coupling(isUpstream: isUpstream), .latency)] = ThresholdPrior(
        low: 1e-9, medium: 1e-9, high: 1e-9, never: 1)
    }
    fitted[BeliefGroup(.call(mode: .sync, isGuarded: false), .latency)] = ThresholdPrior(
      low: 0.3, medium: 0.2, high: 0.3, never: 0.6)
    fitted[BeliefGroup(.call(mode: .sync, isGuarded: true), .latency)] = ThresholdPrior(
      low: 0.2, medium: 0.1, high: 0.2, never: 1.1)
    return GroupPriors(fitted: fitted)
  }()

  /// The leak of a book without placebos.
  private static let leak = 0.02

  /// Runs on a system of components n0, n1 …
  struct Case {
    let sum: WorldSum
    let scene: Scene
    var runs: [WorldSum.Run] = []
    var observed: [ObservedRun] = []

    init(_ calls: [(cause: Int, effect: Int)], nodes: Int) {
      let words = calls.map { "n\($0.effect)>n\($0.cause)" }
      let isGuarded = calls.indices.map { $0 % 3 == 2 }
      scene = Scene(
        words.joined(separator: " "), guarded: Set(words.indices.filter { isGuarded[$0] }.map { words[$0] }))
      let priors = isGuarded.map {
        UnseenTests.priors[BeliefGroup(.call(mode: .sync, isGuarded: $0), .latency)].theta(.high)
      }
      sum = WorldSum(calls: calls, priors: priors, nodes: nodes, leak: UnseenTests.leak)
    }

    /// A run on a target; a state of nil was not seen.
    mutating func run(on target: Int, _ seen: [Bool?], onset: String = "") {
      let words = seen.enumerated().compactMap { node, state in
        state.map { "n\(node)" + ($0 ? "-" + onset : "+") }
      }
      let number = runs.count
      observed.append(scene.run(number, on: .component("n\(target)"), words.joined(separator: " ")))
      // Who was seen and does not call the target is met by a hidden coupling with it.
      let judged = seen.indices.filter { node in
        node != target && seen[node] != nil && !sum.calls.contains { $0.cause == target && $0.effect == node }
      }
      runs.append(WorldSum.Run(target: target, seen: seen, judged: judged.reduce(0) { $0 | 1 << $1 }))
    }

    /// A run whose outcome is drawn from a truth, each node but the target unseen by chance.
    mutating func draw(
      on target: Int, _ truth: [Double], hidden: Double, onset: String = "", _ generator: inout Xoshiro256
    ) {
      var (live, leaks) = (0, 0)
      for place in truth.indices where generator.unit() < truth[place] { live |= 1 << place }
      for node in 0..<sum.nodes where generator.unit() < sum.leak { leaks |= 1 << node }
      let active = sum.degraded(from: target, live: live, leaks: leaks)
      run(on: target, active.indices.map { generator.unit() < hidden && $0 != target ? nil : active[$0] }, onset: onset)
    }

    var inputs: BeliefInputs {
      BeliefInputs(
        ledger: scene.ledger(observed), priors: UnseenTests.priors, model: scene.model, graph: scene.graph,
        now: Scene.start)
    }

    /// By call, how far the means of the book are off, and those of the rules that take an unseen cause for one that may have fired.
    var errors: (book: [Double], rules: [Double]) {
      let book = BeliefBook(inputs)
      let exact = sum.posterior(runs)
      func off(_ family: (FamilyKey) -> FamilyBeliefs) -> [Double] {
        sum.calls.indices.map { place in
          let call = sum.calls[place]
          let family = family(FamilyKey(effect: .component("n\(call.effect)"), faultClass: .latency))
          let mean = family.index(of: .call("n\(call.cause)")).map { family.summary($0, .high).mean }
          return abs((mean ?? -1) - exact[place].mean)
        }
      }
      return (off(book.family), off { inputs.family($0) })
    }
  }

  /// A random system of five components and six calls, with three runs on two of them.
  private static func example(seed: UInt64, isAcyclic: Bool, hidden: Double, onset: String = "") -> Case {
    var generator = Xoshiro256(seed: seed)
    var pairs: Set<Int> = [1, 2]
    while pairs.count < 6 {
      var (cause, effect) = (Int(generator.next() % 5), Int(generator.next() % 5))
      if isAcyclic, cause > effect { swap(&cause, &effect) }
      if cause != effect { pairs.insert(cause * 5 + effect) }
    }
    var example = Case(pairs.sorted().map { (cause: $0 / 5, effect: $0 % 5) }, nodes: 5)
    let truth = example.sum.priors.map { $0.sample(using: &generator) }
    for target in [0, 0, 1] { example.draw(on: target, truth, hidden: hidden, onset: onset, &generator) }
    return example
  }

  private func figures(_ words: String, _ examples: [Case]) -> ErrorFigures {
    var (book, rules): ([Double], [Double]) = ([], [])
    for example in examples {
      let errors = example.errors
      book += errors.book
      rules += errors.rules
    }
    print("\(words): mean off by \(ErrorFigures(book)); where an unseen cause may have fired \(ErrorFigures(rules))")
    return ErrorFigures(book)
  }

  // The bounds lie between the figures of HowRight and those of a rule that takes an unseen cause for one that may have fired: that
  // rule passes none of them.
  @Test("some components unseen, without cycles", arguments: [(0.2, 0.0015), (0.5, 0.002)])
  func acyclic(share: Double, bound: Double) {
    let off = figures(
      "\(share) unseen", (1...40).map { Self.example(seed: $0, isAcyclic: true, hidden: share) })
    #expect(off.mean < bound)
    #expect(off.p95 < 0.015)
    #expect(off.max < 0.05)
  }

  @Test("some components unseen, on cycles, onsets untold and all at once", arguments: ["", "30"])
  func cyclic(onset: String) {
    let off = figures(
      "cycles, onset \(onset)",
      (1...40).map { Self.example(seed: $0, isAcyclic: false, hidden: 0.3, onset: onset) })
    #expect(off.mean < 0.008)
    #expect(off.p95 < 0.04)
    #expect(off.max < 0.2)
  }

  /// By shape: its calls, and what a single run on n0 showed.
  private static let single: [(String, [(cause: Int, effect: Int)], [Bool?])] = [
    ("the middle of a chain", [(0, 1), (1, 2)], [true, nil, true]),
    ("the middle of a chain, the end steady", [(0, 1), (1, 2)], [true, nil, false]),
    ("a longer chain", [(0, 1), (1, 2), (2, 3), (3, 4)], [true, nil, nil, nil, true]),
    ("a middle beside a call", [(0, 1), (1, 2), (0, 2)], [true, nil, true]),
    ("a cause of two", [(0, 1), (1, 2), (1, 3)], [true, nil, true, true]),
    ("a cause of two, one of which stayed steady", [(0, 1), (1, 2), (1, 3)], [true, nil, true, false]),
    ("two ways", [(0, 1), (0, 2), (1, 3), (2, 3)], [true, nil, nil, true]),
    ("two ways, and one end more", [(0, 1), (0, 2), (1, 3), (2, 3), (2, 4)], [true, nil, nil, true, false]),
  ]

  @Test("nothing is learned of what leads to nothing seen, and of a run in which nothing was")
  func nothing() {
    let scene = Scene("web>a a>db web>b b>c c>db other>x")
    let blank = scene.book([])
    func moved(_ states: String) -> Set<String> {
      Set(scene.book([scene.run(1, on: .component("db"), states)]).moves(since: blank).beliefs.map(\.id))
    }
    #expect(moved("").isEmpty && moved("web? a?").isEmpty)
    // Trouble does not pass b, which stayed steady; c leads to it.
    #expect(
      moved("b+ other+") == [
        "propagation:c>b@latency", "propagation:db>c@latency", "coupling:db>b@latency", "coupling:db>other@latency",
      ])
    #expect(moved("other-") == ["coupling:db>other@latency", "symptom:db>other@latency/latency"])
  }

  @Test("an unseen middle is blamed the more, the more it was known to pass trouble on", arguments: [0, 1, 3, 8])
  func known(times: Int) {
    let scene = Scene("web>a web>b a>db b>db")
    func mean(_ seen: Int) -> Double {
      let known = (0..<seen).map { scene.run($0, on: .component("db"), "a- b+") }
      let book = scene.book(known + [scene.run(100, on: .component("db"), "web-")])
      return (book.belief(.call("a"), .component("web"))?.mean ?? 0)
        - (book.belief(.call("b"), .component("web"))?.mean ?? 0)
    }
    #expect(times == 0 ? abs(mean(0)) < 1e-9 : mean(times) > mean(times - 1))
  }

  @Test(
    "more than can be summed over are drawn from: the same within a hundredth, and the same each time",
    arguments: [4, 10, 11, 14])
  func drawn(count: Int) throws {
    // db is called by so many that nobody saw, each called by web: by symmetry the sum is one over how many degraded.
    let names = (0..<count).map { "h\($0)" }
    let scene = Scene(names.map { "\($0)>db web>\($0)" }.joined(separator: " "))
    let observed = scene.run(1, on: .component("db"), "web-")
    let inputs = BeliefInputs(
      ledger: scene.ledger([observed]), priors: UnseenTests.priors, model: scene.model, graph: scene.graph,
      now: Scene.start)
    let book = BeliefBook(inputs)
    let prior = { (cause: String, effect: String) -> Beta in
      let family = inputs.family(FamilyKey(effect: .component(effect), faultClass: .latency))
      return family.priors[family.index(of: .call(cause)) ?? 0].theta(.high)
    }
    let leak = UnseenTests.leak
    let (down, up) = (prior("db", "h0"), prior("h0", "web"))
    let fires = 1 - (1 - leak) * (1 - down.mean)
    var whole = 0.0
    var active = 0.0
    for others in 0..<count {
      let ways = (0..<others).reduce(1.0) { $0 * Double(count - 1 - $1) / Double($1 + 1) }
      let chance = ways * power(fires, others) * power(1 - fires, count - 1 - others)
      let silent = (1 - leak) * power(1 - up.mean, others)
      whole += chance * ((1 - fires) * (1 - silent) + fires * (1 - silent * (1 - up.mean)))
      active += chance * fires * (1 - silent * (1 - up.mean))
    }
    let share = active / whole
    // θ given that h0 degraded, and that it did not.
    let first = (leak * down.mean + (1 - leak) * (down.variance + down.mean * down.mean)) / fires
    let second = (1 - leak) * (down.mean - down.variance - down.mean * down.mean) / (1 - fires)
    let expected = share * first + (1 - share) * second
    let found = names.map {
      book.family(FamilyKey(effect: .component($0), faultClass: .latency)).summary(0, .high).mean
    }
    let mean = found.reduce(0, +) / Double(count)
    let worst = found.reduce(0) { max($0, abs($1 - expected)) }
    print("\(count) unseen side by side: off by \(worst) at worst, by \(abs(mean - expected)) in the mean")
    #expect(worst < (count > 10 ? 0.05 : 1e-6) && abs(mean - expected) < 0.01)
    #expect(BeliefBook(inputs).beliefs(withoutEvidence: true) == book.beliefs(withoutEvidence: true))
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * base }
  }

  @Test("of a single run without cycles, what the sum over all worlds gives", arguments: single.indices)
  func one(shape: Int) {
    let (words, calls, seen) = Self.single[shape]
    for target in [""] + ["30"] {
      var example = Case(calls, nodes: seen.count)
      example.run(on: 0, seen, onset: target)
      let worst = example.errors.book.max() ?? 1
      #expect(worst < 1e-6, "\(words): off by \(worst)")
    }
  }
}
