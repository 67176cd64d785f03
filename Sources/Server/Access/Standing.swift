import HTTPTypes
import Hummingbird

/// What a call was let in by, to be asked for again while its answer lasts: credentials end, and streams do not.
///
/// Cost of asking: a look at the file of tokens and a hash, or the check of a signature.
struct Standing: Sendable {
  private let desk: Desk
  private let call: Call

  init(_ desk: Desk, _ call: Call) {
    self.desk = desk
    self.call = call
  }

  /// Why the caller may not hear more; nil where it may. An identity provider that cannot be asked just now takes nothing away.
  func problem() async -> Problem? {
    do {
      let principal = try await desk.access.principal(
        authorization: call.headers[.authorization] ?? SignIn.authorization(call.headers), peer: call.peer)
      try desk.access.check(principal, may: call.route.permission, orElse: call.route.orElse)
      return nil
    } catch {
      let problem = Problem(error)
      guard [.unauthorized, .forbidden].contains(problem.status) else { return nil }
      desk.refused(problem, call.principal, peer: call.peer, operation: call.route.name, desk.log)
      return problem
    }
  }
}
