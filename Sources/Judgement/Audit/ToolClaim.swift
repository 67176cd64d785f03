public import Vocabulary

/// What a tool's own words claim of a run, told from the words that tools use. It decides nothing: it is what the evidence is
/// held against.
public enum ToolClaim: String, Sendable, Hashable, CaseIterable {
  /// It says that all is well.
  case passed
  /// It says that something was not.
  case failed
  /// It says nothing either way.
  case none

  private static let passing: Set<String> = ["pass", "passed", "success", "succeeded", "not deviated", "ok"]
  private static let failing: Set<String> = ["fail", "failed", "failure", "deviated", "error", "stopped", "aborted"]
  private static let broken: Set<String> = ["failed", "aborted", "interrupted", "error", "stopped", "cancelled"]

  /// The claim behind a tool's words; `none` where it said nothing that is known.
  ///
  /// The verdict counts before the status, but for a status that says the run broke off. A status alone that says
  /// *completed* is what a board shows in green, and so a claim, though it speaks of the injection. Of a score (Krkn's) only the
  /// full 100 is a pass, and any other claims neither.
  public init(_ claim: NativeClaim?) {
    guard let claim else {
      self = .none
      return
    }
    let status = claim.status?.lowercased() ?? ""
    let verdict = claim.verdict?.lowercased() ?? ""
    if ToolClaim.broken.contains(status) {
      self = .failed
    } else if ToolClaim.failing.contains(verdict) {
      self = .failed
    } else if ToolClaim.passing.contains(verdict) {
      self = .passed
    } else if let score = ToolClaim.number(after: "score ", in: verdict) {
      self = score >= 100 ? .passed : .none
    } else if let exit = ToolClaim.number(after: "exit status ", in: status) {
      self = exit == 0 ? .passed : .failed
    } else {
      self = status == "completed" || ToolClaim.passing.contains(status) ? .passed : .none
    }
  }

  private static func number(after words: String, in text: String) -> Double? {
    text.firstRange(of: words).flatMap { Double(text[$0.upperBound...]) }
  }
}
