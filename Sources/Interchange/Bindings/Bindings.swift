public import Vocabulary

/// How the parts of a system are reached: what an exporter must know and a book does not.
///
/// A binding document is written once and used with every export. Everything in it is optional; an exporter says which fact it
/// misses and where to write it. An entry `"*"` holds for every component, dependency or journey that does not say otherwise.
///
/// ```yaml
/// prometheus: http://prometheus:9090              # answers the queries below
/// timing: {baselineSeconds: 60, faultSeconds: 120, recoverySeconds: 60}
/// journeys:
///   checkout:
///     probe: https://monitor/journeys/checkout    # 200 while it meets its objectives
///     stop: https://monitor/may-go-on             # 200 while the run may go on
///     queries: {error_rate: 'sum(rate(…))'}       # by metric, in the unit of the criterion
/// components:
///   "*":
///     kubernetes: {namespace: shop, selector: {app: "{component}"}}
///   payments:
///     kubernetes: {container: app, port: 8080, cpus: 2}
///     toxiproxy: {url: http://toxiproxy:8474, proxy: payments}
///     inject:                                     # a way of your own: a request or a command, and how it is undone
///       - kinds: [app.latency, net.latency]
///         http: {method: POST, url: http://payments:9000/fault, body: {kind: latency, ms: "{milliseconds}"}}
///         undo: {http: {method: DELETE, url: http://payments:9000/fault}}
/// dependencies:
///   checkout:payments: {toxiproxy: {url: http://toxiproxy:8474, proxy: checkout-payments}}
/// ```
///
/// In the text of an entry `{component}`, `{journey}`, `{caller}` and `{callee}` stand for its name, and `{NAME}` for one of the
/// component's `variables`; ``Placeholders`` lists those of `inject`. Layers lie over one another: later ones win, member by
/// member. A member that no exporter knows is refused, as it would be without effect.
public struct Bindings: Sendable {
  /// One document.
  public struct Layer: Sendable {
    /// Where it is from, for messages.
    public let name: String
    /// What it says.
    public let json: JSON

    /// A document as JSON, from a file or the policy.
    public init(name: String, json: JSON) {
      self.name = name
      self.json = json
    }

    /// A single fact as people type it, `kubernetes.namespace=shop`: the path of a member, and its value as JSON or as text. A path
    /// that begins with no section is one of every component.
    public init(setting: String) throws {
      name = "--set \(setting)"
      guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
        throw ExportError(
          .bindings, "--set \(setting.prefix(60)) is no fact; write it as PATH=VALUE, such as kubernetes.namespace=shop"
        )
      }
      var path = setting[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard !path.contains("") else {
        throw ExportError(.bindings, "--set \(setting.prefix(60)) has an empty name in its path; write it as a.b=VALUE")
      }
      // AWS has an account of all, and resources of components.
      let isAccount = path[0] != "aws" || path.count < 2 || BindingPart.aws.members.contains { $0.name == path[1] }
      if !Bindings.sections.contains(path[0]) || !isAccount { path = ["components", "*"] + path }
      let text = String(setting[setting.index(after: equals)...])
      let value = (try? JSON.parse(Array(text.utf8))).flatMap { $0.isNull ? nil : $0 } ?? .string(text)
      json = path.reversed().reduce(value) { inner, name in .object([JSON.Member(name, inner)]) }
    }
  }

  static let sections = Set(BindingPart.bindings.members.map(\.name))

  private let json: JSON
  /// The documents' names, for messages.
  private let sources: String

  /// Reads layers of documents, the weakest first. Throws `ExportError` that names the document and the member where an entry or a
  /// section is none that any exporter knows. What a section says is read when an exporter asks for it: what is wrong for one tool
  /// does not stand in the way of another.
  public init(_ layers: [Layer] = []) throws {
    var merged = JSON.object([])
    for layer in layers {
      try Bindings.reading(layer.name) { try Bindings.check(FieldReader(layer.json, path: "")) }
      merged = merged.overlaid(by: layer.json)
    }
    json = merged
    sources = layers.isEmpty ? "the bindings" : layers.map(\.name).joined(separator: ", ")
  }

  /// Reads all that a tool may ask for: what is wrong in any entry is told before it is needed. Throws `ExportError`.
  func check(for tool: ExportTool) throws {
    _ = try timing
    if tool.readsToolkit { _ = try toolkit }
    if tool == .litmus { _ = try litmus }
    if tool == .awsFIS { _ = try aws }
    if tool.readsObservations {
      _ = try prometheus
      for name in names("journeys") { _ = try journey(name) }
    }
    for name in names("components") { try component(name).check(for: tool) }
    for name in names("dependencies") {
      let path = "dependencies.\(name)"
      try reading {
        try ComponentBinding(
          FieldReader(entry("dependencies", name, [:]), path: path), owner: path, of: sources)
      }.check(for: tool)
    }
  }

  /// How long the parts of a run last.
  var timing: TimingBinding {
    get throws { try reading { try TimingBinding(fields.optionalObject("timing")) } }
  }
  /// Prometheus' address.
  var prometheus: String? {
    get throws { try reading { try fields.optionalString("prometheus") } }
  }
  /// What a Chaos Toolkit experiment holds besides, word for word.
  var toolkit: ToolkitBinding {
    get throws { try reading { try ToolkitBinding(fields.optionalObject("chaostoolkit")) } }
  }
  var litmus: LitmusBinding {
    get throws { try reading { try LitmusBinding(fields.optionalObject("litmus")) } }
  }
  var aws: AWSAccountBinding {
    get throws { try reading { try AWSAccountBinding(fields.optionalObject("aws")) } }
  }

  private var fields: FieldReader {
    get throws { try FieldReader(json, path: "") }
  }

  private func names(_ section: String) -> [String] { (json[section]?.members ?? []).map(\.name) }

  /// What is known of a component.
  func component(_ name: String) throws -> ComponentBinding {
    let path = "components.\(name)"
    let entry = entry("components", name, ["component": name])
    return try reading { try ComponentBinding(FieldReader(entry, path: path), owner: path, of: sources) }
  }

  /// What is known of a call.
  func dependency(_ link: Dependency) throws -> ComponentBinding {
    var words = ["caller": link.caller, "callee": link.callee]
    for (role, name) in [("caller", link.caller), ("callee", link.callee)] {
      for (variable, value) in try component(name).variables { words["\(role).\(variable)"] = value }
    }
    let name = "\(link.caller):\(link.callee)"
    let entry = entry("dependencies", name, words)
    return try reading {
      try ComponentBinding(
        FieldReader(entry, path: "dependencies.\(name)"), owner: "dependencies.\(name)", of: sources)
    }
  }

  /// What is known of a journey.
  func journey(_ name: String) throws -> ObservationBinding {
    let entry = entry("journeys", name, ["journey": name])
    return try reading { try ObservationBinding(FieldReader(entry, path: "journeys.\(name)")) }
  }

  /// How a node is observed.
  func observation(of node: NodeID) throws -> ObservationBinding {
    switch node.kind {
    case .journey: try journey(node.name)
    case .component: try component(node.name).observation
    }
  }

  /// An entry of a section over that of all, with the words in place.
  private func entry(_ section: String, _ name: String, _ words: [String: String]) -> JSON {
    let general = json[section]?["*"] ?? .object([])
    return general.overlaid(by: json[section]?[name] ?? .object([])).replacing(words)
  }

  /// Checks that sections and members of entries are such as exporters know.
  private static func check(_ fields: FieldReader) throws {
    try fields.allow(.bindings)
    for (section, part) in [
      ("components", BindingPart.component), ("dependencies", .component), ("journeys", .journey),
    ] {
      guard let entries = try fields.optionalObject(section) else { continue }
      for member in entries.json.members ?? [] {
        if section == "dependencies", member.name != "*" { _ = try link(member.name) }
        try entries.object(member.name).allow(part)
      }
    }
  }

  private static func link(_ name: String) throws -> Dependency {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts.contains("") else {
      throw VocabularyError(field: "dependencies.\(name)", problem: "is no call; write it as caller:callee")
    }
    return Dependency(caller: parts[0], callee: parts[1])
  }

  private func reading<Result>(_ body: () throws -> Result) throws -> Result { try Bindings.reading(sources, body) }

  /// Runs something and says which document was at fault.
  static func reading<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as VocabularyError {
      throw ExportError(.bindings, "\(name): \(error)")
    }
  }

  /// The error of a fact that an exporter needs and nothing tells.
  static func missing(_ what: String, at path: String, such example: String, for tool: ExportTool) -> ExportError {
    ExportError(
      .missing,
      "\(tool.title) needs \(what), and nothing tells it; write \(path) in the bindings (--with FILE), "
        + "or give it with --set \(path)=\(example)")
  }
}

extension JSON {
  /// The value with another laid over it: objects member by member, anything else is replaced.
  fileprivate func overlaid(by other: JSON) -> JSON {
    guard let mine = members, let theirs = other.members else { return other }
    var merged = mine.map { member in
      other[member.name].map { JSON.Member(member.name, member.value.overlaid(by: $0)) } ?? member
    }
    merged += theirs.filter { self[$0.name] == nil }
    return .object(merged)
  }

  /// The value with `{name}` replaced in its texts, where the name is among the words.
  fileprivate func replacing(_ words: [String: String]) -> JSON {
    switch self {
    case .string(let text):
      return .string(words.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) })
    case .array(let values): return .array(values.map { $0.replacing(words) })
    case .object(let members): return .object(members.map { JSON.Member($0.name, $0.value.replacing(words)) })
    default: return self
    }
  }
}

extension FieldReader {
  /// Texts by name; none where the field is absent. Whole numbers and truth values count as their text.
  func labels(_ name: String) throws -> [(name: String, value: String)] {
    guard let inner = try optionalObject(name) else { return [] }
    return try (inner.json.members ?? []).compactMap { member in
      try inner.optionalLabel(member.name).map { (member.name, $0) }
    }
  }
}
