import Vocabulary

/// The probes of an experiment for the Chaos Toolkit: of the hypothesis, during the fault, and after it.
///
/// A node is asked at its `probe`, which answers 200 while it meets its objectives, and in Prometheus where `queries` tell its
/// metrics. PromQL itself compares: `(query) <= 0.02` has a result only where that holds.
struct ToolkitProbes {
  /// Whom a probe asks about, by its name.
  let subjects: [(probe: String, node: NodeID)]
  /// Of the steady-state hypothesis: all subjects of the intent.
  let hypothesis: [JSON]
  /// While the fault acts: these, and every other journey that can be asked.
  let watching: [JSON]
  /// After the recovery.
  let recovering: [JSON]
  /// The control that stops the run; nil where nothing says when.
  let safeguards: JSON?
  let notes: [String]

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    var subjects: [(probe: String, node: NodeID)] = []
    var notes: [String] = []
    func probes(_ node: NodeID, _ when: String) throws -> [JSON] {
      let observation = try options.bindings.observation(of: node)
      var found: [JSON] = []
      func add(_ name: String, _ provider: JSON, _ tolerance: JSON) {
        if !subjects.contains(where: { $0.probe == name }) { subjects.append((name, node)) }
        found.append(
          .compact(("type", "probe"), ("name", .string(name)), ("tolerance", tolerance), ("provider", provider)))
      }
      if let url = observation.probe {
        add("\(node) meets its objectives\(when)", ToolkitProbes.request(url), 200)
      }
      for criterion in experiment.criteria where criterion.subject == node {
        guard let query = observation.query(criterion.metric), let prometheus = try options.bindings.prometheus else {
          continue
        }
        add(
          "\(ExportWords.condition(criterion))\(when)", ToolkitProbes.query(query, criterion, at: prometheus),
          .compact(("type", "jsonpath"), ("path", .string(PrometheusAnswer.anyResult)), ("target", "body")))
      }
      return found
    }
    var hypothesis: [JSON] = []
    for node in experiment.subjects {
      let found = try probes(node, "")
      if found.isEmpty, !options.mayBeUnobserved {
        throw Bindings.missing(
          "an address at which to ask whether \(node) is well", at: "\(node.kind.rawValue)s.\(node.name).probe",
          such: "URL", for: .chaosToolkit)
      }
      if found.isEmpty {
        notes.append(
          "Nothing asks whether \(node) is well; import samples of it with the journal, or the run shows nothing")
      }
      hypothesis += found
    }
    let others = experiment.journeys.map { NodeID.journey($0) }.filter { !experiment.subjects.contains($0) }
    watching =
      try experiment.subjects.flatMap { try probes($0, " during the fault") }
      + others.flatMap { try probes($0, " during the fault") }
    recovering = try experiment.subjects.flatMap { try probes($0, " after the recovery") }
    safeguards = try ToolkitProbes.safeguards(experiment, options)
    if safeguards != nil { notes.append("What stops the run is a control of chaostoolkit-addons: pip install it") }
    if hypothesis.contains(where: { $0["tolerance"]?["type"] == "jsonpath" }) {
      notes.append("Its tolerances are JSON paths: pip install 'chaostoolkit-lib[jsonpath]'")
    }
    self.hypothesis = hypothesis
    self.subjects = subjects
    self.notes = notes
  }

  private static func request(_ url: String) -> JSON {
    .compact(("type", "http"), ("url", .string(url)), ("timeout", 10))
  }

  private static func query(_ query: String, _ criterion: Criterion, at prometheus: String) -> JSON {
    let base = prometheus.hasSuffix("/") ? String(prometheus.dropLast()) : prometheus
    return .compact(
      ("type", "http"), ("url", .string(base + "/api/v1/query")), ("timeout", 10),
      ("arguments", .compact(("query", .string(PrometheusAnswer.asking(query, criterion))))))
  }

  /// chaostoolkit-addons' safeguards: asked every second, they end the run as soon as one is not answered with 200.
  private static func safeguards(_ experiment: PlannedExperiment, _ options: ExportOptions) throws -> JSON? {
    let probes = try experiment.subjects.compactMap { node in
      try options.bindings.observation(of: node).stop.map { url in
        JSON.compact(
          ("type", "probe"), ("name", .string("the run may go on, for \(node)")), ("frequency", 1), ("tolerance", 200),
          ("provider", request(url)))
      }
    }
    guard !probes.isEmpty else { return nil }
    return [
      .compact(
        ("name", "stop when it gets too bad"),
        (
          "provider",
          .compact(
            ("type", "python"), ("module", "chaosaddons.controls.safeguards"),
            ("arguments", .compact(("probes", .array(probes)))))
        ))
    ]
  }
}

/// Questions to Prometheus whose answer is empty unless a condition holds.
enum PrometheusAnswer {
  /// The path that any result of a query has; nothing has it where there is none.
  static let anyResult = "$.data.result[*]"

  /// A query that has a result only where the condition holds.
  static func asking(_ query: String, _ criterion: Criterion) -> String {
    "(\(query)) \(criterion.comparison.rawValue) \(JSON.number(criterion.threshold).text)"
  }

  /// Whether an answer has a result; nil for what is no answer of Prometheus.
  static func hasResult(_ body: JSON?) -> Bool? {
    (body?["data"]?["result"]?.arrayValue).map { !$0.isEmpty }
  }
}
