extension Policy {
  /// The keys of all settings, as people are told of them: a part in angle brackets stands for many.
  public static let knownKeys = [
    "belief.halfLifeDays", "belief.changeFactor", "belief.environmentTrust.<env>", "belief.grade.E2 to E5",
    "dose.<kind>", "safety.maxExpectedComponents", "safety.maxCriticalJourneyProbability",
    "safety.minBudgetRemaining", "safety.spacingSeconds", "safety.exclude", "safety.freeze", "safety.production",
    "score.likelihood", "score.impact", "plan.cost.<kind>", "plan.cost.journey", "audit.anchorFile",
    "audit.anchorCommand",
    "notify.<event>", "export.bindings",
  ]

  /// Checks a setting's value. Throws `VocabularyError` for a value of the wrong form and for a key that the vocabulary
  /// does not know, so that a misspelt setting is not silently without effect.
  static func check(key: String, value: JSON, path: String) throws {
    if key.hasPrefix("dose."), let kind = FaultKind(named: String(key.dropFirst(5))), DoseBands.unit(of: kind) == nil {
      throw VocabularyError(field: "\(path).key", problem: "\(kind) has no magnitude to band; its dose is always high")
    }
    guard let rule = rule(for: key) else {
      throw VocabularyError(
        field: "\(path).key",
        problem:
          "\"\(key.prefix(60))\" is no known setting; known are \(knownKeys.joined(separator: ", "))"
      )
    }
    if value.isNull { return }
    guard rule.holds(value) else {
      throw VocabularyError(
        field: "\(path).value", problem: "of \(key) must be \(rule.form), found \(value.text.prefix(60))")
    }
  }

  private struct Rule: Sendable {
    let form: String
    let holds: @Sendable (JSON) -> Bool

    static let positive = Rule(form: "a number above 0") { ($0.doubleValue ?? 0) > 0 }
    static let amount = Rule(form: "a number of at least 0") { ($0.doubleValue ?? -1) >= 0 }
    static let fraction = Rule(form: "a fraction from 0 to 1") { (0...1).contains($0.doubleValue ?? -1) }
    static let names = Rule(form: "an array of names") { value in
      value.arrayValue?.allSatisfy { $0.stringValue?.isEmpty == false } ?? false
    }
    static let edges = Rule(form: "[medium edge, high edge], rising") { value in
      guard let edges = value.arrayValue, edges.count == 2, let low = edges[0].doubleValue,
        let high = edges[1].doubleValue
      else { return false }
      return 0 < low && low < high
    }
    static let freezes = Rule(
      form: "an array of {\"from\", \"to\"} in RFC 3339, or {\"days\", \"from\", \"to\", \"zone\"}"
    ) { value in
      guard let freezes = value.arrayValue else { return false }
      return freezes.allSatisfy { freeze in (try? Freeze.read(FieldReader(freeze))) != nil }
    }
    static let likelihood = weights(FailureModeCatalogued.Likelihood.self, "common, occasional and rare")
    static let impact = weights(FailureModeCatalogued.Impact.self, "critical, high, medium and low")
    static let anchorFile = Rule(form: "a path that ends in .anchor, such as /mnt/safe/shop.anchor") { value in
      guard let path = value.stringValue, path.count > 7 else { return false }
      return path.hasSuffix(".anchor") && path.utf8.allSatisfy { $0 >= 0x20 }
    }
    static let command = Rule(form: "a shell command") { $0.stringValue?.isEmpty == false }
    static let object = Rule(form: "an object") { $0.members != nil }
    static let anything = Rule(form: "a value") { _ in true }

    /// A weight for each of some words.
    private static func weights<Word: RawRepresentable>(_ type: Word.Type, _ words: String) -> Rule
    where Word.RawValue == String {
      Rule(form: "an object with numbers of at least 0 for \(words)") { value in
        guard let members = value.members, !members.isEmpty else { return false }
        return members.allSatisfy { Word(rawValue: $0.name) != nil && ($0.value.doubleValue ?? -1) >= 0 }
      }
    }
  }

  private static func rule(for key: String) -> Rule? {
    switch key {
    case "belief.halfLifeDays": return .positive
    case "belief.changeFactor", "belief.grade.E2", "belief.grade.E3", "belief.grade.E4", "belief.grade.E5",
      "safety.maxCriticalJourneyProbability", "safety.minBudgetRemaining":
      return .fraction
    case "safety.maxExpectedComponents", "safety.spacingSeconds", "plan.cost.journey": return .amount
    case "safety.exclude", "safety.production": return .names
    case "safety.freeze": return .freezes
    case "score.likelihood": return .likelihood
    case "score.impact": return .impact
    case "audit.anchorFile": return .anchorFile
    case "audit.anchorCommand": return .command
    case "export.bindings": return .object
    default: break
    }
    if key.hasPrefix("belief.environmentTrust."), key.count > 24 { return .fraction }
    if key.hasPrefix("dose."), FaultKind(named: String(key.dropFirst(5))) != nil { return .edges }
    if key.hasPrefix("plan.cost."), FaultKind(named: String(key.dropFirst(10))) != nil { return .amount }
    if key.hasPrefix("notify."), key.count > 7 { return .anything }
    return nil
  }
}
