internal import Vocabulary

/// Finds the experiments that people keep repeating and that now teach next to nothing.
///
/// The same target, class and dose, run at least twice with the same outcome at the end (the same nodes degraded, or where none were
/// told, the same word), is redundant once another run is expected to teach at most a tenth of what the best candidate does, or at
/// most a quarter of what the first of them promised.
struct Redundancy {
  static let shareOfBest = 0.1
  static let shareOfFirst = 0.25

  let search: CandidateSearch

  /// A repeated experiment, by what it does.
  struct Repeated {
    let target: Target
    let faultClass: FaultClass
    let dose: Dose
    /// The runs at the end of the series that agree, oldest first; at least two.
    var runs: [RunHistory.PastRun]
  }

  /// The repeated experiments of a past, in order of their last run.
  static func repeated(_ history: RunHistory) -> [Repeated] {
    struct Key: Hashable {
      let target: Target
      let faultClass: FaultClass
      let dose: Dose
    }
    var order: [Key] = []
    var series: [Key: [RunHistory.PastRun]] = [:]
    for run in history.runs {
      guard let faultClass = run.kind.faultClass, run.grade?.movesBeliefs ?? false else { continue }
      let key = Key(target: run.target, faultClass: faultClass, dose: run.dose)
      order.removeAll { $0 == key }
      order.append(key)
      series[key, default: []].append(run)
    }
    return order.compactMap { key in
      let runs = series[key] ?? []
      guard let last = runs.last else { return nil }
      let agreeing = Array(runs.reversed().prefix { agree($0, last) }.reversed())
      guard agreeing.count >= 2 else { return nil }
      return Repeated(target: key.target, faultClass: key.faultClass, dose: key.dose, runs: agreeing)
    }
  }

  private static func agree(_ one: RunHistory.PastRun, _ other: RunHistory.PastRun) -> Bool {
    one.degraded == other.degraded && (one.degraded.isEmpty ? one.outcome == other.outcome : true)
  }

  /// Those of them that are redundant, the least instructive first. `best` is the value of the best candidate.
  func find(best: Double, places: [[NodeID: Int]]) -> [Plan.Redundant] {
    var found: [Plan.Redundant] = []
    for repeated in Redundancy.repeated(search.planner.history) {
      guard
        let index = search.forecasters.firstIndex(where: {
          $0.faultClass == repeated.faultClass && $0.dose == repeated.dose
        }), let last = repeated.runs.last
      else { continue }
      let forecaster = search.forecasters[index]
      guard let site = forecaster.site(repeated.target, places: places[index]) else { continue }
      let isInformation = search.request.objective == .information
      guard
        let forecast = forecaster.forecasts([site], words: Forecaster.words, explained: !isInformation).first
      else { continue }
      let bits = isInformation ? forecast.value : forecast.bits
      let first = repeated.runs.first?.promisedBits
      let share = best > 0 ? forecast.value / best : 1
      let shareOfFirst = first.map { $0 > 0 ? bits / $0 : 1 } ?? 1
      guard share <= Redundancy.shareOfBest || shareOfFirst <= Redundancy.shareOfFirst else { continue }
      var why =
        "\(repeated.runs.count) runs in a row of \(last.kind) (\(repeated.dose.rawValue)) on \(repeated.target) ended alike;"
        + " one more is expected to teach \(thousandths(bits)) bits, \(percent(share)) of the best experiment"
      if let first { why += " and \(percent(shareOfFirst)) of the \(thousandths(first)) bits that the first promised" }
      found.append(
        Plan.Redundant(
          target: repeated.target, kind: last.kind, dose: repeated.dose, runs: repeated.runs.map(\.id), bits: bits,
          shareOfBest: share, firstBits: first, why: why))
    }
    return found.enumerated().sorted { ($0.element.bits, $0.offset) < ($1.element.bits, $1.offset) }.map(\.element)
  }
}

/// A number to three decimals.
func thousandths(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
