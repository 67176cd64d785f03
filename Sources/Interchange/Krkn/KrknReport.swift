import Vocabulary

/// One scenario of Krkn's resiliency report: which objectives it says were kept in a window of time.
struct KrknReport {
  let name: String
  let from: Timestamp
  let to: Timestamp
  let score: Double?
  /// Objectives by name: false where an alert fired. True also where its query had no data, which is no answer.
  let objectives: [(name: String, isKept: Bool)]
  let checks: [(name: String, isKept: Bool)]

  init(_ element: Element) throws {
    element.count(known: ["name", "window", "score", "weight", "breakdown", "slo_results", "health_check_results"])
    name = try element.label("name") ?? "unnamed"
    let window = try element.object("window")
    func time(_ field: String) throws -> Timestamp {
      guard let text = try window?.label(field), let time = Timestamp(rfc3339: text) ?? KrknChecks.naive(text) else {
        throw element.error("expected window.\(field) such as 2026-11-20T18:11:43, found something else")
      }
      if Timestamp(rfc3339: text) == nil {
        element.context.note("the report's times are local and have no offset; they were read as UTC")
      }
      return time
    }
    from = try time("start")
    to = try time("end")
    guard from <= to else { throw element.error("expected an end after the start, found \(to) after \(from)") }
    score = try element.number("score")
    func answers(_ field: String) throws -> [(name: String, isKept: Bool)] {
      try element[field]?.members().compactMap { member in
        guard let flag = member.value.json.boolValue else { return nil }
        return (member.name, flag)
      } ?? []
    }
    objectives = try answers("slo_results")
    checks = try answers("health_check_results")
  }

  /// The objectives and checks as probes of the time of the fault.
  var probes: [ProbeObserved] {
    objectives.map { ProbeObserved(name: $0.name, phase: .fault, met: $0.isKept ? nil : false) }
      + checks.map { ProbeObserved(name: $0.name, phase: .fault, met: $0.isKept) }
  }
}
