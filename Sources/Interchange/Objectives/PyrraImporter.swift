import Vocabulary

/// Pyrra's objectives, `ServiceLevelObjective`; several in one file. Targets are percent as text.
struct PyrraImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    for document in try Documents(context).read(source).flattened() {
      let object = try KubernetesObject(document)
      guard object.apiVersion.hasPrefix("pyrra.dev/"), object.kind == "ServiceLevelObjective", let spec = object.spec
      else {
        context.note("\(object.title) of \(object.apiVersion) is not of Pyrra; left out")
        continue
      }
      try read(object, spec)
    }
  }

  private func read(_ object: KubernetesObject, _ spec: Element) throws {
    spec.count(known: [
      "description", "target", "window", "indicator", "alerting", "partial_response_strategy",
      "performanceOverAccuracy",
      "ruleOutput",
    ])
    guard let percent = try spec.number("target") else { throw spec.error("expected a target in percent, found none") }
    guard (0...100).contains(percent) else { throw spec.error("expected a target from 0 to 100, found \(percent)") }
    guard let indicator = try spec.object("indicator") else { throw spec.error("expected an indicator, found none") }
    let members = try indicator.members()
    let queries = try members.flatMap { try self.queries($0.value) }
    guard let entry = queries.lazy.compactMap({ Query.component($0) }).first ?? context.options.component else {
      return context.note("\"\(object.name)\" names no service, app, job or component; import it with --component NAME")
    }
    var journey = JourneyObjective(journey: object.name, entry: entry, window: try spec.label("window"))
    if percent > 0, percent < 1 {
      context.note(
        "\"\(object.name)\" has a target of \(JSON.number(percent).text) percent, which looks like a fraction; left out"
      )
    } else if let bound = try latency(indicator) {
      if let bound {
        if !journey.take(share: JourneyObjective.share(percent: percent), within: bound) {
          context.note(
            "\"\(object.name)\" bounds \(JSON.number(percent).text) % of requests, which bounds no 99th percentile; left out"
          )
        }
      } else {
        context.note("\"\(object.name)\" is about latency, and its bound could not be read; its objective is left out")
      }
    } else {
      journey.take(availability: JourneyObjective.share(percent: percent))
    }
    if members.contains(where: { $0.value["grouping"] != nil }) {
      context.note("\"\(object.name)\" is one objective for each value of its grouping; it was declared once")
    }
    try journey.emit(in: context, place: object.element.place)
  }

  /// The bound of an indicator on latency in milliseconds, nil inside where it cannot be read; nil for other indicators.
  private func latency(_ indicator: Element) throws -> Double?? {
    if let native = try indicator["latencyNative"]?.label("latency") {
      return .some(Durations.go(native).map { $0 * 1000 })
    }
    guard let success = indicator["latency", "success"] else { return nil }
    return .some(try success.label("metric").flatMap { Query.bucketMilliseconds($0) })
  }

  private func queries(_ element: Element) throws -> [String] {
    guard element.json.members != nil else { return [] }
    let own = try element.label("metric").map { [$0] } ?? []
    return try own + element.members().flatMap { try queries($0.value) }
  }
}
