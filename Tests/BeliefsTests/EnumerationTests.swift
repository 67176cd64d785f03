import Beliefs
import Testing
import Vocabulary

/// What the rules of evidence and the families' posteriors make of runs on small random systems, against the sum over all worlds.
@Suite("Beliefs against all worlds")
struct EnumerationTests {
  /// A random system of five components with runs on one or two of them.
  private struct Case {
    let sum: WorldSum
    let scene: Scene
    let runs: [WorldSum.Run]
    let observed: [ObservedRun]
  }

  /// Mixtures leave out their lightest components, which together weigh 10⁻⁶ at most.
  private static let negligible = 2e-6

  /// When effects are said to have degraded.
  private enum Onsets { case untold, together, inRounds }

  private static func example(
    seed: UInt64, isAcyclic: Bool, hidden: Double, leak: Double = 0.02, onsets: Onsets = .untold
  ) -> Case {
    var generator = Xoshiro256(seed: seed)
    let nodes = 5
    var pairs: Set<Int> = []
    // Node 0 is called by two at least: what they have in common.
    pairs.formUnion([0 * nodes + 1, 0 * nodes + 2])
    while pairs.count < 6 {
      var (cause, effect) = (Int(generator.next() % 5), Int(generator.next() % 5))
      if isAcyclic, cause > effect { swap(&cause, &effect) }
      if cause != effect { pairs.insert(cause * nodes + effect) }
    }
    let calls = pairs.sorted().map { (cause: $0 / nodes, effect: $0 % nodes) }
    let priors = calls.map { _ in Beta(0.3 + 1.2 * generator.unit(), 0.3 + 1.2 * generator.unit()) }
    let sum = WorldSum(calls: calls, priors: priors, nodes: nodes, leak: leak)
    let scene = Scene(calls.map { "n\($0.effect)>n\($0.cause)" }.joined(separator: " "))
    let truth = priors.map { $0.sample(using: &generator) }
    var runs: [WorldSum.Run] = []
    var observed: [ObservedRun] = []
    for number in 0..<3 {
      let target = number == 2 ? 1 : 0
      var (live, leaks) = (0, 0)
      for place in calls.indices where generator.unit() < truth[place] { live |= 1 << place }
      for node in 0..<nodes where generator.unit() < leak { leaks |= 1 << node }
      let active = sum.degraded(from: target, live: live, leaks: leaks)
      let seen = active.indices.map { generator.unit() < hidden && $0 != target ? nil : active[$0] }
      let rounds = depths(sum, from: target, live: live, leaks: leaks)
      let words = seen.indices.filter { $0 != target }.map { node -> String in
        guard let isDegraded = seen[node] else { return "n\(node)?" }
        guard isDegraded else { return "n\(node)+" }
        switch onsets {
        case .untold: return "n\(node)-"
        case .together: return "n\(node)-30"
        case .inRounds: return "n\(node)-\(10 * rounds[node])"
        }
      }
      let targetOnset = onsets == .untold ? "" : "0"
      observed.append(
        scene.run(number, on: .component("n\(target)"), "n\(target)-\(targetOnset) " + words.joined(separator: " ")))
      runs.append(WorldSum.Run(target: target, seen: seen))
    }
    return Case(sum: sum, scene: scene, runs: runs, observed: observed)
  }

  /// How many calls trouble took to a node that it reached.
  private static func depths(_ sum: WorldSum, from target: Int, live: Int, leaks: Int) -> [Int] {
    var depth = [Int](repeating: 0, count: sum.nodes)
    var active = Set([target])
    var round = 0
    while true {
      round += 1
      var fresh: Set<Int> = []
      for (place, call) in sum.calls.enumerated() where active.contains(call.cause) && !active.contains(call.effect) {
        if live >> place & 1 == 1 || leaks >> call.effect & 1 == 1 { fresh.insert(call.effect) }
      }
      if fresh.isEmpty { return depth }
      for node in fresh { depth[node] = round }
      active.formUnion(fresh)
    }
  }

  /// By call, mean and standard deviation as the rules and the families have them; hidden couplings left aside, which the worlds do
  /// not have.
  private static func posterior(_ example: Case) -> [(mean: Double, deviation: Double)] {
    let calls = example.sum.calls
    var found = [(mean: Double, deviation: Double)](repeating: (0, 0), count: calls.count)
    for effect in 0..<example.sum.nodes {
      let places = calls.indices.filter { calls[$0].effect == effect }
      guard !places.isEmpty else { continue }
      var evidence = FamilyEvidence(prior: places.map { example.sum.priors[$0] }, leak: example.sum.leak)
      for run in example.observed {
        for addition in RunEvidence(run, in: example.scene.graph).additions {
          guard case .family(let key, let causes, _) = addition.key.subject, key.effect.name == "n\(effect)" else {
            continue
          }
          let active = causes.filter { $0.kind == .call }.compactMap { cause in
            places.firstIndex { "n\(calls[$0].cause)" == cause.name }
          }
          guard !active.isEmpty else { continue }
          if addition.key.isDegraded { evidence.addDegraded(active) } else { evidence.addSteady(active) }
        }
      }
      let posterior = FamilyPosterior.infer(evidence)
      for (variable, place) in places.enumerated() {
        found[place] = (posterior.mean(variable), posterior.standardDeviation(variable))
      }
    }
    return found
  }

  private func errors(_ examples: [Case]) -> (means: [Double], deviations: [Double]) {
    var means: [Double] = []
    var deviations: [Double] = []
    for example in examples {
      let exact = example.sum.posterior(example.runs)
      for (mine, exact) in zip(Self.posterior(example), exact) {
        means.append(abs(mine.mean - exact.mean))
        deviations.append(abs(mine.deviation - exact.variance.squareRoot()))
      }
    }
    return (means, deviations)
  }

  @Test("all seen, without cycles, with common causes: what the sum over all worlds gives", arguments: [0, 0.02])
  func allSeen(leak: Double) {
    let (means, deviations) = errors((1...12).map { Self.example(seed: $0, isAcyclic: true, hidden: 0, leak: leak) })
    #expect((means.max() ?? 1) < Self.negligible && (deviations.max() ?? 1) < Self.negligible)
  }

  @Test("onsets all at once leave nobody out: the same as where none is told")
  func atOnce() {
    let (means, _) = errors((1...12).map { Self.example(seed: $0, isAcyclic: true, hidden: 0, onsets: .together) })
    #expect((means.max() ?? 1) < Self.negligible)
  }

  @Test("on cycles, told when or not, close to the sum over all worlds")
  func cycles() {
    for (onsets, words) in [
      (Onsets.untold, "onsets untold"), (.inRounds, "onsets in rounds"), (.together, "all at once"),
    ] {
      let (means, deviations) = errors(
        (1...40).map { Self.example(seed: $0, isAcyclic: false, hidden: 0, onsets: onsets) })
      print("cycles, \(words): mean off by \(ErrorFigures(means)); sd by \(ErrorFigures(deviations))")
      #expect(ErrorFigures(means).mean < 0.006)
      #expect(ErrorFigures(means).p95 < 0.05)
      #expect(ErrorFigures(means).max < 0.2)
    }
  }
}
