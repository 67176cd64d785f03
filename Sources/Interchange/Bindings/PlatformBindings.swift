import Vocabulary

/// Where a component runs in Kubernetes.
struct KubernetesBinding {
  private let owner: String
  let namespace: String?
  let selector: [(name: String, value: String)]
  let container: String?
  /// Where its application listens.
  let port: Int?
  /// How many processors it may use.
  let cpus: Int?
  /// How much memory it may use, in MB.
  let memory: Double?
  /// The path at which its volume is mounted.
  let volume: String?
  /// What a narrowed bandwidth leaves, as tc writes it: 1mbps.
  let rate: String?
  /// How Chaos Mesh takes pods away: pod-failure or pod-kill.
  let kill: Kill
  /// The node that it is the name of, or runs on.
  let node: String?
  /// The claim of its volume.
  let claim: String?
  /// The address under which others call it.
  let host: String?
  /// How many pods it has.
  let replicas: Int?
  /// What keeps its pods: a deployment where nobody says else.
  let workload: Workload

  enum Workload: String, CaseIterable {
    case deployment, statefulset, daemonset, deploymentconfig, rollout
  }

  enum Kill: String, CaseIterable {
    case failure = "pod-failure"
    case kill = "pod-kill"
  }

  init(_ fields: FieldReader?, owner: String) throws {
    self.owner = owner
    try fields?.allow(.kubernetes)
    namespace = try fields?.optionalString("namespace")
    selector = try fields?.labels("selector") ?? []
    container = try fields?.optionalString("container")
    port = try fields?.optionalCount("port")
    cpus = try fields?.optionalCount("cpus")
    memory = try fields?.optionalAmount("memoryMB")
    volume = try fields?.optionalString("volume")
    rate = try fields?.optionalString("rate")
    kill = try fields?.optionalWord("kill", Kill.self) ?? .failure
    node = try fields?.optionalString("node")
    claim = try fields?.optionalString("claim")
    host = try fields?.optionalString("host")
    replicas = try fields?.optionalCount("replicas")
    workload = try fields?.optionalWord("workload", Workload.self) ?? .deployment
  }

  /// Whether it says which pods the component is.
  var isPlaced: Bool { namespace != nil && !selector.isEmpty }

  /// A fact that must be there.
  private func require<Fact>(_ fact: Fact?, _ name: String, _ what: String, such example: String, _ tool: ExportTool)
    throws -> Fact
  {
    guard let fact else { throw Bindings.missing(what, at: "\(owner).\(name)", such: example, for: tool) }
    return fact
  }

  private var subject: String { owner.split(separator: ".").dropFirst().dropLast().joined(separator: ".") }

  func requireNamespace(_ tool: ExportTool) throws -> String {
    try require(namespace, "namespace", "the namespace of \(subject)", such: "shop", tool)
  }

  func requireSelector(_ tool: ExportTool) throws -> [(name: String, value: String)] {
    try require(selector.isEmpty ? nil : selector, "selector.app", "the labels of \(subject)", such: subject, tool)
  }

  /// The selector as Kubernetes writes it in one text: `app=payments,tier=backend`.
  func requireSelectorText(_ tool: ExportTool) throws -> String {
    try requireSelector(tool).map { "\($0.name)=\($0.value)" }.joined(separator: ",")
  }

  func requirePort(_ tool: ExportTool) throws -> Int {
    try require(port, "port", "the port at which \(subject) listens", such: "8080", tool)
  }

  func requireCPUs(_ tool: ExportTool) throws -> Int {
    try require(cpus, "cpus", "how many processors \(subject) may use, as the load is a share of them", such: "2", tool)
  }

  func requireMemory(_ tool: ExportTool) throws -> Double {
    try require(memory, "memoryMB", "how much memory \(subject) may use", such: "512", tool)
  }

  func requireVolume(_ tool: ExportTool) throws -> String {
    try require(volume, "volume", "the path at which the volume of \(subject) is mounted", such: "/data", tool)
  }

  func requireRate(_ tool: ExportTool) throws -> String {
    try require(rate, "rate", "what a narrowed bandwidth leaves to \(subject)", such: "1mbps", tool)
  }

  func requireHost(_ tool: ExportTool) throws -> String {
    try require(
      host, "host", "the address under which \(subject) is called", such: "\(subject).shop.svc.cluster.local", tool)
  }

  func requireReplicas(_ tool: ExportTool) throws -> Int {
    try require(replicas, "replicas", "how many pods \(subject) has", such: "3", tool)
  }

  func requireNode(_ tool: ExportTool) throws -> String {
    try require(node, "node", "the node that \(subject) is", such: "worker-1", tool)
  }

  func requireClaim(_ tool: ExportTool) throws -> String {
    try require(claim, "claim", "the volume claim of \(subject)", such: "data-0", tool)
  }
}

/// Under which account LitmusChaos acts.
struct LitmusBinding {
  let serviceAccount: String?

  init(_ fields: FieldReader?) throws {
    try fields?.allow(.litmus)
    serviceAccount = try fields?.optionalString("serviceAccount")
  }
}

/// Under which role AWS FIS acts, and what stops it.
struct AWSAccountBinding {
  let role: String?
  /// ARNs of CloudWatch alarms.
  let alarms: [String]

  init(_ fields: FieldReader?) throws {
    try fields?.allow(.aws)
    role = try fields?.optionalString("role")
    alarms = try fields?.strings("alarms") ?? []
  }
}

/// What a component is in AWS.
struct AWSResourceBinding {
  let owner: String
  let kind: Kind
  /// ARNs of the resources.
  let arns: [String]
  /// Tags that select them.
  let tags: [(name: String, value: String)]
  /// What the kind of target takes besides: clusterIdentifier, namespace, selectorType, selectorValue, cluster, service.
  let parameters: [(name: String, value: String)]
  /// What the actions take besides, such as kubernetesServiceAccount, port, protocol, trafficType.
  let actionParameters: [(name: String, value: String)]
  /// Which of them: ALL, COUNT(1), PERCENT(50).
  let selectionMode: String

  enum Kind: String, CaseIterable {
    case pod = "aws:eks:pod"
    case task = "aws:ecs:task"
    case instance = "aws:ec2:instance"
    case function = "aws:lambda:function"
    case cluster = "aws:rds:cluster"
    case database = "aws:rds:db"
    case volume = "aws:ec2:ebs-volume"
    case subnet = "aws:ec2:subnet"
    case bucket = "aws:s3:bucket"
    case table = "aws:dynamodb:global-table"
    case replicationGroup = "aws:elasticache:replicationgroup"
  }

  /// Nil where its type is not named; what is wrong beside is told all the same.
  init?(_ fields: FieldReader, owner: String) throws {
    try fields.allow(.resource)
    self.owner = owner
    let named = try fields.optionalWord("resourceType", Kind.self)
    arns = try fields.strings("arns")
    tags = try fields.labels("tags")
    parameters = try fields.labels("parameters")
    actionParameters = try fields.labels("actionParameters")
    selectionMode = try fields.optionalString("selectionMode") ?? "ALL"
    guard let named else { return nil }
    kind = named
  }
}
