import Vocabulary

/// Answers of Prometheus' HTTP API to `query_range` and `query`: matrices, vectors, and single numbers.
///
/// ```
/// {"status": "success", "data": {"resultType": "matrix", "result": [
///   {"metric": {"__name__": "up", "job": "node"}, "values": [[1435781430.781, "1"], [1435781445.781, "NaN"]]}]}}
/// ```
///
/// Values are text. `NaN` and the infinities are no measurements, an empty result is no data, and neither is zero.
struct PrometheusImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    let cursor = JSONCursor(source, file: context.file)
    var series = SeriesSet(context)
    while try cursor.hasText() { try answer(cursor, into: &series) }
    try series.emit()
  }

  private func answer(_ cursor: JSONCursor, into series: inout SeriesSet) throws {
    var status: String?
    var problem: [String] = []
    var hasData = false
    try cursor.forEachMember { name in
      switch name {
      case "status": status = try cursor.value().stringValue
      case "errorType", "error": problem.append(try cursor.value().stringValue ?? "")
      case "warnings", "infos":
        for warning in try cursor.value().arrayValue ?? [] {
          context.note("Prometheus warned: \(Redactor().redact(warning.stringValue ?? "").prefix(300))")
        }
      case "isPartial": if try cursor.value().boolValue == true { context.note("the answer is partial") }
      case "data":
        hasData = true
        try data(cursor, into: &series)
      default:
        context.ignoredFields += 1
        try cursor.skip()
      }
    }
    guard status != "error", problem.isEmpty else {
      throw context.error(
        "holds the error of a query, not its answer: \(Redactor().redact(problem.joined(separator: ", ")).prefix(300))",
        remedy: "ask again, and import the answer")
    }
    guard hasData else { throw context.error("expected the answer to a query with \"data\", found none") }
  }

  private func data(_ cursor: JSONCursor, into series: inout SeriesSet) throws {
    guard try cursor.peek() == UInt8(ascii: "{") else {
      throw cursor.error("expected resultType and result, found \(try cursor.found())")
    }
    try cursor.forEachMember { name in
      switch name {
      case "resultType":
        let type = try cursor.value().stringValue ?? ""
        guard ["matrix", "vector", "scalar"].contains(type) else {
          throw cursor.error("expected a matrix, a vector or a scalar, found \"\(type.prefix(40))\"")
        }
      case "result":
        // A scalar is a pair; what matrices and vectors hold are objects.
        var pair: [JSON] = []
        try cursor.forEachElementIfAny { _ in
          _ = try cursor.peek()
          let element = Element(
            .null, path: cursor.pathText, line: cursor.line, context: context)
          let value = try cursor.value()
          if value.members == nil {
            pair.append(value)
          } else {
            try one(Element(value, path: element.path, line: element.line, context: context), into: &series)
          }
        }
        guard !pair.isEmpty else { return }
        let element = Element(.array(pair), path: cursor.pathText, line: cursor.line, context: context)
        try add([element], labels: [:], into: &series)
      default:
        context.ignoredFields += 1
        try cursor.skip()
      }
    }
  }

  private func one(_ element: Element, into series: inout SeriesSet) throws {
    element.count(known: ["metric", "value", "values", "histogram", "histograms", "group"])
    let labels = try element.labels("metric")
    if element["histogram"] != nil || element["histograms"] != nil {
      series.refuse("native histograms hold no single value: query a quantile")
    }
    let pairs = try element.elements("values") + (element["value"].map { [$0] } ?? [])
    try add(pairs, labels: labels, into: &series)
  }

  private func add(_ pairs: [Element], labels: [String: String], into series: inout SeriesSet) throws {
    var samples: [(at: Timestamp, value: Double)] = []
    for pair in pairs {
      let parts = try pair.elements()
      guard parts.count == 2, let at = SampleTime.instant(try parts[0].number()) else {
        throw pair.error("expected [seconds since 1970, \"value\"], found \(pair.json.text.prefix(60))")
      }
      guard let value = parts[1].json.doubleValue ?? parts[1].json.stringValue.flatMap({ Self.number($0) }) else {
        throw parts[1].error("expected a number as text, found \(parts[1].json.text.prefix(40))")
      }
      guard value.isFinite else {
        context.note("a value that is not a number, or infinite, is no sample")
        continue
      }
      samples.append((at, value))
    }
    guard !samples.isEmpty else { return }
    let names = SeriesLabels(labels: labels)
    do {
      let measure = try names.measure(context.options)
      guard let subject = names.subject(context.options) else {
        return series.refuse(
          "a series names no component in service, app, job or component: say which with --component NAME or --label LABEL"
        )
      }
      try series.add(samples, of: subject, measure)
    } catch let error as SeriesLabels.Unusable {
      series.refuse(error.reason)
    }
  }

  /// A number as Prometheus writes it.
  static func number(_ text: String) -> Double? {
    switch text {
    case "NaN": .nan
    case "+Inf", "Inf": .infinity
    case "-Inf": -.infinity
    default: text.first.map { $0.isNumber || "+-.".contains($0) } ?? false ? Double(text) : nil
    }
  }
}
