import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

/// The form in which an answer is sent.
enum AnswerForm: Sendable {
  /// The documented JSON.
  case document
  /// The rows of its first table, one JSON object a line, sent as they are written.
  case lines
  /// The rows of its first table as comma-separated values (RFC 4180).
  case csv
  /// All of it: see `AnswerDocument`.
  case whole

  /// Every form, the usual one first.
  static let types = [MediaTypes.json, MediaTypes.lines, MediaTypes.csv, MediaTypes.answer]

  /// The form that a client accepts. Throws `Problem` 406 where it accepts none.
  init(accept: String?) throws {
    switch MediaTypes.chosen(accept, among: AnswerForm.types) {
    case MediaTypes.json: self = .document
    case MediaTypes.lines: self = .lines
    case MediaTypes.csv: self = .csv
    case MediaTypes.answer: self = .whole
    default:
      throw Problem(
        .notAcceptable, "not-acceptable", "an answer is told as \(AnswerForm.types.joined(separator: ", "))")
    }
  }

  private var type: String {
    switch self {
    case .document: MediaTypes.json
    case .lines: MediaTypes.lines
    case .csv: MediaTypes.csv
    case .whole: MediaTypes.answer
    }
  }

  /// The tag of a position: strong, so another one for every form.
  private func tag(_ position: Int64) -> String {
    switch self {
    case .document: "\"\(position)\""
    case .lines: "\"\(position)-lines\""
    case .csv: "\"\(position)-csv\""
    case .whole: "\"\(position)-whole\""
    }
  }

  /// 304 where one of the tags is that of the position, or `*` stands for any answer that is there; nil else.
  func notModified(_ tags: String, position: Int64, isThere: Bool = true) -> Response? {
    // Weak comparison (RFC 9110 §13.1.2).
    let given = tags.split(separator: ",").map { tag in
      let trimmed = tag.filter { $0 != " " }
      return trimmed.hasPrefix("W/") ? String(trimmed.dropFirst(2)) : trimmed
    }
    guard given.contains(tag(position)) || (isThere && given == ["*"]) else { return nil }
    return Response(status: .notModified, headers: headers(position, isTagged: true))
  }

  private func headers(_ position: Int64?, isTagged: Bool) -> HTTPFields {
    var headers = HTTPFields()
    headers[.vary] = "Accept"
    headers[.cacheControl] = isTagged ? "private, no-cache" : "no-store"
    if let position {
      headers[.faultbookPosition] = String(position)
      if isTagged { headers[.eTag] = tag(position) }
    }
    return headers
  }

  /// The response to a call. Where the answer hangs on more than the position and the arguments, as with the clock on the wall, it
  /// bears no tag: the next one may be another.
  func response(_ answered: Answered, route: Route, ifNoneMatch: String?, isRepeatable: Bool = true) -> Response {
    var isTagged = false
    if case .question(isPure: true, _) = route.action { isTagged = isRepeatable }
    if isTagged, let ifNoneMatch, let position = answered.position,
      let unchanged = notModified(ifNoneMatch, position: position)
    {
      return unchanged
    }
    var headers = headers(answered.position, isTagged: isTagged)
    headers[.contentType] = type
    if !answered.answer.isYes { headers[.faultbookAnswer] = "no" }
    // Rows by themselves have no place to say that there are more.
    if let limit = answered.answer.json["rowLimit"]?.integerValue { headers[.faultbookTruncated] = String(limit) }
    return Response(status: route.success, headers: headers, body: body(answered))
  }

  private func body(_ answered: Answered) -> ResponseBody {
    switch self {
    case .document: ResponseBody(byteBuffer: answered.document)
    case .whole: ResponseBody(byteBuffer: ByteBuffer(string: AnswerDocument.json(answered.answer).text + "\n"))
    case .lines: AnswerForm.lines(answered.answer.table)
    case .csv: ResponseBody(byteBuffer: ByteBuffer(string: answered.answer.table.csv))
    }
  }

  /// Rows as they are written: a client that reads slowly holds up the writing, and no more than one piece is in memory.
  private static func lines(_ table: AnswerTable) -> ResponseBody {
    ResponseBody { writer in
      var piece = ByteBuffer()
      for row in table.rows {
        piece.writeString(JSON.object(zip(table.columns, row).map { JSON.Member($0.name, $1.json) }).text)
        piece.writeString("\n")
        if piece.readableBytes >= 1 << 16 {
          try await writer.write(piece)
          piece.clear()
        }
      }
      if piece.readableBytes > 0 { try await writer.write(piece) }
      try await writer.finish(nil)
    }
  }
}
