import Foundation
import Planner
import Vocabulary

extension LargeSystem {
  /// What ranking one class at one dose may take, in seconds: 1 up to 10,000 components and 50,000 calls, 5 beyond.
  var limit: Double { components + calls <= 60_500 ? 1 : 5 }

  /// `18 571 + 176 737`.
  var size: String { "\(grouped(Double(components))) + \(grouped(Double(calls)))" }
}

/// Seconds with the digits that matter: `0.0123`, `1.23`, `12.3`.
func shortSeconds(_ value: Double) -> String {
  value >= 10
    ? String(format: "%.1f s", value)
    : value >= 0.1 ? String(format: "%.2f s", value) : String(format: "%.1f ms", value * 1000)
}

/// All components and links under one class at one dose: the class and dose with the highest means, from beliefs to proposals.
func oneFigures(_ bench: PlannerBench, _ system: LargeSystem) throws -> [Figure] {
  let book = system.book
  let networks = system.networks(book)
  let planner = system.planner(networks, seed: bench.seed)
  guard let kind = FaultKind(named: "compute.kill") else { return [] }
  var plan: Plan?
  let (wall, processor) = bench.times {
    plan = planner.propose(PlanRequest(top: 10, environment: "staging", kinds: [kind], dose: .high))
  }
  let first = bench.times { _ = planner.look(at: .unavailable, .high) }
  let each = first.processor / Double(system.components + system.calls) * 1e9
  return [
    Figure(
      name:
        "\(system.name) (\(system.size)): one class, one dose, \(grouped(Double(plan?.candidates ?? 0))) candidates",
      measured: "\(shortSeconds(wall)), \(shortSeconds(processor)) CPU", required: "≤ \(Int(system.limit)) s",
      isMet: wall <= system.limit),
    Figure(
      name: "  of it beliefs and the first look at all",
      measured: "\(shortSeconds(first.wall)), \(shortSeconds(first.processor)) CPU; \(grouped(each)) ns each"),
  ]
}

/// The complete ranking: every component and link × six classes × three doses.
func completeFigures(_ bench: PlannerBench, _ system: LargeSystem) throws -> [Figure] {
  var plan: Plan?
  let (wall, processor) = bench.times {
    // The beliefs are made anew each time: a network made once is not made again within one plan only.
    let book = system.book
    plan = system.planner(system.networks(book), seed: bench.seed).propose(PlanRequest(top: 10, environment: "staging"))
  }
  let best = plan?.proposals.first
  let words = String(
    format: "best %.2f ± %.2f bits, %@", best?.bits ?? 0, best?.standardError ?? 0,
    plan?.isSettled == true ? "settled" : "within chance")
  return [
    Figure(
      name: "\(system.name): complete ranking, \(grouped(Double(plan?.candidates ?? 0))) candidates",
      measured: "\(shortSeconds(wall)), \(shortSeconds(processor)) CPU; \(words)",
      required: "≤ \(Int(6 * system.limit)) s", isMet: wall <= 6 * system.limit),
    Figure(
      name: "  most memory so far", measured: "\(grouped(peakMemory())) MB", required: "≤ 1 000 MB",
      isMet: peakMemory() <= 1000),
  ]
}
