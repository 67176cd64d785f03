import Vocabulary

/// One scenario of a Krkn run, as telemetry tells it.
struct KrknTelemetry {
  let element: Element
  let name: String
  let type: String
  let startedAt: Timestamp
  let endedAt: Timestamp
  /// 0 is done, 2 that critical alerts fired; anything else that the scenario could not do its work.
  let exitStatus: Int?
  let scenarios: [KrknScenario]
  let recovered: [(pod: String, seconds: Double)]
  let unrecovered: [String]
  let nodes: [(node: String, seconds: Double?)]
  /// Its score of its objectives, as it claims it.
  let score: Double?

  init(_ element: Element) throws {
    self.element = element
    element.count(known: [
      "start_timestamp", "end_timestamp", "scenario", "scenario_type", "exit_status", "parameters_base64", "parameters",
      "affected_pods", "affected_vmis", "affected_nodes", "cluster_events", "resiliency_report",
    ])
    let path = try element.label("scenario") ?? "unnamed"
    name = path.split(separator: "/").last.map(String.init) ?? path
    type = try element.label("scenario_type") ?? ""
    guard let started = try element.instant("start_timestamp"), let ended = try element.instant("end_timestamp") else {
      throw element.error("expected start_timestamp and end_timestamp, found none")
    }
    guard started <= ended else {
      throw element.error("expected an end after the start, found \(ended) after \(started)")
    }
    startedAt = started
    endedAt = ended
    exitStatus = try element.number("exit_status").flatMap { Int(exactly: $0) }
    scenarios = try KrknTelemetry.parameters(element).map { try KrknScenario.all($0) } ?? []
    let pods = try element.object("affected_pods")
    recovered =
      try pods?.elements("recovered").compactMap { pod in
        guard let seconds = try pod.number("total_recovery_time"), seconds >= 0 else { return nil }
        return (try pod.label("pod_name") ?? "unnamed", seconds)
      } ?? []
    unrecovered = try pods?.elements("unrecovered").map { try $0.label("pod_name") ?? "unnamed" } ?? []
    nodes = try element.elements("affected_nodes").map { node in
      let ready = try node.number("ready_time").flatMap { $0 > 0 ? $0 : nil }
      return (try node.label("node_name") ?? "unnamed", ready)
    }
    score = try element["resiliency_report"]?.number("resiliency_score")
  }

  /// The parameters, which older versions keep in base64 of YAML.
  private static func parameters(_ element: Element) throws -> Element? {
    if let found = element["parameters"], found.json.members != nil || found.json.arrayValue != nil { return found }
    guard let text = try element.string("parameters_base64") else { return nil }
    guard let bytes = Base64.bytes(text), String(validating: bytes, as: UTF8.self) != nil,
      let documents = try? YAMLDocuments(element.context).read(bytes), let first = documents.first
    else {
      element.context.note(
        "parameters that should be base64 of YAML are something else; fault and target follow the type")
      return nil
    }
    return Element(first.json, path: element.path + ".parameters_base64", line: element.line, context: element.context)
  }

  /// Whether anything is shown to have been struck.
  var isConfirmed: Bool { !recovered.isEmpty || !unrecovered.isEmpty || !nodes.isEmpty }
  /// Whether the fault acted: it struck something, or the scenario did its work.
  var isInjected: Bool { isConfirmed || exitStatus == 0 || exitStatus == 2 }

  /// The fault: what the parameters say, else what the type stands for.
  var fault: Fault { scenarios.first?.fault ?? KrknScenario.fault(ofType: type) }

  /// The component: what the parameters name, else the pods or nodes that were struck.
  var component: String? {
    scenarios.first?.component ?? (recovered.map(\.pod) + unrecovered).first.flatMap(ComponentNames.of(pod:))
      ?? nodes.first.flatMap { ComponentNames.plain($0.node) }
  }

  /// When the fault ended by itself, where its length is known and it is not one that is over at once.
  var clearedAt: Timestamp? {
    guard fault.kind.name != "compute.kill" else { return nil }
    let planned = (scenarios.first?.seconds).map { startedAt.advanced(bySeconds: $0) }
    return min(planned ?? endedAt, endedAt)
  }
}
