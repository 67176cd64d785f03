import Vocabulary

/// What a ChaosEngine, or the engine in a ChaosSchedule, means to do: one plan for each of its experiments.
struct LitmusEngine {
  let object: KubernetesObject
  let plans: [LitmusPlan]

  init(_ object: KubernetesObject, spec: Element?) throws {
    self.object = object
    guard let spec else { throw object.element.error("expected \"spec\" of a ChaosEngine, found none") }
    spec.count(known: [
      "appinfo", "selectors", "experiments", "engineState", "annotationCheck", "chaosServiceAccount", "components",
      "jobCleanUpPolicy", "monitoring", "auxiliaryAppInfo", "defaultHealthCheck", "terminationGracePeriodSeconds",
    ])
    let component = try LitmusEngine.component(spec)
    let subjects = try object.ownSubjects()
    plans = try spec.elements("experiments").map {
      try LitmusPlan($0, component: component, own: object.ownTarget, subjects: subjects)
    }
  }

  /// The component under test: its label, else a workload or a pod by name.
  private static func component(_ spec: Element) throws -> String? {
    if let label = try spec.object("appinfo")?.label("applabel"), let name = ComponentNames.of(selector: label) {
      return name
    }
    for workload in try spec.object("selectors")?.elements("workloads") ?? [] {
      if let names = try workload.label("names"), let first = names.split(separator: ",").first {
        return ComponentNames.plain(String(first))
      }
      if let labels = try workload.label("labels") { return ComponentNames.of(selector: labels) }
    }
    for pod in try spec["selectors"]?.elements("pods") ?? [] {
      if let names = try pod.label("names"), let first = names.split(separator: ",").first {
        return ComponentNames.of(pod: String(first))
      }
    }
    return nil
  }
}

/// One experiment of an engine: what it disturbs, how, and what it asks meanwhile.
struct LitmusPlan {
  let experiment: String
  let fault: Fault
  let target: Target?
  let seconds: Double?
  let probes: [LitmusProbe]

  /// `own` is the target by the book's names, and `subjects` whom the probes ask about, where the engine tells it.
  init(_ element: Element, component: String?, own: Target?, subjects: [String: NodeID]) throws {
    experiment = try element.required("name")
    let spec = try element.object("spec")
    var environment: [String: String] = [:]
    for variable in try spec?["components"]?.elements("env") ?? [] {
      // What comes from a secret or a field of the pod is not in the file.
      guard let name = try variable.label("name"), let value = try variable.label("value") else { continue }
      environment[name] = value
    }
    fault = LitmusFaults.fault(experiment, environment: environment)
    seconds = environment["TOTAL_CHAOS_DURATION"].flatMap { Double($0) }
    let named = ["TARGET_PODS", "TARGET_NODE", "TARGET_NODES", "APP_NODE", "EC2_INSTANCE_ID", "VM_INSTANCE_NAMES"]
    let instance = named.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let found =
      component ?? instance.flatMap { $0.split(separator: ",").first }.flatMap { ComponentNames.of(pod: String($0)) }
    let hosts = (environment["DESTINATION_HOSTS"] ?? "").split(separator: ",").map(String.init)
    if let own {
      target = own
    } else if let caller = found, hosts.count == 1, let callee = ComponentNames.of(address: hosts[0]), callee != caller
    {
      target = .dependency(Dependency(caller: caller, callee: callee))
    } else {
      target = found.map { .component($0) }
    }
    probes = try spec?.elements("probe").map { try LitmusProbe($0, subjects: subjects) } ?? []
  }

  /// What the plan believes, as an intent: that every probe is met.
  func intent(title: String, target: Target?, own object: KubernetesObject) -> IntentDeclared {
    let subject = target?.description ?? "the target"
    let hypothesis =
      probes.isEmpty
      ? "\(subject) suffers \(ToolFault.words(fault)), and the engine states no expectation"
      : "While \(subject) suffers \(ToolFault.words(fault)), every probe passes: "
        + probes.map(\.name).joined(separator: ", ")
    return IntentDeclared(
      title: title, hypothesis: hypothesis, journey: object.own("journey"), target: target, fault: fault,
      environment: object.own("environment"), maxDurationSeconds: seconds, proposal: object.own("proposal"))
  }
}

/// A probe as an engine plans it.
struct LitmusProbe {
  let name: String
  /// Whom it asks about; nil where its address names none.
  let node: NodeID?

  init(_ element: Element, subjects: [String: NodeID]) throws {
    name = try element.label("name") ?? "unnamed"
    let address = try element["httpProbe/inputs"]?.label("url")
    node = subjects[name] ?? address.flatMap { ComponentNames.of(address: $0) }.map { .component($0) }
  }
}
