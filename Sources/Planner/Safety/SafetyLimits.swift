/// The numbers of chapter 3, Safety, that no policy sets.
enum SafetyLimits {
  /// A node is in the predicted blast radius where it degrades with more than this probability.
  static let inBlastRadiusFrom = 0.05
  /// A journey of at least this criticality is a critical one.
  static let criticalFrom = 0.8
}
