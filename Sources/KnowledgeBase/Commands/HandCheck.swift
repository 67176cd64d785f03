import EventLog
public import Vocabulary

/// What nobody means who tells it by hand: a unit that there is not, less than nothing of what is counted, a run of years before
/// the book. The command line, the API and the forms of pages share it; files of other tools are taken as they are.
extension KnowledgeBase {
  /// Throws for a fact that by itself cannot have been meant. A fault is as its intent or its proposal says it, where `planned` holds
  /// that.
  public static func checkMeant(_ fact: Fact, planned: [Fault] = []) throws {
    switch fact {
    case .metricSampled(let sample):
      if let (field, problem) = MetricRange.problemByHand(metric: sample.metric, value: sample.value, unit: sample.unit)
      {
        throw FaultbookError(.usage, "\(field): \(problem)", field: field)
      }
    case .runStarted(let start):
      guard let size = start.fault.magnitude, !planned.contains(where: { $0.magnitude == size }),
        let problem = Unit.problemByHand(size.unit) ?? DoseBands.problemByHand(start.fault.kind, size)
      else { return }
      throw FaultbookError(.usage, "fault.magnitude.unit: \(problem)", field: "fault.magnitude.unit")
    default: return
    }
  }

  /// Throws for an event that cannot have been meant, beside what the book knows.
  func checkMeant(_ event: NewEvent) throws {
    var planned: [Fault] = []
    if case .runStarted(let start) = event.fact {
      let state = headState()
      planned = [
        start.intent.flatMap { state.intents[$0] }?.current.fault,
        start.proposal.flatMap { state.proposals[$0] }?.proposed.fault,
      ].compactMap(\.self)
    }
    try KnowledgeBase.checkMeant(event.fact, planned: planned)
    try checkAge(of: event)
  }

  /// Seconds before now from which on a time that is older than all else in the book is taken for a slip: five years.
  private static let longAgo = 5 * 365.25 * 86_400

  /// Throws for a step of a run that lies years back, and before everything that the book knows of.
  private func checkAge(of event: NewEvent) throws {
    guard let time = event.time, StreamFamily.run.id(in: event.stream) != nil,
      wallTime().seconds(since: time) > KnowledgeBase.longAgo, let first = try log.event(at: 1)
    else { return }
    let earliest = min(first.occurredAt, headState().runs.values.compactMap(\.startedAt).min() ?? first.occurredAt)
    guard time < earliest else { return }
    throw FaultbookError(
      .usage,
      "time: \(time) lies years back, before all that the book knows of (from \(earliest) on); give the time at which it happened, or import what was so long ago as a file",
      field: "time")
  }
}
