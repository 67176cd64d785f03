import ArgumentParser
import KnowledgeBase
import Vocabulary

/// How the values of options are read. Each throws `ValidationError` with what would have been right.
enum Parse {
  private static let time = "a time such as 2026-11-20T18:11:23Z"

  /// An instant with an offset (RFC 3339).
  static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(rfc3339: text) else { throw ValidationError("give \(time)") }
    return time
  }

  /// `--now`: an instant, the wall's clock, or the book's own time.
  static func now(_ text: String) throws -> View.Now {
    switch text {
    case "wall": return .wall
    case "book": return .book
    default:
      guard let time = Timestamp(rfc3339: text) else { throw ValidationError("give \(time), 'wall' or 'book'") }
      return .at(time)
    }
  }

  /// `--as-of`: a log position; a recorded time, alone or behind `recorded:`; or `occurred:` and a time of the world.
  static func asOf(_ text: String) throws -> View.AsOf {
    if text == "head" { return .head }
    if let position = Int64(text), position >= 0 { return .position(position) }
    if text.hasPrefix("occurred:"), let time = Timestamp(rfc3339: text.dropFirst("occurred:".count)) {
      return .occurred(time)
    }
    let recorded = text.hasPrefix("recorded:") ? String(text.dropFirst("recorded:".count)) : text
    if let time = Timestamp(rfc3339: recorded) { return .recorded(time) }
    throw ValidationError("give a log position such as 1200, \(time), or 'occurred:' and a time")
  }

  /// A canonical kind of fault.
  static func faultKind(_ text: String) throws -> FaultKind {
    if let kind = FaultKind(named: text) { return kind }
    let near = Suggestion.nearest(to: text, among: FaultKind.all.map(\.name))
    throw ValidationError(
      "no such kind of fault; " + (near.map { "did you mean \($0)?" } ?? "use one such as net.latency"))
  }

  /// A dependency, `CALLER:CALLEE`; names that hold a colon are joined by an arrow, `CALLER->CALLEE`.
  static func dependency(_ text: String) throws -> Dependency {
    let arrow = text.ranges(of: "->") + text.ranges(of: "→")
    let colons = text.ranges(of: ":")
    guard let at = arrow.count == 1 ? arrow[0] : arrow.isEmpty && colons.count == 1 ? colons[0] : nil else {
      throw ValidationError("give CALLER:CALLEE, or CALLER->CALLEE where a name holds a colon")
    }
    let caller = text[..<at.lowerBound].trimmed
    let callee = text[at.upperBound...].trimmed
    guard !caller.isEmpty, !callee.isEmpty else { throw ValidationError("give CALLER:CALLEE, both with a name") }
    guard caller != callee else { throw ValidationError("a component does not depend on itself; name two") }
    return Dependency(caller: caller, callee: callee)
  }

  /// A finite number.
  static func number(_ text: String) throws -> Double {
    guard let number = Double(text), number.isFinite else { throw ValidationError("give a number such as 0.25") }
    return number
  }

  /// A name and a value, `limit=5`.
  static func pair(_ text: String) throws -> (name: String, value: String) {
    let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, !halves[0].isEmpty else { throw ValidationError("give NAME=VALUE, such as limit=5") }
    return (String(halves[0]), String(halves[1]))
  }

  /// A value as JSON: a number, true, false, null, an array or an object as written; anything else is text.
  static func value(_ text: String) -> JSON { (try? JSON.parse(text)) ?? .string(text) }
}

/// Helps with misspelt names.
enum Suggestion {
  /// The known name closest to a misspelt one; nil where none is close. Cost: the product of the lengths, a name.
  static func nearest(to word: String, among known: [String]) -> String? {
    let scored = known.map { (name: $0, distance: distance(word.lowercased(), $0.lowercased())) }
    guard let best = scored.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
    return best.distance <= max(1, (word.count + 2) / 3) ? best.name : nil
  }

  /// Levenshtein's edit distance.
  private static func distance(_ one: String, _ other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (index, character) in one.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in other.indices {
        let substituted = diagonal + (character == other[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
