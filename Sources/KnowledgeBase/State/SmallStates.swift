import Vocabulary

/// A setting that differs from its default, and since when.
struct PolicyEntry: Sendable {
  let setting: PolicySet
  let position: Int64
  let at: Timestamp
  let actor: String

  init(setting: PolicySet, event: RecordedEvent) {
    self.setting = setting
    position = event.position
    at = event.occurredAt
    actor = event.actor
  }
}

/// An outage, as it was recorded.
struct IncidentState: Sendable {
  let id: String
  let incident: IncidentRecorded
  let position: Int64
  let at: Timestamp
  let actor: String

  init(id: String, incident: IncidentRecorded, event: RecordedEvent) {
    self.id = id
    self.incident = incident
    position = event.position
    at = event.occurredAt
    actor = event.actor
  }
}

/// Something that should be mended.
struct FindingState: Sendable {
  let finding: FindingOpened
  let run: String
  let openedAt: Timestamp
  var resolved: (at: Timestamp, how: String)?
}

/// A proposal, and what became of it.
struct ProposalState: Sendable {
  let proposed: ExperimentProposed
  let position: Int64
  let at: Timestamp
  var answer: (word: String, why: String?, position: Int64)?

  init(proposed: ExperimentProposed, event: RecordedEvent) {
    self.proposed = proposed
    position = event.position
    at = event.occurredAt
  }
}

/// A file that was read.
struct ImportState: Sendable {
  let source: SourceImported
  let position: Int64
  let at: Timestamp
  let eventID: String

  init(source: SourceImported, event: RecordedEvent) {
    self.source = source
    position = event.position
    at = event.occurredAt
    eventID = event.id
  }
}

/// A key that was destroyed, and why.
struct ErasureState: Sendable {
  let why: String
  let position: Int64
  let at: Timestamp
  let actor: String

  init(erasure: SubjectErased, event: RecordedEvent) {
    why = erasure.why
    position = event.position
    at = event.occurredAt
    actor = event.actor
  }
}
