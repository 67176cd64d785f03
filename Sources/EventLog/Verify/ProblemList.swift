/// Collects what a verification finds, however much that is.
struct ProblemList {
  private(set) var problems: [VerificationReport.Problem] = []
  private(set) var count = 0

  mutating func add(_ position: Int64 = 0, _ what: String) {
    count += 1
    if problems.count < VerificationReport.maximumProblems {
      problems.append(VerificationReport.Problem(position: position, what: what))
    }
  }

  mutating func add(_ other: ProblemList) {
    count += other.count
    problems += other.problems.prefix(VerificationReport.maximumProblems - problems.count)
  }

  func report(events: Int64, root: String) -> VerificationReport {
    // Those about the whole log follow those about its events.
    let ordered = problems.enumerated().sorted { one, other in
      let places = [one, other].map { $0.element.position == 0 ? Int64.max : $0.element.position }
      return (places[0], one.offset) < (places[1], other.offset)
    }
    return VerificationReport(
      events: events, root: root, problems: ordered.map(\.element), problemCount: count)
  }
}
