import Vocabulary

/// What an object of Chaos Mesh says to do what an experiment asks for (chaos-mesh.org/v1alpha1, as of 2.8).
struct MeshSpecification {
  let kind: String
  /// Without its duration.
  let members: [(String, JSON?)]
  let namespace: String
  /// Whether it is over at once, as killing is.
  let isOneShot: Bool

  private static let ofComponents = [
    "app.abort", "app.error", "app.latency", "compute.cpu", "compute.kill", "compute.memory", "net.bandwidth",
    "net.corrupt", "net.dns", "net.duplicate", "net.latency", "net.loss", "net.partition", "storage.error",
    "storage.latency", "time.skew",
  ]
  private static let ofCalls = [
    "net.bandwidth", "net.corrupt", "net.duplicate", "net.latency", "net.loss", "net.partition",
  ]

  /// The kinds that Chaos Mesh does to a target.
  static func kinds(of target: Target) -> [String] {
    if case .component = target { ofComponents } else { ofCalls }
  }

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    guard Self.kinds(of: experiment.target).contains(experiment.fault.kind.name) else {
      throw ExportError.inexpressible(experiment, .chaosMesh, can: Self.kinds(of: experiment.target))
    }
    let own: String
    var peer: KubernetesBinding?
    switch experiment.target {
    case .component(let name): own = name
    case .dependency(let link):
      own = link.caller
      peer = try options.bindings.component(link.callee).kubernetes
    }
    let place = try options.bindings.component(own).kubernetes
    let size = ToolSize(experiment, options, .chaosMesh)
    namespace = try place.requireNamespace(.chaosMesh)
    let selector: [(String, JSON?)] = [("mode", "all"), ("selector", try Self.selector(place))]
    var isOneShot = false
    switch experiment.fault.kind.name {
    case "compute.kill":
      kind = "PodChaos"
      isOneShot = place.kill == .kill
      members = [("action", .string(place.kill.rawValue))] + selector
    case "compute.cpu":
      kind = "StressChaos"
      let cpu = JSON.compact(
        ("workers", .integer(Int64(try place.requireCPUs(.chaosMesh)))), ("load", .integer(try size.wholePercent())))
      members = selector + Self.containers(place) + [("stressors", .compact(("cpu", cpu)))]
    case "compute.memory":
      kind = "StressChaos"
      let memory = JSON.compact(("workers", 1), ("size", .string("\(try size.percent())%")))
      members = selector + Self.containers(place) + [("stressors", .compact(("memory", memory)))]
    case "storage.latency":
      kind = "IOChaos"
      members =
        [("action", "latency")] + selector + Self.containers(place) + [
          ("volumePath", .string(try place.requireVolume(.chaosMesh))), ("delay", .string(try size.milliseconds())),
          ("percent", 100),
        ]
    case "storage.error":
      kind = "IOChaos"
      members =
        [("action", "fault")] + selector + Self.containers(place) + [
          // EIO.
          ("volumePath", .string(try place.requireVolume(.chaosMesh))), ("errno", 5),
          ("percent", .integer(try size.wholePercent())),
        ]
    case "time.skew":
      kind = "TimeChaos"
      members = selector + Self.containers(place) + [("timeOffset", .string(try size.offset()))]
    case "net.dns":
      kind = "DNSChaos"
      members = [("action", "error")] + selector
    case "app.latency", "app.error", "app.abort":
      kind = "HTTPChaos"
      members =
        selector + [("port", .integer(Int64(try place.requirePort(.chaosMesh)))), ("path", "*")]
        + (try Self.http(experiment.fault.kind.name, size))
    default:
      kind = "NetworkChaos"
      members = try Self.network(experiment.fault.kind.name, selector, place, peer, size)
    }
    self.isOneShot = isOneShot
  }

  private static func selector(_ place: KubernetesBinding) throws -> JSON {
    .compact(
      ("namespaces", [.string(try place.requireNamespace(.chaosMesh))]),
      (
        "labelSelectors",
        .object(try place.requireSelector(.chaosMesh).map { JSON.Member($0.name, .string($0.value)) })
      ))
  }

  private static func containers(_ place: KubernetesBinding) -> [(String, JSON?)] {
    [("containerNames", place.container.map { [.string($0)] })]
  }

  /// Every request is struck: HTTPChaos knows no share of them.
  private static func http(_ kind: String, _ size: ToolSize) throws -> [(String, JSON?)] {
    switch kind {
    case "app.latency": return [("target", "Request"), ("delay", .string(try size.milliseconds()))]
    case "app.abort":
      try size.requireWhole()
      return [("target", "Request"), ("abort", true)]
    default:
      try size.requireWhole()
      return [("target", "Response"), ("replace", .compact(("code", 500)))]
    }
  }

  private static func network(
    _ kind: String, _ selector: [(String, JSON?)], _ place: KubernetesBinding, _ peer: KubernetesBinding?,
    _ size: ToolSize
  ) throws -> [(String, JSON?)] {
    let action: String
    let details: (String, JSON?)
    switch kind {
    case "net.latency":
      (action, details) = ("delay", ("delay", .compact(("latency", .string(try size.milliseconds())))))
    case "net.partition": (action, details) = ("partition", ("partition", nil))
    case "net.bandwidth":
      // Limit and buffer as Chaos Mesh's documentation proposes.
      (action, details) = (
        "bandwidth",
        (
          "bandwidth",
          .compact(("rate", .string(try place.requireRate(.chaosMesh))), ("limit", 20_971_520), ("buffer", 10_000))
        )
      )
    default:
      let word = String(kind.dropFirst(4))
      (action, details) = (word, (word, .compact((word, .string(try size.percent())), ("correlation", "0"))))
    }
    let other = try peer.map { JSON.compact(("mode", "all"), ("selector", try self.selector($0))) }
    return [("action", .string(action))] + selector + [("direction", "to"), ("target", other), details]
  }
}
