import Beliefs
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Checks what somebody says of an incident by hand. Throws where one node is said to have suffered and to have stayed steady in the
  /// same symptom, and where a journey is named as a component.
  func check(_ incident: IncidentRecorded, in state: BookState) throws {
    let steady = incident.observations.filter { $0.state == .steady }
    for seen in incident.observations where seen.state == .degraded {
      if steady.contains(where: { $0.node == seen.node && $0.symptom == seen.symptom }) {
        throw FaultbookError(
          .usage,
          "\(seen.node) is said to have degraded and to have stayed steady (\(seen.symptom.rawValue)); say one of them")
      }
    }
    for node in incident.observations.map(\.node) where node.kind == .component && !state.system.knows(node) {
      guard state.system.journey(node.name) != nil else { continue }
      throw FaultbookError(
        .usage, "\"\(node.name)\" is no component of this book but a journey; write 'journey \(node.name)'")
    }
  }

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
