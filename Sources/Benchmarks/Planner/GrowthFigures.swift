import Foundation
import Planner
import Vocabulary

/// How the cost of looking at all components and links grows with the system: real topologies of at least a thousand components, and drawn
/// ones of a quarter to twice the size asked for, with cascades that die out and with cascades that run through the system.
func growthFigures(
  _ bench: PlannerBench, _ files: [LargeSystem.Source], components: Int, calls: Int
) throws -> [Figure] {
  var figures: [Figure] = []
  let real = try files.map { try LargeSystem($0, journeys: bench.journeys, seed: bench.seed) }
    .filter { $0.components >= 1000 }
  if real.count > 1 {
    figures.append(growthFigure(bench, "real topologies", real, isSmall: true))
  }
  for mean in [0.15, 0.33] {
    let drawn = try [0.25, 0.5, 1, 2].map { factor in
      try LargeSystem(
        .synthetic(
          .tiered, components: Int(factor * Double(components)), calls: Int(factor * Double(calls)), mean: mean),
        journeys: bench.journeys, seed: bench.seed)
    }
    figures.append(growthFigure(bench, "tiered, mean \(mean)", drawn, isSmall: mean < 0.2))
  }
  return figures
}

/// - Parameter isSmall: whether cascades are small, so that the cost must be close to linear.
private func growthFigure(_ bench: PlannerBench, _ words: String, _ systems: [LargeSystem], isSmall: Bool) -> Figure {
  var logs: [(size: Double, cost: Double)] = []
  var perPass = 0.0
  var sizes: [String] = []
  for system in systems {
    let planner = system.planner(system.networks(system.book), seed: bench.seed)
    let processor = bench.times { _ = planner.look(at: .unavailable, .high, words: 1) }.processor
    let size = Double(system.components + system.calls)
    logs.append((log(size), log(processor)))
    perPass = max(perPass, processor / size / Double(system.components))
    sizes.append(shortSeconds(processor))
  }
  let centre = (
    size: logs.reduce(0) { $0 + $1.size } / Double(logs.count),
    cost: logs.reduce(0) { $0 + $1.cost } / Double(logs.count)
  )
  let exponent =
    logs.reduce(0) { $0 + ($1.size - centre.size) * ($1.cost - centre.cost) }
    / logs.reduce(0) { $0 + ($1.size - centre.size) * ($1.size - centre.size) }
  let span = [systems.first, systems.last].compactMap { $0?.size }.joined(separator: " to ")
  return Figure(
    name: "growth, \(words): \(span)",
    measured: "CPU \(sizes.joined(separator: ", ")): like size^\(hundredths(exponent));"
      + " at most \(hundredths(perPass * 1e9)) ns a target and node or call",
    required: isSmall ? "size^1.25" : "≤ 10 ns, a pass",
    isMet: isSmall ? exponent <= 1.25 : perPass <= 10e-9)
}
