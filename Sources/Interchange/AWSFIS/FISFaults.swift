import Vocabulary

/// What AWS FIS' actions do. Sizes stand in their parameters, as text; durations are ISO 8601.
enum FISFaults {
  /// What an action is.
  struct Row {
    let action: String
    let kind: String
    /// The parameter that holds the size, and the unit of its number.
    var size: (parameter: String, unit: String)?
    /// The parameter that holds the share of requests, in percent.
    var share: String?
    /// Whether it is over at once and leaves what it did, unless a parameter takes it back.
    var isOneShot = false
  }

  static let rows: [Row] = [
    Row(action: "aws:ec2:stop-instances", kind: "compute.node", isOneShot: true),
    Row(action: "aws:ec2:terminate-instances", kind: "compute.node", isOneShot: true),
    Row(action: "aws:ec2:reboot-instances", kind: "compute.node", isOneShot: true),
    Row(action: "aws:ec2:send-spot-instance-interruptions", kind: "compute.node", isOneShot: true),
    Row(
      action: "aws:ec2:api-insufficient-instance-capacity-error", kind: "control.plane",
      size: ("percentage", "percent")),
    Row(
      action: "aws:ec2:asg-insufficient-instance-capacity-error", kind: "control.plane",
      size: ("percentage", "percent")),
    Row(action: "aws:fis:inject-api-internal-error", kind: "app.error", size: ("percentage", "percent")),
    Row(action: "aws:fis:inject-api-throttle-error", kind: "app.error", size: ("percentage", "percent")),
    Row(action: "aws:fis:inject-api-unavailable-error", kind: "app.error", size: ("percentage", "percent")),
    Row(action: "aws:ecs:stop-task", kind: "compute.kill", isOneShot: true),
    Row(action: "aws:ecs:drain-container-instances", kind: "compute.node"),
    Row(action: "aws:ecs:task-cpu-stress", kind: "compute.cpu", size: ("percent", "percent")),
    Row(action: "aws:ecs:task-io-stress", kind: "storage.latency"),
    Row(action: "aws:ecs:task-kill-process", kind: "compute.kill", isOneShot: true),
    Row(action: "aws:ecs:task-network-blackhole-port", kind: "net.partition"),
    Row(action: "aws:ecs:task-network-latency", kind: "net.latency", size: ("delayMilliseconds", "ms")),
    Row(action: "aws:ecs:task-network-packet-loss", kind: "net.loss", size: ("lossPercent", "percent")),
    Row(action: "aws:eks:terminate-nodegroup-instances", kind: "compute.node", isOneShot: true),
    Row(action: "aws:eks:pod-delete", kind: "compute.kill", isOneShot: true),
    Row(action: "aws:eks:pod-cpu-stress", kind: "compute.cpu", size: ("percent", "percent")),
    Row(action: "aws:eks:pod-memory-stress", kind: "compute.memory", size: ("percent", "percent")),
    Row(action: "aws:eks:pod-io-stress", kind: "storage.latency"),
    Row(action: "aws:eks:pod-network-blackhole-port", kind: "net.partition"),
    Row(action: "aws:eks:pod-network-latency", kind: "net.latency", size: ("delayMilliseconds", "ms")),
    Row(action: "aws:eks:pod-network-packet-loss", kind: "net.loss", size: ("lossPercent", "percent")),
    Row(action: "aws:elasticache:interrupt-cluster-az-power", kind: "zone.outage"),
    Row(action: "aws:elasticache:replicationgroup-interrupt-az-power", kind: "zone.outage"),
    Row(
      action: "aws:lambda:invocation-add-delay", kind: "app.latency", size: ("startupDelayMilliseconds", "ms"),
      share: "invocationPercentage"),
    Row(action: "aws:lambda:invocation-error", kind: "app.error", size: ("invocationPercentage", "percent")),
    Row(
      action: "aws:lambda:invocation-http-integration-response", kind: "app.response",
      size: ("invocationPercentage", "percent")),
    Row(action: "aws:network:disrupt-connectivity", kind: "net.partition"),
    Row(action: "aws:network:disrupt-vpc-endpoint", kind: "net.partition"),
    Row(action: "aws:network:route-table-disrupt-cross-region-connectivity", kind: "net.partition"),
    Row(action: "aws:network:transit-gateway-disrupt-cross-region-connectivity", kind: "net.partition"),
    Row(action: "aws:directconnect:virtual-interface-disconnect", kind: "net.partition"),
    Row(action: "aws:rds:failover-db-cluster", kind: "data.failover", isOneShot: true),
    Row(action: "aws:rds:reboot-db-instances", kind: "compute.kill", isOneShot: true),
    Row(action: "aws:s3:bucket-pause-replication", kind: "data.stale"),
    Row(action: "aws:dynamodb:global-table-pause-replication", kind: "data.stale"),
    Row(action: "aws:memorydb:multi-region-cluster-pause-replication", kind: "data.stale"),
    Row(action: "aws:dsql:cluster-connection-failure", kind: "net.reset", share: "percentage"),
    Row(action: "aws:ebs:pause-volume-io", kind: "storage.latency"),
    Row(action: "aws:ebs:volume-io-latency", kind: "storage.latency", size: ("readIOLatencyMilliseconds", "ms")),
    Row(
      action: "aws:kinesis:stream-provisioned-throughput-exception", kind: "app.error",
      size: ("percentage", "percent")),
    Row(
      action: "aws:kinesis:stream-expired-iterator-exception", kind: "app.error", size: ("percentage", "percent")),
  ]

  /// Actions that disturb nothing.
  static let neutral: Set<String> = [
    "aws:fis:wait", "aws:cloudwatch:assert-alarm-state", "aws:arc:start-zonal-autoshift",
  ]

  /// What AWS's own Systems Manager documents do, by a part of their names.
  private static let documents: [(part: String, kind: String, parameter: String?, unit: String)] = [
    ("CPU-Stress", "compute.cpu", "LoadPercent", "percent"), ("Memory-Stress", "compute.memory", "Percent", "percent"),
    ("Network-Latency", "net.latency", "DelayMilliseconds", "ms"),
    ("Network-Packet-Loss", "net.loss", "LossPercent", "percent"),
    ("Network-Blackhole", "net.partition", nil, "ratio"), ("Kill-Process", "compute.kill", nil, "ratio"),
    ("IO-Stress", "storage.latency", nil, "ratio"), ("Disk-Fill", "storage.full", "Percent", "percent"),
    ("Stop-Instances", "compute.node", nil, "ratio"),
  ]

  /// The fault of an action with its parameters; nil for one that disturbs nothing.
  static func fault(_ action: String, _ parameters: [String: String], scope: Double?, in element: Element) throws
    -> Fault?
  {
    if neutral.contains(action) { return nil }
    if action.hasPrefix("aws:ssm:") { return try document(action, parameters, scope: scope, in: element) }
    if action == "aws:eks:inject-kubernetes-custom-resource" {
      return try resource(parameters, scope: scope, in: element)
    }
    guard let row = rows.first(where: { $0.action == action }) else {
      let guess = FaultWords.kind(inName: action.split(separator: ":").last.map(String.init) ?? action)
      return ToolFault.make(guess ?? .unknown, native: action, scope: scope)
    }
    let isFailover = action == "aws:rds:reboot-db-instances" && parameters["forceFailover"]?.lowercased() == "true"
    let share = row.share.flatMap { parameters[$0] }.flatMap { Double($0) }.map { $0 / 100 }
    return ToolFault.make(
      ToolFault.kind(isFailover ? "data.failover" : row.kind), native: action,
      value: row.size.flatMap { parameters[$0.parameter] }.flatMap { Double($0) }, unit: row.size?.unit ?? "ratio",
      scope: share ?? scope)
  }

  /// Whether an action leaves what it did: nothing in it ends by itself.
  static func isOneShot(_ action: String, _ parameters: [String: String]) -> Bool {
    guard rows.first(where: { $0.action == action })?.isOneShot ?? false else { return false }
    return parameters["startInstancesAfterDuration"] == nil
  }

  /// An action through Systems Manager: what its document's name says, its sizes in JSON inside a text.
  private static func document(
    _ action: String, _ parameters: [String: String], scope: Double?, in element: Element
  ) throws -> Fault {
    let name = parameters["documentArn"]?.split(separator: "/").last.map(String.init) ?? ""
    guard let row = documents.first(where: { name.contains($0.part) }) else {
      let kind = FaultWords.kind(inName: name)
      return ToolFault.make(kind ?? .unknown, native: name.isEmpty ? action : "\(action) \(name)", scope: scope)
    }
    var size: Double?
    if let parameter = row.parameter, let inner = try inner(parameters["documentParameters"], in: element) {
      let value = inner[parameter]
      size = value?.json.arrayValue == nil ? try value?.number() : try value?.elements().first?.number()
    }
    return ToolFault.make(
      ToolFault.kind(row.kind), native: "\(action) \(name)", value: size, unit: row.unit, scope: scope)
  }

  /// A resource of another chaos tool, its specification in JSON inside a text.
  private static func resource(_ parameters: [String: String], scope: Double?, in element: Element) throws -> Fault {
    let kind = parameters["kubernetesKind"] ?? ""
    guard parameters["kubernetesApiVersion"]?.hasPrefix("chaos-mesh.org/") ?? false, MeshFaults.kinds.contains(kind),
      let spec = try inner(parameters["kubernetesSpec"], in: element)
    else { return ToolFault.make(.unknown, native: "aws:eks:inject-kubernetes-custom-resource \(kind)", scope: scope) }
    return try MeshFaults.fault(kind, spec, scope: MeshSelector(spec).scope ?? scope)
  }

  /// The object that a text holds.
  static func inner(_ text: String?, in element: Element) throws -> Element? {
    guard let text else { return nil }
    let bytes = Array(text.utf8)
    guard let json = try? bytes.withUnsafeBufferPointer({ try JSONParser.parse($0) }) else {
      element.context.note("parameters that should hold JSON hold something else; the fault's size is not known")
      return nil
    }
    return Element(json, path: element.path, line: element.line, context: element.context)
  }
}
