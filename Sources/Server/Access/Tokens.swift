public import KnowledgeBase
public import Vocabulary

/// Tokens as answers.
public enum Tokens {
  /// Every token, the oldest first. Shape: `{"tokens": [{"id", "name", "roles", "created", "createdBy", "expires", "revoked",
  /// "state"}]}`.
  public static func list(_ tokens: [Token], at now: Timestamp) -> Answer {
    let columns = [
      AnswerTable.Column("id"), .init("name"), .init("roles"), .init("state"), .init("created"),
      .init("createdBy", "created by"), .init("expires"),
    ]
    let rows: [[AnswerTable.Cell]] = tokens.map { token in
      [
        .text(token.id), .text(token.name), .text(roles(token)), .text(state(token, at: now)),
        .text(token.created.description), .text(token.createdBy), .text(token.expires?.description),
      ]
    }
    return Answer(
      json: ["tokens": .array(tokens.map { json($0, at: now) })],
      table: AnswerTable(title: "Tokens", columns: columns, rows: rows),
      notes: tokens.isEmpty ? ["No token was made yet: `faultbook token create NAME --role reader`."] : [])
  }

  /// A new token, with its text.
  public static func created(_ token: Token, text: String) -> Answer {
    Answer(
      json: .object((json(token, at: token.created).members ?? []) + [JSON.Member("token", .string(text))]),
      table: AnswerTable(
        title: "Token \(token.id) of \(token.name)", columns: [.init("token"), .init("roles"), .init("expires")],
        rows: [[.text(text), .text(roles(token)), .text(token.expires?.description ?? "never")]]),
      notes: ["Keep the token now: it is not kept here, and cannot be told again."])
  }

  /// A token that was revoked.
  public static func revoked(_ token: Token) -> Answer {
    Answer(
      json: json(token, at: token.revoked ?? token.created),
      table: AnswerTable(title: "Token \(token.id) of \(token.name)", columns: [], rows: []),
      notes: ["Revoked at \(token.revoked?.description ?? "-"); a running server refuses it from the next request on."])
  }

  private static func roles(_ token: Token) -> String { token.roles.map(\.rawValue).sorted().joined(separator: ", ") }

  private static func state(_ token: Token, at now: Timestamp) -> String {
    token.revoked != nil ? "revoked" : token.objection(at: now) == nil ? "valid" : "expired"
  }

  private static func json(_ token: Token, at now: Timestamp) -> JSON {
    .compact(
      ("id", .string(token.id)), ("name", .string(token.name)),
      ("roles", .array(token.roles.map(\.rawValue).sorted().map { .string($0) })),
      ("created", .string(token.created.description)), ("createdBy", .string(token.createdBy)),
      ("expires", token.expires.map { .string($0.description) } ?? .null),
      ("revoked", token.revoked.map { .string($0.description) } ?? .null), ("state", .string(state(token, at: now))))
  }
}
