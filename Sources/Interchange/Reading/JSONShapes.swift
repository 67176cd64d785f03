/// Which shape of JSON is which format.
enum JSONShapes {
  private static let array = UInt8(ascii: "[")
  private static let object = UInt8(ascii: "{")

  /// The format of a shape; nil where it is none that is known.
  static func format(of shape: Shape) throws -> Format? {
    if shape.has("specversion") { return .cloudEvents }
    if shape.has("resourceSpans") || shape.has("resource_spans") { return .otlp }
    // Grafana Tempo's form of it.
    if let batches = shape["batches"], batches.has("scopeSpans") || batches.has("instrumentationLibrarySpans") {
      return .otlp
    }
    if shape["trace"]?.has("resourceSpans") ?? false { return .otlp }
    if shape.has("suspected"), shape.has("started") || shape.has("attribution") { return .incident }
    return kubernetes(shape) ?? chaosToolkit(shape) ?? samples(shape) ?? graph(shape) ?? traces(shape) ?? tool(shape)
  }

  private static func kubernetes(_ shape: Shape) -> Format? {
    if shape.has("version", "slos"), shape.texts["version"]?.contains(where: { $0.hasPrefix("prometheus/") }) ?? false {
      return .sloth
    }
    let own = shape.texts["apiVersion"] ?? []
    return APIVersions.format(of: own + (shape["items"]?.texts["apiVersion"] ?? []))
  }

  private static func chaosToolkit(_ shape: Shape) -> Format? {
    let isJournal =
      shape.has("status") || shape.has("run") || shape.has("steady_states") || shape.has("result")
      || shape.has("chaoslib-version")
    if shape.has("experiment"), isJournal { return .chaosToolkitJournal }
    if shape.has("method"), shape.has("title") || shape.has("steady-state-hypothesis") {
      return .chaosToolkitExperiment
    }
    return shape.has("steady-state-hypothesis") ? .chaosToolkitExperiment : nil
  }

  private static func samples(_ shape: Shape) -> Format? {
    if shape.has("metric", "value", "at") { return .samples }
    if let data = shape["data"], data.has("resultType") || data.has("result") { return .prometheus }
    return shape.has("status", "errorType") ? .prometheus : nil
  }

  private static func graph(_ shape: Shape) -> Format? {
    if let elements = shape["elements"], elements.has("nodes") || elements.has("edges") { return .kiali }
    if shape.has("parent", "child") || (shape["data"]?.has("parent", "child") ?? false) { return .dependencyLinks }
    if let services = shape["services"], !services.isArray,
      services.children.contains(where: { $0.has("image") || $0.has("build") || $0.has("depends_on") })
    {
      return .compose
    }
    return nil
  }

  private static func traces(_ shape: Shape) -> Format? {
    if shape.has("traceID", "spanID") || shape.has("traceID", "spans") || shape.has("spans", "processes") {
      return .jaeger
    }
    if shape.kinds["data"] == array { return .jaeger }
    if shape.kinds["spans"] == array { return .jaeger }
    if isFirstZipkin(shape) { return nil }
    if shape.isArray, shape.has("traceId", "id") { return .zipkin }
    if shape.has("traceId", "id"), shape.has("localEndpoint") || shape.has("timestamp") { return .zipkin }
    return nil
  }

  /// Whether spans are of Zipkin's first version, whose annotations name the endpoints.
  private static func isFirstZipkin(_ shape: Shape) -> Bool {
    shape.has("traceId", "id")
      && (shape.has("binaryAnnotations") || shape["annotations"]?.has("endpoint") ?? false)
  }

  private static func tool(_ shape: Shape) -> Format? {
    if isFIS(shape) || isFIS(shape["experiment"]) || isFIS(shape["experimentTemplate"])
      || isFIS(shape["experiments"]) || isFIS(shape["experimentTemplates"])
    {
      return .awsFIS
    }
    if isKrkn(shape) || isKrkn(shape["telemetry"]) { return .krkn }
    if isToxiproxy(shape) || shape.children.contains(where: isToxiproxy) { return .toxiproxy }
    return nil
  }

  private static func isFIS(_ shape: Shape?) -> Bool {
    guard let shape else { return false }
    if shape.has("experimentTemplateId") || shape.has("actions", "stopConditions") { return true }
    return shape.has("actions") && (shape["actions"]?.children.contains { $0.has("actionId") } ?? false)
  }

  private static func isKrkn(_ shape: Shape?) -> Bool {
    guard let shape else { return false }
    if shape.has("scenario_type", "exit_status") || shape.has("start_timestamp", "scenario_type") { return true }
    if shape.has("scenarios", "node_summary_infos") || shape.has("scenarios", "resiliency_score") { return true }
    guard let scenarios = shape["scenarios"] else { return false }
    return scenarios.has("scenario_type") || scenarios.has("slo_results") || scenarios.has("window", "score")
  }

  private static func isToxiproxy(_ shape: Shape) -> Bool {
    shape.has("listen", "upstream") || shape.has("type", "toxicity") || shape.has("type", "stream", "attributes")
  }

  /// Why a shape that is known is none that can be imported; nil for other shapes.
  static func refusal(of shape: Shape) -> Refusal? {
    if let refusal = LoadReports.refusal(of: shape) { return refusal }
    if isFirstZipkin(shape) {
      return Refusal(
        problem: "holds spans of Zipkin's first version, which has no kinds of spans",
        remedy: "export them as version 2 (GET /api/v2/traces)")
    }
    if shape.has("data", "errors"), shape["data"] == nil, shape.kinds["errors"] == array {
      return Refusal(
        problem: "holds the error of a query, not its answer", remedy: "ask again, and import the answer")
    }
    if shape.has("resourceLogs") || shape.has("resourceMetrics") {
      return Refusal(
        problem: "holds OTLP logs or metrics; only traces say who depends on whom", remedy: "import the traces instead")
    }
    if shape.has("injected_at", "target", "fault") {
      return Refusal(
        problem: "is a run's record by the lab, which its journal says in full",
        remedy: "import the journal.json and samples.jsonl beside it")
    }
    if let version = shape.texts["apiVersion"]?.first ?? shape["items"]?.texts["apiVersion"]?.first {
      return Refusal(
        problem: "holds Kubernetes objects of \(version.prefix(40)), which are of no tool that is known",
        remedy: "export the chaos tool's own kinds")
    }
    return nil
  }
}
