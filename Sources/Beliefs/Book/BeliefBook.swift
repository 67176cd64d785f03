internal import SystemModel
public import Vocabulary

/// What is believed at one state of a book: the posterior of every family, as a pure function of ``BeliefInputs``.
///
///     let book = BeliefBook(BeliefInputs(ledger: ledger, priors: priors, model: model, now: now))
///     book.beliefs()                                          // rows of posterior means, intervals, evidence
///     book.network(.latency, .high)                           // for cascades and the planner
///     book.predict(.component("payments"), fault: kind, dose: .high)
///
/// A family with evidence is inferred once, when it is first asked for, by this book or a copy of it; families without are their priors. Making
/// a book costs O(evidence): who asks about a few effects of a large system pays for those.
public struct BeliefBook: Sendable {
  /// What it is a function of.
  public private(set) var inputs: BeliefInputs
  /// The leak: P(a node is judged degraded of itself), from placebos.
  public private(set) var leak: Beta
  /// The components that were the target of a run.
  private(set) var testedTargets: Set<String>
  /// The families with evidence, as far as they were asked for.
  private var families: Deduced<FamilyKey, FamilyBeliefs>
  /// Families with evidence and with causes more that none names, as far as they were asked for.
  private var widened = Deduced<WidenedKey, FamilyBeliefs>()
  /// The families of which this book may think something else than the one that it was recorded from; nil where that may be any.
  package private(set) var changed: Set<FamilyKey>?

  /// The beliefs that follow from the inputs.
  public init(_ given: BeliefInputs) {
    var inputs = given
    let leak = inputs.leak
    inputs.prepareUnseen(leak: leak.mean)
    self.inputs = inputs
    self.leak = leak
    families = Deduced()
    testedTargets = inputs.ledger.testedTargets
  }

  /// The same evidence of the same system at another time, or under other priors.
  public func aged(to now: Timestamp, priors: GroupPriors? = nil) -> BeliefBook {
    var copy = self
    copy.inputs.weighing.now = now
    if let priors { copy.inputs.priors = priors }
    copy.startOver()
    return copy
  }

  /// Thinks of every family anew.
  private mutating func startOver() {
    leak = inputs.leak
    inputs.prepareUnseen(leak: leak.mean)
    families = Deduced()
    widened = Deduced()
    changed = nil
  }

  /// The beliefs after one run or incident more, or anew, or gone (`evidence` nil): this book is left as it is, at the cost of a
  /// copy of the tables of its evidence. Where it is no longer wanted, ``record(_:stream:now:)``.
  public func recording(_ evidence: RunEvidence?, stream: String, now: Timestamp? = nil) -> BeliefBook {
    var copy = self
    copy.record(evidence, stream: stream, now: now)
    return copy
  }

  /// Takes up one run or incident more, or anew, or takes it back (`evidence` nil): only the families that it touches are inferred
  /// again, unless the leak moved. The same beliefs to the last bit as of a book made anew from the same evidence.
  ///
  /// - Parameter now: the instant that ages run to from here on; nil for that of the book.
  /// - Complexity: O(rows of the run + callees and inference of the families it touches), and one walk of O(nodes + edges) for a
  ///   target tested for the first time.
  public mutating func record(_ evidence: RunEvidence?, stream: String, now: Timestamp? = nil) {
    let before = inputs.ledger.families(of: stream)
    // Let go of what holds the tables of evidence, so that they are changed where they are.
    let known = inputs.unseen?.known ?? [:]
    var certain = inputs.unseen?.certain ?? CertainFamilies()
    inputs.unseen = nil
    if let evidence { inputs.ledger.record(evidence, stream: stream) } else { inputs.ledger.remove(stream: stream) }
    let isLater = now.map { $0.day != inputs.weighing.now.day || inputs.model.hasChanges } ?? false
    if let now { inputs.weighing.now = now }
    // Only what is taken back can leave a target untested.
    if before.isEmpty {
      testedTargets.formUnion(evidence?.testedTargets ?? [])
    } else {
      testedTargets = inputs.ledger.testedTargets
    }
    inputs.prepare(targets: testedTargets)
    guard !isLater, inputs.leak == leak else { return startOver() }
    let touched = before.union(evidence?.families ?? [])
    BeliefBook.forget(touched, &certain)
    let changed = touched.union(
      inputs.prepareUnseen(stream, touched: touched, leak: leak.mean, known: known, certain: certain))
    self.changed = changed
    BeliefBook.forget(changed, &families)
    widened = Deduced()
  }

  /// Lets go of some families, in place where no other book holds the same ones.
  private static func forget<Value>(_ keys: Set<FamilyKey>, _ families: inout Deduced<FamilyKey, Value>) {
    if isKnownUniquelyReferenced(&families) {
      families.forget(keys)
    } else {
      families = Deduced(families.known.filter { !keys.contains($0.key) })
    }
  }

  /// Whether a family has evidence.
  func isTested(_ key: FamilyKey) -> Bool { inputs.ledger.hasRows(of: key) }

  /// The families with evidence, ascending.
  public var testedFamilies: [FamilyKey] { inputs.ledger.families }

  /// The beliefs of one family, tested or not.
  public func family(_ key: FamilyKey) -> FamilyBeliefs {
    guard isTested(key) else { return inputs.family(key, leak: leak.mean) }
    return families.value(key) { inputs.family(key, leak: leak.mean) }
  }

  /// The beliefs of one family with some causes more that no evidence names.
  public func family(_ key: FamilyKey, including causes: [Cause]) -> FamilyBeliefs {
    guard !causes.isEmpty else { return family(key) }
    let known = families.known(key)?.causes ?? inputs.plan(of: key).causes
    return family(key, with: causes.filter { !known.contains($0) && !known.contains(.call($0.name)) })
  }

  /// The same with all of some causes that it does not have yet.
  func family(_ key: FamilyKey, includingAll causes: [Cause]) -> FamilyBeliefs {
    let plan = inputs.plan(of: key)
    return family(key, with: causes.filter { !plan.has($0) })
  }

  private func family(_ key: FamilyKey, with missing: [Cause]) -> FamilyBeliefs {
    if missing.isEmpty { return family(key) }
    func make() -> FamilyBeliefs { inputs.family(key, including: missing, leak: leak.mean) }
    return isTested(key) ? widened.value(WidenedKey(key: key, causes: missing), make) : make()
  }

  /// Every belief, by family, then by cause and dose: those with evidence, and the symptom mixes.
  ///
  /// - Parameters:
  ///   - withoutEvidence: whether to tell of untested calls under every class, too: six classes times three doses a call.
  ///   - classes: under which classes of faults; nil for all.
  ///   - effects: about which effects, by name; nil for all.
  ///   - cause: about which cause, by name; nil for all. Only the families that have it are inferred.
  public func beliefs(
    withoutEvidence: Bool = false, classes: Set<FaultClass>? = nil, effects: Set<String>? = nil, cause: String? = nil
  ) -> [BeliefSummary] {
    var keys = familyKeys(withoutEvidence: withoutEvidence, classes, effects)
    if let cause { keys = keys.filter { inputs.names(cause, in: $0) } }
    let size = 256
    let pieces = stride(from: 0, to: keys.count, by: size).map { Array(keys[$0..<min($0 + size, keys.count)]) }
    return concurrentMap(pieces) { keys in
      var shapes = PlainShapes()
      return keys.flatMap { key -> [BeliefSummary] in
        guard isTested(key) else { return family(key).untestedSummaries(&shapes, withoutEvidence: withoutEvidence) }
        return family(key).summaries(withoutEvidence: withoutEvidence, of: cause) + inputs.symptomSummaries(key)
      }
    }.flatMap { cause == nil ? $0 : $0.filter { $0.cause.name == cause } }
  }

  /// The families with evidence, and those without where they are asked for, ascending.
  func familyKeys(
    withoutEvidence: Bool, _ classes: Set<FaultClass>?, _ effects: Set<String>?
  ) -> [FamilyKey] {
    let graph = inputs.graph
    func isAsked(_ key: FamilyKey) -> Bool {
      (classes?.contains(key.faultClass) ?? true) && (effects?.contains(key.effect.name) ?? true)
    }
    let tested = testedFamilies.filter(isAsked)
    guard withoutEvidence else { return tested }
    let callers = graph.nodes.indices.filter {
      !graph.calls(of: $0).isEmpty && effects?.contains(graph.nodes[$0].name) ?? true
    }
    let all = callers.flatMap { node in
      FaultClass.allCases.map { FamilyKey(effect: graph.nodes[node], faultClass: $0) }.filter(isAsked)
    }
    return Set(tested).union(all).sorted()
  }
}

/// A family and the causes that it is to have besides.
private struct WidenedKey: Hashable {
  let key: FamilyKey
  let causes: [Cause]
}
