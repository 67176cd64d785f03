import Vocabulary

/// Writes an experiment as a ChaosEngine of LitmusChaos, with probes.
///
/// Every subject that has an address is asked throughout (`Continuous`) and before and after (`Edge`); where `stop` tells when
/// the run may go on, a probe with `stopOnFailure` ends it. What Prometheus knows is asked by promProbes.
struct LitmusExporter {
  private let experiment: PlannedExperiment
  private let options: ExportOptions
  private let timing: ExperimentTiming
  private let place: KubernetesBinding
  private let owner: String

  /// The kinds that Litmus does, by target.
  static func kinds(of target: Target) -> [String] {
    let network = [
      "net.bandwidth", "net.corrupt", "net.duplicate", "net.latency", "net.loss", "net.partition",
    ]
    if case .dependency = target { return network }
    return
      (network + [
        "app.error", "app.latency", "compute.cpu", "compute.kill", "compute.memory", "compute.node", "net.dns",
        "net.reset", "storage.full",
      ]).sorted()
  }

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    guard Self.kinds(of: experiment.target).contains(experiment.fault.kind.name) else {
      throw ExportError.inexpressible(experiment, .litmus, can: Self.kinds(of: experiment.target))
    }
    self.experiment = experiment
    self.options = options
    timing = try ExperimentTiming(experiment, options.bindings.timing)
    switch experiment.target {
    case .component(let name): owner = name
    case .dependency(let link): owner = link.caller
    }
    place = try options.bindings.component(owner).kubernetes
  }

  func document() throws -> ExportedDocument {
    let namespace = try place.requireNamespace(.litmus)
    guard let account = try options.bindings.litmus.serviceAccount else {
      throw Bindings.missing(
        "the service account that runs experiments", at: "litmus.serviceAccount", such: "litmus-admin", for: .litmus)
    }
    let (name, environment) = try fault()
    let probes = try LitmusProbes(experiment, options)
    let variables = [("TOTAL_CHAOS_DURATION", seconds(timing.fault))] + environment
    let plan = JSON.compact(
      ("name", .string(name)),
      (
        "spec",
        .compact(
          ("probe", probes.probes.isEmpty ? nil : .array(probes.probes)),
          (
            "components",
            .compact(
              (
                "env",
                .array(variables.map { .compact(("name", .string($0.0)), ("value", .string($0.1))) })
              ))
          ))
      ))
    let engine = JSON.compact(
      ("apiVersion", "litmuschaos.io/v1alpha1"), ("kind", "ChaosEngine"),
      (
        "metadata",
        .compact(
          ("name", .string(experiment.slug)), ("namespace", .string(namespace)),
          ("annotations", KubernetesObject.annotations(experiment, subjects: probes.subjects)))
      ),
      (
        "spec",
        .compact(
          ("engineState", "active"), ("annotationCheck", "false"),
          (
            "appinfo",
            .compact(
              ("appns", .string(namespace)), ("applabel", .string(try place.requireSelectorText(.litmus))),
              ("appkind", .string(place.workload.rawValue)))
          ),
          ("chaosServiceAccount", .string(account)), ("experiments", [plan]))
      ))
    let text = try YAMLText.text([engine], comment: [experiment.intent.title, experiment.intent.hypothesis])
    let notes =
      probes.notes + [
        "Litmus' own verdict says nothing of the time before \(name): keep samples from \(ExportWords.seconds(timing.baseline)) before it on",
        "Apply it with: kubectl apply -f FILE; when it is over: kubectl get chaosengine,chaosresult -n \(namespace) "
          + "-o yaml > result.yaml; faultbook import result.yaml",
      ]
    return ExportedDocument(experiment, .litmus, text: text, notes: notes)
  }

  private func seconds(_ value: Double) -> String { JSON.number(value.rounded(.up)).text }

  /// The experiment's name and its variables (ChaosHub, kubernetes/ and litmus-go/experiments).
  private func fault() throws -> (name: String, environment: [(String, String)]) {
    let size = ToolSize(experiment, options, .litmus)
    let all = [("PODS_AFFECTED_PERC", "100")]
    func shaped(_ name: String, _ variable: String, _ value: String) throws -> (String, [(String, String)]) {
      (name, try [(variable, value)] + hosts() + all)
    }
    switch experiment.fault.kind.name {
    case "compute.kill": return ("pod-delete", [("CHAOS_INTERVAL", "10"), ("FORCE", "true")] + all)
    case "compute.node": return ("node-drain", [("TARGET_NODE", try place.requireNode(.litmus))])
    case "compute.cpu":
      return (
        "pod-cpu-hog",
        [("CPU_CORES", "\(try place.requireCPUs(.litmus))"), ("CPU_LOAD", "\(try size.wholePercent())")] + container
          + all
      )
    case "compute.memory":
      guard experiment.dose == .high else {
        throw ExportError.inexpressible(
          experiment, .litmus,
          "counts the memory of compute.memory in MB, which is no share of it when its result is read: only the dose high would come back"
        )
      }
      guard let share = experiment.magnitude(in: .ratio) else { fallthrough }
      let megabytes = (try place.requireMemory(.litmus) * share).rounded()
      return ("pod-memory-hog", [("MEMORY_CONSUMPTION", JSON.number(megabytes).text)] + container + all)
    case "storage.full":
      return ("disk-fill", [("FILL_PERCENTAGE", "\(try size.wholePercent())")] + container + all)
    case "net.latency":
      let latency = try shaped("pod-network-latency", "NETWORK_LATENCY", "\(try size.wholeMilliseconds())")
      return (latency.0, latency.1 + [("JITTER", "0")])
    case "net.loss":
      return try shaped("pod-network-loss", "NETWORK_PACKET_LOSS_PERCENTAGE", "\(try size.wholePercent())")
    case "net.corrupt":
      return try shaped(
        "pod-network-corruption", "NETWORK_PACKET_CORRUPTION_PERCENTAGE", "\(try size.wholePercent())")
    case "net.duplicate":
      return try shaped(
        "pod-network-duplication", "NETWORK_PACKET_DUPLICATION_PERCENTAGE", "\(try size.wholePercent())")
    case "net.bandwidth":
      return try shaped("pod-network-rate-limit", "NETWORK_BANDWIDTH", try place.requireRate(.litmus))
    case "net.partition": return try shaped("pod-network-partition", "POLICY_TYPES", "all")
    case "net.dns": return ("pod-dns-error", [("MATCH_SCHEME", "substring")] + all)
    case "net.reset": return ("pod-http-reset-peer", [("RESET_TIMEOUT", "0")] + (try http("100")) + all)
    case "app.latency":
      return ("pod-http-latency", [("LATENCY", "\(try size.wholeMilliseconds())")] + (try http("100")) + all)
    default:
      return (
        "pod-http-status-code",
        [("STATUS_CODE", "500"), ("MODIFY_RESPONSE_BODY", "true")] + (try http("\(try size.wholePercent())")) + all
      )
    }
  }

  private var container: [(String, String)] { place.container.map { [("TARGET_CONTAINER", $0)] } ?? [] }

  private func http(_ share: String) throws -> [(String, String)] {
    [("TARGET_SERVICE_PORT", "\(try place.requirePort(.litmus))"), ("TOXICITY", share)]
  }

  /// The callee's address, where one call alone is meant.
  private func hosts() throws -> [(String, String)] {
    guard case .dependency(let link) = experiment.target else { return [] }
    let callee = try options.bindings.component(link.callee).kubernetes
    return [("DESTINATION_HOSTS", try callee.requireHost(.litmus))]
  }
}

/// The probes of an engine, and whom they ask about.
struct LitmusProbes {
  let probes: [JSON]
  let subjects: JSON?
  let notes: [String]

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    var probes: [JSON] = []
    var subjects: [JSON.Member] = []
    var notes: [String] = []
    func add(_ name: String, _ node: NodeID, _ type: String, _ inputs: JSON, mode: String, stops: Bool = false) {
      subjects.append(JSON.Member(name, .object([node.member])))
      probes.append(
        .compact(
          ("name", .string(name)), ("type", .string(type)), ("mode", .string(mode)), ("\(type)/inputs", inputs),
          (
            "runProperties",
            .compact(
              ("probeTimeout", "5s"), ("interval", "5s"), ("attempt", 1), ("probePollingInterval", "2s"),
              ("stopOnFailure", stops ? true : nil))
          )))
    }
    func http(_ url: String) -> JSON {
      .compact(
        ("url", .string(url)),
        ("method", .compact(("get", .compact(("criteria", "=="), ("responseCode", "200"))))))
    }
    for (index, node) in experiment.subjects.enumerated() {
      let observation = try options.bindings.observation(of: node)
      let before = probes.count
      if let url = observation.probe {
        add("well-\(index + 1)", node, "httpProbe", http(url), mode: "Continuous")
        add("well-before-and-after-\(index + 1)", node, "httpProbe", http(url), mode: "Edge")
      }
      for (place, criterion) in experiment.criteria.filter({ $0.subject == node }).enumerated() {
        guard let query = observation.query(criterion.metric), let prometheus = try options.bindings.prometheus else {
          continue
        }
        let inputs = JSON.compact(
          ("endpoint", .string(prometheus)), ("query", .string(query)),
          (
            "comparator",
            .compact(
              ("criteria", .string(criterion.comparison.rawValue)),
              ("value", .string(JSON.number(criterion.threshold).text)))
          ))
        add("metric-\(index + 1)-\(place + 1)", node, "promProbe", inputs, mode: "Continuous")
      }
      if probes.count == before {
        guard options.mayBeUnobserved else {
          throw Bindings.missing(
            "an address at which to ask whether \(node) is well", at: "\(node.kind.rawValue)s.\(node.name).probe",
            such: "URL", for: .litmus)
        }
        notes.append("Nothing asks whether \(node) is well: without samples of it the run shows nothing")
      }
      if let url = observation.stop {
        add("may-go-on-\(index + 1)", node, "httpProbe", http(url), mode: "Continuous", stops: true)
      }
    }
    if !probes.contains(where: { $0["runProperties"]?["stopOnFailure"] != nil }), !experiment.intent.abortWhen.isEmpty {
      notes.append(
        "Nothing in the bindings says where to ask whether the run may go on (journeys.NAME.stop): somebody must watch "
          + "and stop it when \(experiment.intent.abortWhen.map(ExportWords.condition).joined(separator: ", or "))")
    }
    self.probes = probes
    self.subjects = subjects.isEmpty ? nil : .object(subjects)
    self.notes = notes
  }
}
