import Beliefs
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// What an incident leaves in doubt: names that the book does not know, a cause that moves no belief, an end that nobody told.
  func doubts(about incident: IncidentRecorded, _ unknownComponents: ([String]) -> [String]) -> [String] {
    let state = headState()
    let nodes = Set(incident.observations.map(\.node)).sorted()
    var found = unknownComponents(
      [incident.suspected] + nodes.filter { $0.kind == .component && $0.name != incident.suspected }.map(\.name))
    found += state.unknownJourneys(nodes.filter { $0.kind == .journey }.map(\.name))
    if incident.fault.kind.faultClass == nil {
      found.append(
        "Its fault is \(incident.fault.kind), so it moves no belief; record it again when the cause is known.")
    } else if incident.attribution == 0 {
      found.append("Its attribution is 0, so it moves no belief.")
    }
    if incident.ended == nil {
      found.append(
        "It has not ended: nothing is proposed on \(incident.suspected) until it has; record it again with --ended.")
    }
    return found
  }
}
