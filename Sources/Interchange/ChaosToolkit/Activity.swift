import Vocabulary

/// One step of an experiment: an action that does something, or a probe that asks something.
struct Activity {
  /// What carries a step out.
  enum Provider {
    /// A Python function, `chaosk8s.pod.actions` and `terminate_pods`.
    case python(module: String, function: String)
    /// A command and its arguments, each on its own.
    case process(command: String, words: [String])
    /// A request.
    case http(method: String, url: String)
    /// None that is known.
    case other
  }

  let json: JSON
  let name: String
  let isAction: Bool
  let provider: Provider
  /// The arguments by name: of the function, of the request's body, or of the URL's query.
  let arguments: [JSON.Member]
  let tolerance: JSON?
  /// Seconds that the runner waits before it.
  let pauseBefore: Double

  /// Reads an activity; `${name}` stands for the configuration's values where those are literal.
  init(_ json: JSON, configuration: Configuration) {
    self.json = json
    name = json["name"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } ?? "unnamed"
    isAction = json["type"]?.stringValue == "action"
    tolerance = json["tolerance"].flatMap { $0.isNull ? nil : configuration.substituted($0) }
    pauseBefore = json["pauses"]?["before"].flatMap { configuration.substituted($0).doubleValue } ?? 0
    let found = configuration.substituted(json["provider"] ?? .null)
    var arguments = found["arguments"]?.members ?? []
    switch found["type"]?.stringValue {
    case "python":
      provider = .python(module: found["module"]?.stringValue ?? "", function: found["func"]?.stringValue ?? "")
    case "process":
      let path = found["path"]?.stringValue ?? ""
      provider = .process(
        command: path.split(separator: "/").last.map(String.init) ?? path,
        words: Activity.words(found["arguments"] ?? .null))
    case "http":
      let url = found["url"]?.stringValue ?? ""
      provider = .http(method: (found["method"]?.stringValue ?? "GET").uppercased(), url: url)
      arguments += Activity.query(url)
    default: provider = .other
    }
    self.arguments = arguments
  }

  /// The argument of that name; nil where it is missing or null.
  func argument(_ names: String...) -> JSON? {
    for name in names {
      if let found = arguments.first(where: { $0.name == name })?.value, !found.isNull { return found }
    }
    return nil
  }

  /// The tool's own name for what it does.
  var nativeName: String {
    switch provider {
    case .python(let module, let function): module.isEmpty ? function : "\(module).\(function)"
    case .process(let command, let words): ([command] + words.prefix(3)).joined(separator: " ")
    case .http(let method, _): "\(method) \(name)"
    case .other: name
    }
  }

  /// A command line as words; arguments may be text, an array, or an object of options.
  private static func words(_ arguments: JSON) -> [String] {
    func text(_ value: JSON) -> String { value.stringValue ?? value.text }
    switch arguments {
    case .string(let line): return line.split(whereSeparator: \.isWhitespace).map(String.init)
    case .array(let values): return values.map(text)
    case .object(let members): return members.flatMap { $0.value.isNull ? [$0.name] : [$0.name, text($0.value)] }
    default: return []
    }
  }

  private static func query(_ url: String) -> [JSON.Member] {
    guard let mark = url.firstIndex(of: "?") else { return [] }
    return url[url.index(after: mark)...].split(separator: "&").compactMap { pair in
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return JSON.Member(String(parts[0]), Double(parts[1]).map { .number($0) } ?? .string(String(parts[1])))
    }
  }
}

/// An experiment's `configuration`, as far as it holds literal values. What comes from the environment is not known: a
/// default stands in the file, but what the run used does not.
struct Configuration {
  private var values: [String: JSON] = [:]

  init(_ json: JSON?) {
    for member in json?.members ?? [] {
      switch member.value {
      case .object, .array, .null: continue
      default: values[member.name] = member.value
      }
    }
  }

  /// The value with every known `${name}` replaced; a text that is nothing but one takes the value's own type.
  func substituted(_ json: JSON) -> JSON {
    switch json {
    case .string(let text): substituted(text)
    case .array(let values): .array(values.map { substituted($0) })
    case .object(let members): .object(members.map { JSON.Member($0.name, substituted($0.value)) })
    default: json
    }
  }

  private func substituted(_ text: String) -> JSON {
    guard text.contains("${") else { return .string(text) }
    if text.hasPrefix("${"), text.hasSuffix("}"), let value = values[String(text.dropFirst(2).dropLast())] {
      return value
    }
    var out = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "${") {
      out += rest[..<open.lowerBound]
      rest = rest[open.lowerBound...]
      guard let close = rest.firstIndex(of: "}") else { break }
      let name = String(rest[open.upperBound..<close])
      let whole = rest[...close]
      out += values[name].map { $0.stringValue ?? $0.text } ?? String(whole)
      rest = rest[rest.index(after: close)...]
    }
    return .string(out + rest)
  }

  /// Whether a value still holds a `${name}`.
  static func isOpen(_ text: String) -> Bool { text.contains("${") }
}
