public import Vocabulary

/// A probe that asks whether a guard tripped or an alert fired, rather than whether somebody is well.
///
/// People ask it both ways round: `breaker open` is met when it acted, `no alert is firing` when it did not. So what an answer
/// means is read, in this order, from what was answered (`open`, `firing`, a list of alerts), from the tolerance (`closed` met, or not),
/// from the name, and where none of them says it from the answers before the fault, when it was at rest.
struct Indicator {
  /// What it asks about.
  enum Kind {
    /// A breaker, a bulkhead, a limiter.
    case guarding
    /// An alert, an alarm, a page to somebody.
    case alert
  }

  /// What the name speaks of; nil for a probe of another kind.
  let kind: Kind?
  /// What the name asserts: that it acted, or that it did not; nil where it says neither.
  let asserted: Bool?

  /// What a probe asks about. That whom it asks is called like an alert or a guard makes no alert of it: `alertmanager answers`, asked of
  /// the component alertmanager, is about its health; `alertmanager firing` is not.
  init(_ probe: ProbeObserved) {
    let words = Indicator.words(probe.name)
    let own = Set(Indicator.words(probe.component ?? probe.journey ?? ""))
    let rest = Set(words).subtracting(own)
    let isOfItsName = !rest.isDisjoint(with: Indicator.acting) || !rest.isDisjoint(with: Indicator.resting)
    self.init(words: Set(words), telling: isOfItsName ? Set(words) : rest)
  }

  private init(words: Set<String>, telling: Set<String>) {
    kind =
      !telling.isDisjoint(with: Indicator.guards)
      ? .guarding : !telling.isDisjoint(with: Indicator.alerts) ? .alert : nil
    let isNegated = !words.isDisjoint(with: Indicator.negations)
    let acting = !words.isDisjoint(with: Indicator.acting)
    let resting = !words.isDisjoint(with: Indicator.resting)
    switch (acting, resting) {
    case (true, true): asserted = nil
    case (true, false): asserted = !isNegated
    case (false, true): asserted = isNegated
    case (false, false): asserted = isNegated ? false : nil
    }
  }

  /// Whether an answer says nothing of how anybody is: that a guard or an alert acted is no health, and no lack of it. An alert
  /// that is asked to stay silent is another matter: where it does not, something is wrong.
  var isNoHealth: Bool { kind == .guarding || kind == .alert && asserted != false }

  /// Whether it had acted, by one answer alone; nil where that does not say.
  func acted(_ probe: ProbeObserved) -> Bool? {
    if let value = probe.value {
      if let state = Indicator.state(of: value) { return state }
      if kind == .alert, let list = value.arrayValue { return !list.isEmpty }
      if let flag = Indicator.flag(value), let asserted { return flag == asserted }
    }
    guard let met = probe.met else { return nil }
    if let tolerance = probe.tolerance {
      if let state = Indicator.state(of: tolerance) { return met == state }
      if let flag = tolerance.boolValue, let asserted { return (met == flag) == asserted }
    }
    return asserted.map { met == $0 }
  }

  // MARK: - Words

  private static let guards: Set<String> = [
    "breaker", "breakers", "circuitbreaker", "circuitbreakers", "circuit", "bulkhead", "guard", "fuse", "limiter",
    "ratelimiter", "shedder", "shedding",
  ]
  private static let alerts: Set<String> = [
    "alert", "alerts", "alerting", "alertmanager", "alarm", "alarms", "paged", "pager", "pagerduty", "oncall",
    "opsgenie", "notified", "detected", "detects",
  ]
  private static let acting: Set<String> = [
    "open", "opens", "opened", "halfopen", "trip", "trips", "tripped", "trigger", "triggers", "triggered", "fire",
    "fires", "fired", "firing", "raised", "raises", "active", "activated", "engaged", "acts", "acted", "alerting",
    "paged", "notified", "sent", "detected", "detects", "shedding",
  ]
  private static let resting: Set<String> = [
    "closed", "closes", "inactive", "quiet", "silent", "resolved", "idle", "normal", "untripped", "ok", "pending",
    "off",
  ]
  private static let negations: Set<String> = ["no", "not", "none", "never", "without", "isn", "don", "doesn", "hasn"]

  /// The words of a name in small letters: `payments breakerOpen` → payments, breaker, open.
  private static func words(_ name: String) -> [String] {
    var words: [String] = []
    var wasSmall = false
    var isInside = false
    for character in name {
      guard character.isLetter else {
        isInside = false
        wasSmall = false
        continue
      }
      if !isInside || wasSmall && character.isUppercase { words.append("") }
      isInside = true
      wasSmall = character.isLowercase
      words[words.count - 1] += character.lowercased()
    }
    return words
  }

  /// Whether a state is one in which it acted: `open`, `{"state": "firing"}`. Nil for what is no such word.
  private static func state(of value: JSON) -> Bool? {
    if let text = value.stringValue {
      let word = text.lowercased().filter(\.isLetter)
      return acting.contains(word) ? true : resting.contains(word) || word == "none" ? false : nil
    }
    for name in ["state", "status", "value", "body"] {
      if let inner = value[name], let found = state(of: inner) { return found }
    }
    return nil
  }

  private static func flag(_ value: JSON) -> Bool? {
    if let flag = value.boolValue { return flag }
    return value.doubleValue == 0 ? false : value.doubleValue == 1 ? true : nil
  }
}

extension ProbeObserved {
  /// Whether its answer says how somebody is, rather than whether a guard tripped or an alert fired.
  public var isOfHealth: Bool { !Indicator(self).isNoHealth }
}
