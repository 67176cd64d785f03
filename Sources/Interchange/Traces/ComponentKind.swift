/// What a trace can say of a component's kind. The raw value orders them where two are said equally often.
enum ComponentKind: UInt8, Comparable {
  case unstated, service, external, gateway, loadbalancer, function, agent, model, tool, queue, topic, cache, database

  /// The vocabulary's word.
  var word: String {
    switch self {
    case .unstated, .service: "service"
    case .external: "external"
    case .gateway: "gateway"
    case .loadbalancer: "loadbalancer"
    case .function: "function"
    case .agent: "agent"
    case .model: "model"
    case .tool: "tool"
    case .queue: "queue"
    case .topic: "topic"
    case .cache: "cache"
    case .database: "database"
    }
  }

  static func < (one: ComponentKind, other: ComponentKind) -> Bool { one.rawValue < other.rawValue }

  /// The kind of a store by its system (`db.system`) and the name that it is called by.
  static func store(system: String, name: String) -> ComponentKind {
    isCache(system) || isCache(name) ? .cache : .database
  }

  /// The kind of a broker's destination: a log that many read, or a queue.
  static func destination(system: String) -> ComponentKind {
    let system = system.lowercased()
    return ["kafka", "pulsar", "pubsub", "sns", "eventhubs", "kinesis", "nats"].contains { system.contains($0) }
      ? .topic : .queue
  }

  /// What a name alone says; unstated for most.
  static func named(_ name: String) -> ComponentKind {
    let name = name.lowercased()
    if isCache(name) { return .cache }
    if ["gateway", "api-gateway", "ingress", "ingressgateway"].contains(where: {
      name == $0 || name.hasSuffix("-" + $0)
    }) {
      return .gateway
    }
    if ["kafka", "rabbitmq", "activemq", "sqs", "nats", "pulsar"].contains(name) { return destination(system: name) }
    let databases = [
      "mysql", "postgres", "postgresql", "mongodb", "mongo", "mariadb", "cassandra", "dynamodb", "elasticsearch",
      "oracle", "mssql", "cockroachdb",
    ]
    return databases.contains(name) ? .database : .unstated
  }

  private static func isCache(_ name: String) -> Bool {
    let name = name.lowercased()
    let systems = ["redis", "memcached", "memcache", "valkey", "hazelcast", "dragonfly", "couchbase-cache"]
    return systems.contains(name) || name == "cache" || name.hasSuffix("-cache") || name.hasPrefix("cache-")
      || systems.contains { name.hasPrefix($0 + "-") || name.hasSuffix("-" + $0) }
  }
}
