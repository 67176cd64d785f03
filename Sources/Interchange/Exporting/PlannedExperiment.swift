public import Vocabulary

/// An experiment that is to be run, as an exporter needs it: what to disturb and how, what is expected, and where it is from.
public struct PlannedExperiment: Sendable {
  /// What it is made of.
  public enum Origin: Sendable, Equatable {
    /// A proposal of the planner.
    case proposal(String)
    /// An intent that the book holds.
    case intent(String)

    /// The id.
    public var id: String {
      switch self {
      case .proposal(let id), .intent(let id): id
      }
    }
  }

  /// A node that is expected to degrade.
  public struct Prediction: Sendable, Equatable {
    /// Who.
    public let node: NodeID
    /// P(it degrades).
    public let probability: Double

    /// A prediction.
    public init(node: NodeID, probability: Double) {
      self.node = node
      self.probability = probability
    }
  }

  /// One safety gate and what it said.
  public struct Gate: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Nil in doubt.
    public let passed: Bool?
    /// Why.
    public let why: String

    /// A gate.
    public init(name: String, passed: Bool?, why: String) {
      self.name = name
      self.passed = passed
      self.why = why
    }
  }

  /// What it is made of.
  public let origin: Origin
  /// What is expected.
  public let intent: IntentDeclared
  /// What is disturbed.
  public let target: Target
  /// How.
  public let fault: Fault
  /// The band of the fault.
  public let dose: Dose
  /// The bands that the book reads magnitudes by.
  public let bands: DoseBands
  /// Every journey of the system, to be watched whether or not the intent speaks of it.
  public let journeys: [String]
  /// Who is expected to degrade, the likeliest first.
  public let predicted: [Prediction]
  /// What safety says.
  public let gates: [Gate]

  /// An experiment. Throws `ExportError` where the intent names no target or no fault, or a placebo.
  public init(
    origin: Origin, intent: IntentDeclared, bands: DoseBands = .standard, journeys: [String] = [],
    predicted: [Prediction] = [], gates: [Gate] = []
  ) throws {
    guard let target = intent.target, let fault = intent.fault else {
      throw ExportError(
        .unsound,
        "intent \"\(origin.id)\" states a behaviour and not what to disturb; ask `faultbook next --intent \(origin.id)` and "
          + "export what it proposes")
    }
    guard fault.kind != .none, fault.kind != .unknown else {
      throw ExportError(.unsound, "a fault of kind \(fault.kind) is nothing that a tool can inject; name a known kind")
    }
    self.origin = origin
    self.intent = intent
    self.target = target
    self.fault = fault
    self.bands = bands
    dose = fault.dose(bands)
    self.journeys = journeys
    self.predicted = predicted
    self.gates = gates
  }

  /// The proposal that its runs are to be tied to; nil for an intent that came from none.
  public var proposal: String? {
    switch origin {
    case .proposal(let id): id
    case .intent: intent.proposal
    }
  }

  /// The intent that its runs are to be tied to, where the book holds it.
  var heldIntent: String? { if case .intent(let id) = origin { id } else { nil } }

  /// The target in words, for messages: `payments`, `the call checkout → payments`.
  var place: String {
    switch target {
    case .component(let name): name
    case .dependency(let link): "the call \(link)"
    }
  }

  /// Whom the intent speaks of, each once, in its order.
  var subjects: [NodeID] {
    var found: [NodeID] = []
    for node in intent.clauses.map(\.subject) + (intent.steadyState?.criteria.map(\.subject) ?? [])
    where !found.contains(node) {
      found.append(node)
    }
    if found.isEmpty, let journey = intent.journey { return [.journey(journey)] }
    return found
  }

  /// What must hold, as conditions on metrics, each once: the steady state and the bounds of the clauses.
  var criteria: [Criterion] {
    var found = intent.steadyState?.criteria ?? []
    for clause in intent.clauses where clause.claim == .staysWithin && clause.relativeTo == .absolute {
      guard let metric = clause.metric, let comparison = clause.comparison, let threshold = clause.threshold,
        let unit = clause.unit
      else { continue }
      let criterion = Criterion(
        subject: clause.subject, metric: metric, comparison: comparison, threshold: threshold, unit: unit)
      if !found.contains(criterion) { found.append(criterion) }
    }
    return found
  }

  /// A name that files and objects can have: small letters, digits and dashes, at most 50 of them.
  var slug: String {
    let marked = "faultbook-\(origin.id)".lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    var short = String(String(marked).split(separator: "-").joined(separator: "-").prefix(50))
    while short.hasSuffix("-") { short.removeLast() }
    return short
  }

  /// The magnitude in a unit; nil where it has none, or of another quantity.
  func magnitude(in unit: Unit) -> Double? {
    fault.magnitude.flatMap { size in Unit(named: size.unit)?.convert(size.value, to: unit) }
  }
}

extension PlannedExperiment {
  /// What an exporter writes into its document for the importer to read: `{"proposal", "intent", "environment", "journey",
  /// "target", "fault"}`. `intent` is the id of one that the book holds, else the whole of what is expected.
  var own: JSON {
    .compact(
      ("proposal", proposal.map { .string($0) }), ("intent", heldIntent.map { .string($0) } ?? intent.json),
      ("environment", intent.environment.map { .string($0) }), ("journey", intent.journey.map { .string($0) }),
      ("target", target.json), ("fault", fault.json))
  }
}
