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

  /// Whether the role has a permission. Asked several times of every request, so it makes no set.
  func allows(_ permission: Permission) -> Bool {
    switch self {
    case .reader: permission == .read
    case .planner: permission == .read || permission == .plan
    case .recorder: permission == .record
    case .auditor: permission == .read || permission == .audit
    case .admin: true
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
