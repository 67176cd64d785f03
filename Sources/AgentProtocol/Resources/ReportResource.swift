import KnowledgeBase
import Reports
import Vocabulary

/// Reports that a client may read, as Markdown.
enum ReportResource {
  /// `faultbook://report/run/ID`.
  case run(String)
  /// `faultbook://report/evidence`: tools' passes held against what was seen.
  case evidence
  /// `faultbook://report/period/FROM/TO`, each a log position or a time.
  case period(View.AsOf, View.AsOf)

  private static let root = "faultbook://report/"

  static let templates: [JSON] = [
    .compact(
      ("uriTemplate", .string(root + "run/{run}")), ("name", "run report"), ("title", "Report of a run"),
      ("description", "Expectation and outcome, samples, and what was learned of one run."),
      ("mimeType", "text/markdown")),
    .compact(
      ("uriTemplate", .string(root + "period/{from}/{to}")), ("name", "period report"), ("title", "Report of a period"),
      ("description", "What was learned between two places: log positions, or times such as 2026-11-20T18:11:23Z."),
      ("mimeType", "text/markdown")),
  ]

  /// The resource of an address; nil where there is none of the kind.
  init?(_ uri: String) {
    guard uri.hasPrefix(Self.root) else { return nil }
    let parts = uri.dropFirst(Self.root.count).split(separator: "/").map { Self.decoded($0) }
    switch (parts.first, parts.count) {
    case ("evidence", 1): self = .evidence
    case ("run", 2): self = .run(parts[1])
    case ("period", 3):
      guard let from = Self.place(parts[1]), let to = Self.place(parts[2]) else { return nil }
      self = .period(from, to)
    default: return nil
    }
  }

  private static func place(_ text: String) -> View.AsOf? {
    if let position = Int64(text), position >= 0 { return .position(position) }
    return Timestamp(rfc3339: text).map { .recorded($0) }
  }

  /// What it takes to read it: the same as over the API.
  var right: AgentRights { if case .evidence = self { .audit } else { .ask } }

  func markdown(_ book: KnowledgeBase) throws -> String {
    switch self {
    case .run(let id): try ReportPage.markdown(book.report(run: id))
    case .evidence: try ReportPage.markdown(book.reportEvidence())
    case .period(let from, let to): try ReportPage.markdown(book.report(from: from, to: to))
    }
  }

  static func entry(_ path: String, _ title: String) -> JSON {
    .compact(
      ("uri", .string(root + path)), ("name", .string(path)), ("title", .string(title)), ("mimeType", "text/markdown"))
  }

  // MARK: Addresses (RFC 3986, section 2)

  /// A text as one part of an address.
  static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == 0x25, rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
