internal import Beliefs
public import Vocabulary

extension Policy {
  /// A fingerprint of all settings that differ from their defaults: 16 hexadecimal digits of FNV-1a over keys and values.
  public var fingerprint: String {
    hexadecimal(stableHash(settings.map { "\($0.key)=\($0.value.text)" }.joined(separator: "\n")))
  }
}

/// The id of a proposal: the same position, target, fault, dose, environment, seed and objective have the same id.
func proposalID(
  position: Int64, _ target: Target, _ kind: FaultKind, _ dose: Dose, environment: String?, seed: UInt64,
  objective: PlanObjective
) -> String {
  let asked = objective == .information ? String(seed) : "\(seed)/\(objective.name)"
  return
    "p-"
    + hexadecimal(
      stableHash(
        String(position), target.json.text, kind.name, dose.rawValue, environment ?? "", asked))
}

private func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
