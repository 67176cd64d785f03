import Vocabulary

/// A ChaosResult: what came of the latest run of one experiment of one engine. The object is overwritten by each run, and
/// its history only counts.
struct LitmusResult {
  let object: KubernetesObject
  let engine: String
  let experiment: String
  let instance: String?
  let phase: String?
  let verdict: String?
  /// Why it ended as it did, in the tool's words.
  let reason: String?
  let answers: [LitmusAnswer]
  let targets: [(name: String, kind: String, status: String)]
  /// Runs that the history counts, by outcome; nil where there is no history.
  let history: (passed: Int, failed: Int, stopped: Int)?
  /// When its status was written last, as far as the cluster told.
  let writtenAt: Timestamp?

  init(_ object: KubernetesObject) throws {
    self.object = object
    let spec = try object.element.object("spec")
    let status = try object.element.object("status")
    experiment = try spec?.label("experiment") ?? object.name
    engine = try spec?.label("engine") ?? ""
    instance = try spec?.label("instance")
    // Written "experimentstatus" before 2.0.
    let result = try status?.object("experimentStatus") ?? status?.object("experimentstatus")
    phase = try result?.label("phase")
    verdict = try result?.label("verdict")
    let failStep = try result?.label("failStep").flatMap { $0 == "N/A" ? nil : $0 }
    let error = result?["errorOutput"]
    let code = try error?.label("errorCode")
    reason = [code, try error?.label("reason") ?? failStep].compactMap(\.self).joined(separator: ": ").nonEmpty
    answers =
      try status?.elements("probeStatuses").flatMap { try LitmusAnswer.read($0) }
      ?? status?.elements("probeStatus").flatMap { try LitmusAnswer.read($0) } ?? []
    let counts = try status?.object("history")
    targets =
      try counts?.elements("targets").map { target in
        (
          try target.label("name") ?? "", try target.label("kind") ?? "",
          try target.label("chaosStatus")?.lowercased() ?? ""
        )
      } ?? []
    func count(_ name: String) throws -> Int {
      let number = try counts?.number(name) ?? 0
      guard number >= 0, number < 1e9 else {
        throw object.element.error("expected \(name) of at least 0, found \(number)")
      }
      return Int(number)
    }
    history = counts == nil ? nil : (try count("passedRuns"), try count("failedRuns"), try count("stoppedRuns"))
    status?.count(known: [
      "experimentStatus", "experimentstatus", "probeStatuses", "probeStatus", "history",
    ])
    writtenAt = try object.element["metadata"]?.elements("managedFields").compactMap { try $0.time("time") }.max()
  }

  /// Whether the run is over. Awaited is no verdict yet.
  var isOver: Bool { ["pass", "fail", "stopped", "error"].contains(verdict?.lowercased() ?? "") }

  /// Runs that the history counts before this one.
  var earlierRuns: Int {
    guard let history else { return 0 }
    // A run that ended in an error is not counted at all.
    let counted = history.passed + history.failed + history.stopped
    return verdict?.lowercased() == "error" ? counted : max(0, counted - 1)
  }

  private static let seen: Set<String> = ["injected", "reverted", "detached", "re-attached", "nolongerexist"]

  /// Whether the tool saw its fault take effect: it marks what it injected into, and what it took it back from.
  var isConfirmed: Bool { targets.contains { LitmusResult.seen.contains($0.status) } }
  /// Whether the tool saw that its fault was gone.
  var isReverted: Bool { targets.contains { ["reverted", "re-attached"].contains($0.status) } }

  /// The component that the targets' names speak of.
  var component: String? {
    guard let first = targets.first, !first.name.isEmpty else { return nil }
    return first.kind.lowercased() == "pod" ? ComponentNames.of(pod: first.name) : ComponentNames.plain(first.name)
  }

  /// What was not met before anything was injected; nil where the run got past that. Targets are only chosen once the
  /// probes before the fault have passed.
  var gateUnmet: String? {
    guard targets.isEmpty else { return nil }
    let failed = answers.filter { $0.met == false && ($0.mode == "sot" || $0.mode == "edge") }.map { "\"\($0.name)\"" }
    return failed.isEmpty ? nil : "probe before the fault: " + Set(failed).sorted().joined(separator: ", ")
  }

  /// Whether anything was injected: a target was chosen, or the run came to its regular end.
  var isInjected: Bool {
    if gateUnmet != nil { return false }
    let verdict = verdict?.lowercased()
    // A run that broke off may have broken off before its fault acted, though the target was chosen.
    if verdict == "error" { return isConfirmed }
    if !targets.isEmpty { return true }
    return verdict == "pass" || verdict == "fail" && phase?.lowercased().hasPrefix("completed") ?? false
  }

  /// The probes' answers in the parts of the run that they were asked in.
  func probes(of plan: LitmusPlan?) -> [ProbeObserved] {
    answers.flatMap { answer in
      let node = plan?.probes.first { $0.name == answer.name }?.node
      return answer.phases(isInjected: isInjected).map { phase, met in
        ProbeObserved(
          name: answer.name, component: node?.kind == .component ? node?.name : nil,
          journey: node?.kind == .journey ? node?.name : nil, phase: phase, met: met,
          value: answer.words.map { .string(String($0.prefix(500))) })
      }
    }
  }
}

/// What one probe answered.
struct LitmusAnswer {
  let name: String
  /// sot, eot, edge, onchaos or continuous.
  let mode: String
  /// Nil for what was not asked, or not answered yet: no failure.
  let met: Bool?
  let words: String?

  /// The answers of one entry; before 2.0 it had one for each part of the run that it was asked in.
  static func read(_ element: Element) throws -> [LitmusAnswer] {
    let name = try element.label("name") ?? "unnamed"
    let status = element["status"]
    if let mode = try element.label("mode"), status == nil || status?["verdict"] != nil || status?.json.members == nil {
      let verdict = try status?.json.members == nil ? status?.label() : status?.label("verdict")
      let words = try status?.json.members == nil ? nil : status?.label("description")
      return [LitmusAnswer(name: name, mode: mode.lowercased(), met: met(verdict), words: words)]
    }
    if let verdict = try status?.label("verdict") {
      return [LitmusAnswer(name: name, mode: "", met: met(verdict), words: try status?.label("description"))]
    }
    let modes = ["prechaos": "sot", "postchaos": "eot", "continuous": "continuous", "onchaos": "onchaos"]
    return try (status?.json.members == nil ? [] : status?.members() ?? []).compactMap { member in
      guard let mode = modes[member.name.lowercased()] else { return nil }
      return LitmusAnswer(name: name, mode: mode, met: met(try member.value.label()), words: nil)
    }
  }

  private static func met(_ verdict: String?) -> Bool? {
    let word = verdict?.lowercased() ?? ""
    if word.hasPrefix("pass") { return true }
    return word.hasPrefix("fail") || word.hasPrefix("better luck") ? false : nil
  }

  /// In which parts of the run it was asked, and what it answered there. An Edge probe is asked before and after and has
  /// one verdict for both: passed means both; failed once the fault was injected means after, for else it had not been.
  func phases(isInjected: Bool) -> [(Phase, Bool?)] {
    switch mode {
    case "sot": [(.baseline, met)]
    case "eot": [(.recovery, met)]
    case "edge": !isInjected ? [(.baseline, met)] : [(.baseline, met == nil ? nil : true), (.recovery, met)]
    // A continuous probe begins a little before the fault and ends a little after; when it failed is not said.
    default: [(.fault, met)]
    }
  }
}

extension String {
  /// The text; nil where it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }
}
