internal import SystemModel
internal import Vocabulary

/// What one run taught, in bits: Σ over the families that it touched of KL(after ‖ before), the mixes of symptoms and the leak among them.
///
/// The one account of a run's bits: whatever tells them tells ``bits``, or says which part of it.
public struct DeliveredInformation: Sendable, Hashable {
  /// By family, ascending.
  public let families: [Family]
  /// About how a degradation shows: KL(after ‖ before) of P(errors) and P(latency), given that the effect degrades.
  public let symptomBits: Double
  /// About how often something degrades of itself: what a placebo teaches.
  public let leakBits: Double

  /// What one family learned.
  public struct Family: Sendable, Hashable {
    /// Which.
    public let key: FamilyKey
    /// How much, in bits.
    public let bits: Double
    /// Whether a call was among the causes: what proposals promise. Else a hidden coupling or a susceptibility alone: discovery.
    public let isPropagation: Bool

    package init(key: FamilyKey, bits: Double, isPropagation: Bool) {
      (self.key, self.bits, self.isPropagation) = (key, bits, isPropagation)
    }
  }

  package init(families: [Family], symptomBits: Double, leakBits: Double) {
    (self.families, self.symptomBits, self.leakBits) = (families, symptomBits, leakBits)
  }

  /// All bits.
  public var bits: Double { families.reduce(symptomBits + leakBits) { $0 + $1.bits } }
  /// The bits about calls, to be set against what a proposal promised.
  public var propagationBits: Double { families.reduce(0) { $0 + ($1.isPropagation ? $1.bits : 0) } }
  /// The bits about the target itself, and about couplings that nobody declared.
  public var discoveryBits: Double { families.reduce(0) { $0 + ($1.isPropagation ? 0 : $1.bits) } }
}

extension BeliefBook {
  /// What a run teaches these beliefs, which are taken without it where they have it: Σ over its families of
  /// E_after[log ℓ^w] − log E_before[ℓ^w], under the same priors before and after.
  ///
  /// - Parameter known: these beliefs after the run, where they are at hand and these are without it.
  public func delivered(
    by evidence: RunEvidence, stream: String, after known: BeliefBook? = nil
  ) -> DeliveredInformation {
    var before = inputs
    let isTaken = inputs.holds(stream)
    if isTaken { before.ledger.remove(stream: stream) }
    var families = deliveredUnseen(by: evidence, stream: stream, after: known)
    let unseen = Set(families.map(\.key))
    for addition in evidence.additions {
      guard case .family(let key, let causes, let dose) = addition.key.subject, !unseen.contains(key) else {
        continue
      }
      let prior =
        isTaken
        ? before.family(key, including: causes, leak: leak.mean) : family(key, includingAll: causes)
      let row = EvidenceRow(key: addition.key, contributions: [addition.contribution])
      let weight = inputs.weighing.weight(row, effect: key.effect, causes: causes)
      // A coupling whose call has become known since is that call's evidence.
      let places = causes.compactMap { prior.index(of: $0) ?? prior.index(of: .call($0.name)) }.sorted()
      guard weight > 0, !places.isEmpty else { continue }
      let observation = FamilyObservation(
        prior.variables(places, dose), isDegraded: addition.key.isDegraded, weight: weight)
      let bits = prior.posterior.deliveredBits(observation)
      families.append(
        DeliveredInformation.Family(key: key, bits: bits, isPropagation: causes.contains { $0.kind == .call }))
    }
    return DeliveredInformation(
      families: families.sorted { $0.key < $1.key }, symptomBits: before.symptomBits(of: evidence),
      leakBits: before.leakBits(of: evidence))
  }

  /// The same for the families that met something unseen: KL(after ‖ before) of each of their causes (``BeliefMove``), for what they met follows from
  /// the whole run.
  private func deliveredUnseen(
    by evidence: RunEvidence, stream: String, after known: BeliefBook?
  ) -> [DeliveredInformation.Family] {
    guard let scene = evidence.unseen else { return [] }
    let isTaken = inputs.holds(stream)
    let before = isTaken ? recording(nil, stream: stream) : self
    let after =
      isTaken ? before.recording(evidence, stream: stream) : known ?? before.recording(evidence, stream: stream)
    return scene.factors.map { factor in
      let new = after.family(factor.key)
      let old = before.family(factor.key, including: new.causes.filter { $0.kind != .call })
      var nats = 0.0
      for (place, cause) in new.causes.enumerated() {
        guard let earlier = old.index(of: cause) else { continue }
        nats += new.posterior.divergence(ofCause: place, from: old.posterior, cause: earlier).nats
      }
      return DeliveredInformation.Family(
        key: factor.key, bits: nats / ln2,
        isPropagation: (factor.known + factor.unseen).contains { $0.kind == .call })
    }
  }
}

extension BeliefInputs {
  /// Whether a run or incident is among what these follow from.
  fileprivate func holds(_ stream: String) -> Bool {
    ledger.scenes[stream] != nil || !ledger.additions(of: stream).isEmpty
  }

  /// KL(after ‖ before) of the symptom mixes that a run speaks of, in bits. Every mix is two Betas, each of which takes its own rows.
  fileprivate func symptomBits(of evidence: RunEvidence) -> Double {
    var mixes: [FamilyKey: [Cause: SymptomMix]] = [:]
    var nats = 0.0
    for addition in evidence.additions {
      guard case .symptom(let key, let cause, let symptom) = addition.key.subject else { continue }
      let before = (mixes[key] ?? symptomMixes(key))[cause] ?? .prior(key.faultClass)
      let row = EvidenceRow(key: addition.key, contributions: [addition.contribution])
      var after = before
      after.add(row, symptom: symptom, weight: weighing.weight(row, effect: key.effect, cause: cause))
      nats += after.errors.divergence(from: before.errors) + after.latency.divergence(from: before.latency)
      mixes[key, default: symptomMixes(key)][cause] = after
    }
    return nats / ln2
  }

  /// KL(after ‖ before) of the leak, in bits.
  fileprivate func leakBits(of evidence: RunEvidence) -> Double {
    var after = leak
    for addition in evidence.additions where addition.key.subject == .leak {
      let row = EvidenceRow(key: addition.key, contributions: [addition.contribution])
      add(row, toLeak: &after)
    }
    return after.divergence(from: leak) / ln2
  }
}
