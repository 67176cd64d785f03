internal import SystemModel
internal import Vocabulary

/// What a node met.
struct Met {
  /// Those that were surely active.
  var sure: [Cause] = []
  /// Callees whose state is unknown, as nodes.
  var unseen: [Int] = []
}

extension Extraction {
  /// The unseen that trouble may have passed through.
  func reach(_ source: FaultSource) -> UnseenReach {
    var seen = [Bool](repeating: false, count: graph.nodes.count)
    var sources: [Int] = []
    for (place, state) in placed {
      seen[place] = true
      if state.isDegraded { sources.append(place) }
    }
    sources.sort()
    guard source.link == nil else {
      return UnseenReach(graph, seen: seen, sources: sources, suspect: source.start, target: nil)
    }
    if let start = source.start {
      seen[start] = true
      sources = [start] + sources.filter { $0 != start }
    }
    return UnseenReach(graph, seen: seen, sources: sources, suspect: nil, target: source.start)
  }

  /// A family's part in what was not seen; none where it has none.
  func factor(
    _ key: FamilyKey, _ outcome: UnseenScene.Factor.Outcome, _ met: Met, _ reach: UnseenReach
  ) -> [UnseenScene.Factor] {
    var known = met.sure
    var (unseen, places): ([Cause], [Int]) = ([], [])
    for node in met.unseen {
      let cause = Cause.call(graph.nodes[node].name)
      if let place = reach.places[node] {
        unseen.append(cause)
        places.append(place)
      } else if !reach.isWhole, outcome == .degraded {
        known.append(cause)
      }
    }
    if places.isEmpty, outcome == .steady || outcome == .degraded { return [] }
    return [UnseenScene.Factor(key: key, outcome: outcome, known: known.sorted(), unseen: unseen, places: places)]
  }

  /// The families of the unseen themselves, each with a row of its own, and the whole as a scene.
  mutating func addUnseen(
    _ faultClass: FaultClass, _ source: FaultSource, _ reach: UnseenReach, _ factors: [UnseenScene.Factor],
    _ ways: inout TroubleTree
  ) {
    var factors = factors
    for (place, node) in reach.nodes.enumerated() {
      var met = Met()
      for edge in graph.calls(of: node) {
        let cause = graph.edges[edge].callee
        if source.activates(cause, for: graph.nodes[node]) {
          met.sure.append(.call(graph.nodes[cause].name))
        } else if let seen = placed[cause] {
          guard seen.isDegraded else { continue }
          if !ways.reaches(cause) || ways.reaches(cause, avoiding: node) {
            met.sure.append(.call(graph.nodes[cause].name))
          }
        } else if let other = reach.places[cause], reach.counts(other, for: place) {
          met.unseen.append(cause)
        }
      }
      let key = FamilyKey(effect: graph.nodes[node], faultClass: faultClass)
      let causes = met.sure + met.unseen.map { .call(graph.nodes[$0].name) }
      guard !causes.isEmpty else { continue }
      add(.unseen(key, causes: causes.sorted(), dose: run.dose), isDegraded: false)
      factors += factor(key, .unseen(place), met, reach)
    }
    unseen = UnseenScene(dose: run.dose, components: reach.nodes.map { graph.nodes[$0].name }, factors: factors)
  }
}
