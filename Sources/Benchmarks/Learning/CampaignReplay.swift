import Beliefs
import Foundation
import KnowledgeBase
import SystemModel
import Vocabulary

/// The recorded runs of a campaign in the order that each way of choosing would have run them: after k runs, how well are the
/// runs predicted that it has not seen?
struct CampaignReplay {
  private let name: String
  private let model: SystemModel
  private let runs: [ObservedRun]
  private let now: Timestamp
  private let seeds: Int
  private let seed: UInt64

  /// Reads, appends and judges a campaign.
  init(_ folder: URL, seeds: Int, seed: UInt64) throws {
    let campaign = try RecordedCampaign(folder)
    defer { campaign.book.close() }
    name = campaign.name
    let taught = try campaign.book.observedRuns()
    model = taught.model
    runs = taught.runs.filter { $0.target != nil && $0.fault.faultClass != nil }
    now = taught.now
    self.seeds = seeds
    self.seed = seed
  }

  /// What is foretold after k runs.
  enum Asked: String, CaseIterable {
    /// All runs that were not chosen. What a way has taken away is asked of it no more, so ways are asked different things.
    case rest = "the rest"
    /// A third, drawn by the seed, that no way may choose: the same for all, and for all budgets.
    case third = "a third kept back"
  }

  /// Prints a table of the Brier score for each thing that is asked.
  func print() {
    for asked in Asked.allCases {
      let most = asked == .rest ? min(40, runs.count - 10) : runs.count - runs.count / 3
      let budgets = Array(stride(from: 0, through: most, by: 5))
      var curves = LearningCurves(budgets: budgets)
      for seed in seed..<seed + UInt64(seeds) {
        for way in WayOfChoosing.allCases { curves.add(course(way, Set(budgets), seed, asked), of: way) }
      }
      Swift.print("\(name), \(runs.count) recorded runs\n\(curves.table("Brier score of \(asked.rawValue)"))\n")
    }
  }

  /// One course: the recorded runs stand in chance order, so that among runs of one experiment each comes first at times.
  private func course(_ way: WayOfChoosing, _ budgets: Set<Int>, _ seed: UInt64, _ asked: Asked) -> [Double] {
    var generator = Xoshiro256(seed: seed)
    var left = runs.sorted { $0.position < $1.position }
    for last in stride(from: left.count - 1, to: 0, by: -1) {
      left.swapAt(last, min(last, Int(generator.unit() * Double(last + 1))))
    }
    var keptBack: [ObservedRun] = []
    if asked == .third {
      keptBack = Array(left.suffix(left.count / 3))
      left.removeLast(keptBack.count)
    }
    var learner = Learner(model, now: now)
    var chooser = Chooser(way, among: cells, of: model, seed: seed)
    var scores: [Double] = []
    for number in 0...(budgets.max() ?? 0) {
      if budgets.contains(number) { scores.append(brier(learner.book, asked == .rest ? left : keptBack)) }
      guard let cell = chooser.next(learner, remaining: Set(left.compactMap(key))),
        let place = left.firstIndex(where: { key($0) == cell.key })
      else { continue }
      learner.learn(left.remove(at: place))
    }
    return scores
  }

  /// Each experiment that was recorded, once.
  private var cells: [ExperimentCell] {
    var seen = Set<ExperimentCell.Key>()
    return runs.compactMap { run in
      guard let target = run.target, let faultClass = run.fault.faultClass, let key = key(run),
        seen.insert(key).inserted
      else { return nil }
      return ExperimentCell(target: target, kind: run.fault, faultClass: faultClass, dose: run.dose)
    }
  }

  private func key(_ run: ObservedRun) -> ExperimentCell.Key? {
    guard let target = run.target, let faultClass = run.fault.faultClass else { return nil }
    return ExperimentCell.Key(target: target, faultClass: faultClass, dose: run.dose)
  }

  /// The mean squared error of P(a node degrades) over what was seen of all nodes but the target in some runs.
  private func brier(_ book: BeliefBook, _ rest: [ObservedRun]) -> Double {
    var sum = 0.0
    var count = 0
    var known: [ExperimentCell.Key: [NodeID: Double]] = [:]
    for run in rest {
      guard let target = run.target, let key = key(run) else { continue }
      let effort = ForecastEffort(words: 16, draws: 0)
      let forecast =
        known[key]
        ?? Dictionary(
          uniqueKeysWithValues: book.predict(target, fault: run.fault, dose: run.dose, effort: effort)?.nodes
            .map { ($0.node, $0.probability) } ?? [])
      known[key] = forecast
      for (node, state) in run.states where target != .component(node.name) {
        guard let probability = forecast[node] else { continue }
        let miss = probability - (state.isDegraded ? 1 : 0)
        sum += miss * miss
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : .nan
  }
}
