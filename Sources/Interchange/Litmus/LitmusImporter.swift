import Vocabulary

/// LitmusChaos' ChaosEngine, ChaosSchedule and ChaosResult, in YAML or JSON, alone, in lists, or in an Argo workflow.
///
/// An engine is an intent for each of its experiments. A result is a run: the probes' answers, whether the tool saw its
/// fault take effect, and what it claimed, word for word. `Pass` without a probe observed nothing, and a result that still
/// awaits its verdict is no run yet. Results have no times; the engine's or the cluster's are taken where the file has
/// them.
struct LitmusImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    let documents = try Documents(context).read(source).flattened()
    var engines: [LitmusEngine] = []
    var results: [LitmusResult] = []
    let objects = try objects(documents)
    guard !objects.isEmpty else {
      throw context.error("holds no ChaosEngine and no ChaosResult", remedy: "export those, for example as a list")
    }
    for object in objects {
      switch object.kind {
      case "ChaosEngine": engines.append(try LitmusEngine(object, spec: object.spec))
      case "ChaosSchedule": engines.append(try LitmusEngine(object, spec: object.spec?["engineTemplateSpec"]))
      case "ChaosResult": results.append(try LitmusResult(object))
      default: context.note("\(object.title) is neither an engine nor a result; left out")
      }
    }
    var runs: [ToolRun] = []
    for engine in engines {
      for plan in engine.plans {
        let intent = try declare(plan, of: engine)
        if !results.contains(where: { engine.isOf($0) && $0.experiment == plan.experiment }),
          let run = try LitmusRun.make(engine, plan, intent: intent, context: context)
        {
          runs.append(run)
        }
      }
    }
    for result in results {
      let engine = engines.first { $0.isOf(result) }
      if let run = try LitmusRun.make(result, engine: engine, context: context, declare: declare) { runs.append(run) }
    }
    try context.emit(runs)
  }

  /// The objects of Litmus, those too that an Argo workflow carries as text.
  private func objects(_ documents: [Element]) throws -> [KubernetesObject] {
    try documents.flatMap { document -> [KubernetesObject] in
      let object = try KubernetesObject(document)
      if object.apiVersion.hasPrefix("litmuschaos.io/") { return [object] }
      guard object.apiVersion.hasPrefix("argoproj.io/") else {
        context.note("\(object.title) of \(object.apiVersion) is not of Litmus; left out")
        return []
      }
      return try carried(by: object)
    }
  }

  private func carried(by workflow: KubernetesObject) throws -> [KubernetesObject] {
    let spec = workflow.spec?["workflowSpec"] ?? workflow.spec
    let values = try WorkflowTemplate(spec)
    var found: [KubernetesObject] = []
    for template in try spec?.elements("templates") ?? [] {
      for artifact in try template["inputs"]?.elements("artifacts") ?? [] {
        guard let text = try artifact["raw"]?.string("data"), text.contains("litmuschaos.io/") else { continue }
        for document in try YAMLDocuments(context).read(Array(values.filled(text).utf8)) {
          let object = try KubernetesObject(
            Element(document.json, path: artifact.path + ".raw.data", line: workflow.element.line, context: context))
          // The experiments' own definitions are installed the same way.
          if object.kind == "ChaosEngine" { found.append(object) }
        }
      }
    }
    return found
  }

  /// Declares the intent of a plan, unless the engine refers to one that the book has.
  private func declare(_ plan: LitmusPlan, of engine: LitmusEngine) throws -> String {
    if let stated = engine.object.own("intent") { return stated }
    let title = "\(engine.object.name): \(plan.experiment)"
    let target = plan.target ?? context.options.component.map { .component($0) }
    if let told = try engine.object.ownIntent() {
      return try context.declare(own: context.reconciled(told, target: target, fault: plan.fault, title: title))
    }
    return try context.declare(plan.intent(title: title, target: target, own: engine.object))
  }
}

extension LitmusEngine {
  /// Whether a result is of this engine.
  func isOf(_ result: LitmusResult) -> Bool {
    let isSameSpace =
      result.object.namespace == nil || object.namespace == nil
      || result.object.namespace == object.namespace
    return object.name == result.engine && isSameSpace
  }
}
