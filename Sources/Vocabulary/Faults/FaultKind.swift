/// A canonical kind of fault, `net.latency`. Importers map their tools' names onto these and keep the native one.
public struct FaultKind: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The canonical name.
  public let name: String

  private init(_ name: String) { self.name = name }

  /// The kind of that name; nil where the vocabulary has none.
  public init?(named name: String) {
    guard FaultKind.classes[name] != nil || name == "none" || name == "unknown" else { return nil }
    self.name = name
  }

  /// Reads a field that names a kind.
  static func read(_ fields: FieldReader, _ field: String) throws -> FaultKind {
    let name = try fields.string(field)
    guard let kind = FaultKind(named: name) else {
      throw fields.error(
        field,
        "\"\(name.prefix(40))\" is no known kind of fault; use one such as net.latency, or \"unknown\""
      )
    }
    return kind
  }

  /// A placebo: everything of a run but the fault.
  public static let none = FaultKind("none")
  /// A fault that no kind describes.
  public static let unknown = FaultKind("unknown")

  /// The class that beliefs are kept by; nil for a placebo and for an unknown fault.
  public var faultClass: FaultClass? { FaultKind.classes[name] }

  public static func < (one: FaultKind, other: FaultKind) -> Bool { one.name < other.name }
  public var description: String { name }

  /// Every kind, by name.
  public static let all: [FaultKind] = (classes.keys + ["none", "unknown"]).sorted().map(FaultKind.init)

  /// The kinds of one class, by name.
  public static func kinds(of faultClass: FaultClass) -> [FaultKind] {
    all.filter { $0.faultClass == faultClass }
  }

  /// Chapter "Beliefs": the classes partition the kinds. Where it is silent, a kind stands in the class whose trouble its
  /// callers see:
  ///
  /// - `latency`, they wait: loss, reordering and narrow bandwidth reach them through TCP's retransmissions, a lock and a
  ///   model's time-out as waiting.
  /// - `errors`, they get a failure for an answer: aborted requests, failed reads and writes, a refusing model, a hand-off
  ///   that is lost.
  /// - `unavailable`, nobody answers: a reset connection, a lost node, a killed agent, a store between two masters.
  /// - `resource`, something is used up: an agent that goes in circles spends its budget.
  /// - `data`, the answer is wrong: duplicates, a poisoned context, an invented fact.
  private static let classes: [String: FaultClass] = [
    "net.latency": .latency, "net.loss": .latency, "net.bandwidth": .latency, "net.reorder": .latency,
    "net.duplicate": .data, "net.corrupt": .data,
    "net.partition": .unavailable, "net.reset": .unavailable, "net.dns": .unavailable,
    "app.error": .errors, "app.exception": .errors, "app.response": .errors, "app.abort": .errors,
    "app.latency": .latency,
    "load.surge": .resource,
    "compute.kill": .unavailable, "compute.node": .unavailable, "compute.cpu": .resource, "compute.memory": .resource,
    "storage.latency": .latency, "storage.error": .errors, "storage.full": .resource,
    "time.skew": .data,
    "data.failover": .unavailable, "data.lock": .latency, "data.stale": .data,
    "queue.delay": .latency, "queue.duplicate": .data, "queue.reorder": .data,
    "control.plane": .control, "config.change": .control,
    "tool.unavailable": .unavailable, "tool.ratelimit": .errors, "tool.malformed": .errors, "tool.slow": .latency,
    "agent.kill": .unavailable, "agent.loop": .resource, "agent.handoff": .errors, "agent.state": .data,
    "agent.context": .data, "agent.hallucination": .data,
    "model.timeout": .latency, "model.error": .errors,
    "budget.tokens": .resource, "budget.cost": .resource,
    "zone.outage": .unavailable,
  ]
}

/// The class of a fault: propagation beliefs are kept by edge and class, because trouble of one kind does not travel as
/// trouble of another does.
public enum FaultClass: String, Sendable, Hashable, CaseIterable, Comparable {
  /// The cause answers late.
  case latency
  /// The cause answers with errors.
  case errors
  /// The cause does not answer.
  case unavailable
  /// The cause runs short of something.
  case resource
  /// The cause's data are wrong, stale or out of order.
  case data
  /// The cause's configuration or control plane is at fault.
  case control

  /// Its place in the vocabulary's order.
  public var index: Int {
    switch self {
    case .latency: 0
    case .errors: 1
    case .unavailable: 2
    case .resource: 3
    case .data: 4
    case .control: 5
    }
  }

  public static func < (one: FaultClass, other: FaultClass) -> Bool { one.index < other.index }
}
