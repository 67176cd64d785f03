// What a state keeps many of, part by part; the rest as it is written in the log.

extension Timestamp: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(microseconds) }
  @inlinable package init(from unpacker: inout Unpacker) throws { self.init(microseconds: try unpacker.next()) }
}

extension NodeID.Kind: Packable {}
extension NodeID: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(kind, name) }
  @inlinable package init(from unpacker: inout Unpacker) throws { self.init(try unpacker.next(), try unpacker.next()) }
}

extension Dependency: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(caller, callee) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(caller: try unpacker.next(), callee: try unpacker.next())
  }
}

extension Target: Packable {
  @inlinable package func pack(into packer: inout Packer) {
    switch self {
    case .component(let name): packer.put(true, name)
    case .dependency(let link): packer.put(false, link)
    }
  }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self = try unpacker.next() ? .component(try unpacker.next()) : .dependency(try unpacker.next())
  }
}

extension Dose: Packable {}
extension FaultKind: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(name) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    guard let kind = FaultKind(named: try unpacker.next()) else { throw unpacker.error }
    self = kind
  }
}
extension Magnitude: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(value, unit) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(value: try unpacker.next(), unit: try unpacker.next())
  }
}
extension Fault: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(kind, native, magnitude, statedDose, scope) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(
      kind: try unpacker.next(), native: try unpacker.next(), magnitude: try unpacker.next(),
      dose: try unpacker.next(), scope: try unpacker.next())
  }
}

extension Runner: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(tool, version) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(tool: try unpacker.next(), version: try unpacker.next())
  }
}
extension TimeWindow: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(from, to) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(from: try unpacker.next(), to: try unpacker.next())
  }
}
extension NativeClaim: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(tool, status, verdict) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(tool: try unpacker.next(), status: try unpacker.next(), verdict: try unpacker.next())
  }
}
extension RunStarted: Packable {
  @inlinable package func pack(into packer: inout Packer) {
    packer.put(intent, proposal, environment, target, fault, runner, baseline, journeys)
    if target == nil, fault.kind != .none { packer.put(targetUnnamed) }
  }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    let start = RunStarted(
      intent: try unpacker.next(), proposal: try unpacker.next(), environment: try unpacker.next(),
      target: try unpacker.next(), fault: try unpacker.next(), runner: try unpacker.next(),
      baseline: try unpacker.next(), journeys: try unpacker.next())
    // Only where it can be there: what was packed before anybody could leave a target unnamed reads as ever.
    guard start.target == nil, start.fault.kind != .none else {
      self = start
      return
    }
    self.init(
      intent: start.intent, proposal: start.proposal, environment: start.environment, target: nil,
      targetUnnamed: try unpacker.next(), fault: start.fault, runner: start.runner, baseline: start.baseline,
      journeys: start.journeys)
  }
}

extension Symptom: Packable {}
extension ObservedState: Packable {}
extension Grade: Packable {}
extension Outcome: Packable {}
extension Observation: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(node, symptom, state, onsetSeconds, confidence) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(
      node: try unpacker.next(), symptom: try unpacker.next(), state: try unpacker.next(),
      onsetSeconds: try unpacker.next(), confidence: try unpacker.next())
  }
}
extension ClauseVerdict: Packable {
  @inlinable package func pack(into packer: inout Packer) {
    packer.put(id, outcome, expected, actual, unit, evidence, figures)
  }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(
      id: try unpacker.next(), outcome: try unpacker.next(), expected: try unpacker.next(),
      actual: try unpacker.next(), unit: try unpacker.next(), evidence: try unpacker.next(),
      figures: try unpacker.next())
  }
}
extension Comparison: Packable {}
extension ClauseFigures: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(value, comparison, threshold, samples, window) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(
      value: try unpacker.next(), comparison: try unpacker.next(), threshold: try unpacker.next(),
      samples: try unpacker.next(), window: try unpacker.next())
  }
}
extension LateCriterion.Part: Packable {}
extension LateCriterion.Change: Packable {}
extension LateCriterion: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(part, id, change, position, isAfterResult) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(
      part: try unpacker.next(), id: try unpacker.next(), change: try unpacker.next(), position: try unpacker.next(),
      isAfterResult: try unpacker.next())
  }
}
extension VerdictReached: Packable {
  @inlinable package func pack(into packer: inout Packer) {
    packer.put(outcome, clauses, observations, grade, method, recoverySeconds, samplingStepSeconds, lateCriteria)
  }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(
      outcome: try unpacker.next(), clauses: try unpacker.next(), observations: try unpacker.next(),
      grade: try unpacker.next(), method: try unpacker.next(), recoverySeconds: try unpacker.next(),
      samplingStepSeconds: try unpacker.next(), lateCriteria: try unpacker.next())
  }
}

extension CallMode: Packable {}
extension ComponentChanged.Change: Packable {}
extension Guards: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(timeoutMs, retries, breaker, fallback) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(
      timeoutMs: try unpacker.next(), retries: try unpacker.next(), breaker: try unpacker.next(),
      fallback: try unpacker.next())
  }
}
extension Objective: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(latencyP99Ms, errorRate, availability, window) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self.init(
      latencyP99Ms: try unpacker.next(), errorRate: try unpacker.next(), availability: try unpacker.next(),
      window: try unpacker.next())
  }
}

extension RunAborted: Packable {}
extension FindingOpened: Packable {}
extension IncidentRecorded: Packable {}
extension IntentDeclared: Packable {}
extension ExperimentProposed: Packable {}
extension SourceImported: Packable {}
extension PolicySet: Packable {}
extension FailureModeCatalogued: Packable {}
