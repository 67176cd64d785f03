import Beliefs
import SystemModel
import Vocabulary

/// A run or verdict that one would look for behind a belief, and why it is not there.
struct UncountedRun: Sendable {
  /// The run or incident.
  let stream: String
  /// The position of the verdict that is meant; nil where there is none.
  let position: Int64?
  /// Why, in a word for programs.
  let reason: String
  /// Why, in words.
  let why: String
  /// When the fault was injected or the run began; nil where nobody said.
  let at: Timestamp?

  /// `{"stream", "position"?, "reason", "why", "at"?}`.
  var json: JSON {
    .compact(
      ("stream", .string(stream)), ("position", position.map { .integer($0) }), ("reason", .string(reason)),
      ("why", .string(why)), ("at", at.map { .string($0.description) }))
  }
}

/// What does not count for one belief, though the fault could have told of it: all that could, less what does.
struct UncountedRuns {
  private let source: ProjectionSource
  private let place: BeliefPlace

  init(_ source: ProjectionSource, _ place: BeliefPlace) {
    self.source = source
    self.place = place
  }

  /// The runs and incidents that could have spoken of the belief and are not among `counted`, and the verdicts that were replaced, in
  /// the order of the runs' starts; `weightless` are those that would speak and whose weight is nothing.
  func all(
    counted: Set<String>, weightless: [BeliefAccount.Testimony], superseded: [String: [BeliefFacts.Superseded]]
  ) -> [UncountedRun] {
    let state = source.state
    let weightless = Dictionary(
      weightless.map { ($0.contribution.stream, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [UncountedRun] = []
    for run in state.runs.values.sorted(by: { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }) {
      guard let observed = run.asObserved(state.policy.doseBands), couldSpeak(observed) else { continue }
      let stream = observed.stream
      if !counted.contains(stream), let reason = weightless[stream].map(reason) ?? reason(run, observed) {
        found.append(
          UncountedRun(
            stream: stream, position: run.verdict == nil ? nil : run.verdictPosition, reason: reason.word,
            why: reason.why, at: observed.injected))
      }
      for old in superseded[run.id] ?? [] { found.append(replaced(old, run, observed)) }
    }
    for incident in state.incidents.values.sorted(by: { ($0.position, $0.id) < ($1.position, $1.id) }) {
      let observed = state.observed(incident)
      guard !counted.contains(observed.stream), couldSpeak(observed),
        let reason = weightless[observed.stream].map(reason) ?? reason(observed)
      else { continue }
      found.append(
        UncountedRun(
          stream: observed.stream, position: incident.position, reason: reason.word, why: reason.why,
          at: observed.injected))
    }
    return found
  }

  private func couldSpeak(_ run: ObservedRun) -> Bool {
    run.fault.faultClass == place.key.faultClass
      && run.couldSpeak(of: place.cause, of: place.key.effect, in: source.graph)
  }

  private func replaced(
    _ old: BeliefFacts.Superseded, _ run: RunState, _ observed: ObservedRun
  ) -> UncountedRun {
    let standing = run.verdict.map { "\($0.method), grade \($0.grade.rawValue)" } ?? "none"
    let word =
      "the verdict \(old.verdict.outcome.rawValue) of \(old.verdict.method), grade \(old.verdict.grade.rawValue)"
    return UncountedRun(
      stream: observed.stream, position: old.position, reason: "superseded",
      why: old.position < run.verdictPosition
        ? "\(word) was replaced by that at position \(run.verdictPosition) (\(standing))"
        : "\(word) does not replace that at position \(run.verdictPosition) (\(standing)), which is of a better grade",
      at: observed.injected)
  }

  /// Which factor takes away all of a testimony's weight.
  private func reason(_ one: BeliefAccount.Testimony) -> (word: String, why: String) {
    if one.factors.grade <= 0 {
      return ("grade-weight", "policy gives evidence of grade \(one.grade.rawValue) no weight")
    }
    if one.factors.environment <= 0 {
      let asked = source.environment.map { " where \($0) is asked about" } ?? ""
      return ("environment", "policy gives evidence from \(one.environment) no weight\(asked)")
    }
    return ("aged", "it is \(one.factors.ageDays) days old, and nothing of its weight is left")
  }

  /// Why a run does not count; nil where nothing says so.
  private func reason(_ run: RunState, _ observed: ObservedRun) -> (word: String, why: String)? {
    if let why = run.disqualified { return ("disqualified", "it was disqualified: \(why)") }
    guard let verdict = run.verdict else {
      return run.isOver
        ? ("not-judged", "it has no verdict yet; `faultbook judge \(run.id)`") : ("not-over", "it is not over yet")
    }
    if !verdict.grade.movesBeliefs {
      return (
        "grade", "its evidence has grade \(verdict.grade.rawValue), which moves no belief (\(verdict.grade.meaning))"
      )
    }
    if !observed.tookEffect {
      return ("not-injected", "nobody confirmed the injection, and nobody was seen to suffer from it")
    }
    return reason(observed)
  }

  private func reason(_ observed: ObservedRun) -> (word: String, why: String)? {
    let (cause, effect) = (place.cause, place.key.effect)
    if observed.attribution <= 0 {
      return ("attribution", "its attribution is 0: nobody holds that fault to be its root")
    }
    if let silence = observed.silence(about: cause, of: effect, in: source.graph) {
      return (silence.rawValue, words(for: silence))
    }
    guard let symptom = place.symptom else { return nil }
    guard observed.states[effect]?.isDegraded == true else {
      return ("effect-steady", "\(effect) stayed steady, which shows nothing of how it degrades")
    }
    let seen = observed.observations.contains {
      $0.node == effect && $0.symptom == symptom && $0.state != .unknown
    }
    return seen
      ? ("ambiguous", "more than \(cause.name) could have degraded \(effect)")
      : ("symptom-unseen", "nobody observed the \(symptom.rawValue) of \(effect)")
  }

  private func words(for silence: Silence) -> String {
    let (cause, effect) = (place.cause.name, place.key.effect)
    return switch silence {
    case .effectUnseen: "nothing was observed of \(effect)"
    case .effectUnknown: "too little was seen of \(effect) to tell its state"
    case .causeSteady: "\(cause) was seen steady: it had no trouble to pass on"
    case .causeUnknown: "\(effect) stayed steady, and the state of \(cause) could not be told"
    case .causeLater: "\(cause) degraded only after \(effect)"
    case .causeBehindEffect: "the trouble can reach \(cause) only through \(effect)"
    }
  }
}

extension RunState {
  /// The run as far as it is known, whether or not its verdict counts; nil where it has not begun.
  fileprivate func asObserved(_ bands: DoseBands) -> ObservedRun? {
    if let observed = observed(bands) { return observed }
    guard let start = started, let startedAt else { return nil }
    return ObservedRun(
      stream: StreamFamily.run.stream(id), position: verdictPosition, target: start.target, fault: start.fault.kind,
      dose: start.fault.dose(bands), environment: start.environment, grade: .e0, injected: injectedAt ?? startedAt,
      observations: [])
  }
}

extension Grade {
  /// What the grade says of a run, for those that move no belief and the others.
  var meaning: String {
    switch self {
    case .e0: "the fault did not happen"
    case .e1: "nothing was observed"
    case .e2: "observed after the fault only"
    case .e3:
      "observed before the fault and since, but not both under it and after it, or the injection is not confirmed"
    case .e4: "observed before, during and after the fault"
    case .e5: "as E4, against a control"
    }
  }
}
