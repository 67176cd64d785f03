internal import GRDB
internal import Transparency

/// Collects what a verification finds, however much that is: where there is too much to keep, what is found at the lowest
/// positions.
struct ProblemList {
  private(set) var problems: [VerificationReport.Problem] = []
  private(set) var count = 0
  /// Whether something in the file could not be read.
  private(set) var isUnreadable = false

  mutating func add(_ position: Int64 = 0, _ what: String) {
    count += 1
    keep(VerificationReport.Problem(position: position, what: what))
  }

  mutating func add(_ other: ProblemList) {
    count += other.count
    isUnreadable = isUnreadable || other.isUnreadable
    for problem in other.problems { keep(problem) }
  }

  /// Tells of something that the file does not give, and why.
  mutating func addUnreadable(_ position: Int64 = 0, _ what: String, _ error: any Error) {
    isUnreadable = true
    add(position, "\(what): \(Unreadable.reason(error))")
  }

  /// Does a part of a verification. Where the file stops it, that is told, and the result is nil; what stops it otherwise
  /// is thrown.
  mutating func reading<Result>(
    _ what: String, at position: Int64 = 0, _ body: (inout ProblemList) throws -> Result
  ) throws -> Result? {
    do {
      return try body(&self)
    } catch {
      guard Unreadable.isDamage(error) else { throw error }
      addUnreadable(position, "\(what) cannot be read", error)
      return nil
    }
  }

  private mutating func keep(_ problem: VerificationReport.Problem) {
    guard problems.count == VerificationReport.maximumProblems else { return problems.append(problem) }
    // Passes over rows, tiles and indexes each find theirs in order, and the first bad position may come last.
    guard problem.position > 0,
      let last = problems.indices.max(by: { problems[$0].place < problems[$1].place }),
      problems[last].place > problem.position
    else { return }
    problems[last] = problem
  }

  /// Whether something is wrong at one of these positions.
  func hasProblem(in positions: ClosedRange<Int64>) -> Bool { problems.contains { positions.contains($0.position) } }

  func report(events: LogVerifier, soundCheckpoints: [Int64]) -> VerificationReport {
    // Those about the whole log follow those about its events.
    let ordered = problems.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
    return VerificationReport(
      events: events.tree.size, root: events.tree.root.hex, problems: ordered.map(\.element),
      soundCheckpoints: soundCheckpoints, problemCount: count, hasSoundEvents: events.isSound,
      isUnreadable: isUnreadable)
  }
}

extension VerificationReport.Problem {
  /// Its place in a report.
  fileprivate var place: Int64 { position == 0 ? .max : position }
}

/// What it means that SQLite does not give something.
enum Unreadable {
  /// Whether it is the file that is not as it should be, rather than somebody who holds it or a machine in need.
  static func isDamage(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError else { return error is RowDecodingError }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_MISUSE, .SQLITE_INTERRUPT, .SQLITE_NOMEM, .SQLITE_FULL: return false
    case .SQLITE_IOERR: return error.extendedResultCode != .SQLITE_IOERR_SHMSIZE
    default: return true
    }
  }

  /// The reason, for people.
  static func reason(_ error: any Error) -> String {
    guard let error = error as? DatabaseError else { return "a value in it is of another kind" }
    return error.message ?? "\(error.resultCode)"
  }
}
