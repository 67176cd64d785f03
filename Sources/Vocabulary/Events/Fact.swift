/// One event's payload as its Swift type.
public enum Fact: Sendable, Equatable {
  /// `component.declared`.
  case componentDeclared(ComponentDeclared)
  /// `component.changed`.
  case componentChanged(ComponentChanged)
  /// `component.retired`.
  case componentRetired(ComponentRetired)
  /// `dependency.declared`.
  case dependencyDeclared(DependencyDeclared)
  /// `dependency.observed`.
  case dependencyObserved(DependencyObserved)
  /// `dependency.retired`.
  case dependencyRetired(DependencyRetired)
  /// `journey.declared`.
  case journeyDeclared(JourneyDeclared)
  /// `budget.reported`.
  case budgetReported(BudgetReported)
  /// `failuremode.catalogued`.
  case failureModeCatalogued(FailureModeCatalogued)
  /// `policy.set`.
  case policySet(PolicySet)
  /// `intent.declared`.
  case intentDeclared(IntentDeclared)
  /// `intent.revised`.
  case intentRevised(IntentRevised)
  /// `intent.retired`.
  case intentRetired(IntentRetired)
  /// `run.started`.
  case runStarted(RunStarted)
  /// `fault.injected`.
  case faultInjected(FaultInjected)
  /// `metric.sampled`.
  case metricSampled(MetricSampled)
  /// `probe.observed`.
  case probeObserved(ProbeObserved)
  /// `fault.cleared`.
  case faultCleared(FaultCleared)
  /// `run.aborted`.
  case runAborted(RunAborted)
  /// `run.finished`.
  case runFinished(RunFinished)
  /// `verdict.reached`.
  case verdictReached(VerdictReached)
  /// `run.disqualified`.
  case runDisqualified(RunDisqualified)
  /// `finding.opened`.
  case findingOpened(FindingOpened)
  /// `finding.resolved`.
  case findingResolved(FindingResolved)
  /// `incident.recorded`.
  case incidentRecorded(IncidentRecorded)
  /// `experiment.proposed`.
  case experimentProposed(ExperimentProposed)
  /// `proposal.accepted`.
  case proposalAccepted(ProposalAccepted)
  /// `proposal.rejected`.
  case proposalRejected(ProposalRejected)
  /// `source.imported`.
  case sourceImported(SourceImported)
  /// `event.corrected`.
  case eventCorrected(EventCorrected)
  /// `event.retracted`.
  case eventRetracted(EventRetracted)
  /// `subject.erased`.
  case subjectErased(SubjectErased)
  /// `book.restored`.
  case bookRestored(BookRestored)

  /// Reads the payload of an event of this type in its newest schema. Throws `VocabularyError` with the field's path.
  public init(_ type: EventType, _ json: JSON) throws {
    let fields = try FieldReader(json)
    guard let read = Fact.readers[type] else {
      throw VocabularyError(field: "type", problem: "\(type.name) has no payload")
    }
    self = try read(fields)
  }

  private static let readers: [EventType: @Sendable (FieldReader) throws -> Fact] = [
    .componentDeclared: { .componentDeclared(try ComponentDeclared(from: $0)) },
    .componentChanged: { .componentChanged(try ComponentChanged(from: $0)) },
    .componentRetired: { .componentRetired(try ComponentRetired(from: $0)) },
    .dependencyDeclared: { .dependencyDeclared(try DependencyDeclared(from: $0)) },
    .dependencyObserved: { .dependencyObserved(try DependencyObserved(from: $0)) },
    .dependencyRetired: { .dependencyRetired(try DependencyRetired(from: $0)) },
    .journeyDeclared: { .journeyDeclared(try JourneyDeclared(from: $0)) },
    .budgetReported: { .budgetReported(try BudgetReported(from: $0)) },
    .failureModeCatalogued: { .failureModeCatalogued(try FailureModeCatalogued(from: $0)) },
    .policySet: { .policySet(try PolicySet(from: $0)) },
    .intentDeclared: { .intentDeclared(try IntentDeclared(from: $0)) },
    .intentRevised: { .intentRevised(try IntentRevised(from: $0)) },
    .intentRetired: { .intentRetired(try IntentRetired(from: $0)) },
    .runStarted: { .runStarted(try RunStarted(from: $0)) },
    .faultInjected: { .faultInjected(try FaultInjected(from: $0)) },
    .metricSampled: { .metricSampled(try MetricSampled(from: $0)) },
    .probeObserved: { .probeObserved(try ProbeObserved(from: $0)) },
    .faultCleared: { .faultCleared(try FaultCleared(from: $0)) },
    .runAborted: { .runAborted(try RunAborted(from: $0)) },
    .runFinished: { .runFinished(try RunFinished(from: $0)) },
    .verdictReached: { .verdictReached(try VerdictReached(from: $0)) },
    .runDisqualified: { .runDisqualified(try RunDisqualified(from: $0)) },
    .findingOpened: { .findingOpened(try FindingOpened(from: $0)) },
    .findingResolved: { .findingResolved(try FindingResolved(from: $0)) },
    .incidentRecorded: { .incidentRecorded(try IncidentRecorded(from: $0)) },
    .experimentProposed: { .experimentProposed(try ExperimentProposed(from: $0)) },
    .proposalAccepted: { .proposalAccepted(try ProposalAccepted(from: $0)) },
    .proposalRejected: { .proposalRejected(try ProposalRejected(from: $0)) },
    .sourceImported: { .sourceImported(try SourceImported(from: $0)) },
    .eventCorrected: { .eventCorrected(try EventCorrected(from: $0)) },
    .eventRetracted: { .eventRetracted(try EventRetracted(from: $0)) },
    .subjectErased: { .subjectErased(try SubjectErased(from: $0)) },
    .bookRestored: { .bookRestored(try BookRestored(from: $0)) },
  ]

  /// The payload.
  public var payload: any EventPayload {
    switch self {
    case .componentDeclared(let payload): payload
    case .componentChanged(let payload): payload
    case .componentRetired(let payload): payload
    case .dependencyDeclared(let payload): payload
    case .dependencyObserved(let payload): payload
    case .dependencyRetired(let payload): payload
    case .journeyDeclared(let payload): payload
    case .budgetReported(let payload): payload
    case .failureModeCatalogued(let payload): payload
    case .policySet(let payload): payload
    case .intentDeclared(let payload): payload
    case .intentRevised(let payload): payload
    case .intentRetired(let payload): payload
    case .runStarted(let payload): payload
    case .faultInjected(let payload): payload
    case .metricSampled(let payload): payload
    case .probeObserved(let payload): payload
    case .faultCleared(let payload): payload
    case .runAborted(let payload): payload
    case .runFinished(let payload): payload
    case .verdictReached(let payload): payload
    case .runDisqualified(let payload): payload
    case .findingOpened(let payload): payload
    case .findingResolved(let payload): payload
    case .incidentRecorded(let payload): payload
    case .experimentProposed(let payload): payload
    case .proposalAccepted(let payload): payload
    case .proposalRejected(let payload): payload
    case .sourceImported(let payload): payload
    case .eventCorrected(let payload): payload
    case .eventRetracted(let payload): payload
    case .subjectErased(let payload): payload
    case .bookRestored(let payload): payload
    }
  }
}
