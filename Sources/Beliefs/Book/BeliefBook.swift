internal import SystemModel
public import Vocabulary

/// What is believed at one state of a book: the posterior of every family, as a pure function of ``BeliefInputs``.
///
///     let book = BeliefBook(BeliefInputs(ledger: ledger, priors: priors, model: model, now: now))
///     book.beliefs()                                          // rows of posterior means, intervals, evidence
///     book.network(.latency, .high)                           // for cascades and the planner
///     book.predict(.component("payments"), fault: kind, dose: .high)
///
/// Families with evidence are inferred once, when the book is made; families without are their priors and cost nothing until
/// asked for. Making a book costs O(evidence + inference of the families with evidence).
public struct BeliefBook: Sendable {
  /// What it is a function of.
  public let inputs: BeliefInputs
  /// The leak: P(a node is judged degraded of itself), from placebos.
  public let leak: Beta
  /// The components that were the target of a run.
  let testedTargets: Set<String>
  /// The families with evidence.
  private var tested: [FamilyKey: FamilyBeliefs]

  /// The beliefs that follow from the inputs.
  public init(_ inputs: BeliefInputs) {
    self.inputs = inputs
    let leak = inputs.leak
    self.leak = leak
    var tested: [FamilyKey: FamilyBeliefs] = [:]
    for key in inputs.ledger.families { tested[key] = inputs.family(key, leak: leak.mean) }
    self.tested = tested
    testedTargets = inputs.ledger.testedTargets
  }

  /// The beliefs after one run or incident more, or anew, or gone (`evidence` nil): only the families that it touches are
  /// inferred again, unless the leak moved.
  public func recording(_ evidence: RunEvidence?, stream: String, now: Timestamp? = nil) -> BeliefBook {
    var inputs = inputs
    let before = Set(inputs.ledger.additions(of: stream).compactMap(\.key.subject.family))
    if let evidence { inputs.ledger.record(evidence, stream: stream) } else { inputs.ledger.remove(stream: stream) }
    let isLater = now.map {
      $0.day != inputs.weighing.now.day || inputs.model.components.contains { !$0.changes.isEmpty }
    }
    if let now { inputs.weighing.now = now }
    if isLater == true || inputs.leak != leak { return BeliefBook(inputs) }
    var book = self
    book.replace(inputs, touched: before.union(evidence?.families ?? []))
    return book
  }

  private mutating func replace(_ inputs: BeliefInputs, touched: Set<FamilyKey>) {
    let present = Set(inputs.ledger.families)
    var families = tested
    for key in touched.sorted() {
      families[key] = present.contains(key) ? inputs.family(key, leak: leak.mean) : nil
    }
    self = BeliefBook(inputs: inputs, leak: leak, tested: families)
  }

  private init(inputs: BeliefInputs, leak: Beta, tested: [FamilyKey: FamilyBeliefs]) {
    self.inputs = inputs
    self.leak = leak
    self.tested = tested
    testedTargets = inputs.ledger.testedTargets
  }

  /// Whether a family has evidence.
  func isTested(_ key: FamilyKey) -> Bool { tested[key] != nil }

  /// The families with evidence, ascending.
  public var testedFamilies: [FamilyKey] { tested.keys.sorted() }

  /// The beliefs of one family, tested or not.
  public func family(_ key: FamilyKey) -> FamilyBeliefs { tested[key] ?? inputs.family(key, leak: leak.mean) }

  /// The beliefs of one family with some causes more that no evidence names.
  public func family(_ key: FamilyKey, including causes: [Cause]) -> FamilyBeliefs {
    let known = family(key)
    let missing = causes.filter { !known.causes.contains($0) && !known.causes.contains(.call($0.name)) }
    return missing.isEmpty ? known : inputs.family(key, including: missing, leak: leak.mean)
  }

  /// Every belief, by family, then by cause and dose: those with evidence, and the symptom mixes.
  ///
  /// - Parameter withoutEvidence: whether to tell of untested calls under every class, too: six classes times three doses a call.
  public func beliefs(withoutEvidence: Bool = false) -> [BeliefSummary] {
    var keys = testedFamilies
    if withoutEvidence {
      let callers = inputs.graph.nodes.indices.filter { !inputs.graph.calls(of: $0).isEmpty }
      let all = callers.flatMap { node in
        FaultClass.allCases.map { FamilyKey(effect: inputs.graph.nodes[node], faultClass: $0) }
      }
      keys = Set(keys).union(all).sorted()
    }
    return keys.flatMap { family($0).summaries(withoutEvidence: withoutEvidence) + inputs.symptomSummaries($0) }
  }
}
