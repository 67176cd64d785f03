internal import SystemModel
public import Vocabulary

/// How far one belief moved between two states of a book, by the dose that tells most.
public struct BeliefMove: Sendable, Hashable {
  /// What happened to it.
  public enum Change: Sendable, Hashable {
    /// It was there before and after.
    case moved
    /// It was not there before: a call that became known. No bits are counted for it.
    case appeared
    /// It is not there after.
    case vanished
  }

  /// What kind of belief.
  public let kind: BeliefSummary.Kind
  /// The cause.
  public let cause: Cause
  /// The effect and the class of faults.
  public let key: FamilyKey
  /// Which symptom; nil but for a symptom.
  public let symptom: Symptom?
  /// What happened to it.
  public let change: Change
  /// KL(after ‖ before) at `dose`, in bits: the one measure of what is learned about a belief, and what its account adds up to where
  /// `before` is its prior.
  public let bits: Double
  /// The dose at which the belief moved most; nil for a symptom, and for what appeared or vanished.
  public let dose: Dose?
  /// Whether evidence of its own bears on it, before or after.
  public let isTested: Bool

  /// `propagation:payments>checkout@latency`: the id of its beliefs at single doses without the dose.
  public var id: String {
    let node = key.effect.kind == .journey ? "journey " + key.effect.name : key.effect.name
    let belief = "\(kind.rawValue):\(cause.name)>\(node)@\(key.faultClass.rawValue)"
    return symptom.map { belief + "/" + $0.rawValue } ?? belief
  }
}

/// What moved between two states of a book.
public struct BeliefMoves: Sendable {
  /// The beliefs that moved, by family, then by cause.
  public let beliefs: [BeliefMove]
  /// KL(after ‖ before) of the leak, in bits; a belief of the whole book.
  public let leakBits: Double

  /// Nothing moved.
  public static let none = BeliefMoves(beliefs: [], leakBits: 0)

  /// Below this many bits nothing has moved: what arithmetic in another order does.
  public static let least = 1e-9
}

extension BeliefBook {
  /// What moved from an earlier state to this one, by KL(after ‖ before). Families of which no evidence speaks in either state are
  /// compared by their priors.
  ///
  /// - Parameter untested: the effects whose families without evidence are to be compared; nil for all.
  /// - Complexity: O(tested families + their causes that differ · components) + O(causes of the untested families).
  public func moves(since before: BeliefBook, untested effects: Set<NodeID>? = nil) -> BeliefMoves {
    moves(since: before, tested: Set(testedFamilies).union(before.testedFamilies), untested: effects)
  }

  /// What one run or incident moved: from the beliefs that these were recorded from, to these. O(families that it touched), but where
  /// the leak moved and with it all.
  public func moves(byRecordingOn before: BeliefBook) -> BeliefMoves {
    guard let changed else { return moves(since: before, untested: []) }
    return moves(since: before, tested: changed.filter { isTested($0) || before.isTested($0) }, untested: [])
  }

  private func moves(
    since before: BeliefBook, tested: Set<FamilyKey>, untested effects: Set<NodeID>?
  ) -> BeliefMoves {
    var keys = tested
    for graph in [inputs.graph, before.inputs.graph] {
      for node in graph.nodes.indices where effects?.contains(graph.nodes[node]) ?? true {
        guard !graph.calls(of: node).isEmpty else { continue }
        keys.formUnion(FaultClass.allCases.map { FamilyKey(effect: graph.nodes[node], faultClass: $0) })
      }
    }
    let leakBits = leak.divergence(from: before.leak) / ln2
    let sorted = keys.sorted()
    let size = 256
    let pieces = stride(from: 0, to: sorted.count, by: size).map { sorted[$0..<min($0 + size, sorted.count)] }
    let beliefs = concurrentMap(pieces) { keys in
      var known: [PriorPair: (nats: Double, dose: Dose)] = [:]
      return keys.flatMap { moves(of: $0, since: before, &known) }
    }
    return BeliefMoves(
      beliefs: beliefs.flatMap { $0 }, leakBits: leakBits < BeliefMoves.least ? 0 : leakBits)
  }

  private func moves(
    of key: FamilyKey, since before: BeliefBook, _ known: inout [PriorPair: (nats: Double, dose: Dose)]
  ) -> [BeliefMove] {
    guard isTested(key) || before.isTested(key) else { return priorMoves(of: key, since: before, &known) }
    // What no call ties together is believed in at its prior before any evidence names it.
    let old = before.family(key, including: family(key).causes.filter { $0.kind != .call })
    let new = family(key, including: old.causes.filter { $0.kind != .call })
    var found = symptomMoves(of: key, since: before)
    guard old.causes != new.causes || old.posterior != new.posterior else { return found }
    for (place, cause) in new.causes.enumerated() {
      let tested = !new.support[place].isEmpty
      guard let earlier = old.index(of: cause) else {
        found.append(BeliefMove(cause, key, .appeared, isTested: tested))
        continue
      }
      let (nats, dose) = new.posterior.divergence(ofCause: place, from: old.posterior, cause: earlier)
      let isTested = tested || !old.support[earlier].isEmpty
      if nats / ln2 >= BeliefMoves.least {
        found.append(BeliefMove(cause, key, .moved, bits: nats / ln2, dose: dose, isTested: isTested))
      }
    }
    for (place, cause) in old.causes.enumerated() where new.index(of: cause) == nil {
      found.append(BeliefMove(cause, key, .vanished, isTested: !old.support[place].isEmpty))
    }
    return found
  }

  /// - Parameter known: what is known of some priors: of a large system most calls have the same.
  private func priorMoves(
    of key: FamilyKey, since before: BeliefBook, _ known: inout [PriorPair: (nats: Double, dose: Dose)]
  ) -> [BeliefMove] {
    let (old, new) = (FamilyPlan(before.inputs, key), FamilyPlan(inputs, key))
    if old.priors == new.priors, old.causes == new.causes { return [] }
    let places = Dictionary(old.causes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let moved = new.causes.enumerated().compactMap { place, cause -> BeliefMove? in
      guard let earlier = places[cause] else { return BeliefMove(cause, key, .appeared, isTested: false) }
      let pair = PriorPair(now: new.priors[place], was: old.priors[earlier])
      let (nats, dose) = known[pair] ?? pair.now.divergence(from: pair.was)
      known[pair] = (nats, dose)
      guard nats / ln2 >= BeliefMoves.least else { return nil }
      return BeliefMove(cause, key, .moved, bits: nats / ln2, dose: dose, isTested: false)
    }
    let vanished = Set(old.causes).subtracting(new.causes).sorted()
    return moved + vanished.map { BeliefMove($0, key, .vanished, isTested: false) }
  }

  private func symptomMoves(of key: FamilyKey, since before: BeliefBook) -> [BeliefMove] {
    let (old, new) = (before.inputs.symptomMixes(key), inputs.symptomMixes(key))
    return Set(old.keys).union(new.keys).sorted().flatMap { cause -> [BeliefMove] in
      let was = old[cause] ?? .prior(key.faultClass)
      let now = new[cause] ?? .prior(key.faultClass)
      return [(Symptom.errors, now.errors, was.errors), (.latency, now.latency, was.latency)].compactMap {
        symptom, after, before in
        let bits = after.divergence(from: before) / ln2
        guard bits >= BeliefMoves.least else { return nil }
        return BeliefMove(
          kind: .symptom, cause: cause, key: key, symptom: symptom, change: .moved, bits: bits, dose: nil,
          isTested: true)
      }
    }
  }
}

/// What is believed of a call before any evidence, at two times.
private struct PriorPair: Hashable {
  let now: ThresholdPrior
  let was: ThresholdPrior
}

extension BeliefMove {
  fileprivate init(
    _ cause: Cause, _ key: FamilyKey, _ change: Change, bits: Double = 0, dose: Dose? = nil, isTested: Bool
  ) {
    let kind: BeliefSummary.Kind =
      switch cause.kind {
      case .call: .propagation
      case .coupling: .coupling
      case .fault: .susceptibility
      }
    self.init(
      kind: kind, cause: cause, key: key, symptom: nil, change: change, bits: bits, dose: dose, isTested: isTested)
  }

  /// The belief in a state of the book at every dose; of a symptom, the one. Empty where it is not there.
  public func summaries(in book: BeliefBook) -> [BeliefSummary] {
    if let symptom {
      return book.inputs.symptomSummaries(key, including: cause).filter { $0.cause == cause && $0.symptom == symptom }
    }
    let family = book.family(key, including: cause.kind == .call ? [] : [cause])
    guard let place = family.index(of: cause) else { return [] }
    return Dose.allCases.map { family.summary(place, $0) }
  }
}
