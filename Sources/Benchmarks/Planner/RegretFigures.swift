import Planner
import Vocabulary

/// What the ten best of a ranking give away against the ten best of an exhaustive evaluation of all with 64 times the worlds,
/// of another seed: 1 − Σ value(chosen) / Σ value(best), valued by the exhaustive evaluation.
func regretFigures(_ bench: PlannerBench, _ system: LargeSystem) throws -> [Figure] {
  let networks = system.networks(system.book)
  let planner = system.planner(networks, seed: bench.seed)
  guard let kind = FaultKind(named: "compute.kill") else { return [] }
  let plan = planner.propose(PlanRequest(top: 10, environment: "staging", kinds: [kind], dose: .high))
  let words = 64 * planner.firstWords(at: .unavailable, .high)
  var values: [Target: Double] = [:]
  let spent = processorSeconds {
    for one in planner.look(at: .unavailable, .high, words: words, seed: bench.seed &+ 1) {
      values[one.target] = one.value
    }
  }
  let chosen = plan.proposals.prefix(10).reduce(0) { $0 + (values[$1.target] ?? 0) }
  let best = values.values.sorted(by: >).prefix(plan.proposals.count).reduce(0, +)
  let regret = best > 0 ? 1 - chosen / best : 0
  return [
    Figure(
      name: "\(system.name): regret of the top ten", measured: percentage(regret),
      yardstick: "all with \(grouped(Double(64 * words))) worlds, \(shortSeconds(spent)) CPU", required: "≤ 1 %",
      isMet: regret <= 0.01)
  ]
}

/// `0.00123` as `0.12 %`.
func percentage(_ ratio: Double) -> String { "\(hundredths(ratio * 100)) %" }
