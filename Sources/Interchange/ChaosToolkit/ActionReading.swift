import Vocabulary

/// What an action does to the system, as far as its provider tells.
struct ActionReading {
  /// The parts that actions play.
  enum Role {
    /// It brings a fault about.
    case injects
    /// It takes one back.
    case clears
    /// It makes load.
    case loads
    /// It waits, asks or tells.
    case neutral
    /// It does something that is not known.
    case unknown
  }

  var role: Role
  var fault: Fault?
  var target: Target?
  /// Seconds after which the fault ends by itself.
  var seconds: Double?

  init(role: Role, fault: Fault? = nil, target: Target? = nil, seconds: Double? = nil) {
    self.role = role
    self.fault = fault
    self.target = target
    self.seconds = seconds
  }

  /// Reads an action by its provider.
  init(_ activity: Activity) {
    switch activity.provider {
    case .http(let method, let url): self = HTTPFaults.read(activity, method: method, url: url)
    case .process(let command, let words): self = ProcessFaults.read(activity, command: command, words: words)
    case .python(let module, let function): self = PythonFaults.read(activity, module: module, function: function)
    case .other: self.init(role: .unknown)
    }
    if seconds == nil, let given = activity.argument("seconds", "duration", "duration_seconds"),
      let length = ActionReading.seconds(given), length > 0
    {
      seconds = length
    }
  }

  /// A length of time in seconds; a bare number is one of seconds.
  static func seconds(_ value: JSON) -> Double? {
    guard let (amount, unit) = FaultWords.amount(value) else { return nil }
    return Unit(named: unit ?? "s")?.convert(amount, to: .seconds)
  }

  /// The size of a fault of a kind among the arguments; a bare number has the extension's unit.
  static func magnitude(of kind: FaultKind, _ activity: Activity, bareUnit: String? = nil) -> Magnitude? {
    guard let standard = DoseBands.unit(of: kind) else { return nil }
    let names: [String]
    switch standard {
    case .milliseconds:
      names = ["latency", "delay", "fixed_delay", "latency_ms", "delay_ms", "magnitude", "time", "milliseconds"]
    case .ratio:
      names = [
        "magnitude", "percent", "percentage", "loss", "toxicity", "rate", "error_rate", "load", "cpu_percent", "value",
        "network_loss",
      ]
    case .multiple: names = ["multiple", "factor", "magnitude"]
    case .seconds: names = ["offset", "skew", "magnitude", "seconds"]
    default: names = ["magnitude"]
    }
    for name in names {
      guard let given = activity.argument(name), let (value, unit) = FaultWords.amount(given) else { continue }
      let stated = activity.argument("unit")?.stringValue
      let byName = name.hasSuffix("_ms") ? "ms" : name.contains("percent") || name == "loss" ? "percent" : nil
      // A bare number of a ratio beyond one can only be percent.
      let ratio = standard == .ratio && value > 1 ? "percent" : standard.name
      return FaultWords.magnitude(value, unit: unit ?? stated ?? byName ?? bareUnit ?? ratio)
    }
    return nil
  }

  private static let targetNames = [
    "target", "component", "service", "service_name", "name", "deployment_name", "for_proxy", "proxy_name", "proxy",
    "virtual_service_name", "function_name", "db_cluster_identifier", "db_instance_identifier", "cluster_id",
    "replication_group_id", "cluster", "node_name", "pod_name", "host", "app", "container", "container_name",
    "name_pattern", "instance_id",
  ]

  /// The component that the arguments name; a Kubernetes selector by its application's label.
  static func target(_ activity: Activity) -> Target? {
    if let selector = activity.argument("label_selector", "label_selectors", "selector"),
      let name = application(selector)
    {
      return .component(name)
    }
    for name in targetNames {
      guard let text = activity.argument(name)?.stringValue, let cleaned = componentName(text) else { continue }
      return .component(cleaned)
    }
    for name in ["instance_ids", "cluster_ids", "service_names", "pods"] {
      if let text = activity.argument(name)?.arrayValue?.first?.stringValue, let cleaned = componentName(text) {
        return .component(cleaned)
      }
    }
    return nil
  }

  /// A name as a component's: no open variable, no pattern's marks around it; nil for what names nothing.
  static func componentName(_ text: String) -> String? {
    var name = text[...]
    while let first = name.first, "^*.".contains(first) { name = name.dropFirst() }
    while let last = name.last, "$*.+-".contains(last) { name = name.dropLast() }
    let isPlain = !name.isEmpty && name.utf8.count <= 200 && !name.contains("${")
    return isPlain && !name.contains { "()[]|\\ \n\t".contains($0) } ? String(name) : nil
  }

  /// `app=payments,tier=backend` is payments.
  private static func application(_ selector: JSON) -> String? {
    var labels: [(name: String, value: String)] = []
    if let text = selector.stringValue {
      for pair in text.split(separator: ",") {
        let parts = pair.split(separator: "=").map { String($0.drop { $0 == " " }) }
        if parts.count == 2 { labels.append((parts[0], parts[1])) }
      }
    } else {
      labels = (selector.members ?? []).compactMap { member in member.value.stringValue.map { (member.name, $0) } }
    }
    let telling = [
      "app.kubernetes.io/name", "app", "k8s-app", "service", "name", "app.kubernetes.io/component", "component",
    ]
    let found = telling.lazy.compactMap { name in labels.first { $0.name == name } }.first ?? labels.first
    return found.flatMap { componentName($0.value) }
  }
}
