public import Interchange
public import Vocabulary

/// What is to be exported, and how.
public struct ExportRequest: Sendable {
  /// The form.
  public var tool: ExportTool
  /// A proposal, recorded or among those of `plan`, or an intent: its id, or `proposal/ID` and `intent/ID` where both have it.
  /// Nil for the first of a fresh plan that may run and that the tool can do.
  public var id: String?
  /// The place in a fresh plan, in the place of an id.
  public var rank: Int?
  /// What the fresh plan is asked.
  public var plan: NextRequest
  /// Another kind of fault in the place of the proposed one: of the same class, at the same dose, it teaches the same.
  public var fault: FaultKind?
  /// How the parts of the system are reached, over what policy says of that; the weakest first.
  public var bindings: [Bindings.Layer]
  /// Whether an experiment may be exported that the bindings do not observe.
  public var mayBeUnobserved: Bool
  /// Whether the tool may do the nearest magnitude within the same dose.
  public var mayRound: Bool
  /// Whether it is exported though a safety gate blocks it, or somebody rejected it.
  public var isForced: Bool
  /// Whether a proposal of the fresh plan is recorded, so that its run can be told beside it.
  public var record: Bool

  /// A request.
  public init(
    tool: ExportTool, id: String? = nil, rank: Int? = nil, plan: NextRequest = NextRequest(), fault: FaultKind? = nil,
    bindings: [Bindings.Layer] = [], mayBeUnobserved: Bool = false, mayRound: Bool = false, isForced: Bool = false,
    record: Bool = false
  ) {
    self.tool = tool
    self.id = id
    self.rank = rank
    self.plan = plan
    self.fault = fault
    self.bindings = bindings
    self.mayBeUnobserved = mayBeUnobserved
    self.mayRound = mayRound
    self.isForced = isForced
    self.record = record
  }
}

/// What an export gave: a document, or the reason why there is none.
public struct Exported: Sendable {
  /// The document's text; nil where the answer is no.
  public let text: String?
  /// What to call its file.
  public let fileName: String?
  /// What was exported, with the notes; the answer is no where safety blocks it.
  public let answer: Answer
}
