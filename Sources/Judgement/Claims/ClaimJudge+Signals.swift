import Vocabulary

extension ClaimJudge {
  /// What says when a guard or an alert acted: the clause's metric, or probes.
  struct Signal {
    let crossing: Result<Crossing, FindingError>
    /// `breaker_open of web first crossed it`.
    let did: String
    /// `had not crossed it`.
    let didNot: String
    /// `breaker_open of web never crossed it`.
    let never: String
    /// `breaker_open of web had crossed it before the fault`.
    let already: String
    /// Whether its times are instants at which somebody asked.
    let isAsked: Bool
  }

  /// The signal that a clause is judged by: its metric against its threshold; where that is not measured, or not stated, the probes
  /// that ask for it. Nil where there is neither.
  func signal(_ clause: Clause, _ kind: Indicator.Kind) -> Signal? {
    let asked = indicators(clause, kind)
    if let bound = Bound(clause) {
      let crossing = crossing(clause, bound)
      var isMissing = false
      if case .failure = crossing { isMissing = true }
      if !isMissing || asked.isEmpty {
        let name = "\(bound.metric) of \(clause.subject)"
        return Signal(
          crossing: crossing, did: "\(name) first crossed it", didNot: "had not crossed it",
          never: "\(name) never crossed it", already: "\(name) had crossed it before the fault", isAsked: false)
      }
    }
    guard !asked.isEmpty else { return nil }
    let (name, crossing) = crossing(asked, kind)
    let verb = kind == .guarding ? "tripped" : "fired"
    return Signal(
      crossing: crossing, did: "probe \(name) first said that it had \(verb)", didNot: "had not \(verb)",
      never: "probe \(name) never said that it had \(verb)",
      already: "by probe \(name) it had \(verb) before the fault",
      isAsked: true)
  }

  /// The probes that tell of a clause's guard or alert, by name: one whose name its metric is, else those whose names speak of one,
  /// asked of its subject or of nobody in particular.
  func indicators(_ clause: Clause, _ kind: Indicator.Kind) -> [String: [RunRecord.Probe]] {
    let named = clause.metric.map { metric in run.probes.filter { $0.payload.name == metric } } ?? []
    let found =
      !named.isEmpty || clause.metric != nil
      ? named
      : run.probes.filter { probe in
        let asked = probe.payload
        let node = asked.component.map { NodeID.component($0) } ?? asked.journey.map { NodeID.journey($0) }
        return Indicator(asked).kind == kind && (node == nil || node == clause.subject)
      }
    return Dictionary(grouping: found, by: \.payload.name)
  }

  /// When the first of some probes said that it had acted. One that had acted before the fault leaves the others.
  private func crossing(
    _ asked: [String: [RunRecord.Probe]], _ kind: Indicator.Kind
  ) -> (name: String, crossing: Result<Crossing, FindingError>) {
    let all = asked.sorted { $0.key < $1.key }.map { name, probes in
      (name: "\"\(name)\"", crossing: crossing(of: name, probes, kind))
    }
    func rank(_ crossing: Result<Crossing, FindingError>) -> (Int, Double) {
      switch crossing {
      case .success(.at(let change, _)): (0, change.by)
      case .success(.never(let until, _)): (1, -until)
      case .success(.already): (2, 0)
      case .failure: (3, 0)
      }
    }
    let best = all.min { rank($0.crossing) < rank($1.crossing) }
    return best ?? ("", .failure(FindingError("no probe was asked")))
  }

  private func crossing(
    of name: String, _ probes: [RunRecord.Probe], _ kind: Indicator.Kind
  ) -> Result<Crossing, FindingError> {
    let verb = kind == .guarding ? "tripped" : "fired"
    let before = Set(probes.filter { $0.payload.phase == .baseline }.compactMap(\.payload.met))
    // Before the fault it was at rest: an answer that is another then is that it acted.
    let rest = before.count == 1 ? before.first : nil
    var unclear = 0
    let windows = probes.compactMap { probe -> Window? in
      guard probe.payload.met != nil || probe.payload.value != nil else { return nil }
      let acted =
        Indicator(probe.payload).acted(probe.payload) ?? probe.payload.met.flatMap { met in rest.map { met != $0 } }
      guard let acted else {
        unclear += 1
        return nil
      }
      let part: Timeline.Part =
        switch probe.payload.phase {
        case .baseline: .baseline
        case .fault: .fault
        case .recovery: .recovery
        }
      return Window(
        end: probe.at.seconds(since: series.timeline.origin), width: 0, value: acted ? 1 : 0, part: part)
    }.sorted { ($0.end, $0.value) < ($1.end, $1.value) }
    let since = windows.filter { $0.part != .baseline }
    guard let last = since.last else {
      return .failure(
        FindingError(
          unclear > 0
            ? "whether an answer of probe \"\(name)\" means that it had \(verb) cannot be told: neither the answer nor the name "
              + "says it, and it was not asked before the fault"
            : "probe \"\(name)\" got no answer after the injection"))
    }
    if let last = windows.last(where: { $0.part == .baseline }), last.value == 1 { return .success(.already) }
    guard let index = since.firstIndex(where: { $0.value == 1 }) else {
      return .success(.never(until: last.end, windows: since))
    }
    let change = Change(since[index], after: index > 0 ? since[index - 1].end : nil, tolerating: 0, since: 0)
    return .success(.at(change, windows: since))
  }
}
