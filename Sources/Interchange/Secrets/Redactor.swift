import Vocabulary

/// Takes secrets out of text and JSON before anything is stored: passwords and tokens in URLs, authorization headers,
/// members whose name says what they are, and the values that the file itself declares as secrets.
struct Redactor {
  static let mark = "[redacted]"
  /// Values that are replaced wherever they occur; shorter ones only where they are the whole text.
  private let values: [String]
  private static let shortestInside = 4

  /// `secrets`: values that are known to be secret.
  init(secrets: [String] = []) {
    // The longest first, so that a secret that is part of another does not leave the rest of it.
    values = Set(secrets.filter { !$0.isEmpty }).sorted { ($0.count, $0) > ($1.count, $1) }
  }

  /// The text without its secrets. The same text always gives the same.
  func redact(_ text: String) -> String {
    if values.contains(text) { return Redactor.mark }
    var text = text
    for value in values where value.utf8.count >= Redactor.shortestInside && text.contains(value) {
      text = text.replacing(value, with: Redactor.mark)
    }
    if text.contains("://") || text.contains("=") { text = Redactor.redactURLs(text) }
    return Redactor.redactSchemes(text)
  }

  /// The value without its secrets.
  func redact(_ value: JSON) -> JSON {
    switch value {
    case .string(let text): .string(redact(text))
    case .array(let values): .array(values.map { redact($0) })
    case .object(let members):
      .object(
        members.map { member in
          Redactor.isSecret(name: member.name) && !member.value.isNull
            ? JSON.Member(member.name, .string(Redactor.mark)) : JSON.Member(member.name, redact(member.value))
        })
    default: value
    }
  }

  /// Members of payloads whose values are words of the vocabulary, ids or times: a declared secret that happens to be the
  /// word "fault" must not break them.
  private static let ours: Set<String> = [
    "kind", "phase", "how", "reason", "claim", "metric", "op", "unit", "relativeTo", "dose", "tool", "status",
    "verdict",
    "environment", "intent", "proposal", "from", "to", "at", "id",
  ]

  /// A payload without its secrets: what is free text or came from outside, not the vocabulary's own words.
  func redact(payload: JSON) -> JSON {
    switch payload {
    case .array(let values): return .array(values.map { redact(payload: $0) })
    case .object(let members):
      return .object(
        members.map { member in
          switch member.name {
          case "value", "tolerance": JSON.Member(member.name, redact(member.value))
          case let name where Redactor.ours.contains(name) && member.value.stringValue != nil: member
          default: JSON.Member(member.name, redact(payload: member.value))
          }
        })
    default: return redact(payload)
    }
  }

  /// Whether a member, header or parameter of that name holds a secret.
  static func isSecret(name: String) -> Bool {
    let name = name.lowercased().filter { $0 != "-" && $0 != "_" }
    let exact: Set<String> = ["authorization", "proxyauthorization", "cookie", "setcookie", "auth", "sig", "signature"]
    let parts = ["password", "passwd", "secret", "apikey", "accesskey", "privatekey", "credential"]
    return exact.contains(name) || name.hasSuffix("token") || parts.contains { name.contains($0) }
  }

  /// `https://user:word@host/?token=t` as `https://[redacted]@host/?token=[redacted]`.
  private static func redactURLs(_ text: String) -> String {
    var out = ""
    var rest = text[...]
    while let found = rest.firstRange(of: "://") {
      out += rest[..<found.upperBound]
      rest = rest[found.upperBound...]
      let authority = rest.prefix { !" \t\r\n/?#\"'<>".contains($0) }
      if let at = authority.lastIndex(of: "@") {
        out += mark
        rest = rest[at...]
      }
    }
    return redactParameters(out + rest)
  }

  /// `password=word` as `password=[redacted]`, in queries, forms and command lines.
  private static func redactParameters(_ text: String) -> String {
    guard text.contains("=") else { return text }
    var out = ""
    var rest = text[...]
    while let equals = rest.firstIndex(of: "=") {
      let before = rest[..<equals]
      let name = String(before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }.reversed())
      out += rest[...equals]
      rest = rest[rest.index(after: equals)...]
      if isSecret(name: name) {
        let value = rest.prefix { !" \t\r\n&;,\"'<>)".contains($0) }
        if !value.isEmpty { out += mark }
        rest = rest[value.endIndex...]
      }
    }
    return out + rest
  }

  /// `Bearer abc` as `Bearer [redacted]`, whatever the header.
  private static func redactSchemes(_ text: String) -> String {
    var text = text
    for scheme in ["Bearer ", "Basic "] where text.contains(scheme) {
      var out = ""
      var rest = text[...]
      while let found = rest.firstRange(of: scheme) {
        out += rest[..<found.upperBound]
        rest = rest[found.upperBound...]
        let value = rest.prefix { !" \t\r\n\"',;".contains($0) }
        // "Basic checks" is prose: a credential is long.
        out += value.count >= 8 ? mark[...] : value
        rest = rest[value.endIndex...]
      }
      text = out + rest
    }
    return text
  }
}
