internal import RealModule
internal import Vocabulary

extension BeliefInputs {
  /// The groups' priors fitted to the evidence: empirical Bayes by expectation–maximisation (Dempster, Laird & Rubin 1977), with
  /// expected counts under the posterior, so that ambiguous observations count for what they are worth.
  ///
  /// E: the posterior of every family with evidence, under the present priors; for every belief with evidence the mean logarithms of
  /// the four probabilities of its threshold (low, medium, high, never). M: the Dirichlet whose mean logarithms are the mean of
  /// those over the group's beliefs and ``pseudoBeliefs`` beliefs at the group's default, by Minka's fixed point (2000,
  /// "Estimating a Dirichlet distribution", eq. 9). A group with fewer than ``leastBeliefs`` beliefs with evidence keeps its default.
  /// Couplings and susceptibilities keep theirs: fitting couplings was never better on the recorded campaigns.
  ///
  /// Only grade and attribution weigh here: neither age nor place makes what was seen of some calls tell less about
  /// calls of that kind, and so the fit does not depend on when it is asked for.
  ///
  /// - Complexity: O(``rounds`` · inference of the families with evidence).
  public func fittedPriors(position: Int64) -> GroupPriors {
    let runs = ledger.teachingStreams
    let families = ledger.families.map { ($0, ledger.rows(of: $0)) }.filter { $0.1.contains(where: \.namesCall) }
    var working = self
    working.weighing = weighing.timeless
    let leak = working.leak.mean
    working.priors = GroupPriors(position: position, runs: runs)
    for _ in 0..<GroupFit.rounds {
      working.prepareUnseen(leak: leak)
      var sums: [BeliefGroup: GroupFit.Sum] = [:]
      for (key, rows) in families {
        let family = working.family(key, leak: leak, rows: rows, componentBound: 256)
        for (place, cause) in family.causes.enumerated() where cause.kind == .call && !family.support[place].isEmpty {
          let logs = family.posterior.meanLogThresholds(place)
          sums[family.groups[place], default: GroupFit.Sum()].add(logs, leaning: working.leaning(cause, of: key))
        }
      }
      var fitted: [BeliefGroup: ThresholdPrior] = [:]
      var edges: [BeliefGroup: Int] = [:]
      var shift = 0.0
      for (group, sum) in sums.sorted(by: { $0.key < $1.key }) where sum.count >= GroupFit.leastBeliefs {
        let before = working.priors[group]
        let after = GroupFit.maximise(sum, group.defaultPrior, from: before)
        shift = max(shift, abs(after.theta(.high).mean - before.theta(.high).mean))
        fitted[group] = after
        edges[group] = sum.count
      }
      working.priors = GroupPriors(fitted: fitted, position: position, runs: runs, edges: edges)
      if shift < 1e-4 { break }
    }
    return working.priors
  }
}

/// The constants and the maximisation of the fit of group priors.
enum GroupFit {
  /// Beliefs with evidence that a group needs to be fitted.
  static let leastBeliefs = 5
  /// The weight of the group's default, in beliefs. On the recorded campaigns 4, 16 and 40 differ little (Brier score of leaving one
  /// run out 0.0809, 0.0808, 0.0807 and 0.0608, 0.0611, 0.0612: `faultbook-bench predictions`); where truths are drawn from the
  /// default (`faultbook-bench learning`), 4 makes the first fits so noisy that beliefs nobody tested get worse: after 20 runs
  /// 0.4577 bits a belief were left to learn of 0.5517, with a heavy weight 0.43.
  static let pseudoBeliefs = 16.0
  /// Rounds of expectation and maximisation; three are within 0.0003 of sixty.
  static let rounds = 8

  /// Sums over the beliefs of one group, those apart on which their callers lean alike.
  struct Sum {
    struct Part {
      let leaning: Double
      var weight = 0.0
      var logs = [0.0, 0.0, 0.0, 0.0]

      mutating func add(_ more: [Double], weight: Double = 1) {
        self.weight += weight
        for place in logs.indices { logs[place] += weight * more[place] }
      }
    }

    private(set) var count = 0
    /// By leaning in quarters of an octave, how often it is halved.
    private(set) var parts: [Int: Part] = [:]

    mutating func add(_ more: [Double], leaning: Double, weight: Double = 1) {
      count += 1
      let step = Int((-4 * Double.log2(leaning)).rounded())
      parts[step, default: Part(leaning: Double.exp2(-Double(step) / 4))].add(more, weight: weight)
    }
  }

  /// The Dirichlet that makes the mean logarithms of the beliefs and of the pseudo-beliefs together most likely, each belief's prior being
  /// that Dirichlet as far as its caller leans on it (``Leaning``).
  ///
  /// The objective Σ w [ln Γ(s) − Σ ln Γ(λqₖ) − ln Γ(p + (1 − λ)Q) + …] with s = Q + p is bounded from below by its tangent in ln Γ(s), as Minka
  /// does; what is left is concave and is climbed coordinate by coordinate. Where all λ are 1 the coordinates are apart, and
  /// each step is his.
  static func maximise(_ sum: Sum, _ standard: ThresholdPrior, from start: ThresholdPrior) -> ThresholdPrior {
    var whole = sum
    let known = digamma(standard.strength)
    whole.add(standard.counts.map { digamma($0) - known }, leaning: 1, weight: pseudoBeliefs)
    let climb = LeaningClimb(parts: whole.parts.sorted { $0.key < $1.key }.map(\.value))
    var counts = start.counts
    for _ in 0..<30 { counts = climb.step(counts) }
    return ThresholdPrior(counts)
  }
}

extension EvidenceRow {
  /// Whether a call is among its causes. A family of couplings alone tells no group of calls anything.
  fileprivate var namesCall: Bool {
    guard case .family(_, let causes, _) = key.subject else { return false }
    return causes.contains { $0.kind == .call }
  }
}

extension ThresholdPrior {
  /// Low, medium, high, never.
  package var counts: [Double] { [low, medium, high, never] }

  /// From low, medium, high, never.
  package init(_ counts: [Double]) {
    self.init(low: counts[0], medium: counts[1], high: counts[2], never: counts[3])
  }
}
