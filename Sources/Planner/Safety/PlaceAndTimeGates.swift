internal import SystemModel
internal import Vocabulary

/// Nothing runs in a freeze, nor into one.
///
/// In doubt in a freeze of a component that the book does not know: whether it is met nobody can tell.
public struct FreezeGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "freeze" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let freezes = question.policy.freezes
    guard !freezes.isEmpty else { return (true, "no freeze is set") }
    let radius = question.radius
    var doubt: String?
    for freeze in freezes where freeze.holds(in: question.environment) {
      guard let time = freeze.overlap(from: question.now, to: question.end) else { continue }
      let met = freeze.components.first { radius.contains(.component($0)) || question.targets.contains($0) }
      guard freeze.components.isEmpty || met != nil else {
        if let unknown = freeze.components.first(where: { question.model.component($0) == nil }) {
          doubt =
            doubt
            ?? "a freeze of \(unknown) lasts from \(time.from) to \(time.to), and the book knows no such component, so whether it is met "
            + "cannot be told; declare it, or set the freeze under the name that the book has for it"
        }
        continue
      }
      let what = met.map { "a freeze of \($0)" } ?? "a freeze"
      let why = freeze.why.map { " (\($0))" } ?? ""
      if time.from <= question.now { return (false, "\(what) lasts from \(time.from) to \(time.to)\(why)") }
      return (
        false,
        "\(what) begins at \(time.from)\(why), before the \(short(question.minutes)) minutes of the run are over"
      )
    }
    if let doubt { return (nil, doubt) }
    return (true, "no freeze from \(question.now) to \(question.end)")
  }
}

/// Where it runs must be known, and be where its intent is for; in production how much the target matters.
public struct EnvironmentGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "environment" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    guard let environment = question.environment else { return (nil, "no environment was named") }
    if let intended = question.intendedEnvironment, !EnvironmentName.same(intended, environment) {
      // An imported one names where it once ran, not where alone it may: a doubt, which production does not give the benefit of.
      return (nil, "the intent is for \(intended), and this is \(environment)")
    }
    guard question.isProduction else {
      let production = question.policy.productionEnvironments
      guard EnvironmentName(environment).readsLikeProduction(production.map(EnvironmentName.init)) else {
        return (true, "\(environment) is not production")
      }
      let known = production.isEmpty ? "no environment" : production.joined(separator: ", ")
      let meant = production.first.map { "; did you mean \($0)?" } ?? ""
      return (
        nil,
        "\(environment) reads like production, and policy calls \(known) so\(meant) If it is one, add it to safety.production"
      )
    }
    let tier = question.model.component(question.disturbed)?.tier
    guard let tier, !tier.isEmpty, tier.lowercased() != "unknown" else {
      return (nil, "\(environment) is production and the tier of \(question.disturbed) is unknown")
    }
    return (true, "\(environment) is production and \(question.disturbed) is of tier \(tier)")
  }
}

/// What is in trouble already is left alone.
public struct DegradedTargetGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "target-healthy" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let names = question.targets
    if let incident = question.history.openIncidents.first(where: { names.contains($0.component) }) {
      return (
        false,
        "\(incident.component) is degraded since \(incident.since) (incident \(incident.id)); record its end once it is over"
      )
    }
    return (true, "no open incident names \(names.joined(separator: " or "))")
  }
}

/// A fault that is still at work would poison the baseline of a run that meets the same nodes.
///
/// In doubt where a fault is said to be gone and nobody saw that: neither was its clearing confirmed nor recovery seen since. So it is
/// where nobody said in which environment the fault is, or on what.
public struct ResidualFaultGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "residual-fault" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let reach = question.recentRadii.isEmpty ? [] : question.reach
    var (active, unseen) = (0, 0)
    var doubts: [String] = []
    for (run, nodes) in question.recentRadii where run.isFaultActive || run.unseenEnd != nil {
      if run.isFaultActive { active += 1 } else { unseen += 1 }
      guard let met = reach.intersection(nodes).min() else { continue }
      let who = "the fault of run \(run.id) on \(run.target)"
      let place = run.isPlaceInDoubt(for: question.environment) ? ", nobody said in which environment," : ""
      let say = "say so: `faultbook run clear \(run.id) --how \(run.unseenEnd ?? "manual") --confirmed`"
      if run.isFaultActive {
        let why =
          "\(who)\(place.isEmpty ? "," : place) which began \(time(since: run.startedAt, question)) ago, is not cleared and reaches "
          + "\(met) too; once it is gone, \(say)"
        if place.isEmpty { return (false, why) }
        doubts.append(why)
      } else {
        doubts.append(
          "\(who)\(place) is said to be gone for \(time(since: run.endedAt ?? run.startedAt, question)), which nobody confirmed or saw "
            + "by a recovery, and it reaches \(met) too; once it is seen to be gone, \(say)")
      }
    }
    for run in question.unaimed where run.isFaultActive || run.unseenEnd != nil {
      if run.isFaultActive { active += 1 } else { unseen += 1 }
      let state =
        run.isFaultActive
        ? "began \(time(since: run.startedAt, question)) ago, is not cleared"
        : "is said to be gone for \(time(since: run.endedAt ?? run.startedAt, question)), which nobody confirmed or saw by a recovery"
      doubts.append(
        "the fault of run \(run.id) \(state), and nobody said whom it strikes, so what it reaches is not known; once it is gone, say "
          + "so: `faultbook run clear \(run.id) --how \(run.unseenEnd ?? "manual") --confirmed`")
    }
    doubts += question.history.unplacedFaults.map {
      "a fault of run \($0) was injected, and nobody told how the run began, so what it reaches is not known; tell of it: "
        + "`faultbook run start \($0) …`"
    }
    if let doubt = doubts.first {
      return (nil, doubts.count == 1 ? doubt : "\(doubt); so it is with \(doubts.count - 1) more")
    }
    if active + unseen == 0 { return (true, "no fault is at work") }
    let which = unseen == 0 ? "" : " or not seen to be gone"
    return (true, "none of the \(active + unseen) faults at work\(which) reaches what it would meet")
  }

  private func time(since time: Timestamp, _ question: SafetyQuestion) -> String {
    span(max(question.now.seconds(since: time), 0))
  }
}

/// Runs on overlapping blast radii keep their distance, and wait for one another's end.
public struct SpacingGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "spacing" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let spacing = question.policy.spacingSeconds
    let reach = question.recentRadii.isEmpty ? [] : question.reach
    var doubt: String?
    // Of several that are too near, the one that stands in the way longest: when it is far enough, all are.
    var blocking: (seconds: Double, why: String)?
    for (run, nodes) in question.recentRadii where !run.isFaultActive {
      guard let met = reach.intersection(nodes).min() else { continue }
      if run.blocks(at: question.now, spacing: spacing) {
        let why =
          "run \(run.id) on \(run.target) \(nearness(run, question)) and reached \(met) too; \(Int(spacing)) s must lie between"
        guard run.isPlaceInDoubt(for: question.environment) else {
          let free = (run.endedAt ?? run.startedAt).advanced(bySeconds: spacing).seconds(since: question.now)
          if free > blocking?.seconds ?? -.infinity { blocking = (free, why) }
          continue
        }
        doubt = doubt ?? "\(why), and nobody said in which environment it was"
      } else if run.isUnderWay(at: question.now) {
        let age = question.now.seconds(since: run.startedAt)
        doubt =
          doubt
          ?? "run \(run.id) on \(run.target) began \(span(age)) ago, reaches \(met) too and is neither finished nor aborted; "
          + "where it is over, say so: `faultbook run finish \(run.id)`"
      }
    }
    if let blocking { return (false, "\(blocking.why), so it may begin in \(Int(blocking.seconds.rounded(.up))) s") }
    for run in question.unaimed where !run.isFaultActive && doubt == nil {
      if run.blocks(at: question.now, spacing: spacing) {
        doubt =
          "run \(run.id) \(nearness(run, question)), and nobody said whom it disturbed, so whether it meets the same cannot be told; "
          + "\(Int(spacing)) s must lie between"
      } else if run.isUnderWay(at: question.now) {
        doubt =
          "run \(run.id), of which nobody said whom it disturbs, began \(span(question.now.seconds(since: run.startedAt))) ago and is "
          + "neither finished nor aborted; where it is over, say so: `faultbook run finish \(run.id)`"
      }
    }
    if let doubt { return (nil, doubt) }
    return (true, "no run on an overlapping blast radius within \(Int(spacing)) s")
  }

  /// When it began or ended, as seen from the question's time: `ended 60 s ago`, `begins in 40 s`, `goes on for 90 s`.
  private func nearness(_ run: some Standing, _ question: SafetyQuestion) -> String {
    let gap = question.now.seconds(since: run.endedAt ?? run.startedAt)
    if gap >= 0 { return "\(run.endedAt == nil ? "began" : "ended") \(Int(gap)) s ago" }
    let age = question.now.seconds(since: run.startedAt)
    return age < 0 ? "begins in \(Int((-age).rounded(.up))) s" : "goes on for \(Int((-gap).rounded(.up))) s"
  }
}
