public import Vocabulary

/// What a component is. Any word is a kind; one that the vocabulary does not know is kept and treated as a service.
public struct ComponentKind: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The word as declared, `database`.
  public let name: String

  /// The kind of that word.
  public init(_ name: String) { self.name = name }

  /// A process that answers requests; what nobody declared counts as one.
  public static let service = ComponentKind("service")
  /// A store of record.
  public static let database = ComponentKind("database")
  /// A faster copy of a slower store.
  public static let cache = ComponentKind("cache")
  /// Work handed over, each item to one consumer.
  public static let queue = ComponentKind("queue")
  /// Messages handed over, each to every subscriber.
  public static let topic = ComponentKind("topic")
  /// Where requests enter.
  public static let gateway = ComponentKind("gateway")
  /// What spreads requests over instances.
  public static let loadbalancer = ComponentKind("loadbalancer")
  /// Code that runs on demand, on somebody else's machines.
  public static let function = ComponentKind("function")
  /// An orchestrator of steps.
  public static let workflow = ComponentKind("workflow")
  /// A user's program: not ours to break.
  public static let client = ComponentKind("client")
  /// What others run on: cluster, node, scheduler.
  public static let platform = ComponentKind("platform")
  /// Somebody else's service.
  public static let external = ComponentKind("external")
  /// A program that a language model steers.
  public static let agent = ComponentKind("agent")
  /// What an agent calls.
  public static let tool = ComponentKind("tool")
  /// A language model behind an API.
  public static let model = ComponentKind("model")

  /// The kinds of the vocabulary (chapter 1), in its order.
  public static let known: [ComponentKind] = [
    .service, .database, .cache, .queue, .topic, .gateway, .loadbalancer, .function, .workflow, .client, .platform,
    .external, .agent, .tool, .model,
  ]

  /// The kind that decides what may be done to the component: itself where it is known, else a service.
  public var treatedAs: ComponentKind { ComponentKind.knownSet.contains(self) ? self : .service }

  public static func < (one: ComponentKind, other: ComponentKind) -> Bool { one.name < other.name }
  public var description: String { name }

  private static let knownSet = Set(known)
}

extension ComponentKind {
  /// The kinds of fault that a component of this kind can plausibly suffer, by name. A component that its owner cannot
  /// reach inside (a client, somebody else's service) keeps only what can be done on the way to it.
  public var plausibleFaults: [FaultKind] { ComponentKind.faults[treatedAs] ?? [] }

  /// The kinds of fault that make sense on a single link to a component of this kind, by name: what a proxy, a network
  /// rule or a client library can do to one caller alone.
  public var plausibleLinkFaults: [FaultKind] { ComponentKind.linkFaults[treatedAs] ?? [] }

  private static func kinds(_ names: String) -> [FaultKind] {
    names.split(separator: " ").compactMap { FaultKind(named: String($0)) }.sorted()
  }

  private static let faults: [ComponentKind: [FaultKind]] = {
    let network = "net.latency net.loss net.partition"
    let process = "compute.cpu compute.kill compute.memory"
    let table: [(ComponentKind, String)] = [
      (.service, "\(network) \(process) app.error load.surge config.change"),
      (.function, "app.error app.latency app.exception net.partition load.surge config.change compute.memory"),
      (.workflow, "\(process) app.error app.latency queue.delay queue.duplicate queue.reorder config.change"),
      (.gateway, "\(network) \(process) app.error load.surge config.change"),
      (.loadbalancer, "\(network) compute.kill load.surge config.change"),
      (
        .database,
        "\(network) \(process) storage.latency storage.error storage.full data.failover data.lock data.stale config.change"
      ),
      (.cache, "\(network) \(process) data.stale config.change"),
      (.queue, "\(network) \(process) queue.delay queue.duplicate queue.reorder storage.full config.change"),
      (.topic, "\(network) \(process) queue.delay queue.duplicate queue.reorder storage.full config.change"),
      (.client, "load.surge"),
      (.platform, "compute.node control.plane config.change net.dns net.partition zone.outage"),
      (.external, "\(network) app.error app.latency net.dns"),
      (
        .agent,
        "agent.kill agent.loop agent.handoff agent.state agent.context agent.hallucination budget.tokens budget.cost"
      ),
      (.tool, "tool.unavailable tool.ratelimit tool.malformed tool.slow"),
      (.model, "model.timeout model.error tool.ratelimit net.partition budget.tokens"),
    ]
    return Dictionary(uniqueKeysWithValues: table.map { ($0.0, kinds($0.1)) })
  }()

  private static let linkFaults: [ComponentKind: [FaultKind]] = {
    let wire = "net.latency net.loss net.partition"
    let table: [(ComponentKind, String)] = [
      (.service, "\(wire) app.error"), (.function, "\(wire) app.error"), (.workflow, "\(wire) app.error"),
      (.gateway, "\(wire) app.error"), (.loadbalancer, wire), (.database, wire), (.cache, wire),
      (.queue, "\(wire) queue.delay queue.duplicate queue.reorder"),
      (.topic, "\(wire) queue.delay queue.duplicate queue.reorder"),
      (.client, wire), (.platform, wire), (.external, "\(wire) app.error"),
      (.agent, "agent.handoff \(wire)"),
      (.tool, "tool.unavailable tool.ratelimit tool.malformed tool.slow"),
      (.model, "model.timeout model.error"),
    ]
    return Dictionary(uniqueKeysWithValues: table.map { ($0.0, kinds($0.1)) })
  }()
}
