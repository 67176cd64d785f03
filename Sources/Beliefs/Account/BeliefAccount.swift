public import Vocabulary

/// Where a belief comes from: its prior, and every run and incident behind it with its weight and its share of what was learned.
///
/// **Shares.** What was learned about the belief is KL(posterior ‖ prior) of its θ, in bits. Taking the evidence up one run at a time,
/// in the order of the log, gives a chain of distributions f₀ (the prior), f₁, …, f_n (the posterior). The share of run i is
///
///     E_posterior[ log₂ f_i(θ) / f_{i−1}(θ) ]
///
/// and the shares add up to KL(posterior ‖ prior): at every θ the logarithms telescope (the chain rule of relative entropy along
/// the chain; Cover & Thomas 2006, §2.5), so they do so also where inference is approximate. A share is negative where a run led
/// away from what is believed by now. How far it moved the belief when it came is another figure, KL(f_i ‖ f_{i−1}), never negative: the one
/// that ``BeliefMove`` tells, here with the priors and weights of now. The order matters to the single shares: the second run that says the same adds less than
/// the first. What a run is worth whatever the order is told by the mean without it.
///
/// A run that names only other causes of the same effect is listed where it moves this belief: it explains away, or
/// no longer does, what they share.
public struct BeliefAccount: Sendable {
  /// The belief, as ``BeliefBook/beliefs(withoutEvidence:)`` tells it.
  public let belief: BeliefSummary
  /// Where its prior comes from.
  public let prior: PriorAccount
  /// The runs and incidents behind it, in the order of the log.
  public let testimonies: [Testimony]
  /// KL(posterior ‖ prior) of θ, in bits: what the shares add up to.
  public let bits: Double

  /// What one run or incident says.
  public struct Testimony: Sendable {
    /// The run or incident, and the position of its verdict.
    public let contribution: Contribution
    /// Where it was seen.
    public let environment: String
    /// How good it is.
    public let grade: Grade
    /// Whether the effect degraded; of a symptom, whether it showed. False where the effect was not seen.
    public let isDegraded: Bool
    /// Whether the effect was not seen: what it did follows from what else was.
    public let isUnseen: Bool
    /// At which dose; nil for a symptom.
    public let dose: Dose?
    /// The causes that it speaks of, ascending: of a degraded effect those one of which must have done it, of a steady effect those
    /// none of which did.
    public let causes: [Cause]
    /// Whether it speaks of this belief's cause; else it is here for what the causes share.
    public let isDirect: Bool
    /// What its weight is made of.
    public let factors: WeightFactors
    /// What it counts in the belief's evidence, in observations: an ambiguous one is shared equally among its causes, and one at a
    /// dose that says nothing about this dose by itself counts nothing.
    public let evidence: Double
    /// Its share in the information, in bits.
    public let bits: Double
    /// KL of the belief after it from the belief before it, in bits.
    public let moved: Double
    /// The mean before and after it, in the order of the log.
    public let before: Double
    /// See `before`.
    public let after: Double
    /// The mean without it; nil where there is too much evidence to try.
    public let without: Double?

    /// Degraded, and others could have done it as well.
    public var isAmbiguous: Bool { isDegraded && causes.count > 1 }
  }

  /// Families with more testimonies are told without the means that would stand without each.
  static let mostLeftOut = 200
  /// Families with more testimonies have their chain inferred more coarsely, and its last link too, so that the shares still add up:
  /// to a KL that is then off by what the coarser inference is. Tests print by how much.
  static let mostExact = 48
  /// The components of a coarser inference.
  static let coarseBound = 8
}

extension BeliefBook {
  /// The account of a belief about one cause of a family at a dose; nil where it is none of the effect's causes and has no
  /// evidence, and for a coupling with a component that the effect calls.
  ///
  /// Where something unseen ties the family to others, the chain takes what the unseen did as all evidence has it.
  ///
  /// - Complexity: two inferences of the family for each run that speaks of it (one above ``BeliefAccount/mostLeftOut``), and as many
  ///   densities at some hundred places.
  public func account(of cause: Cause, _ key: FamilyKey, dose: Dose) -> BeliefAccount? {
    let whole = family(key, including: cause.kind == .call ? [] : [cause])
    guard let place = whole.index(of: cause) else { return nil }
    let items = testimonyItems(key, whole)
    let isCoarse = items.count > BeliefAccount.mostExact
    let isTied = !inputs.ledger.scenes(of: key).isEmpty
    func belief(_ chosen: some Sequence<TestimonyItem>) -> FamilyBeliefs {
      let keyed = Dictionary(grouping: chosen, by: \.key)
      let rows = keyed.sorted { $0.key < $1.key }.map { key, items in
        EvidenceRow(key: key, contributions: items.map(\.contribution))
      }
      return inputs.family(
        key, including: [cause], leak: leak.mean, rows: rows,
        componentBound: isCoarse ? BeliefAccount.coarseBound : 4096)
    }
    func variables(_ family: FamilyBeliefs) -> [Int] {
      family.variables(family.index(of: cause) ?? 0, dose)
    }
    let prefixes = (0..<items.count).map { belief(items[..<$0]) } + [isCoarse ? belief(items) : whole]
    let chain = prefixes.map { ThetaDensity($0.posterior, variables($0)) }
    let means = prefixes.map { $0.posterior.thetaMoments(variables($0)).mean }
    let shares = ThetaDensity.shares(chain)
    var testimonies: [BeliefAccount.Testimony] = []
    for (index, item) in items.enumerated() {
      var without: Double?
      if items.count <= BeliefAccount.mostLeftOut, isTied {
        // What the unseen of other runs did is another without this one.
        let rest = recording(nil, stream: item.contribution.stream)
          .family(key, including: cause.kind == .call ? [] : [cause])
        without = rest.posterior.thetaMoments(variables(rest)).mean
      } else if items.count <= BeliefAccount.mostLeftOut {
        let rest = index == items.count - 1 ? prefixes[index] : belief(items[..<index] + items[(index + 1)...])
        without = rest.posterior.thetaMoments(variables(rest)).mean
      }
      let isDirect = item.causes.contains(cause)
      let moves = abs(shares[index]) > 1e-9 || abs((without ?? means[index]) - means[items.count]) > 1e-9
      guard isDirect || moves else { continue }
      testimonies.append(
        BeliefAccount.Testimony(
          contribution: item.contribution, environment: item.key.environment, grade: item.key.grade,
          isDegraded: item.key.isDegraded, isUnseen: item.isUnseen, dose: item.dose, causes: item.causes,
          isDirect: isDirect,
          factors: factors(item, cause, key), evidence: evidence(item, cause, key, at: dose), bits: shares[index],
          moved: chain[index + 1].divergence(from: chain[index]), before: means[index], after: means[index + 1],
          without: without))
    }
    return BeliefAccount(
      belief: whole.summary(place, dose),
      prior: PriorAccount(theta: whole.priors[place].theta(dose), making: inputs.making(cause, of: key)),
      testimonies: testimonies, bits: chain[items.count].divergence(from: chain[0]))
  }

  /// One run's word about a family.
  private struct TestimonyItem {
    let key: EvidenceKey
    let contribution: Contribution
    let causes: [Cause]
    let dose: Dose
    let isUnseen: Bool
  }

  private func testimonyItems(_ key: FamilyKey, _ family: FamilyBeliefs) -> [TestimonyItem] {
    let called = Set(inputs.callees(of: key.effect))
    var items: [TestimonyItem] = []
    for row in inputs.ledger.rows(of: key) {
      let named: [Cause]
      let dose: Dose
      let isUnseen: Bool
      switch row.key.subject {
      case .family(_, let causes, let level): (named, dose, isUnseen) = (causes, level, false)
      case .unseen(_, let causes, let level): (named, dose, isUnseen) = (causes, level, true)
      case .symptom, .leak: continue
      }
      let causes = Set(named.map { $0.known(among: called) }).sorted()
      items += row.contributions.map {
        TestimonyItem(key: row.key, contribution: $0, causes: causes, dose: dose, isUnseen: isUnseen)
      }
    }
    return items.sorted { ($0.contribution, $0.key) < ($1.contribution, $1.key) }
  }

  private func factors(_ item: TestimonyItem, _ cause: Cause, _ key: FamilyKey) -> WeightFactors {
    let isAlone = !item.key.isDegraded && !item.isUnseen && item.causes.contains(cause)
    return inputs.weighing.factors(
      item.key, item.contribution, effect: key.effect, causes: isAlone ? [cause] : item.causes)
  }

  private func evidence(_ item: TestimonyItem, _ cause: Cause, _ key: FamilyKey, at dose: Dose) -> Double {
    guard !item.isUnseen, item.causes.contains(cause), item.key.isDegraded ? item.dose <= dose : dose <= item.dose
    else { return 0 }
    let row = EvidenceRow(key: item.key, contributions: [item.contribution])
    let weight = inputs.weighing.weight(row, effect: key.effect, cause: cause)
    return item.key.isDegraded ? weight / Double(item.causes.count) : weight
  }
}

extension BeliefBook {
  /// The account of how one cause's degradation of an effect shows; nil without evidence about it.
  public func account(of symptom: Symptom, _ cause: Cause, _ key: FamilyKey) -> BeliefAccount? {
    let summaries = inputs.symptomSummaries(key)
    guard let belief = summaries.first(where: { $0.cause == cause && $0.symptom == symptom }) else { return nil }
    let prior = SymptomMix.prior(key.faultClass)
    var beta = symptom == .errors ? prior.errors : prior.latency
    let start = beta
    var items: [(key: EvidenceKey, contribution: Contribution, factors: WeightFactors)] = []
    for row in inputs.ledger.rows(of: key) {
      guard case .symptom(_, cause, symptom) = row.key.subject else { continue }
      items += row.contributions.map {
        (row.key, $0, inputs.weighing.factors(row.key, $0, effect: key.effect, causes: [cause]))
      }
    }
    items.sort { ($0.contribution, $0.key) < ($1.contribution, $1.key) }
    let steps = items.map { item -> Beta in
      if item.key.isDegraded { beta.alpha += item.factors.weight } else { beta.beta += item.factors.weight }
      return beta
    }
    let betas = [start] + steps
    let chain = betas.map { ThetaDensity(weights: [1], betas: [$0]) }
    let shares = ThetaDensity.shares(chain)
    let testimonies = items.enumerated().map { index, item in
      let weight = item.factors.weight
      let rest = Beta(
        beta.alpha - (item.key.isDegraded ? weight : 0), beta.beta - (item.key.isDegraded ? 0 : weight))
      return BeliefAccount.Testimony(
        contribution: item.contribution, environment: item.key.environment, grade: item.key.grade,
        isDegraded: item.key.isDegraded, isUnseen: false, dose: nil, causes: [cause], isDirect: true,
        factors: item.factors,
        evidence: weight, bits: shares[index], moved: chain[index + 1].divergence(from: chain[index]),
        before: betas[index].mean, after: betas[index + 1].mean,
        without: rest.mean)
    }
    return BeliefAccount(
      belief: belief, prior: PriorAccount(theta: start, making: nil), testimonies: testimonies,
      bits: chain[items.count].divergence(from: chain[0]))
  }
}
