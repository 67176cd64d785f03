import HTTPTypes
import KnowledgeBase
import Synchronization
import Vocabulary

/// Who may what: finds out who calls, says whether they may, and notes whom it refused. Knows of no protocol, so that every
/// surface asks the same.
final class Access: Sendable {
  let tokens: TokenFile
  let journal: AccessJournal
  let provider: IdentityProvider?
  /// The key of this machine; nil where none was written.
  let localKey: LocalKey?
  private let isLoopback: Bool
  private let clock: @Sendable () -> Timestamp

  /// - Parameter isLoopback: whether only this machine can call. Then, and while there is neither a token nor an identity
  ///   provider, everybody on it may do anything but administer.
  init(
    tokens: TokenFile, journal: AccessJournal, provider: IdentityProvider?, localKey: LocalKey?, isLoopback: Bool,
    clock: @escaping @Sendable () -> Timestamp
  ) {
    self.tokens = tokens
    self.journal = journal
    self.provider = provider
    self.localKey = localKey
    self.isLoopback = isLoopback
    self.clock = clock
  }

  /// Whether nobody has to say who they are.
  func isOpen() throws -> Bool { try isLoopback && provider == nil && tokens.tokens().isEmpty }

  /// Who calls, by the value of `Authorization`. Throws `Problem` 401 for credentials that do not hold; without any, it is
  /// nobody in particular, who may little or nothing.
  func principal(authorization: String?, peer: String) async throws -> Principal {
    guard let authorization else {
      let roles: Set<Role> = try isOpen() ? [.reader, .planner, .recorder, .auditor] : []
      return Principal(name: "anonymous@\(peer)", roles: roles, proof: .none, account: "address:\(peer)")
    }
    let parts = authorization.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw Problem.unauthenticated("only bearer tokens are taken: `Authorization: Bearer TOKEN`")
    }
    let text = String(parts[1].drop { $0 == " " })
    if let localKey, text.hasPrefix(LocalKey.prefix) {
      guard localKey.matches(text) else { throw Problem.unauthenticated("this is not the key of this server") }
      return Principal(name: "local", roles: [.admin], proof: .local, account: "local")
    }
    if let token = TokenText(text) { return try principal(token) }
    if let provider, IdentityProvider.isToken(text) { return try await provider.principal(text) }
    throw Problem.unauthenticated("the token is none of ours; create one with `faultbook token create`")
  }

  private func principal(_ text: TokenText) throws -> Principal {
    let known = try tokens.tokens().first { $0.id == text.id }
    // Hashed and compared also where there is no such token: how long it takes tells nobody which ids there are.
    let matches = text.matches(known?.hash ?? String(repeating: "0", count: 64))
    guard let known, matches else { throw Problem.unauthenticated("the token is not known") }
    if let why = known.objection(at: clock()) { throw Problem.unauthenticated("the token \(why); ask for a new one") }
    return Principal(name: known.name, roles: known.roles, proof: .token, account: "token:\(known.id)")
  }

  /// Throws `Problem` 401 or 403 where a principal may not do what a route asks for.
  func check(_ principal: Principal, may permission: Permission?, orElse: Set<Permission> = []) throws {
    guard let permission, !principal.may(permission), !orElse.contains(where: principal.may) else { return }
    let roles = Role.allCases.filter { $0.allows(permission) || orElse.contains(where: $0.allows) }.map(\.rawValue)
    guard principal.proof != .none else {
      throw Problem.unauthenticated(
        "this needs a token of role \(roles.joined(separator: " or ")); create one with `faultbook token create`")
    }
    let own = principal.roles.map(\.rawValue).sorted()
    // A role that one lacks comes beside those that one has: recorders see no page unless they read as well.
    let both = (own + roles.prefix(1)).map { "--role \($0)" }.joined(separator: " ")
    throw Problem.forbidden(
      "this needs role \(roles.joined(separator: " or ")); \(principal.name) has \(own.isEmpty ? "none" : own.joined(separator: ", ")); "
        + "`faultbook token create NAME \(both)` makes a token that may")
  }

  /// Notes a refusal: who, from where, what, why. Never a credential.
  func noteRefusal(_ problem: Problem, principal: Principal?, peer: String, operation: String) {
    journal.add(
      .compact(
        ("time", .string(clock().description)), ("event", "refused"), ("status", .integer(Int64(problem.status.code))),
        ("operation", .string(operation)), ("peer", .string(peer)),
        ("principal", principal.map { .string($0.name) }), ("account", principal.map { .string($0.account) }),
        ("why", .string(problem.detail))))
  }

  /// Notes what became of a token.
  func note(_ event: String, _ token: Token, by actor: String) {
    journal.add(
      .compact(
        ("time", .string(clock().description)), ("event", .string(event)), ("token", .string(token.id)),
        ("name", .string(token.name)), ("roles", .array(token.roles.map(\.rawValue).sorted().map { .string($0) })),
        ("actor", .string(actor))))
  }
}
