import EventLog
import SystemModel
import Vocabulary

/// What explaining a belief needs of the log beside the folded state: the windows of traffic of one call, and the verdicts that
/// were replaced. One pass over the events that are no samples.
struct BeliefFacts {
  /// A window of traffic.
  struct Window {
    let position: Int64
    let traffic: DependencyObserved
    let file: SourceFile?
  }

  /// A verdict that no longer counts.
  struct Superseded {
    let position: Int64
    let verdict: VerdictReached
  }

  private(set) var windows: [Window] = []
  /// By run: every verdict but the one that stands, in the order of the log.
  private(set) var superseded: [String: [Superseded]] = [:]

  /// - Parameters:
  ///   - call: whose windows; nil for none.
  ///   - state: as of when.
  ///   - includes: whether an event belongs to the state.
  init(
    _ log: EventLog, _ state: BookState, call: Dependency?, files: SourceFiles, includes: (RecordedEvent) -> Bool
  ) throws {
    let corrections = try Corrections(log, through: state.position)
    try log.readFacts(after: 0, through: state.position) { event in
      guard event.type == .dependencyObserved && call != nil || event.type == .verdictReached, includes(event),
        let event = corrections.effective(event)
      else { return }
      switch try? event.fact() {
      case .dependencyObserved(let traffic):
        guard traffic.dependency == call else { return }
        windows.append(
          Window(position: event.position, traffic: traffic, file: files.file(event.correlation)))
      case .verdictReached(let verdict):
        guard let run = StreamFamily.run.id(in: event.stream), let standing = state.runs[run]?.verdictPosition,
          standing != event.position
        else { return }
        superseded[run, default: []].append(Superseded(position: event.position, verdict: verdict))
      default: return
      }
    }
  }
}
