import Vocabulary

/// A reference to an entity, `[kind:][namespace/]name`; kind and namespace follow from where it stands.
struct EntityReference: Hashable {
  let kind: String
  let namespace: String
  let name: String

  init(kind: String, namespace: String, name: String) {
    self.kind = kind.lowercased()
    self.namespace = namespace.lowercased()
    self.name = name
  }

  /// Reads a reference. Throws where it is none.
  init(_ element: Element, kind: String, namespace: String) throws {
    // The long form is an object.
    if element.json.members != nil {
      self.init(
        kind: try element.string("kind") ?? kind, namespace: try element.string("namespace") ?? namespace,
        name: try element.required("name"))
      return
    }
    var rest = try element.label()[...]
    var kind = kind
    var namespace = namespace
    if let colon = rest.firstIndex(of: ":") {
      kind = String(rest[..<colon])
      rest = rest[rest.index(after: colon)...]
    }
    if let slash = rest.firstIndex(of: "/") {
      namespace = String(rest[..<slash])
      rest = rest[rest.index(after: slash)...]
    }
    guard !rest.isEmpty, !kind.isEmpty, !namespace.isEmpty, !rest.contains("/") else {
      throw element.error("expected a reference [kind:][namespace/]name, found \"\(element.json.text.prefix(40))\"")
    }
    self.init(kind: kind, namespace: namespace, name: String(rest))
  }
}

/// One entity, as far as it says what exists and what depends on what.
struct BackstageEntity {
  let kind: String
  let name: String
  let namespace: String
  let type: String
  let owner: String?
  let tags: [String]
  let dependsOn: [EntityReference]
  let dependencyOf: [EntityReference]
  let consumes: [EntityReference]
  let provides: [EntityReference]

  init(_ object: KubernetesObject) throws {
    let namespace = object.namespace ?? "default"
    let spec = try object.element.object("spec")
    func references(_ field: String, _ kind: String) throws -> [EntityReference] {
      try spec?.elements(field).map { try EntityReference($0, kind: kind, namespace: namespace) } ?? []
    }
    kind = object.kind.lowercased()
    name = object.name
    self.namespace = namespace
    type = try spec?.label("type")?.lowercased() ?? ""
    owner = try spec?["owner"].map { try EntityReference($0, kind: "group", namespace: namespace).name }
    tags = try object.element["metadata"]?.strings("tags") ?? []
    dependsOn = try references("dependsOn", "component")
    dependencyOf = try references("dependencyOf", "component")
    consumes = try references("consumesApis", "api")
    provides = try references("providesApis", "api")
    spec?.count(known: [
      "type", "lifecycle", "owner", "system", "domain", "subcomponentOf", "dependsOn", "dependencyOf", "consumesApis",
      "providesApis", "definition", "profile", "children", "members", "memberOf", "parent", "targets", "target",
    ])
  }

  var reference: EntityReference { EntityReference(kind: kind, namespace: namespace, name: name) }
  var isLibrary: Bool { kind == "component" && type == "library" }

  /// The vocabulary's word for what it is; any other is kept.
  var componentKind: String {
    let words: [(part: String, kind: String)] = [
      ("database", "database"), ("postgres", "database"), ("mysql", "database"), ("cache", "cache"), ("redis", "cache"),
      ("queue", "queue"), ("topic", "topic"), ("kafka", "topic"), ("gateway", "gateway"),
      ("loadbalancer", "loadbalancer"), ("load-balancer", "loadbalancer"), ("lambda", "function"),
      ("function", "function"), ("workflow", "workflow"), ("website", "client"), ("mobile", "client"),
      ("cluster", "platform"), ("bucket", "external"), ("agent", "agent"), ("model", "model"),
    ]
    if let found = words.first(where: { type.contains($0.part) }) { return found.kind }
    return type.isEmpty ? "service" : type
  }
}

/// Who provides what, among the entities of a file.
struct BackstageProviders {
  private var byAPI: [EntityReference: [String]] = [:]
  private var types: [EntityReference: String] = [:]
  private var libraries: Set<EntityReference> = []

  init(_ entities: [BackstageEntity]) {
    for entity in entities {
      types[entity.reference] = entity.type
      if entity.isLibrary { libraries.insert(entity.reference) }
      for api in entity.provides { byAPI[api, default: []].append(entity.name) }
    }
  }

  /// The components that provide an API, in the file's order.
  func components(of api: EntityReference) -> [String] { byAPI[api] ?? [] }
  /// Whether an API is one of messages.
  func isAsync(_ api: EntityReference) -> Bool { types[api] == "asyncapi" }
  /// Whether a reference names a library.
  func isLibrary(_ reference: EntityReference) -> Bool { libraries.contains(reference) }
  /// The protocol of an API.
  func protocolName(_ api: EntityReference) -> String? {
    switch types[api] {
    case "grpc": "grpc"
    case "openapi", "graphql", "trpc": "http"
    default: nil
    }
  }
  /// Whether one waits for what a reference names.
  func mode(of reference: EntityReference) -> CallMode {
    let type = types[reference] ?? ""
    return ["queue", "topic", "kafka"].contains { type.contains($0) } ? .async : .sync
  }
}
