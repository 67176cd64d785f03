import Vocabulary

/// Toxiproxy's configuration, what it answers on `GET /proxies`, and single toxics.
///
/// A proxy stands between somebody and its upstream, and does not know who that is: `--component` says so. A toxic is a
/// fault on that dependency. An answer is of the moment it was asked in: with `--run` its toxics are told as what was
/// found injected into that run.
struct ToxiproxyImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    var graph = GraphEvents()
    var injections: [Toxic] = []
    for document in try Documents(context).read(source) {
      for element in try elements(of: document) {
        if element["upstream"] != nil || element["listen"] != nil {
          try proxy(element, into: &graph, &injections)
        } else {
          injections.append(try Toxic(element, proxy: nil, caller: context.options.component))
        }
      }
    }
    if injections.isEmpty { context.note("no toxic is in it: nothing is injected") }
    try graph.emit(in: context)
    for toxic in injections where toxic.fault.kind != .none {
      if toxic.fault.kind == .unknown {
        context.note("toxic \"\(toxic.name)\" is no fault that is known; kept as unknown")
      }
      if let told = toxic.expected {
        _ = try context.declare(
          own: context.reconciled(told, target: toxic.target, fault: toxic.fault, title: "toxic \(toxic.name)"))
      } else {
        _ = try context.declare(toxic.intent)
      }
      try inject(toxic)
    }
  }

  /// Proxies and toxics of an array, of an object by their names, or alone.
  private func elements(of document: Element) throws -> [Element] {
    if document.json.arrayValue != nil { return try document.elements() }
    if document["upstream"] != nil || document["type"] != nil { return [document] }
    if let inner = document["proxies"] { return try elements(of: inner) }
    return try document.members().map { member in
      guard let members = member.value.json.members, member.value["name"] == nil else { return member.value }
      // By name, the name may be left out.
      return Element(
        .object([JSON.Member("name", .string(member.name))] + members), path: member.value.path,
        line: member.value.line, context: context)
    }
  }

  private func proxy(_ element: Element, into graph: inout GraphEvents, _ injections: inout [Toxic]) throws {
    element.count(known: ["name", "listen", "upstream", "enabled", "toxics", "Logger"])
    let name = try element.required("name")
    graph.add(ComponentDeclared(component: name, kind: ComponentKind.named(name).word))
    if let caller = context.options.component {
      graph.add(caller: caller, callee: name)
    } else {
      context.note("who calls through the proxies is not in it: say so with --component NAME")
    }
    let toxics = try element.elements("toxics")
    injections += try toxics.map { try Toxic($0, proxy: name, caller: context.options.component) }
    if try element.flag("enabled") == false {
      if element["toxics"] == nil {
        context.note("proxies that the configuration begins with as disabled are no faults")
      } else {
        injections.append(Toxic(down: name, caller: context.options.component))
      }
    }
  }

  private func inject(_ toxic: Toxic) throws {
    guard let run = context.options.run else {
      return context.note(
        "toxics say what is injected, and not since when: with --run ID they are told as found in that run")
    }
    let fact = FaultInjected(confirmed: true, evidence: "Toxiproxy has toxic \"\(toxic.name)\" on \(toxic.place)")
    try context.add(.faultInjected(fact), stream: StreamFamily.run.stream(RunID.normal(run)), at: nil)
  }
}

/// One toxic, as the fault that it is.
struct Toxic {
  let name: String
  let place: String
  let fault: Fault
  let target: Target?
  /// The proposal in its name.
  let proposal: String?
  /// The whole intent, where we wrote it.
  let expected: IntentDeclared?

  init(_ element: Element, proxy: String?, caller: String?) throws {
    element.count(known: ["name", "type", "stream", "toxicity", "attributes", "faultbook"])
    let type = try element.required("type")
    let stream = try element.label("stream") ?? "downstream"
    name = try element.label("name") ?? "\(type)_\(stream)"
    place = proxy ?? "a proxy"
    let told = try element.object("faultbook")
    target = try told.flatMap { try Toxic.own($0) } ?? Toxic.target(proxy, caller)
    proposal = ToxicName.proposal(in: name)
    expected = try told?.object("intent").map { intent in
      do {
        return try IntentDeclared(from: FieldReader(intent.json, path: "intent"))
      } catch {
        throw intent.error("cannot be read: \(error)", remedy: "export it again, or remove \"faultbook\"")
      }
    }
    let toxicity = try element.number("toxicity")
    if let toxicity, !(0...1).contains(toxicity) {
      throw element.error("expected toxicity from 0 to 1, found \(toxicity)")
    }
    fault = try Toxic.fault(type, element["attributes"], scope: toxicity)
  }

  /// A proxy that was taken down.
  init(down proxy: String, caller: String?) {
    name = "down"
    place = proxy
    target = Toxic.target(proxy, caller)
    proposal = nil
    expected = nil
    fault = ToolFault.make(ToolFault.kind("net.partition"), native: "down")
  }

  private static func own(_ told: Element) throws -> Target? {
    guard let target = try told.object("target") else { return nil }
    return try? Target.read(FieldReader(target.json))
  }

  private static func target(_ proxy: String?, _ caller: String?) -> Target? {
    guard let proxy else { return caller.map { .component($0) } }
    guard let caller, caller != proxy else { return .component(proxy) }
    return .dependency(Dependency(caller: caller, callee: proxy))
  }

  private static func fault(_ type: String, _ attributes: Element?, scope: Double?) throws -> Fault {
    func make(_ kind: String, _ value: Double? = nil) -> Fault {
      ToolFault.make(ToolFault.kind(kind), native: type, value: value, unit: "ms", scope: scope)
    }
    switch type {
    case "latency": return make("net.latency", try attributes?.number("latency"))
    case "slow_close": return make("net.latency", try attributes?.number("delay"))
    // The one delay that Toxiproxy counts in microseconds.
    case "slicer": return make("net.latency", try attributes?.number("delay").map { $0 / 1000 })
    case "bandwidth": return make("net.bandwidth")
    case "timeout": return make("net.partition")
    case "reset_peer", "limit_data": return make("net.reset")
    case "noop": return Fault(kind: .none, native: type)
    default: return make("unknown")
    }
  }

  /// The toxic as an intent. Nothing in it says what is expected.
  var intent: IntentDeclared {
    let subject = target?.description ?? "the target"
    return IntentDeclared(
      title: "toxic \(name) on \(place)",
      hypothesis: "\(subject) suffers \(ToolFault.words(fault)), and the toxic states no expectation", target: target,
      fault: fault, proposal: proposal)
  }
}
