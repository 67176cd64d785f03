/// Collects what a verification finds, however much that is: where there is too much to keep, what is found at the lowest
/// positions.
struct ProblemList {
  private(set) var problems: [VerificationReport.Problem] = []
  private(set) var count = 0

  mutating func add(_ position: Int64 = 0, _ what: String) {
    count += 1
    keep(VerificationReport.Problem(position: position, what: what))
  }

  mutating func add(_ other: ProblemList) {
    count += other.count
    for problem in other.problems { keep(problem) }
  }

  private mutating func keep(_ problem: VerificationReport.Problem) {
    guard problems.count == VerificationReport.maximumProblems else { return problems.append(problem) }
    // Passes over rows, tiles and indexes each find theirs in order, and the first bad position may come last.
    guard problem.position > 0,
      let last = problems.indices.max(by: { problems[$0].position < problems[$1].position }),
      problems[last].position > problem.position
    else { return }
    problems[last] = problem
  }

  func report(events: Int64, root: String, soundCheckpoints: [Int64]) -> VerificationReport {
    // Those about the whole log follow those about its events.
    let ordered = problems.enumerated().sorted { one, other in
      let places = [one, other].map { $0.element.position == 0 ? Int64.max : $0.element.position }
      return (places[0], one.offset) < (places[1], other.offset)
    }
    return VerificationReport(
      events: events, root: root, problems: ordered.map(\.element), soundCheckpoints: soundCheckpoints,
      problemCount: count)
  }
}
