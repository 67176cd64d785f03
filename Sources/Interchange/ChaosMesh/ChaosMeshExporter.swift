import Vocabulary

/// Writes an experiment for Chaos Mesh: one object, or a Workflow around it.
///
/// The Workflow asks first whether the subjects are well, waits for the baseline, disturbs while status checks may abort it, and
/// waits for the recovery. Neither observes the system: samples have to be imported for the run.
struct ChaosMeshExporter {
  private let experiment: PlannedExperiment
  private let options: ExportOptions
  private let timing: ExperimentTiming
  private let specification: MeshSpecification

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    self.experiment = experiment
    self.options = options
    timing = try ExperimentTiming(experiment, options.bindings.timing)
    specification = try MeshSpecification(experiment, options)
  }

  /// The object for `kubectl apply`, and for whoever makes it through the API.
  var object: JSON {
    let duration: [(String, JSON?)] = specification.isOneShot ? [] : [("duration", .string(go(timing.fault)))]
    return object(specification.kind, .compact(specification.members + duration))
  }

  func document(asWorkflow: Bool) throws -> ExportedDocument {
    let tool: ExportTool = asWorkflow ? .chaosMeshWorkflow : .chaosMesh
    let name = "\(experiment.slug)"
    let kind = asWorkflow ? "workflow" : specification.kind.lowercased()
    var notes = [
      "Apply it with: kubectl apply -f FILE; when it is over: kubectl get \(kind) \(name) -n \(specification.namespace) -o yaml "
        + "> result.yaml; faultbook import result.yaml",
      "Chaos Mesh observes nothing of the system: import samples for the run, or it shows nothing",
    ]
    if !asWorkflow, !experiment.intent.abortWhen.isEmpty {
      notes.append(
        "Nothing stops it but its duration; chaos-mesh-workflow has a status check that does: "
          + experiment.intent.abortWhen.map(ExportWords.condition).joined(separator: ", or "))
    }
    if specification.isOneShot {
      notes.append(
        "pod-kill is over at once; kubernetes.kill: pod-failure keeps the pods away for the time of the fault")
    }
    let json = asWorkflow ? try workflow() : object
    let text = try YAMLText.text([json], comment: [experiment.intent.title, experiment.intent.hypothesis])
    return ExportedDocument(experiment, tool, text: text, notes: notes)
  }

  private func object(_ kind: String, _ spec: JSON) -> JSON {
    .compact(
      ("apiVersion", "chaos-mesh.org/v1alpha1"), ("kind", .string(kind)),
      (
        "metadata",
        .compact(
          ("name", .string(experiment.slug)), ("namespace", .string(specification.namespace)),
          ("annotations", KubernetesObject.annotations(experiment)))
      ), ("spec", spec))
  }

  // MARK: Workflow

  private func workflow() throws -> JSON {
    let before = try addresses { $0.probe }.map { name, url in
      template(
        "steady-before-\(name)", "StatusCheck", deadline: 60,
        [
          ("abortWithStatusCheck", true),
          ("statusCheck", Self.check(url, mode: "Synchronous", failures: 3)),
        ])
    }
    let watching = try addresses { $0.stop }.map { name, url in
      template(
        "watch-\(name)", "StatusCheck", deadline: timing.fault,
        [
          ("abortWithStatusCheck", true),
          ("statusCheck", Self.check(url, mode: "Continuous", failures: 2)),
        ])
    }
    guard !watching.isEmpty else {
      let node = experiment.subjects.first ?? .journey("NAME")
      throw Bindings.missing(
        "an address that answers 200 while the run may go on, for the status check that aborts it",
        at: "\(node.kind.rawValue)s.\(node.name).stop", such: "URL", for: .chaosMeshWorkflow)
    }
    let member = specification.kind.prefix(1).lowercased() + specification.kind.dropFirst()
    // The workflow's own members are named networkChaos, ioChaos, dnsChaos, httpChaos.
    let named = ["iOChaos": "ioChaos", "dNSChaos": "dnsChaos", "hTTPChaos": "httpChaos"][member] ?? member
    let disturb = template(
      "disturb", specification.kind, deadline: timing.fault, [(named, .compact(specification.members))])
    func names(_ templates: [JSON]) -> JSON { .array(templates.compactMap { $0["name"] }) }
    let baseline = template("baseline", "Suspend", deadline: timing.baseline, [])
    let recovery = template("recovery", "Suspend", deadline: timing.recovery, [])
    let fault = template(
      "fault", "Parallel", deadline: timing.fault, [("children", names([disturb] + watching))])
    let steps = before + [baseline, fault, recovery].filter { ($0["deadline"]?.stringValue ?? "") != "0s" }
    let entry = template(
      "run", "Serial", deadline: timing.whole + 60 * Double(before.count) + 60, [("children", names(steps))])
    return object(
      "Workflow",
      .compact(
        ("entry", "run"), ("templates", .array([entry] + before + [baseline, fault, disturb] + watching + [recovery]))))
  }

  /// The addresses of the subjects, by a name that a template can have.
  private func addresses(_ address: (ObservationBinding) -> String?) throws -> [(String, String)] {
    try experiment.subjects.enumerated().compactMap { index, node in
      try address(options.bindings.observation(of: node)).map { ("\(index + 1)", $0) }
    }
  }

  private func template(_ name: String, _ type: String, deadline: Double, _ more: [(String, JSON?)]) -> JSON {
    .compact(
      [("name", .string(name)), ("templateType", .string(type)), ("deadline", .string(go(deadline)))] + more)
  }

  private static func check(_ url: String, mode: String, failures: Int64) -> JSON {
    .compact(
      ("mode", .string(mode)), ("type", "HTTP"), ("intervalSeconds", 5), ("timeoutSeconds", 5),
      ("failureThreshold", .integer(failures)),
      (
        "http",
        .compact(("url", .string(url)), ("method", "GET"), ("criteria", .compact(("statusCode", "200"))))
      ))
  }

  /// A duration as Go writes it: `90s`, `1500ms`.
  private func go(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(JSON.number(seconds).text)s" : "\(JSON.number((seconds * 1000).rounded()).text)ms"
  }
}
