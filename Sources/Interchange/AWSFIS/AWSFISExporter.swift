import Vocabulary

/// Writes an experiment as a template of AWS Fault Injection Service, as `create-experiment-template` takes it.
///
/// Without a real stop condition there is no template: at least one CloudWatch alarm has to be bound. The baseline and the
/// recovery are waits around the action, so that one experiment holds the whole run.
struct AWSFISExporter {
  private let experiment: PlannedExperiment
  private let options: ExportOptions
  private let timing: ExperimentTiming

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    self.experiment = experiment
    self.options = options
    timing = try ExperimentTiming(experiment, options.bindings.timing)
  }

  func document() throws -> ExportedDocument {
    let binding: ComponentBinding
    switch experiment.target {
    case .component(let name): binding = try options.bindings.component(name)
    case .dependency(let link): binding = try options.bindings.dependency(link)
    }
    guard let resource = try binding.aws else {
      throw Bindings.missing(
        "what \(experiment.place) is in AWS", at: "\(binding.owner).aws.resourceType", such: "aws:eks:pod", for: .awsFIS
      )
    }
    let account = try options.bindings.aws
    guard let role = account.role else {
      throw Bindings.missing(
        "the role that FIS acts in", at: "aws.role", such: "arn:aws:iam::123456789012:role/fis", for: .awsFIS)
    }
    guard !account.alarms.isEmpty else {
      throw Bindings.missing(
        "CloudWatch alarms that stop the experiment", at: "aws.alarms",
        such: #"["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-errors"]"#, for: .awsFIS)
    }
    let action = try FISActionText(experiment, options, resource, timing)
    let template = JSON.compact(
      ("description", .string(String(experiment.intent.title.prefix(512)))),
      ("targets", .compact(("Target", try target(resource)))), ("actions", actions(action)),
      (
        "stopConditions",
        .array(account.alarms.map { .compact(("source", "aws:cloudwatch:alarm"), ("value", .string($0))) })
      ), ("roleArn", .string(role)),
      (
        "experimentOptions",
        .compact(("accountTargeting", "single-account"), ("emptyTargetResolutionMode", "fail"))
      ), ("tags", tags))
    return ExportedDocument(
      experiment, .awsFIS, text: template.prettyText,
      notes: [
        "Create it with: aws fis create-experiment-template --cli-input-json file://FILE; start-experiment; when it is over: "
          + "aws fis get-experiment --id ID > result.json; faultbook import result.json",
        "FIS observes nothing of the system: import samples for the run, or it shows nothing",
        "The alarms are the only thing that stops it; they are to fire when "
          + experiment.intent.abortWhen.map(ExportWords.condition).joined(separator: ", or "),
      ])
  }

  private func target(_ resource: AWSResourceBinding) throws -> JSON {
    func object(_ pairs: [(name: String, value: String)]) -> JSON? {
      pairs.isEmpty ? nil : .object(pairs.map { JSON.Member($0.name, .string($0.value)) })
    }
    guard !resource.arns.isEmpty || !resource.tags.isEmpty || !resource.parameters.isEmpty else {
      throw Bindings.missing(
        "which resources \(experiment.place) is (arns, tags or parameters)", at: "\(resource.owner).arns",
        such: #"["arn:aws:…"]"#, for: .awsFIS)
    }
    return .compact(
      ("resourceType", .string(resource.kind.rawValue)),
      ("resourceArns", resource.arns.isEmpty ? nil : .array(resource.arns.map { .string($0) })),
      ("resourceTags", object(resource.tags)), ("selectionMode", .string(resource.selectionMode)),
      ("parameters", object(resource.parameters)))
  }

  private func actions(_ action: FISActionText) -> JSON {
    func wait(_ seconds: Double, after name: String?) -> JSON {
      .compact(
        ("actionId", "aws:fis:wait"), ("parameters", .compact(("duration", .string(FISActionText.duration(seconds))))),
        ("startAfter", name.map { [.string($0)] }))
    }
    var found: [(String, JSON?)] = []
    if timing.baseline > 0 { found.append(("Baseline", wait(timing.baseline, after: nil))) }
    let disturb = JSON.compact(
      ("actionId", .string(action.id)), ("parameters", action.parameters),
      ("targets", .compact((action.targetKey, "Target"))),
      ("startAfter", timing.baseline > 0 ? ["Baseline"] : nil))
    found.append(("Disturb", disturb))
    if timing.recovery > 0 { found.append(("Recovery", wait(timing.recovery, after: "Disturb"))) }
    return .compact(found)
  }

  /// Letters, digits, spaces and `_.:/=+-@`, at most 256 of them: what a tag's value may hold.
  private static func tagged(_ text: String) -> String {
    let plain = text.map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber || "_.:/=+-@ ".contains(character))
        ? character : " "
    }
    return String(String(plain).split(separator: " ").joined(separator: " ").prefix(256))
  }

  private var tags: JSON {
    func key(_ name: String) -> String { "faultbook.io/\(name)" }
    let intent = experiment.intent
    var found: [(String, JSON?)] = [
      ("Name", .string(experiment.slug)), (key("proposal"), experiment.proposal.map { .string($0) }),
      (key("intent"), experiment.heldIntent.map { .string($0) }),
      (key("environment"), intent.environment.map { .string(Self.tagged($0)) }),
      (key("journey"), intent.journey.map { .string(Self.tagged($0)) }),
      (key("hypothesis"), .string(Self.tagged(intent.hypothesis))),
    ]
    switch experiment.target {
    case .component(let name): found.append((key("component"), .string(name)))
    case .dependency(let link):
      found += [(key("caller"), .string(link.caller)), (key("callee"), .string(link.callee))]
    }
    return .compact(found)
  }
}

/// The action of FIS that does what an experiment asks for to a kind of resource (AWS FIS actions reference, 2026).
struct FISActionText {
  private struct Row {
    let resource: AWSResourceBinding.Kind
    let kind: String
    let action: String
    let targetKey: String
    /// The parameter of the size, and whether it is of percent; milliseconds else.
    var size: (parameter: String, isPercent: Bool)?
    /// Parameters that are always so.
    var fixed: [(String, String)] = []
    /// Parameters that only the user knows.
    var needed: [String] = []
    /// The parameter of its length; nil for what is over at once.
    var length: String? = "duration"
  }

  private static let account = ["kubernetesServiceAccount"]
  private static let ports = ["port", "protocol", "trafficType"]

  private static let rows: [Row] = [
    Row(
      resource: .pod, kind: "compute.kill", action: "aws:eks:pod-delete", targetKey: "Pods", needed: account,
      length: nil),
    Row(
      resource: .pod, kind: "compute.cpu", action: "aws:eks:pod-cpu-stress", targetKey: "Pods", size: ("percent", true),
      needed: account),
    Row(
      resource: .pod, kind: "compute.memory", action: "aws:eks:pod-memory-stress", targetKey: "Pods",
      size: ("percent", true), needed: account),
    Row(
      resource: .pod, kind: "net.latency", action: "aws:eks:pod-network-latency", targetKey: "Pods",
      size: ("delayMilliseconds", false), needed: account),
    Row(
      resource: .pod, kind: "net.loss", action: "aws:eks:pod-network-packet-loss", targetKey: "Pods",
      size: ("lossPercent", true), needed: account),
    Row(
      resource: .pod, kind: "net.partition", action: "aws:eks:pod-network-blackhole-port", targetKey: "Pods",
      needed: account + ports),
    Row(resource: .task, kind: "compute.kill", action: "aws:ecs:stop-task", targetKey: "Tasks", length: nil),
    Row(
      resource: .task, kind: "compute.cpu", action: "aws:ecs:task-cpu-stress", targetKey: "Tasks",
      size: ("percent", true)),
    Row(
      resource: .task, kind: "net.latency", action: "aws:ecs:task-network-latency", targetKey: "Tasks",
      size: ("delayMilliseconds", false)),
    Row(
      resource: .task, kind: "net.loss", action: "aws:ecs:task-network-packet-loss", targetKey: "Tasks",
      size: ("lossPercent", true)),
    Row(
      resource: .task, kind: "net.partition", action: "aws:ecs:task-network-blackhole-port", targetKey: "Tasks",
      needed: ports),
    Row(
      resource: .instance, kind: "compute.node", action: "aws:ec2:stop-instances", targetKey: "Instances",
      length: "startInstancesAfterDuration"),
    Row(
      resource: .function, kind: "app.latency", action: "aws:lambda:invocation-add-delay", targetKey: "Functions",
      size: ("startupDelayMilliseconds", false), fixed: [("invocationPercentage", "100")]),
    Row(
      resource: .function, kind: "app.error", action: "aws:lambda:invocation-error", targetKey: "Functions",
      size: ("invocationPercentage", true), fixed: [("preventExecution", "true")]),
    Row(
      resource: .cluster, kind: "data.failover", action: "aws:rds:failover-db-cluster", targetKey: "Clusters",
      length: nil),
    Row(
      resource: .database, kind: "compute.kill", action: "aws:rds:reboot-db-instances", targetKey: "DBInstances",
      length: nil),
    Row(
      resource: .volume, kind: "storage.latency", action: "aws:ebs:volume-io-latency", targetKey: "Volumes",
      size: ("readIOLatencyMilliseconds", false),
      fixed: [("readIOPercentage", "100"), ("writeIOPercentage", "100")]),
    Row(
      resource: .subnet, kind: "net.partition", action: "aws:network:disrupt-connectivity", targetKey: "Subnets",
      fixed: [("scope", "all")]),
    Row(
      resource: .bucket, kind: "data.stale", action: "aws:s3:bucket-pause-replication", targetKey: "Buckets",
      needed: ["region"]),
    Row(
      resource: .table, kind: "data.stale", action: "aws:dynamodb:global-table-pause-replication", targetKey: "Tables"),
    Row(
      resource: .replicationGroup, kind: "zone.outage",
      action: "aws:elasticache:replicationgroup-interrupt-az-power", targetKey: "ReplicationGroups"),
  ]

  /// The kinds of resources that FIS disturbs, with the kinds of faults that it does to them.
  static var able: [(resource: AWSResourceBinding.Kind, kind: String)] { rows.map { ($0.resource, $0.kind) } }

  let id: String
  let targetKey: String
  let parameters: JSON?

  init(
    _ experiment: PlannedExperiment, _ options: ExportOptions, _ resource: AWSResourceBinding,
    _ timing: ExperimentTiming
  ) throws {
    let mine = Self.rows.filter { $0.resource == resource.kind }
    guard let row = mine.first(where: { $0.kind == experiment.fault.kind.name }) else {
      throw ExportError.inexpressible(
        experiment, .awsFIS, "has no action that does \(experiment.fault.kind) to \(resource.kind.rawValue)",
        can: mine.map(\.kind))
    }
    id = row.action
    targetKey = row.targetKey
    var found = row.fixed
    if let length = row.length { found.insert((length, Self.duration(timing.fault)), at: 0) }
    if let size = row.size {
      let value = ToolSize(experiment, options, .awsFIS)
      found.append((size.parameter, "\(try size.isPercent ? value.wholePercent() : value.wholeMilliseconds())"))
      // What is slow to read is slow to write.
      if row.resource == .volume { found.append(("writeIOLatencyMilliseconds", "\(try value.wholeMilliseconds())")) }
    }
    for parameter in row.needed {
      guard let given = resource.actionParameters.first(where: { $0.name == parameter })?.value else {
        throw Bindings.missing(
          "\(parameter) of \(row.action)", at: "\(resource.owner).actionParameters.\(parameter)", such: "VALUE",
          for: .awsFIS)
      }
      found.append((parameter, given))
    }
    let names = Set(found.map(\.0))
    found += resource.actionParameters.filter { !names.contains($0.name) }.map { ($0.name, $0.value) }
    parameters = found.isEmpty ? nil : .compact(found.map { ($0.0, .string($0.1)) })
  }

  /// A length as ISO 8601: whole minutes, or seconds; FIS takes none shorter than a minute for most actions, and says so itself.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return whole % 60 == 0 ? "PT\(whole / 60)M" : "PT\(whole)S"
  }
}
