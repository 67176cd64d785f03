/// The name of an environment, as names are compared: neither capitals nor blanks around it make another place of it.
///
/// Where safety asks, `Production` must not pass for a playground, nor a fault in `Staging` for one elsewhere than `staging`.
public struct EnvironmentName: Sendable, Hashable {
  private let key: String

  /// A name as somebody wrote it.
  public init(_ written: String) {
    let trimmed = written.drop(while: \.isWhitespace)
    key = trimmed[..<(trimmed.lastIndex { !$0.isWhitespace }.map(trimmed.index(after:)) ?? trimmed.startIndex)]
      .lowercased()
  }

  /// Whether it says nothing: importers write `unknown` where their file does not tell.
  public var isUnknown: Bool { key.isEmpty || key == "unknown" }

  /// Whether it reads like production, or like one of these: `prod`, `prod-eu`, `production2`. `pre-production` and `non-prod` do not.
  public func readsLikeProduction(_ known: [EnvironmentName]) -> Bool {
    let words = key.split { !$0.isLetter }.map(String.init)
    guard Set(words).isDisjoint(with: ["pre", "non", "not", "no", "test", "like"]) else { return false }
    let usual: Set<String> = ["production", "prod", "prd", "produktion"]
    return words.contains(where: usual.contains)
      || known.contains { words.contains($0.key) || key.count >= 4 && $0.key.hasPrefix(key) }
  }

  /// Whether two names mean one environment; an unnamed one is none.
  public static func same(_ one: String?, _ other: String?) -> Bool {
    guard let one, let other else { return one == other }
    return EnvironmentName(one) == EnvironmentName(other)
  }
}
