import Foundation
import Vocabulary

/// The courses of every way of choosing over some seeds: by way, by seed, by number of runs, a figure.
struct LearningCurves {
  /// The number of runs that each point stands after.
  let budgets: [Int]
  /// Whether more is better; less where false.
  let growsWithKnowledge: Bool
  private(set) var values: [WayOfChoosing: [[Double]]] = [:]

  init(budgets: [Int], growsWithKnowledge: Bool = false) {
    self.budgets = budgets
    self.growsWithKnowledge = growsWithKnowledge
  }

  /// Adds the course of one way under one seed, one value a budget.
  mutating func add(_ course: [Double], of way: WayOfChoosing) { values[way, default: []].append(course) }

  /// The mean over the seeds after `budgets[place]` runs.
  func mean(_ way: WayOfChoosing, _ place: Int) -> Double {
    let column = (values[way] ?? []).map { $0[place] }
    return column.isEmpty ? .nan : column.reduce(0, +) / Double(column.count)
  }

  /// By how much the planner, with one of its objectives, is better than `way`: the mean over the seeds, in pairs of the same truth, and
  /// half the width of its 90 % band, 1.645 standard errors of the mean of the pairs.
  func lead(of planner: WayOfChoosing, over way: WayOfChoosing, _ place: Int) -> (mean: Double, band: Double) {
    let pairs = zip(values[way] ?? [], values[planner] ?? []).map {
      growsWithKnowledge ? $1[place] - $0[place] : $0[place] - $1[place]
    }
    guard pairs.count > 1 else { return (pairs.first ?? .nan, .nan) }
    let mean = pairs.reduce(0, +) / Double(pairs.count)
    let variance = pairs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pairs.count - 1)
    return (mean, 1.645 * (variance / Double(pairs.count)).squareRoot())
  }

  /// The ways that are not the planner's.
  var others: [WayOfChoosing] { WayOfChoosing.allCases.filter { $0.objective == nil && values[$0] != nil } }

  /// The least mean of all others after `budgets[place]` runs, and whose it is.
  func bestOther(_ place: Int) -> (way: WayOfChoosing, mean: Double)? {
    others.map { (way: $0, mean: mean($0, place)) }.min { $0.mean < $1.mean }
  }

  /// In how many runs the planner, with one of its objectives, is at the level that the best other reaches after `budgets[place]`; interpolated between
  /// budgets; nil where it does not get there.
  func runsToLevel(_ planner: WayOfChoosing, _ place: Int) -> Double? {
    guard let level = bestOther(place)?.mean else { return nil }
    for next in budgets.indices where mean(planner, next) <= level {
      guard next > 0 else { return Double(budgets[0]) }
      let (before, after) = (mean(planner, next - 1), mean(planner, next))
      let share = before > after ? (before - level) / (before - after) : 1
      return Double(budgets[next - 1]) + share * Double(budgets[next] - budgets[next - 1])
    }
    return nil
  }

  /// A table for a terminal: a line a way, a column a budget; under each of the others' means the lead of the planner for
  /// information and its band.
  func table(_ unit: String) -> String {
    var lines = [row("\(unit), mean of \(values[.planner]?.count ?? 0) seeds", budgets.map { "\($0) runs" })]
    for way in WayOfChoosing.allCases where values[way] != nil {
      lines.append(row(way.rawValue, budgets.indices.map { decimals(mean(way, $0)) }))
      guard way != .planner else { continue }
      let leads = budgets.indices.map { place -> String in
        let lead = lead(of: .planner, over: way, place)
        return "\(lead.mean >= 0 ? "+" : "−")\(decimals(abs(lead.mean))) ± \(decimals(lead.band))"
      }
      lines.append(row("  the planner's lead, 90 %", leads))
    }
    return lines.joined(separator: "\n")
  }

  private func row(_ name: String, _ cells: [String]) -> String {
    name.padding(toLength: 36, withPad: " ", startingAt: 0)
      + cells.map { String(repeating: " ", count: max(1, 17 - $0.count)) + $0 }.joined()
  }

  private func decimals(_ value: Double) -> String { String(format: "%.4f", value) }
}
