import Beliefs
import Vocabulary

/// The posterior of a small system by its definition: all worlds of live calls and leaks, summed over those that show what was seen.
///
/// A call's coins over several runs are exchangeable, so a history of them is told by how often each was live: the sum runs over
/// counts, and the next coin is live with (α + live) / (α + β + runs) (Pólya's urn). Nothing of the product's rules of evidence,
/// families or inference takes part: trouble spreads along live calls from the target to whoever it reaches, cycles or not, hidden
/// nodes or not.
struct WorldSum {
  /// By call: who degrades by whom.
  let calls: [(cause: Int, effect: Int)]
  let priors: [Beta]
  let nodes: Int
  let leak: Double

  /// A run: the target, and by node whether it was seen degraded, steady (nil: not seen).
  struct Run {
    let target: Int
    let seen: [Bool?]
    /// The nodes, as bits, that are judged degraded of themselves whether or not a cause is active: a hidden coupling with the target that
    /// never fires is one that always is.
    var judged = 0
  }

  /// Who degrades in a world: bit e of `live` for call e, bit n of `leaks` for node n, which counts once a cause is active, and for the nodes of
  /// `judged` anyhow.
  func degraded(from target: Int, live: Int, leaks: Int, judged: Int = 0) -> [Bool] {
    var active = (0..<nodes).map { (leaks & judged) >> $0 & 1 == 1 }
    active[target] = true
    var isChanging = true
    while isChanging {
      isChanging = false
      for (place, call) in calls.enumerated() where active[call.cause] && !active[call.effect] {
        guard live >> place & 1 == 1 || leaks >> call.effect & 1 == 1 else { continue }
        active[call.effect] = true
        isChanging = true
      }
    }
    return active
  }

  /// By call, mean and variance of θ after the runs.
  func posterior(_ runs: [Run]) -> [(mean: Double, variance: Double)] {
    var weights: [Int: Double] = [0: 1]
    let base = runs.count + 1
    let powers = calls.indices.reduce(into: [1]) { powers, _ in powers.append((powers.last ?? 1) * base) }
    for (number, run) in runs.enumerated() {
      let consistent = (0..<1 << calls.count).map { probability(of: run, live: $0) }
      var next: [Int: Double] = [:]
      for (counts, weight) in weights {
        let chances = calls.indices.map { place in
          (priors[place].alpha + Double(counts / powers[place] % base)) / (priors[place].strength + Double(number))
        }
        for live in consistent.indices where consistent[live] > 0 {
          var after = counts
          var chance = weight * consistent[live]
          for place in calls.indices {
            if live >> place & 1 == 1 {
              after += powers[place]
              chance *= chances[place]
            } else {
              chance *= 1 - chances[place]
            }
          }
          next[after, default: 0] += chance
        }
      }
      weights = next
    }
    let whole = weights.values.reduce(0, +)
    return calls.indices.map { place in
      var first = 0.0
      var second = 0.0
      for (counts, weight) in weights {
        let live = Double(counts / powers[place] % base)
        let beta = Beta(priors[place].alpha + live, priors[place].beta + Double(runs.count) - live)
        first += weight / whole * beta.mean
        second += weight / whole * (beta.variance + beta.mean * beta.mean)
      }
      return (first, second - first * first)
    }
  }

  /// P(what was seen | these calls live), over all leaks.
  private func probability(of run: Run, live: Int) -> Double {
    var sum = 0.0
    for leaks in 0..<(leak > 0 ? 1 << nodes : 1) {
      let active = degraded(from: run.target, live: live, leaks: leaks, judged: run.judged)
      let isSo = run.seen.enumerated().allSatisfy { $1 == nil || $0 == run.target || active[$0] == $1 }
      guard isSo else { continue }
      let fired = leaks.nonzeroBitCount
      var chance = 1.0
      for _ in 0..<fired { chance *= leak }
      for _ in 0..<nodes - fired { chance *= 1 - leak }
      sum += leak > 0 ? chance : 1
    }
    return sum
  }
}
