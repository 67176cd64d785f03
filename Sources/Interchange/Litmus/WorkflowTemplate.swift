import Vocabulary

/// What an Argo workflow carries as text, with the values in place that Argo puts there before anybody reads it:
/// `appns: {{workflow.parameters.space}}` is no YAML of a name until then.
struct WorkflowTemplate {
  private var values: [String: String] = [:]

  /// The values that a workflow states for its own parameters.
  init(_ spec: Element?) throws {
    for parameter in try spec?.object("arguments")?.elements("parameters") ?? [] {
      guard let name = try parameter.label("name"), let value = try parameter.label("value") else { continue }
      values["workflow.parameters.\(name)"] = value
    }
  }

  /// The text with its placeholders replaced. One whose value is not known, or would not stand as a word, becomes a word in
  /// angle brackets, which names nothing.
  func filled(_ text: String) -> String {
    var filled = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      let name = String(rest[open.upperBound..<close.lowerBound].filter { $0 != " " })
      guard !name.isEmpty, name.allSatisfy(Self.isOfWord) else {
        filled += rest[..<open.upperBound]
        rest = rest[open.upperBound...]
        continue
      }
      let value = values[name].flatMap { !$0.isEmpty && $0.allSatisfy(Self.isOfWord) ? $0 : nil }
      filled += rest[..<open.lowerBound] + (value ?? "<\(name)>")
      rest = rest[close.upperBound...]
    }
    return filled + rest
  }

  private static func isOfWord(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "._-/=".contains(character))
  }
}
