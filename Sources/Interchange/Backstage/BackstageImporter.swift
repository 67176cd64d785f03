import Vocabulary

/// Entities of a Backstage catalog: components and resources, who owns them, and what they depend on.
///
/// A component that consumes an API depends on whoever provides it, which another entity says; that may stand in another
/// file, so all that belongs together is best imported in one.
struct BackstageImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    var entities: [BackstageEntity] = []
    for element in try Documents(context).read(source).flattened() {
      let object = try KubernetesObject(element)
      guard object.apiVersion.hasPrefix("backstage.io/") else {
        context.note("\(object.title) of \(object.apiVersion) is of another tool; left out")
        continue
      }
      entities.append(try BackstageEntity(object))
    }
    let providers = BackstageProviders(entities)
    var graph = GraphEvents()
    for entity in entities {
      switch entity.kind {
      case "component", "resource": try read(entity, providers, into: &graph)
      case "api", "system", "domain", "group", "user", "location", "template": continue
      default: context.note("entities of kind \(entity.kind) are no components; left out")
      }
    }
    if graph.isEmpty { context.note("no component and no resource is in it") }
    try graph.emit(in: context)
  }

  private func read(_ entity: BackstageEntity, _ providers: BackstageProviders, into graph: inout GraphEvents) throws {
    if entity.isLibrary {
      return context.note("\"\(entity.name)\" is a library: it runs inside others and is no component of its own")
    }
    graph.add(
      ComponentDeclared(
        component: entity.name, kind: entity.componentKind, owner: entity.owner, tier: nil, tags: entity.tags))
    for reference in entity.dependsOn {
      if let callee = component(reference, providers) {
        graph.add(caller: entity.name, callee: callee, mode: providers.mode(of: reference))
      }
    }
    for reference in entity.dependencyOf {
      if let caller = component(reference, providers) { graph.add(caller: caller, callee: entity.name) }
    }
    for reference in entity.consumes {
      if reference.kind != "api" {
        // Some write the component where its API belongs.
        if let callee = component(reference, providers) { graph.add(caller: entity.name, callee: callee) }
        continue
      }
      let found = providers.components(of: reference)
      if found.isEmpty {
        context.note("nobody in this file provides the API \"\(reference.name)\": who is called for it is not known")
      }
      for callee in found {
        graph.add(
          caller: entity.name, callee: callee, mode: providers.isAsync(reference) ? .async : .sync,
          kind: providers.protocolName(reference))
      }
    }
  }

  /// The component that a reference names; nil for what is none.
  private func component(_ reference: EntityReference, _ providers: BackstageProviders) -> String? {
    switch reference.kind {
    case "component", "resource":
      guard !providers.isLibrary(reference) else { return nil }
      return reference.name
    default:
      context.note("a dependency on the \(reference.kind) \"\(reference.name)\" names no component; left out")
      return nil
    }
  }
}
