import HTTPTypes
import Logging
import Metrics

extension Desk {
  /// Who calls by what they gave as `Authorization`, where they may do what is asked for and do not ask too often, whatever the
  /// protocol. Throws `Problem` 401, 403 and 429; a refusal is noted.
  func admit(
    authorization: String?, peer: String, may permission: Permission?, orElse: Set<Permission> = [], operation: String,
    log: Logger
  ) async throws -> Principal {
    var known: Principal?
    do {
      let principal = try await access.principal(authorization: authorization, peer: peer)
      known = principal
      try access.check(principal, may: permission, orElse: orElse)
      try callers.requests.take(principal.account)
      return principal
    } catch let problem as Problem {
      // Who guesses too often from one address is told to wait, and fills no journal; whoever has a token that holds is let in
      // from there all the same.
      if problem.status == .unauthorized { try callers.refusals.take(peer) }
      if [.unauthorized, .forbidden].contains(problem.status) {
        refused(problem, known, peer: peer, operation: operation, log)
      }
      throw problem
    }
  }

  /// Keeps account of a refusal: in the journal, the figures and the log.
  func refused(_ problem: Problem, _ principal: Principal?, peer: String, operation: String, _ log: Logger) {
    access.noteRefusal(problem, principal: principal, peer: peer, operation: operation)
    Counter(
      label: "faultbook_refusals", dimensions: [("status", "\(problem.status.code)")], factory: figures
    ).increment()
    log.notice(
      "request refused",
      metadata: [
        "operation": "\(operation)", "status": "\(problem.status.code)", "peer": "\(peer)",
        "principal": "\(principal?.name ?? "-")",
      ])
  }
}

/// What all requests count by.
struct RequestLimits: Sendable {
  let requests: RateLimits
  let refusals: RateLimits

  init(_ limits: ServerOptions.Limits) {
    requests = RateLimits(perSecond: limits.requestsPerSecond, capacity: limits.burst)
    refusals = RateLimits(perSecond: limits.refusalsPerMinute / 60, capacity: limits.refusalsPerMinute)
  }
}
