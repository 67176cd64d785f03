import Vocabulary

/// One answer of a probe: in which part of the run, and whether it was what was tolerated.
struct ProbeReading {
  let time: Timestamp?
  let fact: ProbeObserved
  /// Whether the tolerance is that of a hypothesis' probe that asks the same.
  let isJudgedByBorrowedTolerance: Bool

  var journey: String? { fact.journey }

  /// All answers of a journal.
  ///
  /// Where the times allow, the part of the run follows from the time that an answer came. A time that cannot be (an
  /// answer "during" or "after" that is no later than the gate's) leaves it to the section in which the answer stands.
  static func all(
    _ experiment: Experiment, life: JournalLife, before: [Execution], during: [Execution], after: [Execution],
    method: [Execution], rollbacks: [Execution]
  ) -> [ProbeReading] {
    let gate = before.compactMap(\.end).max()
    func isPossible(_ time: Timestamp?) -> Bool {
      guard let time else { return false }
      return gate.map { time > $0 } ?? true
    }
    let isDry = experiment.dry == "probes" || experiment.dry == "activities"
    func reading(_ execution: Execution, _ phase: Phase, isHypothesis: Bool) -> ProbeReading? {
      guard !isDry, execution.happened || execution.toleranceMet != nil else { return nil }
      return ProbeReading(execution, phase, experiment, isHypothesis: isHypothesis)
    }
    let hasFault = !life.injections.isEmpty
    var all = before.compactMap { reading($0, .baseline, isHypothesis: true) }
    all += during.compactMap { execution in
      let phase = isPossible(execution.end) ? execution.end.map { life.phase(at: $0) } ?? .fault : .fault
      return reading(execution, hasFault ? phase : .baseline, isHypothesis: true)
    }
    all += method.compactMap { execution in
      let phase = isPossible(execution.end) ? execution.end.map { life.phase(at: $0) } ?? .fault : .fault
      return reading(execution, hasFault ? phase : .baseline, isHypothesis: false)
    }
    all += after.compactMap { execution in
      let time = isPossible(execution.end) ? execution.end : nil
      return reading(execution, life.phaseAfterMethod(at: time), isHypothesis: true)
    }
    // A rollback that asks, after one that acted.
    all += rollbacks.compactMap { execution in
      let phase = isPossible(execution.end) ? execution.end.map { life.phase(at: $0) } ?? .recovery : .recovery
      return reading(execution, hasFault ? phase : .baseline, isHypothesis: false)
    }
    return all
  }

  private init(_ execution: Execution, _ phase: Phase, _ experiment: Experiment, isHypothesis: Bool) {
    let activity = execution.activity
    let stated = execution.toleranceMet ?? (isHypothesis && execution.failed ? false : nil)
    var met = stated
    var tolerance = activity.tolerance
    var isBorrowed = false
    if met == nil, let own = tolerance {
      met = Tolerance.isMet(execution, own)
    } else if met == nil {
      if let body = execution.output["body"]?["met"]?.boolValue {
        // What is asked judges itself, as a monitor of objectives does.
        met = body
      } else if let same = experiment.probes.first(where: {
        $0.tolerance != nil && ProbeReading.asksTheSame($0, activity)
      }) {
        tolerance = same.tolerance
        met = tolerance.flatMap { Tolerance.isMet(execution, $0) } ?? (execution.failed ? false : nil)
        isBorrowed = met != nil
      }
    }
    let said = execution.output["body"]?["journey"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    time = execution.end
    let subject = experiment.extensions.subjects[activity.name]
    fact = ProbeObserved(
      name: activity.name, component: subject?.kind == .component ? subject?.name : nil,
      journey: subject?.kind == .component
        ? nil
        : said ?? experiment.journey(of: activity, isHypothesis: isHypothesis || isBorrowed),
      phase: phase, met: met, value: execution.value, tolerance: tolerance)
    isJudgedByBorrowedTolerance = isBorrowed
  }

  /// Whether two probes put the same question to the same address.
  private static func asksTheSame(_ one: Activity, _ other: Activity) -> Bool {
    guard let mine = one.json["provider"], let theirs = other.json["provider"] else { return false }
    func question(_ provider: JSON) -> JSON {
      .object((provider.members ?? []).filter { $0.name != "timeout" && !$0.value.isNull })
    }
    return question(mine) == question(theirs)
  }
}

/// Judges an answer by a tolerance that the tool itself did not apply; only where it is plain what it means.
enum Tolerance {
  /// Whether it was met; nil for tolerances that need the tool (regular expressions, JSON paths, further probes).
  static func isMet(_ execution: Execution, _ tolerance: JSON) -> Bool? {
    if execution.failed { return false }
    guard execution.succeeded else { return nil }
    let status = execution.output["status"]
    switch tolerance {
    case .integer(let code): return (status ?? execution.output).integerValue.map { $0 == code }
    case .bool(let expected): return execution.output.boolValue.map { $0 == expected }
    case .string(let expected): return execution.output.stringValue.map { $0 == expected }
    case .array(let values):
      if let found = status?.integerValue { return values.contains { $0.integerValue == found } }
      guard values.count == 2, let low = values[0].doubleValue, let high = values[1].doubleValue else { return nil }
      return execution.output.doubleValue.map { (low...max(low, high)).contains($0) }
    case .object where tolerance["type"] == "jsonpath" && tolerance["path"]?.stringValue == PrometheusAnswer.anyResult:
      return PrometheusAnswer.hasResult(execution.output["body"])
    default:
      guard tolerance["type"] == "range", tolerance["target"] == nil, let limits = tolerance["range"]?.arrayValue,
        limits.count == 2, let low = limits[0].doubleValue, let high = limits[1].doubleValue
      else { return nil }
      return execution.output.doubleValue.map { (low...max(low, high)).contains($0) }
    }
  }
}
