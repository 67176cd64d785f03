public import Vocabulary

/// A fault in words, as titles and hypotheses say it: `net.latency of 200 ms (medium)`.
public enum FaultPhrase {
  /// The words.
  public static func text(_ fault: Fault, _ dose: Dose) -> String {
    let size = fault.magnitude.map { " of \(self.size($0))" } ?? ""
    return "\(fault.kind)\(size) (\(dose.rawValue))"
  }

  private static func size(_ magnitude: Magnitude) -> String {
    switch magnitude.unit {
    case "ratio": percent(magnitude.value)
    case "multiple": "\(short(magnitude.value)) times the load"
    default: "\(short(magnitude.value)) \(magnitude.unit)"
    }
  }
}

extension IntentDeclared {
  /// The intent with another fault of the same dose in the place of its own, in its sentences too.
  public func replacing(fault: Fault, dose: Dose) -> IntentDeclared {
    guard let old = self.fault else { return self }
    let (was, is_) = (FaultPhrase.text(old, dose), FaultPhrase.text(fault, dose))
    func said(_ text: String) -> String {
      text.replacing(was, with: is_).replacing("the \(old.kind) fault", with: "the \(fault.kind) fault")
    }
    return IntentDeclared(
      title: said(title), hypothesis: said(hypothesis), journey: journey, target: target, fault: fault,
      clauses: clauses, steadyState: steadyState, abortWhen: abortWhen, exclusions: exclusions,
      environment: environment, maxDurationSeconds: maxDurationSeconds, rollback: rollback.map(said), owner: owner,
      proposal: proposal)
  }
}
