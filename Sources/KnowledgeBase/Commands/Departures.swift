import SystemModel
import Vocabulary

extension BookState {
  /// What a run does otherwise than the proposal or the intent that it is said to be of.
  func departures(of start: RunStarted) -> [String] {
    guard let target = start.target else { return [] }
    let proposed = start.proposal.flatMap { proposals[$0] }?.proposed
    let intent = start.intent.flatMap { intents[$0] }?.current
    var found: [String] = []
    if let planned = proposed?.target ?? intent?.target, planned != target {
      found.append(
        "The \(proposed != nil ? "proposal" : "intent") is about \(planned), and this run disturbs \(target).")
    }
    if let planned = proposed?.fault.kind ?? intent?.fault?.kind, planned != start.fault.kind {
      found.append(
        "The \(proposed != nil ? "proposal" : "intent") is about \(planned), and this run injects \(start.fault.kind).")
    }
    let place = proposed?.proposal["environment"]?.stringValue ?? (proposed == nil ? intent?.environment : nil)
    if let place, place.lowercased() != start.environment.lowercased() {
      found.append(
        "The \(proposed != nil ? "proposal" : "intent") is for \(place), and this run is in \(start.environment).")
    }
    return found
  }
}
