import Vocabulary

/// How a component, or one call, is reached and disturbed. Its sections are read when they are asked for.
struct ComponentBinding {
  /// The path of its entry, for messages: `components.payments`.
  let owner: String
  /// Words of its own, for the texts of `inject`.
  let variables: [(name: String, value: String)]
  private let fields: FieldReader
  private let sources: String

  init(_ fields: FieldReader, owner: String, of sources: String) throws {
    try fields.allow(.component)
    self.owner = owner
    self.fields = fields
    self.sources = sources
    variables = try fields.labels("variables")
  }

  var observation: ObservationBinding {
    get throws { try reading { try ObservationBinding(of: fields) } }
  }
  var injections: [InjectionBinding] {
    get throws { try reading { try fields.objects("inject", InjectionBinding.init) } }
  }
  var kubernetes: KubernetesBinding {
    get throws {
      try reading { try KubernetesBinding(fields.optionalObject("kubernetes"), owner: "\(owner).kubernetes") }
    }
  }
  /// The proxy; nil where none is named.
  var toxiproxy: ToxiproxyBinding? {
    get throws { try reading { try fields.optionalObject("toxiproxy").flatMap(ToxiproxyBinding.init) } }
  }
  /// The resource; nil where its type is not named.
  var aws: AWSResourceBinding? {
    get throws {
      try reading { try fields.optionalObject("aws").flatMap { try AWSResourceBinding($0, owner: "\(owner).aws") } }
    }
  }

  /// The first way of its own to bring a kind of fault about.
  func injection(of kind: FaultKind) throws -> InjectionBinding? { try injections.first { $0.kinds.contains(kind) } }

  /// Reads all that a tool may ask for.
  func check(for tool: ExportTool) throws {
    if tool.readsObservations { _ = try observation }
    if tool == .chaosToolkit { _ = try injections }
    if tool.readsKubernetes { _ = try kubernetes }
    if tool.readsToxiproxy { _ = try toxiproxy }
    if tool == .awsFIS { _ = try aws }
  }

  private func reading<Result>(_ body: () throws -> Result) throws -> Result { try Bindings.reading(sources, body) }
}

extension ExportTool {
  // What of the bindings a tool reads: nothing else stands in its way.
  var readsToolkit: Bool { self == .chaosToolkit }
  var readsToxiproxy: Bool { self == .chaosToolkit || self == .toxiproxy }
  var readsKubernetes: Bool {
    [.chaosToolkit, .chaosMesh, .chaosMeshWorkflow, .litmus, .krkn].contains(self)
  }
  var readsObservations: Bool { [.chaosToolkit, .chaosMesh, .chaosMeshWorkflow, .litmus].contains(self) }
}

/// How it is seen whether a node is well.
struct ObservationBinding {
  /// An address that answers 200 while it meets its objectives.
  let probe: String?
  /// An address that answers 200 while a run may go on.
  let stop: String?
  /// PromQL by metric, in the unit of the criteria.
  let queries: [(name: String, value: String)]

  /// Reads a journey's entry.
  init(_ fields: FieldReader) throws {
    try fields.allow(.journey)
    try self.init(of: fields)
  }

  /// Reads those members of an entry.
  init(of fields: FieldReader) throws {
    probe = try fields.optionalString("probe")
    stop = try fields.optionalString("stop")
    queries = try fields.labels("queries")
  }

  func query(_ metric: String) -> String? { queries.first { $0.name == metric }?.value }
}

/// A way of the user's own to bring faults about, and to take them back.
struct InjectionBinding {
  let kinds: [FaultKind]
  let action: RequestBinding
  /// How it is undone; nil for a fault that ends by itself.
  let undo: RequestBinding?

  init(_ fields: FieldReader) throws {
    try fields.allow(.injection)
    kinds = try fields.requiredStrings("kinds").map { name in
      guard let kind = FaultKind(named: name) else {
        throw fields.error("kinds", "\"\(name.prefix(40))\" is no known kind of fault; use one such as net.latency")
      }
      return kind
    }
    action = try RequestBinding(fields)
    let undoing = try fields.optionalObject("undo")
    try undoing?.allow(.undo)
    undo = try undoing.map(RequestBinding.init)
    let expires = try fields.optionalFlag("expires") ?? false
    if undo == nil, !expires {
      throw fields.error(
        "undo", "is missing; say how the fault is taken back, or expires: true where it ends by itself")
    }
  }
}

/// A request or a command.
enum RequestBinding {
  case http(method: String, url: String, headers: [(name: String, value: String)], body: JSON?, timeout: Double)
  case command([String])

  /// Reads `http` or `command` of an object.
  init(_ fields: FieldReader) throws {
    let command = try fields.strings("command")
    if let http = try fields.optionalObject("http") {
      guard command.isEmpty else { throw fields.error("command", "stands beside http; name one of them") }
      try http.allow(.http)
      self = .http(
        method: try http.optionalString("method")?.uppercased() ?? "POST", url: try http.string("url"),
        headers: try http.labels("headers"), body: http.value("body"),
        timeout: try http.optionalAmount("timeoutSeconds") ?? 10)
    } else {
      guard !command.isEmpty else { throw fields.error("http", "is missing; expected http or command") }
      self = .command(command)
    }
  }
}

/// A proxy of Toxiproxy that stands before a component, or in one call.
struct ToxiproxyBinding {
  let proxy: String
  /// Where Toxiproxy's own API answers.
  let url: String?
  /// What a narrowed bandwidth leaves, in kB a second.
  let rate: Double?

  /// Nil where no proxy is named; what is wrong beside is told all the same.
  init?(_ fields: FieldReader) throws {
    try fields.allow(.toxiproxy)
    let named = try fields.optionalString("proxy")
    url = try fields.optionalString("url")
    rate = try fields.optionalAmount("rate")
    guard let named else { return nil }
    proxy = named
  }
}

/// How long the parts of a run last, where somebody says so.
struct TimingBinding {
  let baseline: Double?
  let fault: Double?
  let recovery: Double?

  init(_ fields: FieldReader?) throws {
    try fields?.allow(.timing)
    baseline = try fields?.optionalAmount("baselineSeconds")
    fault = try fields?.optionalAmount("faultSeconds")
    recovery = try fields?.optionalAmount("recoverySeconds")
    if let fields, fault == 0 {
      throw fields.error("faultSeconds", "must be above 0; a fault that never acts shows nothing")
    }
  }
}

/// What a Chaos Toolkit experiment holds besides: where its `${name}` come from.
struct ToolkitBinding {
  let configuration: JSON?
  let secrets: JSON?

  init(_ fields: FieldReader?) throws {
    try fields?.allow(.chaostoolkit)
    configuration = try fields?.optionalObject("configuration")?.json
    secrets = try fields?.optionalObject("secrets")?.json
  }
}
