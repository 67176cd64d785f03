import Crypto
import Vocabulary

/// A Chaos Toolkit experiment, read for what it means to do.
struct Experiment {
  let title: String
  /// The steady-state hypothesis in its own words.
  let hypothesis: String
  let probes: [Activity]
  let method: [Activity]
  let rollbacks: [Activity]
  let configuration: Configuration
  let extensions: Extensions
  let redactor: Redactor
  /// What the method's actions do.
  let actions: [ActionReading]
  /// Which of the method's steps bring the fault about.
  let injecting: Set<Int>
  private let json: JSON

  /// Reads an experiment. Throws `ImportError` where it is none.
  init(_ json: JSON, path: String, context: ImportContext) throws {
    func wrong(_ field: String, _ expected: String) -> ImportError {
      context.error(
        "expected \(expected), found \(json[field]?.kind ?? "nothing")", ImportContext.Place(path: "\(path).\(field)"))
    }
    func steps(_ field: String) throws -> [JSON] {
      guard let found = json[field], !found.isNull else { return [] }
      guard let values = found.arrayValue else { throw wrong(field, "an array of activities") }
      return values
    }
    guard json.members != nil else {
      throw context.error("expected an experiment, found \(json.kind)", ImportContext.Place(path: path))
    }
    self.json = json
    guard let title = json["title"]?.stringValue, !title.isEmpty else { throw wrong("title", "a title") }
    self.title = title
    let configuration = Configuration(json["configuration"])
    func activity(_ json: JSON) -> Activity { Activity(json, configuration: configuration) }
    self.configuration = configuration
    let stated = json["steady-state-hypothesis"]
    hypothesis = stated?["title"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } ?? title
    probes = (stated?["probes"]?.arrayValue ?? []).map(activity)
    method = try steps("method").map(activity)
    rollbacks = try steps("rollbacks").map(activity)
    extensions = try Extensions(json["extensions"], context: context)
    redactor = Redactor(secrets: Experiment.secrets(json))
    let readings = method.map { $0.isAction ? ActionReading($0) : ActionReading(role: .neutral) }
    actions = readings
    func having(_ role: ActionReading.Role) -> Set<Int> { Set(readings.indices.filter { readings[$0].role == role }) }
    // What is known to inject; else what is not known; else the load itself is the disturbance.
    injecting = [having(.injects), having(.unknown), having(.loads)].first { !$0.isEmpty } ?? []
    count(ignored: json, in: context)
  }

  /// The first action that brings the fault about.
  var primary: ActionReading? { injecting.min().map { actions[$0] } }

  /// The fault: what the experiment says of itself, else what its actions do. A method without actions disturbs nothing.
  var fault: Fault {
    if let stated = extensions.fault { return stated }
    guard let primary else { return Fault(kind: .none) }
    return primary.fault ?? Fault(kind: .unknown, native: method[injecting.min() ?? 0].nativeName)
  }

  /// The target; nil where nothing names one.
  var target: Target? { extensions.target ?? injecting.sorted().lazy.compactMap { actions[$0].target }.first }

  /// What a dry run leaves out.
  var dry: String? {
    guard let dry = json["dry"], !dry.isNull else { return nil }
    return dry.stringValue ?? (dry.boolValue == true ? "activities" : nil)
  }

  /// The journey that an activity asks about: what the experiment says of it, what its address says, else the experiment's
  /// for the hypothesis.
  func journey(of activity: Activity, isHypothesis: Bool) -> String? {
    if let stated = extensions.subjects[activity.name] { return stated.kind == .journey ? stated.name : nil }
    if case .http(_, let url) = activity.provider {
      let path = url.split(separator: "?").first?.split(separator: "/").map(String.init) ?? []
      if let place = path.lastIndex(of: "journeys"), place + 1 < path.count { return path[place + 1] }
    }
    return isHypothesis ? extensions.journey : nil
  }

  /// The intent's id: one that the book holds, the proposal's where it tells all of its intent, else one that follows from what the experiment does, whoever runs it.
  var intentID: String {
    if let stated = extensions.intent { return stated }
    if extensions.declared != nil, let proposal = extensions.proposal { return RunID.normal(proposal) }
    let left: Set<String> = ["dry", "runtime", "secrets", "controls"]
    let kept = JSON.object((json.members ?? []).filter { !left.contains($0.name) && !$0.value.isNull })
    return "ctk-" + Hexadecimal.text(SHA256.hash(data: Array(Experiment.sorted(kept).text.utf8)).prefix(8))
  }

  /// The value with the members of its objects in the order of their names.
  static func sorted(_ json: JSON) -> JSON {
    switch json {
    case .array(let values): .array(values.map { sorted($0) })
    case .object(let members):
      .object(members.map { JSON.Member($0.name, sorted($0.value)) }.sorted { $0.name < $1.name })
    default: json
    }
  }

  /// The values that the experiment declares as secrets, and those of headers and arguments whose names say so.
  private static func secrets(_ json: JSON) -> [String] {
    var found: [String] = []
    func all(_ value: JSON) {
      switch value {
      case .string(let text): found.append(text)
      case .array(let values): values.forEach(all)
      case .object(let members):
        // A reference to a vault or a variable is no secret; what it falls back to is.
        let isReference = members.contains { $0.name == "type" }
        for member in members where !isReference || member.name == "default" || member.name == "value" {
          all(member.value)
        }
      default: break
      }
    }
    func named(_ value: JSON) {
      switch value {
      case .array(let values): values.forEach(named)
      case .object(let members):
        for member in members {
          if Redactor.isSecret(name: member.name), let text = member.value.stringValue {
            found.append(text)
            if let word = text.split(separator: " ").last, text.contains(" ") { found.append(String(word)) }
          } else if member.name != "secrets" {
            named(member.value)
          }
        }
      default: break
      }
    }
    all(json["secrets"] ?? .null)
    named(json)
    return found.filter { !$0.contains("${") }
  }

  private func count(ignored json: JSON, in context: ImportContext) {
    let known: Set<String> = [
      "version", "title", "description", "tags", "configuration", "secrets", "extensions", "contributions",
      "steady-state-hypothesis", "method", "rollbacks", "runtime", "controls", "dry",
    ]
    context.ignoredFields += json.members?.count { !known.contains($0.name) } ?? 0
  }
}
