import Vocabulary

/// One fault of a Krkn scenario file, or of the parameters that telemetry keeps of it.
struct KrknScenario {
  let name: String
  let fault: Fault
  let component: String?
  let seconds: Double?
  /// What we wrote into it ourselves.
  var own: KrknOwn?

  /// The same with what its element tells of ours.
  private func owned(by element: Element) throws -> KrknScenario {
    var found = self
    found.own = try KrknOwn(element)
    return found
  }

  /// The faults of a scenario file. Unknown forms give none.
  static func all(_ element: Element) throws -> [KrknScenario] {
    if element.json.arrayValue != nil {
      return try element.elements().flatMap { item -> [KrknScenario] in
        guard item.json.members != nil else { return [] }
        if let id = try item.label("id") { return [try identified(id, item).owned(by: item)] }
        return try all(item)
      }
    }
    guard element.json.members != nil else { return [] }
    if let hog = try element.label("hog-type") { return [try self.hog(hog, element).owned(by: element)] }
    if element["service_name"] != nil, element["plan"] != nil { return [try hijacking(element)] }
    if element["target-service"] != nil || element["target-service-label"] != nil { return [try flood(element)] }
    if element["scenarios"] != nil { return try element.elements("scenarios").map(listed) }
    return try element.members().flatMap { member -> [KrknScenario] in
      if member.value.json.arrayValue != nil, let kind = lists[member.name] {
        return try member.value.elements().flatMap { try actions(member.name, kind: kind, $0) }
      }
      guard member.value.json.members != nil, let found = try single(member.name, member.value) else { return [] }
      return [try found.owned(by: member.value)]
    }
  }

  // MARK: Forms

  /// Keys whose value is a list of targets with actions.
  private static let lists = [
    "node_scenarios": "compute.node", "managedcluster_scenarios": "control.plane", "time_scenarios": "time.skew",
  ]

  private static func actions(_ key: String, kind: String, _ element: Element) throws -> [KrknScenario] {
    let named = try element.label("node_name") ?? element.label("managedcluster_name") ?? element.label("object_name")
    let component =
      try named.flatMap { $0.split(separator: ",").first }.flatMap { ComponentNames.plain(String($0)) }
      ?? target(element)
    let actions = try element.strings("actions") + element.strings("action")
    return try (actions.isEmpty ? [key] : actions).map { action in
      var kind = kind
      if action.contains("kubelet") || action.contains("klusterlet") { kind = "control.plane" }
      if action.contains("disk") { kind = "storage.error" }
      if action.contains("network") || action.contains("block") { kind = "net.partition" }
      return KrknScenario(
        name: action, fault: ToolFault.make(ToolFault.kind(kind), native: action), component: component,
        seconds: try length(element))
    }
  }

  private static func identified(_ id: String, _ item: Element) throws -> KrknScenario {
    let config = try item.object("config") ?? item
    let kinds = [
      "kill-pods": "compute.kill", "pod_network_outage": "net.partition", "node_network_filter": "net.partition",
      "pod_network_filter": "net.partition", "node_interface_down": "net.partition",
      "wait-for-pods": "none",
    ]
    let kind = kinds[id].map { ToolFault.kind($0) }
    let fault = try kind.map { ToolFault.make($0, native: id) } ?? shaping(config, native: id)
    return KrknScenario(
      name: id, fault: fault ?? ToolFault.make(FaultWords.kind(inName: id) ?? .unknown, native: id),
      component: try target(config), seconds: try length(config))
  }

  /// Latency, loss or bandwidth, whichever comes first and is more than nothing; nil for none.
  private static func shaping(_ element: Element, native: String) throws -> Fault? {
    let parameters = element["network_params"] ?? element["egress"] ?? element["ingress"]
    let source = parameters?.json.members == nil ? element : parameters ?? element
    if let text = try source.label("latency"), let seconds = Durations.seconds(text), seconds > 0 {
      return ToolFault.make(ToolFault.kind("net.latency"), native: native, value: seconds * 1000, unit: "ms")
    }
    // Krkn hands the number to tc, for which it is percent with the sign or without.
    if let text = try source.label("loss"), let share = Double(text.prefix { $0 != "%" }), share > 0 {
      return ToolFault.make(ToolFault.kind("net.loss"), native: native, value: share, unit: "percent")
    }
    guard try source.label("bandwidth") != nil else { return nil }
    return ToolFault.make(ToolFault.kind("net.bandwidth"), native: native)
  }

  private static func hog(_ type: String, _ element: Element) throws -> KrknScenario {
    let fault: Fault
    switch type {
    case "cpu":
      fault = ToolFault.make(
        ToolFault.kind("compute.cpu"), native: "cpu-hog", value: try element.number("cpu-load-percentage"),
        unit: "percent")
    case "memory":
      let size = FaultWords.memory(try element.label("memory-vm-bytes") ?? "")
      fault = ToolFault.make(
        ToolFault.kind("compute.memory"), native: "memory-hog", value: size?.value, unit: size?.unit ?? "B")
    case "io": fault = ToolFault.make(ToolFault.kind("storage.latency"), native: "io-hog")
    default: fault = ToolFault.make(.unknown, native: "\(type)-hog")
    }
    let node = try element.label("node-name").flatMap(ComponentNames.plain)
    return KrknScenario(name: "\(type)-hog", fault: fault, component: node, seconds: try length(element))
  }

  private static func hijacking(_ element: Element) throws -> KrknScenario {
    var failing = false
    for resource in try element.elements("plan") {
      for method in try resource["steps"]?.members() ?? [] {
        for step in try method.value.elements() { failing = try failing || step.number("status") ?? 200 >= 400 }
      }
    }
    return KrknScenario(
      name: "service_hijacking",
      fault: ToolFault.make(
        ToolFault.kind(failing ? "app.error" : "app.response"), native: "service_hijacking", value: 1),
      component: try element.label("service_name").flatMap(ComponentNames.plain), seconds: try length(element))
  }

  private static func flood(_ element: Element) throws -> KrknScenario {
    let service = try element.label("target-service").flatMap(ComponentNames.plain)
    let label = try element.label("target-service-label").flatMap(ComponentNames.of(selector:))
    return KrknScenario(
      name: "syn_flood", fault: ToolFault.make(ToolFault.kind("load.surge"), native: "syn_flood"),
      component: service ?? label, seconds: try length(element))
  }

  /// An entry of `scenarios`: containers to kill, namespaces to delete, machines to stop.
  private static func listed(_ element: Element) throws -> KrknScenario {
    let named = try element.label("name") ?? element.label("scenario")
    if try element.label("scenario") == "kubevirt_vm_outage" {
      let parameters = try element.object("parameters")
      return KrknScenario(
        name: named ?? "kubevirt_vm_outage",
        fault: ToolFault.make(ToolFault.kind("compute.node"), native: "kubevirt_vm_outage"),
        component: try parameters?.label("vm_name").flatMap(ComponentNames.plain), seconds: nil)
    }
    let isContainer = element["container_name"] != nil || element["action"] != nil
    let native = isContainer ? "container kill" : "namespace deletion"
    return KrknScenario(
      name: named ?? native, fault: ToolFault.make(ToolFault.kind("compute.kill"), native: native),
      component: try target(element), seconds: nil)
  }

  /// A key with one object.
  private static func single(_ key: String, _ element: Element) throws -> KrknScenario? {
    let kinds = [
      "cluster_shut_down_scenario": "compute.node", "application_outage": "net.partition", "zone_outage": "zone.outage",
      "storage_throttle_scenario": "storage.latency", "http_load_scenario": "load.surge",
    ]
    let fault: Fault
    switch key {
    case "pvc_scenario":
      fault = ToolFault.make(
        ToolFault.kind("storage.full"), native: key, value: try element.number("fill_percentage"), unit: "percent")
    case "network_chaos":
      fault = try shaping(element, native: key) ?? ToolFault.make(.unknown, native: key)
    default:
      guard let kind = kinds[key] else { return nil }
      fault = ToolFault.make(ToolFault.kind(kind), native: key)
    }
    let load = try element["targets"]?.elements("endpoints").first?.label("url")
    return KrknScenario(
      name: key, fault: fault, component: try load.flatMap(ComponentNames.of(address:)) ?? target(element),
      seconds: try length(element))
  }

  // MARK: Parts

  private static func target(_ element: Element) throws -> String? {
    let labels = try (element["pod_selector"]?.json.members == nil ? [:] : element.labels("pod_selector"))
    if let name = ComponentNames.of(labels: labels) { return name }
    for field in ["label_selector", "label-selector"] {
      // A label of nodes names no component.
      if let text = try element.label(field), !text.contains("node-role"), !text.contains("kubernetes.io/hostname") {
        if let name = ComponentNames.of(selector: text) { return name }
      }
    }
    for field in ["name_pattern", "pod_name", "target", "pvc_name"] {
      guard let text = try element.label(field), !text.hasPrefix("<") else { continue }
      if let name = ActionReading.componentName(text).flatMap(ComponentNames.plain) { return name }
    }
    return nil
  }

  private static func length(_ element: Element) throws -> Double? {
    for field in ["duration", "test_duration", "chaos_duration", "shut_down_duration"] {
      if let text = try element.label(field), let seconds = Durations.seconds(text), seconds > 0, seconds < 1e8 {
        return seconds
      }
    }
    return nil
  }

  /// The fault that telemetry's type of scenario stands for, where its parameters tell nothing.
  static func fault(ofType type: String) -> Fault {
    let kinds = [
      "pod_disruption_scenarios": "compute.kill", "container_scenarios": "compute.kill",
      "service_disruption_scenarios": "compute.kill", "node_scenarios": "compute.node",
      "cluster_shut_down_scenarios": "compute.node", "kubevirt_vm_outage": "compute.node",
      "managedcluster_scenarios": "control.plane", "time_scenarios": "time.skew",
      "zone_outages_scenarios": "zone.outage",
      "pvc_scenarios": "storage.full", "storage_throttle_scenarios": "storage.latency",
      "application_outages_scenarios": "net.partition", "network_chaos_scenarios": "net.latency",
      "syn_flood_scenarios": "load.surge", "http_load_scenarios": "load.surge",
      "service_hijacking_scenarios": "app.response",
    ]
    return ToolFault.make(
      kinds[type].map { ToolFault.kind($0) } ?? FaultWords.kind(inName: type) ?? .unknown, native: type)
  }

  /// The target: what we wrote of it ourselves, else the component that it names.
  var target: Target? { own?.intent?.target ?? component.map { .component($0) } }

  /// Declares the scenario as an intent, and gives its id: one that the book holds, what we wrote of it, else what its
  /// parameters say. `file` is the name of the scenario's file.
  func declare(in context: ImportContext, file: String) throws -> String {
    if let held = own?.heldIntent { return held }
    if let told = own?.intent {
      return try context.declare(own: context.reconciled(told, target: nil, fault: fault, title: name))
    }
    return try context.declare(intent(context: context, proposal: proposal(file: file)))
  }

  /// The proposal that it is of.
  func proposal(file: String) -> String? { own?.proposal ?? KrknOwn.proposal(inName: file) }

  /// The scenario as an intent. Nothing in it says what is expected.
  private func intent(context: ImportContext, proposal: String?) -> IntentDeclared {
    let target = context.target(component: component)
    return IntentDeclared(
      title: name,
      hypothesis:
        "\(target?.description ?? "the target") suffers \(ToolFault.words(fault)), and the file states no expectation",
      target: target, fault: fault, maxDurationSeconds: seconds, proposal: proposal)
  }
}
