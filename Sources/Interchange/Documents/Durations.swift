/// Lengths of time as tools write them.
enum Durations {
  private static let units: [(name: String, seconds: Double)] = [
    ("ns", 1e-9), ("us", 1e-6), ("\u{B5}s", 1e-6), ("\u{3BC}s", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600),
    ("d", 86_400), ("w", 604_800),
  ]

  /// Seconds of a Go or Prometheus duration, `1h30m`, `-10m100ns`, `4w`; nil for other text.
  static func go(_ text: String) -> Double? {
    var rest = text[...]
    let sign: Double = rest.hasPrefix("-") ? -1 : 1
    if rest.hasPrefix("-") || rest.hasPrefix("+") { rest = rest.dropFirst() }
    guard rest != "0" else { return 0 }
    guard !rest.isEmpty else { return nil }
    var seconds = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard !digits.isEmpty, let value = Double(digits) else { return nil }
      rest = rest[digits.endIndex...]
      let name = rest.prefix { $0.isLetter }
      guard let unit = units.first(where: { $0.name == name }) else { return nil }
      rest = rest[name.endIndex...]
      seconds += value * unit.seconds
    }
    return seconds.isFinite ? sign * seconds : nil
  }

  /// Seconds of an ISO 8601 duration, `PT5M`, `P1DT2H`; nil for other text and for months and years, which have no length.
  static func iso8601(_ text: String) -> Double? {
    guard text.hasPrefix("P"), text.count > 2 else { return nil }
    var seconds = 0.0
    var isTime = false
    var number = ""
    for character in text.dropFirst() {
      switch (character, isTime) {
      case ("T", false): isTime = true
      case ("W", false), ("D", false), ("H", true), ("M", true), ("S", true):
        guard let value = Double(number) else { return nil }
        let lengths: [Character: Double] = ["W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1]
        seconds += value * (lengths[character] ?? 0)
        number = ""
      default: number.append(character == "," ? "." : character)
      }
    }
    return number.isEmpty && seconds.isFinite ? seconds : nil
  }

  /// Seconds of a duration in either form, or of a bare number of seconds.
  static func seconds(_ text: String) -> Double? {
    Double(text).flatMap { $0.isFinite ? $0 : nil } ?? go(text) ?? iso8601(text)
  }
}
