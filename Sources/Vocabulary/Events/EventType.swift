/// The type of an event, `faultbook.run.started`.
public struct EventType: Sendable, Hashable, CustomStringConvertible {
  /// The whole name, with its prefix.
  public let name: String
  /// The family of streams that such events live in.
  public let streams: StreamFamily

  private init(_ name: String, _ streams: StreamFamily) {
    self.name = "faultbook." + name
    self.streams = streams
  }

  /// The type of that whole name; nil where the vocabulary has none.
  public init?(named name: String) {
    guard let type = EventType.byName[name] else { return nil }
    self = type
  }

  /// The name without its prefix, `run.started`.
  public var shortName: String { String(name.dropFirst("faultbook.".count)) }

  public var description: String { name }

  /// `component.declared`.
  public static let componentDeclared = EventType("component.declared", .system)
  /// `component.changed`.
  public static let componentChanged = EventType("component.changed", .system)
  /// `component.retired`.
  public static let componentRetired = EventType("component.retired", .system)
  /// `dependency.declared`.
  public static let dependencyDeclared = EventType("dependency.declared", .system)
  /// `dependency.observed`.
  public static let dependencyObserved = EventType("dependency.observed", .system)
  /// `dependency.retired`.
  public static let dependencyRetired = EventType("dependency.retired", .system)
  /// `journey.declared`.
  public static let journeyDeclared = EventType("journey.declared", .system)
  /// `budget.reported`.
  public static let budgetReported = EventType("budget.reported", .system)
  /// `failuremode.catalogued`.
  public static let failureModeCatalogued = EventType("failuremode.catalogued", .system)
  /// `policy.set`.
  public static let policySet = EventType("policy.set", .policy)
  /// `intent.declared`.
  public static let intentDeclared = EventType("intent.declared", .intent)
  /// `intent.revised`.
  public static let intentRevised = EventType("intent.revised", .intent)
  /// `intent.retired`.
  public static let intentRetired = EventType("intent.retired", .intent)
  /// `run.started`.
  public static let runStarted = EventType("run.started", .run)
  /// `fault.injected`.
  public static let faultInjected = EventType("fault.injected", .run)
  /// `metric.sampled`.
  public static let metricSampled = EventType("metric.sampled", .run)
  /// `probe.observed`.
  public static let probeObserved = EventType("probe.observed", .run)
  /// `fault.cleared`.
  public static let faultCleared = EventType("fault.cleared", .run)
  /// `run.aborted`.
  public static let runAborted = EventType("run.aborted", .run)
  /// `run.finished`.
  public static let runFinished = EventType("run.finished", .run)
  /// `verdict.reached`.
  public static let verdictReached = EventType("verdict.reached", .run)
  /// `run.disqualified`.
  public static let runDisqualified = EventType("run.disqualified", .run)
  /// `finding.opened`.
  public static let findingOpened = EventType("finding.opened", .run)
  /// `finding.resolved`.
  public static let findingResolved = EventType("finding.resolved", .run)
  /// `incident.recorded`.
  public static let incidentRecorded = EventType("incident.recorded", .incident)
  /// `experiment.proposed`.
  public static let experimentProposed = EventType("experiment.proposed", .plan)
  /// `proposal.accepted`.
  public static let proposalAccepted = EventType("proposal.accepted", .plan)
  /// `proposal.rejected`.
  public static let proposalRejected = EventType("proposal.rejected", .plan)
  /// `source.imported`.
  public static let sourceImported = EventType("source.imported", .imports)
  /// `event.corrected`.
  public static let eventCorrected = EventType("event.corrected", .correction)
  /// `event.retracted`.
  public static let eventRetracted = EventType("event.retracted", .correction)
  /// `subject.erased`.
  public static let subjectErased = EventType("subject.erased", .subject)
  /// `book.restored`.
  public static let bookRestored = EventType("book.restored", .book)

  /// Every type, in the order of the vocabulary.
  public static let all: [EventType] = [
    .componentDeclared, .componentChanged, .componentRetired, .dependencyDeclared, .dependencyObserved,
    .dependencyRetired, .journeyDeclared, .budgetReported, .failureModeCatalogued, .policySet, .intentDeclared,
    .intentRevised, .intentRetired, .runStarted, .faultInjected, .metricSampled, .probeObserved, .faultCleared,
    .runAborted, .runFinished, .verdictReached, .runDisqualified, .findingOpened, .findingResolved,
    .incidentRecorded, .experimentProposed, .proposalAccepted, .proposalRejected, .sourceImported,
    .eventCorrected, .eventRetracted, .subjectErased, .bookRestored,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
