internal import Beliefs
internal import SystemModel
internal import Vocabulary

/// What a bit about each family is worth (chapter 3, Objectives: `information`).
///
/// A family weighs the highest criticality of a journey that its effect can reach along the network's own edges, those that a
/// surprise has raised among them. Without journeys every family weighs 1. One walk down from the journeys, the most critical first.
struct FamilyWeights: Sendable {
  /// By place.
  let weight: [Double]
  /// By place: a journey's criticality; −1 for a component.
  let criticality: [Double]
  /// Whether any journey is declared.
  let hasJourneys: Bool

  /// - Parameter only: the one journey that counts; nil for all.
  init(_ graph: WorldGraph, _ model: SystemModel, only journey: String?) {
    let count = graph.order.count
    var criticality = [Double](repeating: -1, count: count)
    var journeys: [(place: Int, value: Double)] = []
    for place in 0..<count where graph.name(place).kind == .journey {
      let name = graph.name(place).name
      let value = model.journey(name)?.criticality ?? 0
      criticality[place] = value
      if journey == nil || journey == name { journeys.append((place, value)) }
    }
    self.criticality = criticality
    hasJourneys = !model.journeys.isEmpty
    guard hasJourneys else {
      weight = [Double](repeating: 1, count: count)
      return
    }
    journeys.sort { ($1.value, $0.place) < ($0.value, $1.place) }
    var weight = [Double](repeating: 0, count: count)
    var seen = [Bool](repeating: false, count: count)
    for (start, value) in journeys where !seen[start] {
      var stack = [start]
      seen[start] = true
      while let place = stack.popLast() {
        weight[place] = value
        for slot in graph.slots(place) where !seen[Int(graph.cause[slot])] {
          seen[Int(graph.cause[slot])] = true
          stack.append(Int(graph.cause[slot]))
        }
      }
    }
    self.weight = weight
  }
}
