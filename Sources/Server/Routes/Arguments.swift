import KnowledgeBase
import Vocabulary

/// The values of a call, bound to the parameters of its route: what is here was checked.
struct Arguments: Sendable {
  /// The values by name, each as it was written, in the order given.
  private(set) var values: [String: [String]] = [:]

  init() {}

  /// Binds what a request holds. Throws `Problem` 400 that names the parameter, for one that the route does not know, one
  /// that is missing, one given twice, and a value of the wrong kind.
  init(_ given: [(place: Parameter.Place, name: String, value: String)], to parameters: [Parameter]) throws {
    for (place, name, value) in given {
      guard let parameter = parameters.first(where: { $0.place == place && $0.name == name }) else {
        // A request has many headers that are none of ours.
        if place == .header { continue }
        let known = parameters.filter { $0.place == .query }.map(\.name)
        throw Problem.badRequest(
          "there is no parameter \"\(name.prefix(60))\" here; "
            + (known.isEmpty ? "leave it out" : "known are \(known.joined(separator: ", "))"))
      }
      if let problem = parameter.kind.objection(to: value) {
        throw Problem.badRequest("\(place.rawValue) parameter \(name): \(problem)")
      }
      guard parameter.isRepeated || values[name] == nil else {
        throw Problem.badRequest("parameter \(name) is given twice; give it once")
      }
      values[name, default: []].append(value)
    }
    for parameter in parameters where parameter.isRequired && values[parameter.name] == nil {
      throw Problem.badRequest("parameter \(parameter.name) is missing: \(parameter.what)")
    }
  }

  /// The value as it was written; nil where none was given.
  func text(_ name: String) -> String? { values[name]?.first }
  /// All values of a repeated parameter.
  func texts(_ name: String) -> [String] { values[name] ?? [] }
  /// The value of a required parameter.
  func required(_ name: String) -> String { values[name]?.first ?? "" }
  func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
  func number(_ name: String) -> Double? { text(name).flatMap { Double($0) } }
  func flag(_ name: String) -> Bool { text(name) == "true" }
  func time(_ name: String) -> Timestamp? { text(name).flatMap { Timestamp(rfc3339: $0) } }

  /// How a state is read.
  var view: View {
    View(
      now: text("now").flatMap(PlaceText.now) ?? .book, environment: text("environment"),
      asOf: text("as-of").flatMap(PlaceText.asOf) ?? .head)
  }

  /// The values in an order that does not depend on that of the request: the same question has the same text.
  var canonical: String {
    values.keys.sorted().map { name in "\(name)=\((values[name] ?? []).joined(separator: "\u{1F}"))" }
      .joined(separator: "\u{1E}")
  }
}

extension Parameter.Kind {
  /// Why a value is none of this kind; nil where it is one.
  func objection(to value: String) -> String? {
    switch self {
    case .text(let maximum):
      if value.isEmpty { return "must not be empty" }
      if value.unicodeScalars.count > maximum { return "is longer than \(maximum) characters" }
      return value.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        ? "holds a control character" : nil
    case .integer(let range):
      guard let number = Int64(value), value == String(number) else { return "expected a whole number" }
      return range.contains(number) ? nil : "must be from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range):
      guard let number = Double(value), number.isFinite else { return "expected a number" }
      return range.contains(number) ? nil : "must be from \(range.lowerBound) to \(range.upperBound)"
    case .flag: return ["true", "false"].contains(value) ? nil : "expected true or false"
    case .word(let words):
      return words.contains(value) ? nil : "\"\(value.prefix(60))\" is none of \(words.joined(separator: ", "))"
    case .time:
      return Timestamp(rfc3339: value) == nil ? "expected a time such as 2026-11-20T18:11:23Z" : nil
    case .now:
      return PlaceText.now(value) == nil ? "expected a time such as 2026-11-20T18:11:23Z, wall or book" : nil
    case .place:
      return PlaceText.asOf(value) == nil
        ? "expected head, a log position, [recorded:]TIME or occurred:TIME, such as 1200 or 2026-11-20T18:11:23Z" : nil
    }
  }
}

/// How places in the log and times are written in requests.
enum PlaceText {
  /// `book`, `wall` or an instant; nil for anything else.
  static func now(_ text: String) -> View.Now? {
    switch text {
    case "wall": .wall
    case "book": .book
    default: Timestamp(rfc3339: text).map { .at($0) }
    }
  }

  /// `head`, a position, `[recorded:]TIME` or `occurred:TIME`; nil for anything else.
  static func asOf(_ text: String) -> View.AsOf? {
    if text == "head" { return .head }
    if let position = Int64(text), position >= 0, text == String(position) { return .position(position) }
    if text.hasPrefix("occurred:") {
      return Timestamp(rfc3339: text.dropFirst("occurred:".count)).map { .occurred($0) }
    }
    let recorded = text.hasPrefix("recorded:") ? text.dropFirst("recorded:".count) : text[...]
    return Timestamp(rfc3339: recorded).map { .recorded($0) }
  }
}
