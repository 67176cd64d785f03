public import SystemModel
public import Vocabulary

/// Why a run whose fault could have reached a cause says nothing about whether an effect degrades by it.
public enum Silence: String, Sendable, Hashable, CaseIterable {
  /// Nothing was observed of the effect.
  case effectUnseen = "effect-unseen"
  /// The effect was observed, and its state could not be told.
  case effectUnknown = "effect-unknown"
  /// The cause was seen steady: it had no trouble to pass on.
  case causeSteady = "cause-steady"
  /// The state of the cause could not be told, and the effect stayed steady: that says nothing of the cause.
  case causeUnknown = "cause-unknown"
  /// The cause degraded after the effect.
  case causeLater = "cause-later"
  /// The fault's trouble reaches the cause only through the effect itself.
  case causeBehindEffect = "cause-behind-effect"
}

extension ObservedRun {
  /// Whether trouble of the run's target could have reached a cause of an effect, so that people would expect the run to speak of
  /// it. A placebo and a fault on the effect itself do not. O(nodes + calls).
  public func couldSpeak(of cause: Cause, of effect: NodeID, in graph: SystemGraph) -> Bool {
    switch (cause.kind, target) {
    case (_, nil): return false
    case (.fault, .component(let name)): return effect == .component(name) && cause == .fault(fault)
    case (.fault, .dependency): return false
    case (.coupling, .component(let name)): return name == cause.name && effect != .component(name)
    case (.coupling, .dependency(let link)): return link.callee == cause.name && effect == .component(link.caller)
    case (.call, .component(let name)):
      return effect != .component(name) && (name == cause.name || reaches(cause.name, from: name, graph))
    case (.call, .dependency(let link)):
      if effect == .component(link.caller) { return link.callee == cause.name }
      return link.caller == cause.name || reaches(cause.name, from: link.caller, graph)
    }
  }

  private func reaches(_ component: String, from start: String, _ graph: SystemGraph) -> Bool {
    guard let from = graph.index(.component(start)), let to = graph.index(.component(component)) else { return false }
    return graph.reachable(from: [from])[to]
  }

  /// Why the run says nothing about an effect degrading by a cause, by the rules of ``RunEvidence``; nil where it does say
  /// something, or a grade, an injection or a class is why it does not.
  public func silence(about cause: Cause, of effect: NodeID, in graph: SystemGraph) -> Silence? {
    let states = self.states
    guard let state = states[effect] else {
      return observations.contains { $0.node == effect } ? .effectUnknown : .effectUnseen
    }
    guard cause.kind == .call, !isActivated(cause, of: effect) else { return nil }
    guard let seen = states[.component(cause.name)] else {
      return state.isDegraded ? .causeBehindEffect : .causeUnknown
    }
    guard seen.isDegraded else { return .causeSteady }
    if let onset = seen.onset, let effectOnset = state.onset {
      return onset <= effectOnset || onset < effectOnset + samplingStep ? nil : .causeLater
    }
    return .causeBehindEffect
  }

  private func isActivated(_ cause: Cause, of effect: NodeID) -> Bool {
    switch target {
    case .component(let name): name == cause.name
    case .dependency(let link): link.callee == cause.name && effect == .component(link.caller)
    case nil: false
    }
  }
}
