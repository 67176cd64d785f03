import Vocabulary

/// OpenMetrics text, and Prometheus' own text format: what a scrape or `promtool tsdb dump` gives.
///
/// ```
/// # TYPE queue_depth gauge
/// queue_depth{service="mail"} 12 1435781451.781
/// # EOF
/// ```
///
/// A sample needs its time: a bare scrape says what was, and not when.
struct OpenMetricsImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  private struct Key: Hashable {
    let subject: SampleSubject
    let measure: SeriesLabels.Measure
    let labels: [String: String]
  }

  func read(_ source: any ByteSource) throws {
    var lines = LineReader(source, context: context)
    var set = SeriesSet(context)
    var types: [String: String] = [:]
    var units: [String: String] = [:]
    var samples: [Key: [(at: Timestamp, value: Double)]] = [:]
    var order: [Key] = []
    var timeless = 0
    var held = 0
    while let line = try lines.next() {
      guard lines.isComplete || line == "# EOF" else {
        throw context.error(
          "the file ends in the middle of a line", ImportContext.Place(line: lines.number), remedy: "copy it again")
      }
      if line.hasPrefix("#") {
        metadata(line, &types, &units)
        continue
      }
      if line.allSatisfy(\.isWhitespace) { continue }
      guard let sample = MetricLine(line) else {
        throw context.error(
          "expected name{labels} value time, found \"\(line.prefix(60))\"", ImportContext.Place(line: lines.number))
      }
      guard sample.value.isFinite else {
        context.note("a value that is not a number, or infinite, is no sample")
        continue
      }
      guard let number = sample.time else {
        timeless += 1
        continue
      }
      guard let at = SampleTime.instant(number) else {
        throw context.error("expected a time since 1970, found \(number)", ImportContext.Place(line: lines.number))
      }
      let names = SeriesLabels(labels: sample.labels)
      let family = sample.labels["__name__"] ?? ""
      do {
        let measure = try names.measure(context.options, type: types[family], unit: units[family])
        guard let subject = names.subject(context.options) else {
          set.refuse(
            "a series names no component in service, app, job or component: say which with --component NAME or --label LABEL"
          )
          continue
        }
        held += 1
        guard held <= 4_000_000 else {
          throw context.error("holds more than 4000000 samples", remedy: "split it by time")
        }
        let key = Key(subject: subject, measure: measure, labels: sample.labels)
        if samples[key] == nil { order.append(key) }
        samples[key, default: []].append((at, sample.value))
      } catch let error as SeriesLabels.Unusable {
        set.refuse(error.reason)
      }
    }
    for key in order { try set.add(samples[key] ?? [], of: key.subject, key.measure) }
    if timeless > 0 {
      set.refuse(
        "samples without a time cannot be placed in a run: query them over time, or dump them with their times")
    }
    try set.emit()
  }

  private func metadata(_ line: String, _ types: inout [String: String], _ units: inout [String: String]) {
    let words = line.split(separator: " ", maxSplits: 3).map(String.init)
    guard words.count == 4 else { return }
    if words[1] == "TYPE" { types[words[2]] = words[3] }
    if words[1] == "UNIT" { units[words[2]] = words[3] }
  }
}

/// One line of a sample: name, labels, value, and a time where there is one.
struct MetricLine {
  private(set) var labels: [String: String] = [:]
  private(set) var value = 0.0
  private(set) var time: Double?

  /// Reads a line; nil where it is none.
  init?(_ line: String) {
    var rest = line[...]
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    rest = rest[name.endIndex...]
    if !name.isEmpty { labels["__name__"] = String(name) }
    if rest.first == "{" {
      guard let after = readLabels(rest.dropFirst()) else { return nil }
      rest = after
    }
    guard labels["__name__"] != nil, rest.first == " " || rest.first == "\t" else { return nil }
    // What follows a mark is an exemplar, of one request.
    if let exemplar = rest.firstRange(of: " # ") { rest = rest[..<exemplar.lowerBound] }
    let words = rest.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard (1...2).contains(words.count), let value = PrometheusImporter.number(words[0]) else { return nil }
    self.value = value
    if words.count == 2 {
      guard let time = PrometheusImporter.number(words[1]), time.isFinite else { return nil }
      self.time = time
    }
  }

  /// Reads the labels up to the closing brace, and gives what comes after it.
  private mutating func readLabels(_ text: Substring) -> Substring? {
    var rest = text
    while true {
      rest = rest.drop { $0 == " " || $0 == "," }
      guard let first = rest.first else { return nil }
      if first == "}" { return rest.dropFirst() }
      var name: String
      if first == "\"" {
        guard let quoted = Self.quoted(&rest) else { return nil }
        name = quoted
        // A name in quotes without a value is the metric's own.
        if rest.first != "=" {
          labels["__name__"] = name
          continue
        }
      } else {
        let word = rest.prefix { $0 != "=" && $0 != "}" && $0 != "," && $0 != "\"" }
        guard !word.isEmpty else { return nil }
        name = String(word)
        rest = rest[word.endIndex...]
      }
      guard rest.first == "=" else { return nil }
      rest = rest.dropFirst()
      guard rest.first == "\"", let value = Self.quoted(&rest) else { return nil }
      labels[name] = value
    }
  }

  /// Reads a text in quotes, with `\"`, `\\` and `\n`.
  private static func quoted(_ rest: inout Substring) -> String? {
    rest = rest.dropFirst()
    var text = ""
    while let character = rest.first {
      rest = rest.dropFirst()
      switch character {
      case "\"": return text
      case "\\":
        guard let escaped = rest.first else { return nil }
        rest = rest.dropFirst()
        text.append(escaped == "n" ? "\n" : escaped)
      default: text.append(character)
      }
    }
    return nil
  }
}
