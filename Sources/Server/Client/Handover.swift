public import Interchange
public import KnowledgeBase
public import Vocabulary

/// What a command hands to the server that holds its book: an operation of the API with what it takes.
public struct Handover: Sendable {
  /// The operation's name, as `RouteTable` has it.
  let operation: String
  var path: [String: String] = [:]
  var query: [(name: String, value: String)] = []
  var json: JSON?
  var files: [ImportSource] = []

  init(_ operation: String) { self.operation = operation }

  mutating func add(_ name: String, _ value: String?) {
    if let value { query.append((name, value)) }
  }

  private mutating func add(_ sealing: SealRequest?) {
    add("subject", sealing?.subject)
    add("seal", sealing?.members?.joined(separator: ","))
  }
}

extension Handover {
  /// As `KnowledgeBase.record`.
  public static func record(
    _ fact: Fact, stream: String, time: Timestamp?, id: String?, sealing: SealRequest?
  ) -> Handover {
    var handover = Handover("record")
    handover.json = [
      "type": .string(Swift.type(of: fact.payload).type.name), "stream": .string(stream), "data": fact.payload.json,
    ]
    handover.add("time", time?.description)
    handover.add("event-id", id)
    handover.add(sealing)
    return handover
  }

  /// As `KnowledgeBase.append`.
  public static func append(_ files: [ImportSource], sealing: SealRequest?) -> Handover {
    var handover = Handover("append")
    handover.files = files
    handover.add(sealing)
    return handover
  }

  /// As `KnowledgeBase.importFiles`.
  public static func importing(_ files: [ImportSource], _ choices: ImportChoices) -> Handover {
    var handover = Handover("import")
    handover.files = files
    handover.add("as", choices.format)
    handover.add("run", choices.run)
    handover.add("component", choices.component)
    handover.add("metric", choices.metric)
    handover.add("unit", choices.unit)
    handover.add("label", choices.label)
    handover.add("environment", choices.environment)
    if !choices.judge { handover.add("judge", "false") }
    return handover
  }

  /// As `KnowledgeBase.judge`.
  public static func judge(run: String?) -> Handover {
    var handover = Handover("judge")
    handover.json = .compact(("run", run.map { .string($0) }))
    return handover
  }

  /// As `KnowledgeBase.decide`.
  public static func decide(
    _ decision: ProposalDecision, proposal: String, why: String?, time: Timestamp?, id: String?
  ) -> Handover {
    var handover = Handover(decision == .accepted ? "proposals.accept" : "proposals.reject")
    handover.path = ["proposal": proposal]
    handover.json = .compact(("why", why.map { .string($0) }))
    handover.add("time", time?.description)
    handover.add("event-id", id)
    return handover
  }

  /// As `KnowledgeBase.correct`.
  public static func correct(_ position: Int64, data: JSON, why: String, sealing: SealRequest?) -> Handover {
    var handover = Handover("corrections")
    handover.json = ["position": .integer(position), "data": data, "why": .string(why)]
    handover.add(sealing)
    return handover
  }

  /// As `KnowledgeBase.retract`.
  public static func retract(_ position: Int64, why: String, sealing: SealRequest?) -> Handover {
    var handover = Handover("retractions")
    handover.json = ["position": .integer(position), "why": .string(why)]
    handover.add(sealing)
    return handover
  }
}
