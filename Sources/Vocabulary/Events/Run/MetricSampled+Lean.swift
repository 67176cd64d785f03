extension MetricSampled {
  /// The version of the schema that `init(lean:)` reads; a newer one needs a new reader, so that none goes round the
  /// upcasting.
  static let leanVersion = Upcasting.standard.newestVersion(of: .metricSampled) == 1 ? 1 : nil

  /// Reads the flat payload of schema 1 without building a tree: what replay reads a million of. Nil where the text is
  /// not of the plain form (escapes, unknown fields, a dependency's object out of place …); the caller then takes the
  /// general way, which gives the same value or the error.
  package init?(lean payload: String) {
    var payload = payload
    guard let read = payload.withUTF8({ LeanSample($0).read() }) else { return nil }
    self = read
  }
}

/// A one-pass reader of a sample's members in any order.
private struct LeanSample {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  func read() -> MetricSampled? {
    var copy = self
    return copy.sample()
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  /// A string without escapes and in ASCII.
  private mutating func plain() -> Range<Int>? {
    guard skip("\"") else { return nil }
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      guard bytes[at] >= 0x20, bytes[at] < 0x80, bytes[at] != UInt8(ascii: "\\") else { return nil }
      at += 1
    }
    guard at < bytes.count else { return nil }
    at += 1
    return start..<(at - 1)
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func equals(_ range: Range<Int>, _ word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<range.count where bytes[range.lowerBound + index] != word.utf8Start[index] { return false }
    return true
  }

  private mutating func number() -> Double? {
    guard let end = JSONNumber.end(in: bytes, from: at) else { return nil }
    defer { at = end }
    if let whole = JSONNumber.integer(in: bytes, at..<end) { return Double(whole) }
    return JSONNumber.double(in: bytes, at..<end)
  }

  private mutating func dependency() -> SampleSubject? {
    guard skip("{") else { return nil }
    var caller: String?
    var callee: String?
    var reporter: SampleSubject.Reporter?
    repeat {
      guard let name = plain(), skip(":"), let value = plain() else { return nil }
      if equals(name, "caller"), caller == nil {
        caller = text(value)
      } else if equals(name, "callee"), callee == nil {
        callee = text(value)
      } else if equals(name, "reporter"), reporter == nil {
        reporter = SampleSubject.Reporter(rawValue: text(value))
      } else {
        return nil
      }
    } while skip(",")
    guard skip("}"), let caller, let callee, let reporter, caller != callee, !caller.isEmpty, !callee.isEmpty else {
      return nil
    }
    return .dependency(Dependency(caller: caller, callee: callee), reporter: reporter)
  }

  private mutating func sample() -> MetricSampled? {
    guard skip("{") else { return nil }
    var subject: SampleSubject?
    var metric: String?
    var value: Double?
    var unit: String?
    var phase: Phase?
    var window: Double?
    repeat {
      guard let name = plain(), skip(":") else { return nil }
      if equals(name, "metric"), metric == nil {
        guard let range = plain() else { return nil }
        metric = text(range)
      } else if equals(name, "value"), value == nil {
        guard let found = number() else { return nil }
        value = found
      } else if equals(name, "unit"), unit == nil {
        guard let range = plain() else { return nil }
        unit = text(range)
      } else if equals(name, "component"), subject == nil {
        guard let range = plain(), !range.isEmpty else { return nil }
        subject = .node(.component(text(range)))
      } else if equals(name, "journey"), subject == nil {
        guard let range = plain(), !range.isEmpty else { return nil }
        subject = .node(.journey(text(range)))
      } else if equals(name, "dependency"), subject == nil {
        guard let found = dependency() else { return nil }
        subject = found
      } else if equals(name, "windowSeconds"), window == nil {
        guard let found = number(), found >= 0 else { return nil }
        window = found
      } else if equals(name, "phase"), phase == nil {
        guard let range = plain(), let found = Phase(rawValue: text(range)) else { return nil }
        phase = found
      } else {
        return nil
      }
    } while skip(",")
    guard skip("}"), at == bytes.count, let subject, let metric, let value, let unit, !metric.isEmpty, !unit.isEmpty,
      MetricRange.problem(metric: metric, value: value, unit: unit) == nil
    else { return nil }
    return MetricSampled(
      subject: subject, metric: metric, value: value, unit: unit, phase: phase, windowSeconds: window)
  }
}
