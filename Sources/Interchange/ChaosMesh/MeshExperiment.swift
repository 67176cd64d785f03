import Vocabulary

/// One experiment of Chaos Mesh: of an object of its own, of a schedule, or of a workflow's template.
struct MeshExperiment {
  let kind: String
  let title: String
  let fault: Fault
  let target: Target?
  /// How long it lasts by itself; nil for one that lasts until it is deleted, and for one that is over at once.
  let seconds: Double?
  /// Whether it does its work at once, as killing does.
  let isOneShot: Bool

  /// `deadline` is what a workflow adds; `own` the target by the book's names, where the object tells it.
  init(kind: String, title: String, spec: Element, deadline: String? = nil, own: Target? = nil) throws {
    _ = try spec.members()
    spec.count(known: MeshExperiment.fields.union([try spec.label("action") ?? ""]))
    self.kind = kind
    self.title = title
    let selector = try MeshSelector(spec)
    fault = try MeshFaults.fault(kind, spec, scope: selector.scope)
    if fault.magnitude == nil, let delay = spec["delay"],
      let text = try delay.json.members == nil ? spec.label("delay") : delay.label("latency"), Durations.go(text) == nil
    {
      spec.context.note("\(title): \"\(text.prefix(40))\" is no length of time such as 90ms; the fault counts as high")
    }
    let action = try spec.label("action") ?? ""
    isOneShot = ["pod-kill", "container-kill", "ec2-restart", "node-reset", "vm-restart"].contains(action)
    let length = try spec.label("duration") ?? deadline
    seconds = length.flatMap(Durations.go).flatMap { $0 > 0 && $0 < 1e8 ? $0 : nil }
    if let length, Durations.go(length) == nil {
      throw spec.error("expected a duration such as 30s, found \"\(length.prefix(40))\"")
    }
    target = try own ?? MeshExperiment.target(spec, selector, context: spec.context, title: title)
  }

  /// The fields of all kinds' specifications.
  private static let fields: Set<String> = [
    "selector", "mode", "value", "action", "duration", "direction", "target", "externalTargets", "device",
    "targetDevice", "remoteCluster", "delay", "loss", "duplicate", "corrupt", "bandwidth", "rate", "stressors",
    "stressngStressors", "containerNames", "gracePeriod", "scheduler", "volumePath", "path", "percent", "errno", "attr",
    "mistake", "methods", "patterns", "timeOffset", "clockIds", "port", "method", "code", "abort", "replace", "patch",
    "request_headers", "response_headers", "tls", "failKernRequest", "latency", "class", "name", "returnValue",
    "exception", "ruleData", "pid", "cpuCount", "memType", "mysqlConnectorVersion", "database", "table", "sqlType",
    "secretName", "awsRegion", "ec2Instance", "endpoint", "volumeID", "deviceName", "project", "zone", "instance",
    "deviceNames", "subscriptionID", "resourceGroupName", "vmName", "diskName", "lun", "volumeName", "address", "uid",
  ]

  private static func target(
    _ spec: Element, _ selector: MeshSelector, context: ImportContext, title: String
  ) throws -> Target? {
    let machine = try spec.label("ec2Instance") ?? spec.label("instance") ?? spec.label("vmName")
    guard let own = selector.component ?? machine.flatMap(ComponentNames.plain) ?? context.options.component else {
      return nil
    }
    var peer: String?
    if let other = spec["target"], other.json.members != nil { peer = try MeshSelector(other).component }
    let outside = try spec.strings("externalTargets")
    if peer == nil, outside.count == 1 { peer = ComponentNames.of(address: outside[0]) }
    guard let peer, peer != own else { return .component(own) }
    // Traffic from one to another is read as the one calling the other; the mesh does not know who calls.
    let isFrom = try spec.label("direction") == "from"
    return .dependency(
      isFrom ? Dependency(caller: peer, callee: own) : Dependency(caller: own, callee: peer))
  }

  /// The experiment as an intent. Nothing in it says what is expected.
  func intent(own object: KubernetesObject) -> IntentDeclared {
    let subject = target?.description ?? "the target"
    let expectation = object.annotations["faultbook.io/hypothesis"]
    return IntentDeclared(
      title: title,
      hypothesis: expectation ?? "\(subject) suffers \(ToolFault.words(fault)), and the file states no expectation",
      journey: object.own("journey"), target: target, fault: fault, environment: object.own("environment"),
      maxDurationSeconds: seconds, proposal: object.own("proposal"))
  }
}
