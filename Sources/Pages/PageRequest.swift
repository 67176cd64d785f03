import KnowledgeBase
import Vocabulary

/// The address of a page: its path and what stands behind the question mark.
///
/// On every page `at` is the log position to look from, `environment` the environment that is asked for, and `now=wall` ages evidence to
/// the clock instead of the newest time in the book.
public struct PageRequest: Sendable {
  /// The path, from the site's root.
  public let path: String
  /// The names and values, decoded.
  public let query: [String: String]
  /// Whether whoever asks may decide about proposals; then forms to do so are shown.
  public let mayDecide: Bool

  /// An address.
  public init(_ path: String, _ query: [String: String] = [:], mayDecide: Bool = false) {
    self.path = path
    self.query = query.filter { !$0.value.isEmpty }
    self.mayDecide = mayDecide
  }

  /// The position to look from; nil for the head.
  var position: Int64? { query["at"].flatMap { Int64($0) } }

  /// The view that the questions of the page are asked with. Throws for a place that cannot be read.
  func view() throws -> View {
    var view = View(environment: query["environment"])
    if let text = query["at"] {
      guard let position = Int64(text), position >= 0 else {
        throw FaultbookError(.usage, "at=\(text) is no position in the log; give a whole number from 0 on")
      }
      view.asOf = .position(position)
    }
    switch query["now"] {
    case nil, "book": break
    case "wall": view.now = .wall
    case let text?:
      guard let time = Timestamp(rfc3339: text) else {
        throw FaultbookError(
          .usage, "now=\(text) is no time; write wall, book, or an instant such as 2026-11-20T19:16:43Z")
      }
      view.now = .at(time)
    }
    return view
  }

  /// A value that the page cannot do without.
  func required(_ name: String) throws -> String {
    guard let value = query[name] else {
      throw FaultbookError(.usage, "this page needs ?\(name)=… in its address")
    }
    return value
  }

  /// The same without what says from where to look.
  var withoutPlace: PageRequest {
    PageRequest(path, query.filter { !["at", "now", "environment"].contains($0.key) }, mayDecide: mayDecide)
  }

  /// The address of another page, seen from the same place in the log.
  func link(_ place: Place, _ values: [(String, String)] = [], at position: Int64? = nil) -> String {
    var all = values
    if let at = position.map(String.init) ?? query["at"] { all.append(("at", at)) }
    for name in ["environment", "now"] { if let value = query[name] { all.append((name, value)) } }
    guard !all.isEmpty else { return place.path }
    return place.path + "?" + all.map { "\($0.0)=\(PageRequest.encoded($0.1))" }.joined(separator: "&")
  }

  /// A value as it stands in an address: all but letters, digits and `-._~` as bytes.
  public static func encoded(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF")
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        out += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
      }
    }
    return out
  }
}

/// The pages that there are.
enum Place: String, CaseIterable, Sendable {
  case overview, system, next, runs, history, audit, ask
  case component, dependency, belief, run

  init?(path: String) {
    let name = path.split(separator: "/").joined(separator: "/")
    self.init(rawValue: name.isEmpty ? "overview" : name)
    if self == .overview, !name.isEmpty { return nil }
  }

  var path: String { self == .overview ? "/" : "/\(rawValue)" }

  /// Where it stands in the row of pages; nil for pages that are reached from another.
  var heading: String? {
    switch self {
    case .overview: "Overview"
    case .system: "System"
    case .next: "Next"
    case .runs: "Runs"
    case .history: "History"
    case .audit: "Audit"
    case .ask: "Ask"
    case .component, .dependency, .belief, .run: nil
    }
  }

  /// The page of the row that it belongs to.
  var parent: Place {
    switch self {
    case .component, .dependency, .belief: .system
    case .run: .runs
    default: self
    }
  }
}
