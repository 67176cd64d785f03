import Vocabulary

/// How the Chaos Toolkit brings a fault about and takes it back, by what the bindings offer: a way of the user's own first, then
/// a proxy of Toxiproxy, then an object of Chaos Mesh made through chaostoolkit-kubernetes.
struct ToolkitInjection {
  let inject: JSON
  /// Nil for a fault that ends by itself.
  let undo: JSON?
  let notes: [String]

  init(_ experiment: PlannedExperiment, _ options: ExportOptions, _ timing: ExperimentTiming) throws {
    let binding: ComponentBinding
    switch experiment.target {
    case .component(let name): binding = try options.bindings.component(name)
    case .dependency(let link): binding = try options.bindings.dependency(link)
    }
    let doing = "inject \(experiment.fault.kind) into \(experiment.place)"
    let undoing = "clear \(experiment.fault.kind) from \(experiment.place)"
    if let own = try binding.injection(of: experiment.fault.kind) {
      let words = Placeholders(experiment, timing, variables: binding.variables)
      inject = Self.action(doing, try Self.provider(own.action, words))
      undo = try own.undo.map { Self.action(undoing, try Self.provider($0, words)) }
      notes = []
    } else if let proxy = try binding.toxiproxy, let toxic = try ToxiproxyToxic.make(experiment, proxy) {
      guard let url = proxy.url else {
        throw Bindings.missing(
          "the address of Toxiproxy", at: "\(binding.owner).toxiproxy.url", such: "http://127.0.0.1:8474",
          for: .chaosToolkit)
      }
      let toxics = "\(url)/proxies/\(proxy.proxy)/toxics"
      inject = Self.action(
        doing,
        .compact(
          ("type", "http"), ("method", "POST"), ("url", .string(toxics)), ("timeout", 10),
          ("headers", .compact(("Content-Type", "application/json"))), ("arguments", toxic.json)))
      undo = Self.action(
        undoing,
        .compact(
          ("type", "http"), ("method", "DELETE"), ("url", .string("\(toxics)/\(toxic.name)")), ("timeout", 10)))
      notes = []
    } else if let mesh = try Self.mesh(experiment, options) {
      inject = Self.action(doing, Self.custom("create_custom_object", mesh, [("resource", mesh)]))
      undo = Self.action(
        undoing, Self.custom("delete_custom_object", mesh, [("name", mesh["metadata"]?["name"])]))
      notes = [
        "The fault is an object of Chaos Mesh, made by chaostoolkit-kubernetes: pip install it, and see that both reach the cluster"
      ]
    } else {
      throw try Self.none(experiment, binding)
    }
  }

  /// The object of Chaos Mesh that does it, where the bindings place the target in Kubernetes; nil where they do not, or where
  /// Chaos Mesh has nothing for it.
  private static func mesh(_ experiment: PlannedExperiment, _ options: ExportOptions) throws -> JSON? {
    let own =
      switch experiment.target {
      case .component(let name): name
      case .dependency(let link): link.caller
      }
    guard try options.bindings.component(own).kubernetes.isPlaced,
      MeshSpecification.kinds(of: experiment.target).contains(experiment.fault.kind.name)
    else { return nil }
    return try ChaosMeshExporter(experiment, options).object
  }

  /// A function of chaostoolkit-kubernetes' `crd` actions on an object.
  private static func custom(_ function: String, _ object: JSON, _ more: [(String, JSON?)]) -> JSON {
    .compact(
      ("type", "python"), ("module", "chaosk8s.crd.actions"), ("func", .string(function)),
      (
        "arguments",
        .compact(
          [
            ("group", "chaos-mesh.org"), ("version", "v1alpha1"),
            ("plural", .string(object["kind"]?.stringValue?.lowercased() ?? "")),
            ("ns", object["metadata"]?["namespace"]),
          ] + more)
      ))
  }

  private static func none(_ experiment: PlannedExperiment, _ binding: ComponentBinding) throws -> ExportError {
    let known = Set(try binding.injections.flatMap(\.kinds)).map(\.name).sorted()
    let offered = known.isEmpty ? "" : " (they know \(known.joined(separator: ", ")))"
    return ExportError(
      .missing,
      "nothing in the bindings says how the Chaos Toolkit can bring \(experiment.fault.kind) about in "
        + "\(experiment.place)\(offered); write \(binding.owner).inject with kinds: [\(experiment.fault.kind)], http or "
        + "command, and undo")
  }

  private static func action(_ name: String, _ provider: JSON) -> JSON {
    .compact(("type", "action"), ("name", .string(name)), ("provider", provider))
  }

  private static func provider(_ request: RequestBinding, _ words: Placeholders) throws -> JSON {
    switch request {
    case .http(let method, let url, let headers, let body, let timeout):
      var named = try headers.map { JSON.Member($0.name, .string(try words.text($0.value))) }
      if body != nil, !named.contains(where: { $0.name.lowercased() == "content-type" }) {
        named.append(JSON.Member("Content-Type", "application/json"))
      }
      return .compact(
        ("type", "http"), ("method", .string(method)), ("url", .string(try words.text(url))),
        ("timeout", .number(timeout)), ("headers", named.isEmpty ? nil : .object(named)),
        ("arguments", try body.map { try words.json($0) }))
    case .command(let line):
      let parts = try line.map { try words.text($0) }
      return .compact(
        ("type", "process"), ("path", .string(parts[0])),
        ("arguments", parts.count > 1 ? .array(parts.dropFirst().map { .string($0) }) : nil))
    }
  }
}
