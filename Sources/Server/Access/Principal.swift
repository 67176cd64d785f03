/// Who calls, as far as was proven.
struct Principal: Sendable {
  /// How it was proven.
  enum Proof: String, Sendable {
    /// By nothing: the book is open to this machine.
    case none
    /// By the key of this machine, which only whoever may read the book's files can read.
    case local
    /// By a token of ours.
    case token
    /// By a JSON web token of an identity provider.
    case jwt
  }

  /// The name that stands in the log as the actor of what is recorded.
  let name: String
  let roles: Set<Role>
  let proof: Proof
  /// What limits count by: the token's id, the subject, else the address.
  let account: String

  /// Whether any of the roles has the permission.
  func may(_ permission: Permission) -> Bool { roles.contains { $0.allows(permission) } }

  /// Whether it may speak for others: what a command hands over was typed by whoever may write the file itself.
  var speaksForOthers: Bool { proof == .local }
}
