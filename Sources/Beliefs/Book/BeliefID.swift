public import Vocabulary

/// The id of a belief, taken apart: `propagation:payments>checkout@latency/high`.
///
/// Names may hold any character, so a text can have several readings; ``readings(of:)`` gives them all, and whoever knows the
/// system's names tells which is meant.
public struct BeliefID: Sendable, Hashable, CustomStringConvertible {
  /// What kind of belief.
  public let kind: BeliefSummary.Kind
  /// The cause's name: a component, or of a susceptibility a kind of fault.
  public let cause: String
  /// What degrades.
  public let effect: NodeID
  /// Under faults of which class.
  public let faultClass: FaultClass
  /// At which dose; nil for a symptom.
  public let dose: Dose?
  /// Which symptom; nil but for a symptom.
  public let symptom: Symptom?

  /// Every way to read a text as an id: one for each `>` that may part cause and effect, and for the effect `journey x` both a
  /// journey x and a component of that whole name. Empty where it is no id.
  public static func readings(of text: String) -> [BeliefID] {
    guard let colon = text.firstIndex(of: ":"), let kind = BeliefSummary.Kind(rawValue: String(text[..<colon])),
      let slash = text.lastIndex(of: "/"), colon < slash,
      let at = text[..<slash].lastIndex(of: "@"), colon < at,
      let faultClass = FaultClass(rawValue: String(text[text.index(after: at)..<slash]))
    else { return [] }
    let last = String(text[text.index(after: slash)...])
    let dose = kind == .symptom ? nil : Dose(rawValue: last)
    let symptom = kind == .symptom ? [Symptom.errors, .latency].first { $0.rawValue == last } : nil
    guard dose != nil || symptom != nil else { return [] }
    let middle = text[text.index(after: colon)..<at]
    return middle.indices.filter { middle[$0] == ">" }.flatMap { place -> [BeliefID] in
      let cause = String(middle[..<place])
      let effect = String(middle[middle.index(after: place)...])
      guard !cause.isEmpty, !effect.isEmpty else { return [] }
      let journey = effect.hasPrefix("journey ") ? NodeID.journey(String(effect.dropFirst("journey ".count))) : nil
      return [journey, .component(effect)].compactMap { $0 }.map {
        BeliefID(kind: kind, cause: cause, effect: $0, faultClass: faultClass, dose: dose, symptom: symptom)
      }
    }
  }

  /// The text that is read.
  public var description: String {
    let node = effect.kind == .journey ? "journey " + effect.name : effect.name
    return "\(kind.rawValue):\(cause)>\(node)@\(faultClass.rawValue)/\(dose?.rawValue ?? symptom?.rawValue ?? "")"
  }
}
