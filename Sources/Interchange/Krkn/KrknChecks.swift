import Vocabulary

/// Krkn's checks of applications' addresses: stretches of time in which an address answered well or badly.
///
/// Their times are the runner's local ones, without an offset. The checks begin with the run, whose own start is known in
/// UTC; where both fit but for whole quarters of an hour, that is the offset. Else they cannot be placed.
struct KrknChecks {
  private struct Check {
    let name: String
    let component: String?
    let isGood: Bool
    let from: Timestamp
    let to: Timestamp
  }

  private let checks: [Check]

  init(_ telemetry: Element, startedAt: Timestamp?) throws {
    let context = telemetry.context
    var found: [Check] = []
    var isNaive = false
    for element in try telemetry.elements("health_checks") {
      guard let isGood = try element.flag("status"), let from = try element.label("start_timestamp"),
        let to = try element.label("end_timestamp")
      else { continue }
      guard let times = KrknChecks.times(from, to) else {
        throw element.error("expected times such as 2026-11-20T18:11:43, found \"\(from.prefix(40))\"")
      }
      isNaive = isNaive || times.isNaive
      let address = try element.label("url") ?? "unnamed"
      found.append(
        Check(
          name: Redactor().redact(address), component: ComponentNames.of(address: address), isGood: isGood,
          from: times.from, to: times.to))
    }
    if isNaive, let first = found.map(\.from).min() {
      guard let startedAt, let offset = KrknChecks.offset(first, startedAt) else {
        context.note("health checks are in a local time of unknown offset, and were left out")
        checks = []
        return
      }
      context.note("health checks are in local time; the run's own start places them in UTC")
      found = found.map { check in
        Check(
          name: check.name, component: check.component, isGood: check.isGood,
          from: check.from.advanced(bySeconds: offset), to: check.to.advanced(bySeconds: offset))
      }
    }
    checks = found
  }

  private static func times(_ from: String, _ to: String) -> (from: Timestamp, to: Timestamp, isNaive: Bool)? {
    if let one = Timestamp(rfc3339: from), let other = Timestamp(rfc3339: to) { return (one, other, false) }
    guard let one = KrknChecks.naive(from), let other = KrknChecks.naive(to) else { return nil }
    return (one, other, true)
  }

  /// A time without an offset, read as if it were UTC.
  static func naive(_ text: String) -> Timestamp? {
    Timestamp(rfc3339: text.replacing(" ", with: "T", maxReplacements: 1) + "Z")
  }

  /// Seconds to add to local times; nil where no offset fits within five minutes.
  private static func offset(_ local: Timestamp, _ start: Timestamp) -> Double? {
    let difference = start.seconds(since: local)
    let offset = (difference / 900).rounded() * 900
    return abs(offset) <= 14 * 3600 && abs(difference - offset) <= 300 ? offset : nil
  }

  /// The answers of a run: for each stretch one in every part of the run that it reaches into.
  func probes(from started: Timestamp, injected: Timestamp, cleared: Timestamp?, ended: Timestamp) -> [(
    ProbeObserved, Timestamp
  )] {
    let end = cleared ?? ended
    return checks.flatMap { check -> [(ProbeObserved, Timestamp)] in
      func probe(_ phase: Phase) -> ProbeObserved {
        ProbeObserved(name: check.name, component: check.component, phase: phase, met: check.isGood)
      }
      var found: [(ProbeObserved, Timestamp)] = []
      if check.from < injected { found.append((probe(.baseline), min(check.to, injected))) }
      if check.to > injected, check.from < end { found.append((probe(.fault), max(check.from, injected))) }
      if cleared != nil, check.to > end, check.from <= ended { found.append((probe(.recovery), max(check.from, end))) }
      return found
    }
  }
}
