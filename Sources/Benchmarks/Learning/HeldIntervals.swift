import Beliefs
import SystemModel
import Vocabulary

/// How many intervals of what somebody believes hold the truth: simulation-based calibration (Talts et al. 2018) through whole runs,
/// the rules of evidence, the sums over what nobody saw and the refits of the priors included.
struct HeldIntervals {
  /// Intervals that hold it, and all of them.
  private(set) var held = 0
  private(set) var count = 0
  /// Of those, the ones that are at most four fifths as wide as the prior's: where runs have taught something.
  private(set) var heldNarrow = 0
  private(set) var countNarrow = 0

  init() {}

  /// Looks at every call × dose of the families with evidence. O(families · calls · an interval).
  init(_ book: BeliefBook, _ system: SimulatedSystem) {
    let untaught = BeliefBook(BeliefInputs(ledger: EvidenceLedger(), model: system.model, now: Timestamp(seconds: 0)))
    for key in book.testedFamilies {
      guard let node = system.graph.index(key.effect) else { continue }
      let family = book.family(key)
      let before = untaught.family(key)
      for edge in system.graph.calls(of: node) {
        let cause = Cause.call(system.graph.nodes[system.graph.edges[edge].callee].name)
        guard let place = family.index(of: cause), let prior = before.index(of: cause) else { continue }
        for dose in Dose.allCases {
          let interval = family.posterior.thetaInterval(family.variables(place, dose))
          let known = before.posterior.thetaInterval(before.variables(prior, dose))
          let truth = system.theta(edge, key.faultClass, dose)
          add(
            interval.low <= truth && truth <= interval.high,
            isNarrow: interval.high - interval.low <= 0.8 * (known.high - known.low))
        }
      }
    }
  }

  private mutating func add(_ holds: Bool, isNarrow: Bool) {
    count += 1
    if holds { held += 1 }
    guard isNarrow else { return }
    countNarrow += 1
    if holds { heldNarrow += 1 }
  }

  static func + (one: HeldIntervals, other: HeldIntervals) -> HeldIntervals {
    var sum = one
    sum.held += other.held
    sum.count += other.count
    sum.heldNarrow += other.heldNarrow
    sum.countNarrow += other.countNarrow
    return sum
  }

  /// The share that holds the truth, against the 87 to 93 % that intervals of 90 % must reach.
  func figures(_ name: String) -> [Figure] {
    [("all of tested families", held, count), ("a fifth narrower than the prior's", heldNarrow, countNarrow)].map {
      what, held, count in
      guard count > 0 else { return Figure(name: "\(name), \(what)", measured: "none") }
      let share = Double(held) / Double(count)
      return Figure(
        name: "\(name), \(what)", measured: "\(hundredths(share * 100)) %", yardstick: "of \(count)",
        required: "87 to 93 %", isMet: (0.87...0.93).contains(share))
    }
  }
}
