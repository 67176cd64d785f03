import Vocabulary

/// Docker Compose files: services, and what they are started after.
///
/// ```
/// services:
///   web: {image: shop/web, depends_on: {db: {condition: service_healthy}}}
///   db: {image: postgres:16}
/// ```
///
/// `depends_on` is about the order of starting; with `links` it is as near to "calls" as the file comes. What waits for
/// another's *completion* waits for a job that is gone when the service runs, and depends on nobody for it.
struct ComposeImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    var graph = GraphEvents()
    for document in try Documents(context).read(source) {
      document.count(known: ["services", "version", "name", "networks", "volumes", "configs", "secrets", "include"])
      guard let services = try document.object("services") else {
        throw document.error("expected \"services\", found none")
      }
      if document["include"] != nil { context.note("files that this one includes were not read; import them too") }
      for service in try services.members() where !service.name.hasPrefix("x-") {
        try read(service.name, service.value, into: &graph)
      }
    }
    if graph.isEmpty { context.note("it declares no service") }
    try graph.emit(in: context)
  }

  private func read(_ name: String, _ service: Element, into graph: inout GraphEvents) throws {
    guard !service.json.isNull else { return }
    _ = try service.members()
    graph.add(ComponentDeclared(component: name, kind: try kind(name, service).word))
    if service["extends"] != nil { context.note("what services extend in other files was not read") }
    guard let dependencies = service["depends_on"] else { return try links(name, service, into: &graph) }
    if dependencies.json.arrayValue != nil {
      for callee in try service.strings("depends_on") { graph.add(caller: name, callee: callee) }
    } else {
      for (callee, how) in try dependencies.members() {
        let condition = how.json.members == nil ? nil : try how.string("condition")
        if condition == "service_completed_successfully" {
          context.note(
            "\"\(name)\" starts after the job \"\(callee)\" has ended; that is an order of starting, no dependency")
        } else {
          graph.add(caller: name, callee: callee)
        }
      }
    }
    try links(name, service, into: &graph)
  }

  /// `links: ["db:database"]`, a service and the name that it is called by.
  private func links(_ name: String, _ service: Element, into graph: inout GraphEvents) throws {
    for link in try service.strings("links") {
      graph.add(caller: name, callee: link.split(separator: ":").first.map(String.init) ?? link)
    }
  }

  /// What the image's name says, else the service's own.
  private func kind(_ name: String, _ service: Element) throws -> ComponentKind {
    let image = try service.label("image") ?? ""
    let bare = image.split(separator: "@").first?.split(separator: "/").last?.split(separator: ":").first ?? ""
    let word = bare.lowercased()
    let proxies = ["nginx", "haproxy", "envoy", "traefik", "caddy", "kong"]
    if proxies.contains(where: { word.hasPrefix($0) }) { return .gateway }
    if word.contains("kafka") || word.contains("redpanda") { return .topic }
    if word.contains("rabbitmq") || word.contains("activemq") || word.contains("artemis") { return .queue }
    let said = ComponentKind.named(word)
    if said != .unstated { return said }
    if ["postgres", "mysql", "mariadb", "mongo", "cassandra", "elasticsearch"].contains(where: { word.contains($0) }) {
      return .database
    }
    let own = ComponentKind.named(name)
    return own == .unstated ? .service : own
  }
}
