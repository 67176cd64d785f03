import Vocabulary

/// Writes an experiment as a scenario file of Krkn.
///
/// Krkn's telemetry keeps a scenario's file name and parameters. Where a scenario's plugin passes over members that it does not
/// know, the member `faultbook` carries the proposal; the network scenarios know no other members, so there a comment and the file's name do.
struct KrknExporter {
  private let experiment: PlannedExperiment
  private let options: ExportOptions
  private let timing: ExperimentTiming
  private let place: KubernetesBinding

  /// The kinds that Krkn does to a component.
  static let kinds = [
    "compute.cpu", "compute.kill", "compute.memory", "net.bandwidth", "net.latency", "net.loss", "net.partition",
    "storage.full",
  ]

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    guard case .component(let name) = experiment.target, Self.kinds.contains(experiment.fault.kind.name) else {
      let isCall = if case .dependency = experiment.target { true } else { false }
      throw ExportError.inexpressible(
        experiment, .krkn,
        isCall
          ? "disturbs whole pods and nodes, so \(experiment.fault.kind) cannot strike \(experiment.place) alone" : nil,
        can: isCall ? [] : Self.kinds)
    }
    self.experiment = experiment
    self.options = options
    timing = try ExperimentTiming(experiment, options.bindings.timing)
    place = try options.bindings.component(name).kubernetes
  }

  func document() throws -> ExportedDocument {
    let (type, scenario) = try scenario()
    let text = try YAMLText.text(
      [scenario], comment: [experiment.intent.title, experiment.intent.hypothesis] + KrknOwn.comment(of: experiment))
    let name = "\(experiment.slug).yaml"
    return ExportedDocument(
      experiment, .krkn, text: text,
      notes: [
        "Keep its name, \(name): Krkn's telemetry tells little else of it",
        "List it in config.yaml under kraken.chaos_scenarios as \(type): [\(name)], wait \(ExportWords.seconds(timing.baseline)) "
          + "with samples, run Krkn, and: faultbook import telemetry.json --environment NAME",
        "Krkn observes recovery times and its own checks: import samples for the run, or it shows little",
      ])
  }

  private var own: JSON {
    .compact(
      ("proposal", experiment.proposal.map { .string($0) }),
      ("intent", experiment.heldIntent.map { .string($0) } ?? experiment.intent.json))
  }

  private var length: JSON { .integer(Int64(timing.fault.rounded(.up))) }

  private func scenario() throws -> (type: String, JSON) {
    let size = ToolSize(experiment, options, .krkn)
    switch experiment.fault.kind.name {
    case "compute.kill":
      return (
        "pod_disruption_scenarios",
        [
          .compact(
            ("id", "kill-pods"),
            (
              "config",
              .compact(
                ("namespace_pattern", .string("^\(try place.requireNamespace(.krkn))$")),
                ("label_selector", .string(try place.requireSelectorText(.krkn))),
                // All of them: one of several is another experiment.
                ("kill", .integer(Int64(try place.requireReplicas(.krkn)))), ("execution", "parallel"),
                ("krkn_pod_recovery_time", .integer(Int64(timing.recovery.rounded(.up)))))
            ), ("faultbook", own))
        ]
      )
    case "net.partition":
      return (
        "application_outages_scenarios",
        .compact(
          (
            "application_outage",
            .compact(
              ("duration", length), ("namespace", .string(try place.requireNamespace(.krkn))),
              (
                "pod_selector",
                .object(try place.requireSelector(.krkn).map { JSON.Member($0.name, .string($0.value)) })
              ),
              ("block", ["Ingress", "Egress"]), ("faultbook", own))
          ))
      )
    case "storage.full":
      return (
        "pvc_scenarios",
        .compact(
          (
            "pvc_scenario",
            .compact(
              ("pvc_name", .string(try place.requireClaim(.krkn))),
              ("namespace", .string(try place.requireNamespace(.krkn))),
              ("fill_percentage", .integer(try size.wholePercent())), ("duration", length), ("faultbook", own))
          ))
      )
    case "compute.cpu", "compute.memory":
      let isCPU = experiment.fault.kind.name == "compute.cpu"
      let load: (String, JSON?) =
        isCPU
        ? ("cpu-load-percentage", .integer(try size.wholePercent()))
        : ("memory-vm-bytes", .string("\(try size.percent())%"))
      return (
        "hog_scenarios",
        .compact(
          ("duration", length), ("workers", ""), ("hog-type", isCPU ? "cpu" : "memory"),
          ("image", "quay.io/krkn-chaos/krkn-hog"), ("namespace", .string(place.namespace ?? "default")), load,
          ("cpu-method", isCPU ? "all" : nil), ("node-name", .string(try place.requireNode(.krkn))),
          ("number-of-nodes", 1), ("taints", []), ("faultbook", own))
      )
    default: return ("network_chaos_ng_scenarios", [try network(size)])
    }
  }

  private func network(_ size: ToolSize) throws -> JSON {
    let shaped: (String, JSON?) =
      switch experiment.fault.kind.name {
      case "net.latency": ("latency", .string("\(try size.wholeMilliseconds())ms"))
      case "net.loss": ("loss", .string("\(try size.wholePercent())"))
      default: ("bandwidth", .string(try place.requireRate(.krkn)))
      }
    return .compact(
      ("id", "pod_network_chaos"), ("image", "quay.io/krkn-chaos/krkn-network-chaos:latest"), ("wait_duration", 1),
      ("test_duration", length), ("label_selector", .string(try place.requireSelectorText(.krkn))),
      ("service_account", ""), ("taints", []), ("namespace", .string(try place.requireNamespace(.krkn))),
      // None counted: all that the labels select.
      ("instance_count", 0), ("execution", "parallel"), ("target", ""), ("interfaces", []), ("ingress", true),
      ("egress", true), shaped)
  }
}

/// What our own exporter wrote of an experiment into a scenario, or into its file's name.
struct KrknOwn {
  let proposal: String?
  /// The intent that the book holds.
  let heldIntent: String?
  /// Else the whole of it.
  let intent: IntentDeclared?

  /// Reads the member `faultbook` of an element; nil where there is none.
  init?(_ element: Element) throws {
    guard let told = try element.object("faultbook") else { return nil }
    proposal = try told.label("proposal")
    guard told["intent"]?.json.members != nil else {
      heldIntent = try told.label("intent")
      intent = nil
      return
    }
    heldIntent = nil
    intent = try told.object("intent").map { intent in
      do {
        return try IntentDeclared(from: FieldReader(intent.json, path: "intent"))
      } catch {
        throw intent.error("cannot be read: \(error)", remedy: "export it again, or remove \"faultbook\"")
      }
    }
  }

  /// What a comment at the head of a scenario's file tells; nil where it tells nothing.
  init?(comments text: some StringProtocol) {
    var told: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline).prefix(while: { $0.hasPrefix("#") }) {
      for word in ["proposal", "intent"] where line.hasPrefix("# faultbook \(word): ") {
        told[word] = String(line.dropFirst("# faultbook \(word): ".count).prefix { !$0.isWhitespace })
      }
    }
    guard !told.isEmpty else { return nil }
    proposal = told["proposal"]
    heldIntent = told["intent"]
    intent = nil
  }

  /// The lines of such a comment.
  static func comment(of experiment: PlannedExperiment) -> [String] {
    [experiment.proposal.map { "faultbook proposal: \($0)" }, experiment.heldIntent.map { "faultbook intent: \($0)" }]
      .compactMap(\.self)
  }

  private static let prefix = "faultbook-"

  /// The proposal in a file's name; nil where it holds none.
  static func proposal(inName name: String) -> String? {
    let stem = name.split(separator: "/").last?.prefix { $0 != "." } ?? ""
    return stem.hasPrefix(prefix + "p-") ? String(stem.dropFirst(prefix.count)) : nil
  }
}
