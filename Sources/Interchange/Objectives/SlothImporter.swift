import Vocabulary

/// Sloth's objectives: its own files, `version: prometheus/v1`, and its Kubernetes kind; several in one file.
struct SlothImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    for document in try Documents(context).read(source).flattened() {
      if document["apiVersion"] != nil {
        let object = try KubernetesObject(document)
        guard object.apiVersion.hasPrefix("sloth."), object.kind == "PrometheusServiceLevel", let spec = object.spec
        else {
          context.note("\(object.title) of \(object.apiVersion) states no objective of Sloth; left out")
          continue
        }
        try read(spec)
      } else {
        try read(document)
      }
    }
  }

  private func read(_ document: Element) throws {
    document.count(known: ["version", "service", "labels", "slos", "sloPlugins", "slo_plugins"])
    let service = try document.required("service")
    let slos = try document.elements("slos")
    if slos.isEmpty { context.note("service \"\(service)\" has no objective") }
    for slo in slos { try read(slo, of: service) }
  }

  private func read(_ slo: Element, of service: String) throws {
    slo.count(known: ["name", "description", "objective", "labels", "sli", "alerting", "plugins"])
    let name = try slo.required("name")
    guard let percent = try slo.number("objective") else {
      throw slo.error("expected an objective in percent, found none")
    }
    guard percent > 0, percent <= 100 else { throw slo.error("expected an objective from 0 to 100, found \(percent)") }
    // Sloth's own name for it.
    let title = "\(service)-\(name)"
    var journey = JourneyObjective(journey: title, entry: service, window: nil)
    let events = slo["sli", "events"]
    let failing = try events?.label("error_query") ?? events?.label("errorQuery")
    let query =
      try failing ?? slo["sli", "raw"]?.label("error_ratio_query") ?? slo["sli", "raw"]?.label("errorRatioQuery")
    if slo["sli", "plugin"] != nil {
      context.note("what \"\(title)\" measures is in a plugin; its objective is left out")
    } else if let query, let milliseconds = Query.bucketMilliseconds(query) {
      if !journey.take(share: JourneyObjective.share(percent: percent), within: milliseconds) {
        context.note(
          "\"\(title)\" bounds \(JSON.number(percent).text) % of requests, which bounds no 99th percentile; left out")
      }
    } else if let query, query.contains("_bucket") || query.contains("histogram") {
      context.note("\"\(title)\" is about latency, and its bound could not be read; its objective is left out")
    } else if query != nil {
      journey.take(availability: JourneyObjective.share(percent: percent))
    } else {
      context.note("\"\(title)\" says not what it measures; its objective is left out")
    }
    try journey.emit(in: context, place: slo.place)
  }
}
