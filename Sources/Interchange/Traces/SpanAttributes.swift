import Vocabulary

/// Those of a span's attributes that say who was called and how it went, under the names of OpenTelemetry's semantic
/// conventions, old and new, OpenTracing's and Zipkin's.
struct SpanAttributes {
  private enum Key {
    case peerService, address, socketAddress, url, dbSystem, dbName, messagingSystem, destination, httpStatus
    case grpcStatus, error, resend, genAIOperation, genAISystem, toolName, faas, spanKind, status
  }

  private static let keys: [String: Key] = [
    "peer.service": .peerService, "service.peer.name": .peerService,
    "server.address": .address, "net.peer.name": .address, "peer.hostname": .address, "http.host": .address,
    "network.peer.address": .socketAddress, "net.sock.peer.name": .socketAddress, "peer.address": .socketAddress,
    "url.full": .url, "http.url": .url,
    "db.system.name": .dbSystem, "db.system": .dbSystem, "db.type": .dbSystem,
    "db.namespace": .dbName, "db.name": .dbName, "db.instance": .dbName,
    "messaging.system": .messagingSystem,
    "messaging.destination.name": .destination, "messaging.destination": .destination,
    "message_bus.destination": .destination, "kafka.topic": .destination, "rabbit.queue": .destination,
    "http.response.status_code": .httpStatus, "http.status_code": .httpStatus,
    "rpc.grpc.status_code": .grpcStatus, "grpc.status_code": .grpcStatus,
    "error": .error, "http.request.resend_count": .resend, "http.resend_count": .resend,
    "gen_ai.operation.name": .genAIOperation, "gen_ai.system": .genAISystem, "gen_ai.provider.name": .genAISystem,
    "gen_ai.tool.name": .toolName, "faas.name": .faas, "faas.invoked_name": .faas,
    "span.kind": .spanKind, "otel.status_code": .status,
  ]

  private var peerService = ""
  private var address = ""
  private var socketAddress = ""
  private var urlHost = ""
  private var dbSystem = ""
  private var messagingSystem = ""
  private var destination = ""
  private var toolName = ""
  private var genAIOperation = ""
  private var genAISystem = ""
  private var remoteEndpoint = ""
  private var isFunction = false
  private var hasFailed = false
  private var isResent = false
  /// The kind that an attribute states.
  private(set) var kind: SpanKind?

  /// Takes in one attribute; most are of no interest.
  mutating func take(_ name: String, _ value: JSON) {
    guard let key = SpanAttributes.keys[name] else { return }
    let text = value.stringValue ?? ""
    let number = value.doubleValue ?? Double(text)
    switch key {
    case .peerService: peerService = text
    case .address: if address.isEmpty || name == "server.address" { address = text }
    case .socketAddress: socketAddress = text
    case .url: urlHost = PeerName.host(ofURL: text)
    case .dbSystem: if !text.isEmpty { dbSystem = text }
    case .dbName: break
    case .messagingSystem: messagingSystem = text
    case .destination: if !text.isEmpty { destination = text }
    case .httpStatus: if let number, number >= 500 { hasFailed = true }
    case .grpcStatus: if let number, SpanAttributes.failingGRPC.contains(Int(exactly: number) ?? 0) { hasFailed = true }
    case .error: if value.boolValue == true || text.lowercased() == "true" { hasFailed = true }
    case .resend: isResent = (number ?? 0) > 0
    case .genAIOperation: genAIOperation = text
    case .genAISystem: genAISystem = text
    case .toolName: toolName = text
    case .faas: isFunction = true
    case .spanKind: kind = SpanAttributes.kind(named: text)
    case .status: if text.uppercased() == "ERROR" { hasFailed = true }
    }
  }

  /// A peer that the format itself names, such as Zipkin's remote endpoint: the broker, where the span is of a message.
  mutating func state(peer: String) { remoteEndpoint = peer }

  /// UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNAVAILABLE, DATA_LOSS: the callee's trouble.
  private static let failingGRPC: Set<Int> = [2, 4, 8, 10, 13, 14, 15]

  static func kind(named name: String) -> SpanKind? {
    switch name.uppercased() {
    case "CLIENT", "SPAN_KIND_CLIENT": .client
    case "SERVER", "SPAN_KIND_SERVER": .server
    case "PRODUCER", "SPAN_KIND_PRODUCER": .producer
    case "CONSUMER", "SPAN_KIND_CONSUMER": .consumer
    case "INTERNAL", "SPAN_KIND_INTERNAL", "UNSPECIFIED", "SPAN_KIND_UNSPECIFIED": .local
    default: nil
    }
  }

  /// Writes what the attributes say into a span whose kind is set.
  func apply(to span: inout SpanRecord, names: inout Interner) {
    if hasFailed { span.flags.insert(.failed) }
    if isResent { span.flags.insert(.resent) }
    let isMessage = span.kind == .producer || span.kind == .consumer
    let broker = [remoteEndpoint, destination, messagingSystem].lazy.map(PeerName.normal).first { !$0.isEmpty }
    if isMessage, let broker {
      span.flags.insert(.brokered)
      span.peerKind = .destination(system: messagingSystem.isEmpty ? remoteEndpoint : messagingSystem)
      span.peer = names.number(broker)
      return
    }
    if span.kind.isEntry {
      if genAIOperation == "invoke_agent" || genAIOperation == "create_agent" { span.ownKind = .agent }
      if genAIOperation == "execute_tool" { span.ownKind = .tool }
      if isFunction { span.ownKind = .function }
    }
    let stated = PeerName.normal(peerService.isEmpty ? remoteEndpoint : peerService)
    if !stated.isEmpty {
      span.peer = names.number(stated)
      span.flags.insert(.peerIsStated)
    } else if span.kind.isExit {
      let name =
        [address, urlHost, socketAddress].lazy.map(PeerName.normal).first { PeerName.isName($0) }
        ?? (dbSystem.isEmpty ? genAISystem : dbSystem)
      span.peer = names.number(name)
    }
    guard span.kind.isExit else { return }
    if !dbSystem.isEmpty {
      span.peerKind = .store(system: dbSystem, name: span.peer < 0 ? "" : names.names[Int(span.peer)])
    } else if genAIOperation == "execute_tool" || !toolName.isEmpty {
      span.peerKind = .tool
    } else if genAIOperation == "invoke_agent" {
      span.peerKind = .agent
    } else if !genAIOperation.isEmpty || !genAISystem.isEmpty {
      span.peerKind = .model
    } else if isFunction {
      span.peerKind = .function
    }
  }
}

/// Names of callees as addresses and URLs write them.
enum PeerName {
  /// The host of a URL, without scheme, user, port and path.
  static func host(ofURL url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return "" }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return String(authority[(authority.lastIndex(of: "@").map(authority.index(after:)) ?? authority.startIndex)...])
  }

  /// The name without port and without Kubernetes' cluster domain: `payments.shop.svc.cluster.local:8080` is `payments`.
  static func normal(_ name: String) -> String {
    var name = name[...]
    if name.hasPrefix("[") { return String(name) }
    if let colon = name.lastIndex(of: ":"), name.firstIndex(of: ":") == colon,
      name[name.index(after: colon)...].allSatisfy(\.isNumber)
    {
      name = name[..<colon]
    }
    let labels = name.split(separator: ".")
    if labels.count >= 3, labels[2] == "svc" { return String(labels[0]) }
    let printable = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return printable && name.utf8.count <= 200 ? String(name) : ""
  }

  /// Whether it names something: no IP address, no loopback, not empty.
  static func isName(_ name: String) -> Bool {
    guard !name.isEmpty, name != "localhost", !name.hasPrefix("["), !name.contains(":") else { return false }
    return !name.allSatisfy { $0.isNumber || $0 == "." }
  }
}
