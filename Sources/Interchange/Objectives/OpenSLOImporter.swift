import Vocabulary

/// OpenSLO's objectives (v1, and the v1alpha and v2alpha that are met in the wild), several in one file.
struct OpenSLOImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    let objects = try Documents(context).read(source).flattened().map { try KubernetesObject($0) }.filter { object in
      let isOwn = object.apiVersion.hasPrefix("openslo")
      if !isOwn { context.note("\(object.title) of \(object.apiVersion) is not of OpenSLO; left out") }
      return isOwn
    }
    let indicators = Dictionary(
      objects.filter { $0.kind == "SLI" }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var found = 0
    for object in objects {
      switch object.kind {
      case "SLO":
        try read(object, indicators)
        found += 1
      case "SLI", "Service", "DataSource": continue
      default: context.note("\(object.kind) objects say how people are told, not what should be reached; left out")
      }
    }
    if found == 0 { context.note("no SLO is in it") }
  }

  private func read(_ object: KubernetesObject, _ indicators: [String: KubernetesObject]) throws {
    guard let spec = object.spec else { throw object.element.error("expected \"spec\", found none") }
    spec.count(known: [
      "description", "service", "serviceRef", "indicator", "indicatorRef", "sli", "sliRef", "timeWindow", "timeWindows",
      "budgetingMethod", "objectives", "alertPolicies",
    ])
    guard let service = try spec.label("service") ?? spec.label("serviceRef") ?? context.options.component else {
      return context.note("SLO \"\(object.name)\" names no service; import it with --component NAME")
    }
    var journey = JourneyObjective(journey: object.name, entry: service, window: try window(spec))
    let shared = try indicator(spec, indicators)
    let words = [try spec.label("description"), try object.element["metadata"]?.label("displayName")]
    for objective in try spec.elements("objectives") {
      let own = try indicator(objective, indicators) ?? shared
      try take(objective, own, words: words.compactMap(\.self).joined(separator: " "), of: object, into: &journey)
    }
    try journey.emit(in: context, place: object.element.place)
  }

  private func indicator(_ element: Element, _ known: [String: KubernetesObject]) throws -> Element? {
    for name in ["indicator", "sli"] { if let found = try element.object(name) { return found["spec"] ?? found } }
    for name in ["indicatorRef", "sliRef"] {
      guard let reference = try element.label(name) else { continue }
      guard let found = known[reference]?.spec else {
        context.note("the indicator \"\(reference)\" is not in the file; what its objective measures is not known")
        continue
      }
      return found
    }
    return element["ratioMetrics"] != nil ? element : nil
  }

  private func take(
    _ objective: Element, _ indicator: Element?, words: String, of object: KubernetesObject,
    into journey: inout JourneyObjective
  ) throws {
    objective.count(known: [
      "displayName", "op", "value", "target", "targetPercent", "timeSliceTarget", "timeSliceWindow", "indicator",
      "indicatorRef", "compositeWeight", "ratioMetrics", "sli", "sliRef",
    ])
    guard let share = try share(objective) else {
      return context.note("an objective of SLO \"\(object.name)\" has no target; left out")
    }
    if indicator?["thresholdMetric"] != nil {
      let op = try objective.label("op") ?? ""
      guard op.hasPrefix("lt"), let value = try objective.number("value") else {
        return context.note("SLO \"\(object.name)\" bounds something that is no latency; its objective is left out")
      }
      guard let milliseconds = Self.milliseconds(value, in: words) else {
        return context.note(
          "SLO \"\(object.name)\" bounds \(JSON.number(value).text) without a unit; its objective is left out")
      }
      if !journey.take(share: share, within: milliseconds) { noteShare(object, share) }
      return
    }
    guard let ratio = indicator?["ratioMetric"] ?? indicator?["ratioMetrics"] else {
      return context.note("what SLO \"\(object.name)\" measures is not in the file; its objective is left out")
    }
    if let milliseconds = try queries(ratio).lazy.compactMap({ Query.bucketMilliseconds($0) }).first {
      if !journey.take(share: share, within: milliseconds) { noteShare(object, share) }
    } else if try queries(ratio).contains(where: { $0.contains("_bucket") }) {
      context.note(
        "SLO \"\(object.name)\" is about latency, and its bound could not be read; its objective is left out")
    } else {
      journey.take(availability: share)
    }
  }

  private func noteShare(_ object: KubernetesObject, _ share: Double) {
    let percent = JSON.number((share * 1e6).rounded() / 1e4).text
    context.note("SLO \"\(object.name)\" bounds \(percent) % of requests, which bounds no 99th percentile; left out")
  }

  /// The share of an objective: a fraction, or percent.
  private func share(_ objective: Element) throws -> Double? {
    if let percent = try objective.number("targetPercent") {
      guard (0...100).contains(percent) else {
        throw objective.error("expected targetPercent from 0 to 100, found \(percent)")
      }
      return JourneyObjective.share(percent: percent)
    }
    guard let share = try objective.number("target") else { return nil }
    guard (0...1).contains(share) else {
      throw objective.error("expected a target from 0 to 1, found \(share)", remedy: "write percent as targetPercent")
    }
    return share
  }

  /// Every text of queries within a metric.
  private func queries(_ element: Element) throws -> [String] {
    switch element.json {
    case .string(let text): [text]
    case .object: try element.members().flatMap { try queries($0.value) }
    case .array: try element.elements().flatMap { try queries($0) }
    default: []
    }
  }

  /// A bare number in milliseconds, where the words around it write it with its unit: "never more than 500ms".
  private static func milliseconds(_ value: Double, in words: String) -> Double? {
    let number = JSON.number(value).text
    for (unit, factor) in [("ms", 1.0), ("milliseconds", 1), ("s", 1000), ("seconds", 1000)] {
      for space in ["", " "] where words.contains(number + space + unit) {
        let end = words.firstRange(of: number + space + unit)?.upperBound
        if let end, end == words.endIndex || !words[end].isLetter { return value * factor }
      }
    }
    return nil
  }

  private func window(_ spec: Element) throws -> String? {
    if let window = try spec["timeWindow"]?.elements().first { return try window.label("duration") }
    guard let window = try spec["timeWindows"]?.elements().first, let count = try window.label("count"),
      let unit = try window.label("unit")?.first
    else { return nil }
    return "\(count)\(unit.lowercased())"
  }
}
