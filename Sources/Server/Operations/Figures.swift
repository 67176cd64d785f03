import CoreMetrics
import Foundation
import Synchronization

/// The figures of a process, collected by swift-metrics and shown as OpenMetrics 1.0.
///
/// Labels are bounded by their makers: operations, status classes, roles, never names or ids of callers. Cost of a change:
/// one lock; of showing: the figures.
final class Figures: MetricsFactory {
  /// What a figure is.
  struct Family: Sendable {
    enum Kind: String, Sendable {
      case counter
      case gauge
      case histogram
    }

    let kind: Kind
    let help: String
    var unit: String?
  }

  /// One figure: a family with its labels.
  struct Key: Hashable {
    let family: String
    let labels: [String]

    init(_ label: String, _ dimensions: [(String, String)]) {
      family = Figures.name(label)
      labels = dimensions.sorted { $0.0 < $1.0 }.map { "\(Figures.name($0.0))=\"\(Figures.escaped($0.1))\"" }
    }
  }

  /// What is known of a figure.
  enum Value {
    case counter(Double)
    case gauge(Double)
    case histogram(counts: [Int], sum: Double)
  }

  /// Upper ends of the buckets of durations, in seconds.
  static let buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120]

  private let values = Mutex<[Key: Value]>([:])
  private let families = Mutex<[String: Family]>([:])
  /// What is asked for when the figures are shown.
  private let gauges = Mutex<[@Sendable () async -> [Gauge]]>([])

  /// A gauge at the time of asking; no value where nothing is known.
  struct Gauge: Sendable {
    let name: String
    let help: String
    var labels: [(String, String)] = []
    let value: Double?
    /// Whether it only ever grows while the server runs: a counter to those who read it.
    var isCount = false
  }

  /// Says what a family is; those that nobody describes are told without help.
  func describe(_ name: String, _ kind: Family.Kind, _ help: String, unit: String? = nil) {
    families.withLock { $0[Figures.name(name)] = Family(kind: kind, help: help, unit: unit) }
  }

  /// Adds gauges that are read when the figures are shown.
  func observe(_ read: @escaping @Sendable () async -> [Gauge]) { gauges.withLock { $0.append(read) } }

  func add(_ key: Key, _ amount: Double) {
    values.withLock { values in
      if case .counter(let value) = values[key] {
        values[key] = .counter(value + amount)
      } else {
        values[key] = .counter(amount)
      }
    }
  }

  func set(_ key: Key, _ value: Double) { values.withLock { $0[key] = .gauge(value) } }

  func shift(_ key: Key, _ amount: Double) {
    values.withLock { values in
      if case .gauge(let value) = values[key] {
        values[key] = .gauge(value + amount)
      } else {
        values[key] = .gauge(amount)
      }
    }
  }

  func observe(_ key: Key, seconds: Double) {
    values.withLock { values in
      var (counts, sum) = (Array(repeating: 0, count: Figures.buckets.count + 1), 0.0)
      if case .histogram(let known, let total) = values[key] { (counts, sum) = (known, total) }
      counts[Figures.buckets.firstIndex { seconds <= $0 } ?? Figures.buckets.count] += 1
      values[key] = .histogram(counts: counts, sum: sum + seconds)
    }
  }

  /// The text of all figures (OpenMetrics 1.0), its families in the order of their names.
  func text() async -> String {
    var lines: [String: (family: Family, samples: [String])] = [:]
    let values = values.withLock { $0 }
    let families = families.withLock { $0 }
    for (key, value) in values.sorted(by: {
      ($0.key.family, $0.key.labels.joined()) < ($1.key.family, $1.key.labels.joined())
    }) {
      let family = families[key.family] ?? Family(kind: value.kind, help: "")
      lines[key.family, default: (family, [])].samples += value.samples(key)
    }
    for read in gauges.withLock({ $0 }) {
      for gauge in await read() {
        guard let value = gauge.value else { continue }
        let key = Key(gauge.name, gauge.labels)
        let figure = gauge.isCount ? Value.counter(value) : .gauge(value)
        let family = Family(kind: figure.kind, help: gauge.help)
        lines[key.family, default: (family, [])].samples += figure.samples(key)
      }
    }
    var out = ""
    for (name, entry) in lines.sorted(by: { $0.key < $1.key }) {
      out += "# TYPE \(name) \(entry.family.kind.rawValue)\n"
      if let unit = entry.family.unit { out += "# UNIT \(name) \(unit)\n" }
      if !entry.family.help.isEmpty { out += "# HELP \(name) \(Figures.escaped(entry.family.help))\n" }
      for sample in entry.samples { out += sample + "\n" }
    }
    return out + "# EOF\n"
  }

  /// A name as OpenMetrics allows it.
  static func name(_ label: String) -> String {
    String(
      label.unicodeScalars.map { scalar in
        let isPlain =
          scalar == "_" || (scalar.isASCII && scalar.properties.isAlphabetic) || ("0"..."9").contains(scalar)
        return Character(isPlain ? scalar : "_")
      })
  }

  fileprivate static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

extension Figures.Value {
  var kind: Figures.Family.Kind {
    switch self {
    case .counter: .counter
    case .gauge: .gauge
    case .histogram: .histogram
    }
  }

  /// The lines of the figure.
  func samples(_ key: Figures.Key) -> [String] {
    func line(_ suffix: String, _ value: Double, _ more: [String] = []) -> String {
      let labels = key.labels + more
      return
        "\(key.family)\(suffix)\(labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") \(Figures.number(value))"
    }
    switch self {
    case .counter(let value): return [line("_total", value)]
    case .gauge(let value): return [line("", value)]
    case .histogram(let counts, let sum):
      var lines: [String] = []
      var below = 0
      for (index, count) in counts.enumerated() {
        below += count
        let end = index < Figures.buckets.count ? Figures.number(Figures.buckets[index]) : "+Inf"
        lines.append(line("_bucket", Double(below), ["le=\"\(end)\""]))
      }
      return lines + [line("_sum", sum), line("_count", Double(below))]
    }
  }
}

extension Figures {
  fileprivate static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}

// MARK: - swift-metrics

extension Figures {
  /// One figure as swift-metrics handles it.
  private final class Handle: CounterHandler, FloatingPointCounterHandler, RecorderHandler, TimerHandler {
    let figures: Figures
    let key: Key

    init(_ figures: Figures, _ label: String, _ dimensions: [(String, String)]) {
      self.figures = figures
      key = Key(label, dimensions)
    }

    func increment(by amount: Int64) { figures.add(key, Double(amount)) }
    func increment(by amount: Double) { figures.add(key, amount) }
    // A counter of OpenMetrics never goes back.
    func reset() {}
    func record(_ value: Int64) { figures.set(key, Double(value)) }
    func record(_ value: Double) { figures.set(key, value) }
    func recordNanoseconds(_ duration: Int64) { figures.observe(key, seconds: Double(duration) / 1e9) }
  }

  /// A gauge that goes up and down.
  private final class GaugeHandle: MeterHandler {
    let figures: Figures
    let key: Key

    init(_ figures: Figures, _ label: String, _ dimensions: [(String, String)]) {
      self.figures = figures
      key = Key(label, dimensions)
    }

    func set(_ value: Int64) { figures.set(key, Double(value)) }
    func set(_ value: Double) { figures.set(key, value) }
    func increment(by amount: Double) { figures.shift(key, amount) }
    func decrement(by amount: Double) { figures.shift(key, -amount) }
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    Handle(self, label, dimensions)
  }
  func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
    Handle(self, label, dimensions)
  }
  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    Handle(self, label, dimensions)
  }
  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    GaugeHandle(self, label, dimensions)
  }
  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { Handle(self, label, dimensions) }
  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}
}
