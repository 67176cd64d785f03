import Vocabulary

/// Kiali's graph: nodes whose ids are hashes, joined by edges with rates as text.
///
/// Nodes are matched by name: what the mesh calls the application, else the workload, else the service, so that the versions
/// of one application are one component. An edge of requests becomes one window of traffic, `rate × duration` calls; of
/// TCP only bytes are known, so it is declared and not counted. Failed are answers of 5xx, of gRPC errors, and missing
/// ones; 4xx are the caller's own mistake, although Kiali's percentages count them.
struct KialiImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    for document in try Documents(context).read(source) {
      guard let elements = try document.object("elements") else {
        throw document.error("expected a graph with \"elements\", found none")
      }
      document.count(known: ["timestamp", "duration", "graphType", "elements"])
      let names = try KialiNames(elements.elements("nodes"), context: context)
      var graph = GraphEvents()
      for component in names.components { graph.add(component) }
      let edges = try elements.elements("edges").map { try KialiEdge($0) }
      for edge in edges where names[edge.source] == nil && names.isUnknown(edge.source) {
        context.note("traffic from nodes that the mesh does not know was left out: nobody says who calls")
      }
      try emit(edges, names: names, window: window(document), into: &graph)
      if graph.isEmpty { context.note("the graph is empty: no traffic is not \"nothing depends\"") }
      try graph.emit(in: context)
    }
  }

  /// The time that the rates are of; nil where the graph does not say.
  private func window(_ document: Element) throws -> TimeWindow? {
    guard let end = try document.number("timestamp"), let seconds = try document.number("duration"), end > 0,
      seconds > 0, seconds < 1e9, end < 4_102_444_800
    else {
      context.note("the graph names no window of time: its calls are declared and not counted")
      return nil
    }
    return TimeWindow(from: Timestamp(seconds: end - seconds), to: Timestamp(seconds: end))
  }

  private func emit(
    _ edges: [KialiEdge], names: KialiNames, window: TimeWindow?, into graph: inout GraphEvents
  ) throws {
    var traffic: [Dependency: (requests: Double, failures: Double)] = [:]
    for edge in edges {
      guard let caller = names[edge.source], let callee = names[edge.target], caller != callee else { continue }
      let call = Dependency(caller: caller, callee: callee)
      if let window, edge.requests * window.to.seconds(since: window.from) >= 0.5 {
        let sum = traffic[call] ?? (0, 0)
        traffic[call] = (sum.requests + edge.requests, sum.failures + edge.failures)
      } else {
        graph.add(caller: caller, callee: callee, kind: edge.kind)
      }
    }
    guard let window else { return }
    let seconds = window.to.seconds(since: window.from)
    for (call, sum) in traffic.sorted(by: { $0.key < $1.key }) {
      let calls = (sum.requests * seconds).rounded()
      guard calls < 1e15 else {
        throw context.error("has more calls from \(call.caller) to \(call.callee) than can be counted")
      }
      let errors = min((sum.failures * seconds).rounded(), calls)
      let observed = DependencyObserved(
        dependency: call, mode: .sync, from: window.from, to: window.to, calls: Int(calls), errors: Int(errors))
      try context.add(.dependencyObserved(observed), stream: StreamFamily.system.stream(), at: window.to)
    }
  }
}

/// One edge's ends and its traffic in requests a second.
struct KialiEdge {
  let source: String
  let target: String
  let kind: String?
  let requests: Double
  let failures: Double

  init(_ element: Element) throws {
    guard let data = try element.object("data") else { throw element.error("expected \"data\" of an edge, found none") }
    source = try data.required("source")
    target = try data.required("target")
    var requests = 0.0
    var failures = 0.0
    let traffic = data["traffic"]
    // One protocol an edge; older versions wrote several of them in an array.
    let parts = try traffic.map { $0.json.arrayValue == nil ? [$0] : try $0.elements() } ?? []
    for part in parts {
      for member in try part["rates"]?.members() ?? [] {
        switch member.name {
        case "http", "grpc": requests += try KialiEdge.rate(member.value)
        case "http5xx", "httpNoResponse", "grpcErr", "grpcNoResponse": failures += try KialiEdge.rate(member.value)
        default: continue
        }
      }
    }
    self.requests = requests
    self.failures = failures
    let named = try parts.first?.string("protocol")
    kind = named.flatMap { ["http", "grpc"].contains($0) ? $0 : nil }
    if data["responseTime"] != nil {
      element.context.note(
        "response times were left out: the graph does not say whether they are means or which quantile")
    }
  }

  private static func rate(_ element: Element) throws -> Double {
    let rate = try element.number()
    guard rate >= 0, rate < 1e12 else { throw element.error("expected a rate of at least 0, found \(rate)") }
    return rate
  }
}

/// The components that a graph's nodes are, by the nodes' ids.
struct KialiNames {
  private var names: [String: String] = [:]
  private var unknown: Set<String> = []
  private(set) var components: [ComponentDeclared] = []

  init(_ nodes: [Element], context: ImportContext) throws {
    var found: [(id: String, name: String, namespace: String, data: Element)] = []
    for node in nodes {
      guard let data = try node.object("data") else { throw node.error("expected \"data\" of a node, found none") }
      let id = try data.required("id")
      let type = try data.string("nodeType")
      // Boxes draw frames round other nodes; aggregates group requests, not programs.
      if try data.string("isBox") != nil || type == "box" || type == "aggregate" { continue }
      let order = type == "workload" && data["app"] == nil ? ["workload", "service"] : ["app", "workload", "service"]
      let name = try order.lazy.compactMap { try data.label($0) }.first { $0 != "unknown" }
      guard let name, type != "unknown" else {
        unknown.insert(id)
        continue
      }
      let namespace = try data.string("namespace") ?? ""
      found.append((id, name, namespace == "unknown" ? "" : namespace, data))
    }
    let spaces = Dictionary(grouping: found.filter { !$0.namespace.isEmpty }, by: \.name).mapValues { nodes in
      Set(nodes.map(\.namespace))
    }
    var declared: Set<String> = []
    for node in found {
      let isShared = (spaces[node.name]?.count ?? 0) > 1 && !node.namespace.isEmpty
      let name = isShared ? "\(node.name).\(node.namespace)" : node.name
      if isShared { context.note("\"\(node.name)\" is in several namespaces; each is a component of its own") }
      names[node.id] = name
      let guess = ComponentKind.named(node.name)
      let isExternal =
        try node.data["isServiceEntry"] != nil || node.data.flag("isOutside") ?? false && node.namespace.isEmpty
      let kind = guess == .unstated ? (isExternal ? ComponentKind.external : .service) : guess
      if declared.insert(name).inserted { components.append(ComponentDeclared(component: name, kind: kind.word)) }
    }
  }

  /// The component of a node's id.
  subscript(id: String) -> String? { names[id] }

  /// Whether the mesh does not know who the node is.
  func isUnknown(_ id: String) -> Bool { unknown.contains(id) }
}
