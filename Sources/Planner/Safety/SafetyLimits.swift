/// The numbers of chapter 3, Safety, that no policy sets.
public enum SafetyLimits {
  /// A node is in the predicted blast radius where it degrades with more than this probability.
  public static let inBlastRadiusFrom = 0.05
  /// A journey of at least this criticality is a critical one.
  public static let criticalFrom = 0.8
  /// Seconds after its start from which on a run that never came to an end no longer counts as under way.
  public static let underWaySeconds = 86_400.0
  /// The share of requests that may miss an objective on the 99th percentile.
  static let tailShare = 0.01
}
