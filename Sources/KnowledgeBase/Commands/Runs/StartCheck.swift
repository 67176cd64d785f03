import EventLog
import Vocabulary

/// Refuses a start that contradicts what is known of its run: another environment, target or fault under a new event's id would change
/// what the run's evidence is of, and unsay what it blocks. Memory: a start for each run of one call.
final class StartCheck {
  private let book: KnowledgeBase
  private var told: [String: RunStarted] = [:]

  /// A check against a book as it is before the call.
  init(in book: KnowledgeBase) { self.book = book }

  /// Looks at one event, after those ahead of it in the same call. Throws for a start that contradicts.
  func look(at event: NewEvent) throws {
    guard case .runStarted(let start) = event.fact, let run = StreamFamily.run.id(in: event.stream) else { return }
    let held = book.headState().runs[run]
    guard let known = told[run] ?? held?.started else {
      told[run] = start
      return
    }
    // Of an event that is said again, the log itself knows whether it is the same.
    guard try book.log.event(source: event.source, id: event.id) == nil else { return }
    // An importer's intent follows from the target, and becomes another where that is named at last.
    let compared = RunStarted(
      intent: known.intent, proposal: known.proposal, environment: start.environment, target: start.target,
      targetUnnamed: start.targetUnnamed, fault: start.fault, runner: start.runner)
    if let contradiction = known.contradiction(in: compared) {
      let place = held?.started == nil ? "ahead of it in the same call" : "at position \(held?.startedPosition ?? 0)"
      throw FaultbookError(
        .input,
        "run \"\(run)\" was started already, \(known.place), \(place), and this start says \(contradiction); "
          + "put the first one right with `faultbook correct`, or give this run another id; nothing was appended")
    }
    told[run] = known.completed(by: start)
  }
}
