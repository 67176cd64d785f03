/// What somebody may be, as the issuer of a token or an identity provider says. Somebody may be several.
public enum Role: String, Sendable, Hashable, CaseIterable {
  /// Asks: every question, the events, the live tail.
  case reader
  /// Asks, and plans: records proposals and decides about them.
  case planner
  /// Records events, runs, imports; asks nothing.
  case recorder
  /// Asks, and checks: proofs, verification, bundles, who was refused.
  case auditor
  /// All of it, and what none of the others may: corrections, settings, erasures, tokens, upkeep, sealed data.
  case admin

  /// What the role is allowed.
  var permissions: Set<Permission> {
    switch self {
    case .reader: [.read]
    case .planner: [.read, .plan]
    case .recorder: [.record]
    case .auditor: [.read, .audit]
    case .admin: Set(Permission.allCases)
    }
  }
}

/// What a route asks of whoever calls it.
enum Permission: String, Sendable, Hashable, CaseIterable {
  /// To ask.
  case read
  /// To record and decide proposals.
  case plan
  /// To record events.
  case record
  /// To check the history, and see who was refused.
  case audit
  /// Everything else.
  case administer
}
