public import KnowledgeBase
public import Vocabulary

/// The address of a page: its path and what stands behind the question mark.
///
/// On every page `at` (or `as-of`, as the API calls it) is the log position to look from, or a time, `[recorded:]TIME` or
/// `occurred:TIME`, `environment` the environment that is asked for, and `now=wall` ages evidence to
/// the clock instead of the newest time in the book.
public struct PageRequest: Sendable {
  /// The path, from the site's root.
  public let path: String
  /// The names and values, decoded.
  public let query: [String: String]
  /// Whether whoever asks may decide about proposals; then forms to do so are shown.
  public let mayDecide: Bool
  /// Whether whoever asks may record what happened in runs; then forms to do so are shown.
  public let mayRecord: Bool
  /// Whether whoever asks may see the page Audit; else the row of pages leaves it out.
  public let mayAudit: Bool
  /// The name that whoever asks signed in with; nil where nobody had to.
  public let viewer: String?
  /// Spans that are held and no part of the log yet, where the page is to speak of them.
  public let waiting: SpansWaiting?
  /// A form of the page that was sent and not taken; nil for a page that somebody just opens.
  public let refused: RefusedForm?
  /// The scheme and authority under which the server is asked, `http://127.0.0.1:8321`; nil where that is not known.
  public let origin: String?
  /// The clock on the wall, to the minute: what `now=wall` means here, and what a plan without another *now* is made for. Within a
  /// minute the same address is the same page.
  public let minute: Timestamp

  /// An address.
  public init(
    _ path: String, _ query: [String: String] = [:], mayDecide: Bool = false,
    mayRecord: Bool = false, mayAudit: Bool = true, viewer: String? = nil, waiting: SpansWaiting? = nil,
    refused: RefusedForm? = nil, origin: String? = nil, at clock: Timestamp = KnowledgeBase.wallClock()
  ) {
    self.path = path
    var query = query.filter { !$0.value.isEmpty }
    if let place = query.removeValue(forKey: "as-of"), query["at"] == nil { query["at"] = place }
    if query["at"] == "head" { query["at"] = nil }
    self.query = query
    self.mayDecide = mayDecide
    self.mayRecord = mayRecord
    self.mayAudit = mayAudit
    self.viewer = viewer
    self.waiting = waiting
    self.refused = refused
    self.origin = origin
    minute = Timestamp(microseconds: clock.microseconds - clock.microseconds % 60_000_000)
  }

  /// Whether the clock on the wall goes into the page.
  public var readsClock: Bool {
    if query["now"] == "wall" { return true }
    return [Place.next, .proposal, .export, .record].map(\.path).contains(path) && query["now"] == nil
      && position == nil
  }

  /// What the page follows from, beside the log, the clock and the program: two requests with the same are shown the same.
  public var canonical: String {
    let values = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(PageRequest.encoded($0.value))" }
    return
      "\(path)?\(values.joined(separator: "&")) \(mayDecide ? "decides" : "reads")\(mayRecord ? " records" : "")\(mayAudit ? " audits" : "") \(viewer ?? "")\(waiting.map { " \($0.held) \($0.closes)" } ?? "")\(origin.map { " \($0)" } ?? "")"
  }

  /// Where exporters send their spans.
  var tracesAddress: String { (origin.map { plainLine($0) } ?? "") + "/v1/traces" }

  /// The plan that the page is about, where its address names one.
  var plan: PlanPlace? { query["plan"].flatMap { PlanPlace($0) } }

  /// The position to look from; nil for the head.
  var position: Int64? { query["at"].flatMap { Int64($0) } }

  /// The view that the questions of the page are asked with. Throws for a place that cannot be read.
  func view() throws -> View {
    var view = View(environment: query["environment"])
    if let text = query["at"] {
      view.asOf = try PageRequest.place(text)
    }
    switch query["now"] {
    case nil, "book": break
    case "wall": view.now = .at(minute)
    case let text?:
      guard let time = Timestamp(rfc3339: text) else {
        throw FaultbookError(
          .usage, "now=\(text) is no time; write wall, book, or an instant such as 2026-11-20T19:16:43Z")
      }
      view.now = .at(time)
    }
    return view
  }

  private static func place(_ text: String) throws -> View.AsOf {
    if let position = Int64(text), position >= 0 { return .position(position) }
    let halves = text.split(separator: ":", maxSplits: 1).map(String.init)
    if halves.count == 2, halves[0] == "occurred", let time = Timestamp(rfc3339: halves[1]) { return .occurred(time) }
    let recorded = halves.count == 2 && halves[0] == "recorded" ? halves[1] : text
    guard let time = Timestamp(rfc3339: recorded) else {
      throw FaultbookError(
        .usage,
        "at=\(plainLine(text)) is no place in the log; give a position from 0 on, a time such as 2026-11-20T19:16:43Z, or occurred:TIME"
      )
    }
    return .recorded(time)
  }

  /// The instant up to which the page tells what had happened; nil where it tells what was known.
  var occurred: Timestamp? { if case .occurred(let time)? = try? view().asOf { time } else { nil } }

  /// A value that the page cannot do without.
  func required(_ name: String) throws -> String {
    guard let value = query[name] else {
      throw FaultbookError(.usage, "this page needs ?\(name)=… in its address")
    }
    return value
  }

  /// The same without what says from where to look.
  var withoutPlace: PageRequest {
    PageRequest(
      path, query.filter { !["at", "now", "environment"].contains($0.key) }, mayDecide: mayDecide,
      mayRecord: mayRecord, mayAudit: mayAudit, viewer: viewer, at: minute)
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

/// Spans that a server holds until their window is over.
public struct SpansWaiting: Sendable {
  /// How many spans and calls.
  public let held: Int
  /// When the first of their windows is closed.
  public let closes: Timestamp

  /// So many, until then.
  public init(held: Int, closes: Timestamp) {
    self.held = held
    self.closes = closes
  }
}

/// Where a plan that somebody was shown was computed: `POSITION@TIME` in an address. From the same place the same proposals follow,
/// however long the log has become.
struct PlanPlace {
  let position: Int64
  let now: Timestamp

  init(position: Int64, now: Timestamp) {
    self.position = position
    self.now = now
  }

  init?(_ text: String) {
    let halves = text.split(separator: "@", maxSplits: 1)
    guard halves.count == 2, let position = Int64(halves[0]), position >= 0, let now = Timestamp(rfc3339: halves[1])
    else { return nil }
    self.init(position: position, now: now)
  }

  var text: String { "\(position)@\(now)" }

  /// A view of the same time, as of the plan's position.
  func view(_ view: View) -> View {
    var view = view
    view.asOf = .position(position)
    return view
  }
}

/// The pages that there are.
enum Place: String, CaseIterable, Sendable {
  case overview, system, next, runs, history, trends, audit, ask
  case component, dependency, journey, belief, run, record, proposal, export

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
    case .trends: "Trends"
    case .audit: "Audit"
    case .ask: "Ask"
    case .component, .dependency, .journey, .belief, .run, .record, .proposal, .export: nil
    }
  }

  /// The page of the row that it belongs to.
  var parent: Place {
    switch self {
    case .component, .dependency, .journey, .belief: .system
    case .proposal, .export: .next
    case .run, .record: .runs
    default: self
    }
  }
}
