import Vocabulary

/// How a component, or one call, is reached and disturbed.
struct ComponentBinding {
  /// The path of its entry, for messages: `components.payments`.
  let owner: String
  /// Words of its own, for the texts of `inject`.
  let variables: [(name: String, value: String)]
  let observation: ObservationBinding
  let injections: [InjectionBinding]
  let kubernetes: KubernetesBinding
  let toxiproxy: ToxiproxyBinding?
  let aws: AWSResourceBinding?

  init(_ fields: FieldReader, owner: String) throws {
    try fields.allow("variables", "probe", "stop", "queries", "inject", "kubernetes", "toxiproxy", "aws")
    self.owner = owner
    variables = try fields.labels("variables")
    observation = try ObservationBinding(fields)
    injections = try fields.objects("inject", InjectionBinding.init)
    kubernetes = try KubernetesBinding(fields.optionalObject("kubernetes"), owner: "\(owner).kubernetes")
    toxiproxy = try fields.optionalObject("toxiproxy").map(ToxiproxyBinding.init)
    aws = try fields.optionalObject("aws").map { try AWSResourceBinding($0, owner: "\(owner).aws") }
  }

  /// The first way of its own to bring a kind of fault about.
  func injection(of kind: FaultKind) -> InjectionBinding? { injections.first { $0.kinds.contains(kind) } }
}

/// How it is seen whether a node is well.
struct ObservationBinding {
  /// An address that answers 200 while it meets its objectives.
  let probe: String?
  /// An address that answers 200 while a run may go on.
  let stop: String?
  /// PromQL by metric, in the unit of the criteria.
  let queries: [(name: String, value: String)]

  init(_ fields: FieldReader) throws {
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
    try fields.allow("kinds", "http", "command", "undo", "expires")
    kinds = try fields.requiredStrings("kinds").map { name in
      guard let kind = FaultKind(named: name) else {
        throw fields.error("kinds", "\"\(name.prefix(40))\" is no known kind of fault; use one such as net.latency")
      }
      return kind
    }
    action = try RequestBinding(fields)
    let undoing = try fields.optionalObject("undo")
    try undoing?.allow("http", "command")
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
      try http.allow("method", "url", "headers", "body", "timeoutSeconds")
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

  init(_ fields: FieldReader) throws {
    try fields.allow("proxy", "url", "rate")
    proxy = try fields.string("proxy")
    url = try fields.optionalString("url")
    rate = try fields.optionalAmount("rate")
  }
}

/// How long the parts of a run last, where somebody says so.
struct TimingBinding {
  let baseline: Double?
  let fault: Double?
  let recovery: Double?

  init(_ fields: FieldReader?) throws {
    try fields?.allow("baselineSeconds", "faultSeconds", "recoverySeconds")
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
    try fields?.allow("configuration", "secrets")
    configuration = try fields?.optionalObject("configuration")?.json
    secrets = try fields?.optionalObject("secrets")?.json
  }
}
