import Vocabulary

/// Bare samples, one JSON object a line: what a scraper or a load generator writes beside an experiment.
///
/// ```
/// {"run": "r1", "service": "db", "metric": "latency_p99_ms", "unit": "ms", "value": 2.35, "at": "2026-11-20T18:11:44Z"}
/// ```
///
/// The subject is `component` or `service`, `journey`, or `caller`, `callee` and `reporter`, alone or in a `dependency`; `at` (or `time`) is the end
/// of the window. A known metric's name that ends in its unit loses it (`latency_p99_ms` is `latency_p99`), percent of a rate
/// become a ratio. A value of null is no sample; one that is not written is a mistake.
struct SamplesImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    let cursor = JSONCursor(source, file: context.file)
    while try cursor.hasText() {
      if try cursor.peek() == UInt8(ascii: "[") {
        try cursor.forEachElement { _ in try sample(cursor) }
      } else {
        try sample(cursor)
      }
    }
  }

  private func sample(_ cursor: JSONCursor) throws {
    _ = try cursor.peek()
    let place = ImportContext.Place(line: cursor.line, path: cursor.pathText)
    do {
      try sample(FieldReader(try cursor.value(), path: "sample"), place)
    } catch let error as VocabularyError {
      throw context.error("\(error)", place, remedy: "correct the sample or leave it out")
    }
  }

  private static let known: Set<String> = [
    "run", "service", "component", "journey", "dependency", "caller", "callee", "reporter", "metric", "unit", "value",
    "at", "time",
    "windowSeconds", "window_s", "phase",
  ]

  /// Emits one sample of an object's fields.
  func sample(_ fields: FieldReader, _ place: ImportContext.Place) throws {
    context.ignoredFields += fields.json.members?.count { !SamplesImporter.known.contains($0.name) } ?? 0
    guard let run = try context.options.run ?? fields.optionalString("run") else {
      throw context.error("names no run", place, remedy: "say which with --run ID")
    }
    try requireValue(fields)
    guard let value = try fields.optionalNumber("value") else {
      return context.note("a sample without a value is no sample: no data is not zero")
    }
    guard let at = try fields.optionalTimestamp("at") ?? fields.optionalTimestamp("time") else {
      throw fields.error("at", "is missing; expected the end of the sample's window in RFC 3339")
    }
    guard let metric = try fields.optionalString("metric") ?? context.options.metric else {
      throw fields.error("metric", "is missing; expected a name such as error_rate, or --metric NAME")
    }
    let measure = MetricName.canonical(
      metric, unit: try fields.optionalString("unit") ?? context.options.unit, value: value)
    guard let unit = measure.unit else {
      throw fields.error("unit", "is missing; a value needs its unit, such as ms, ratio or 1/s")
    }
    let sample = MetricSampled(
      subject: try subject(fields), metric: measure.metric, value: measure.value, unit: unit,
      phase: try fields.optionalWord("phase", Phase.self),
      windowSeconds: try fields.optionalAmount("windowSeconds") ?? fields.optionalAmount("window_s"))
    try context.add(
      .metricSampled, stream: StreamFamily.run.stream(RunID.normal(run)), at: at, sample.json, place: place)
  }

  /// Throws where nothing is written of the value. Only null says that nothing was measured: a name that is misspelt must not lose a
  /// measurement.
  func requireValue(_ fields: FieldReader) throws {
    let members = fields.json.members ?? []
    guard !members.contains(where: { $0.name == "value" }) else { return }
    let strange = members.map(\.name).first { !SamplesImporter.known.contains($0) }
    throw fields.error(
      "value",
      "is missing" + (strange.map { ", and \"\($0.prefix(40))\" is no field of a sample" } ?? "")
        + "; null would say that nothing was measured")
  }

  private func subject(_ fields: FieldReader) throws -> SampleSubject {
    if let link = try fields.optionalObject("dependency") {
      return .dependency(
        try Dependency.read(link),
        reporter: try link.optionalWord("reporter", SampleSubject.Reporter.self) ?? .caller)
    }
    if fields.value("caller") != nil || fields.value("callee") != nil {
      return .dependency(
        try Dependency.read(fields),
        reporter: try fields.optionalWord("reporter", SampleSubject.Reporter.self) ?? .caller)
    }
    if let journey = try fields.optionalString("journey") { return .node(.journey(journey)) }
    guard
      let component = try fields.optionalString("component") ?? fields.optionalString("service")
        ?? context.options.component
    else {
      throw fields.error("component", "is missing; expected component, service, journey, or caller and callee")
    }
    return .node(.component(component))
  }
}

/// Metrics' names as others write them.
enum MetricName {
  private static let suffixes: [(suffix: String, unit: String)] = [
    ("_milliseconds", "ms"), ("_seconds", "s"), ("_ms", "ms"), ("_us", "us"), ("_percent", "percent"),
    ("_ratio", "ratio"), ("_bytes", "B"),
  ]

  /// The metrics that beliefs use; another one keeps its name whole.
  private static let known: Set<String> = [
    "error_rate", "availability", "latency_p50", "latency_p90", "latency_p99", "latency_avg", "cpu_utilisation",
    "time_to_recover",
  ]

  /// The name without its unit, the unit where neither is stated but the name implies one, and the value in it.
  static func canonical(_ name: String, unit: String?, value: Double) -> (metric: String, unit: String?, value: Double)
  {
    var metric = name
    var implied: String?
    if let found = suffixes.first(where: { name.hasSuffix($0.suffix) }) {
      implied = found.unit
      let bare = String(name.dropLast(found.suffix.count))
      if known.contains(bare) { metric = bare }
    }
    let unit = unit ?? implied
    if metric == "error_rate" || metric == "availability", let given = unit.flatMap({ Unit(named: $0) }),
      let share = given.convert(value, to: .ratio)
    {
      return (metric, Unit.ratio.name, share)
    }
    return (metric, unit, value)
  }
}

/// Ids of runs as parts of streams' names.
enum RunID {
  /// The id with slashes, which part streams' names, as dashes.
  static func normal(_ id: String) -> String { String(id.map { $0 == "/" ? "-" : $0 }) }
}
