import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

/// Why a request was not answered, as RFC 9457 has it: a stable type for programs, one sentence for people.
///
/// `type` is `urn:faultbook:problem:CODE`; `code` is also what the command line turns into its exit code.
struct Problem: Error, Sendable {
  let status: HTTPResponse.Status
  let code: String
  /// One sentence: what was wrong, where, what to do.
  let detail: String
  /// Members beside those of RFC 9457.
  var members: [JSON.Member] = []
  /// Header fields that go with it.
  var headers = HTTPFields()

  init(_ status: HTTPResponse.Status, _ code: String, _ detail: String) {
    self.status = status
    self.code = code
    self.detail = detail
  }

  /// The request is not what the document says.
  static func badRequest(_ detail: String) -> Problem { Problem(.badRequest, "bad-request", detail) }

  /// Nobody, or nobody that is known, asks.
  static func unauthenticated(_ detail: String) -> Problem {
    var problem = Problem(.unauthorized, "unauthenticated", detail)
    problem.headers[.wwwAuthenticate] = "Bearer realm=\"faultbook\""
    return problem
  }

  /// Who asks may not.
  static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, "forbidden", detail) }

  /// Later, perhaps.
  static func retry(_ status: HTTPResponse.Status, _ code: String, _ detail: String, after seconds: Int = 1) -> Problem
  {
    var problem = Problem(status, code, detail)
    problem.headers[.retryAfter] = String(seconds)
    return problem
  }
}

extension Problem {
  /// What an error of the book or of the framework means to a client. Nothing of an error that is not ours is told: it goes
  /// to the log.
  init(_ error: any Error) {
    switch error {
    case let error as Problem: self = error
    case let error as FaultbookError: self.init(error)
    case let error as JSONError: self = .badRequest("the body is no sound JSON: \(error)")
    case let error as VocabularyError: self.init(.unprocessableContent, "input", error.description)
    case let error as HTTPError:
      self.init(error.status, Problem.code(of: error.status), error.body ?? Problem.sentence(of: error.status))
    case let error as any HTTPResponseError:
      self.init(error.status, Problem.code(of: error.status), Problem.sentence(of: error.status))
    case is CancellationError:
      self = .retry(.serviceUnavailable, "unavailable", "the server is about to end; try again in a moment")
    default: self.init(.internalServerError, "internal", "the server met an error that it does not know; see its log")
    }
  }

  private init(_ error: FaultbookError) {
    switch error.code {
    case .unknown: self.init(.notFound, "unknown", error.message)
    case .usage: self.init(.unprocessableContent, "usage", error.message)
    case .conflict:
      self.init(.preconditionFailed, "conflict", error.message)
      if let version = error.actualVersion { members.append(JSON.Member("actualVersion", .integer(version))) }
    case .idReused:
      self.init(.conflict, "id-reused", error.message)
      if let position = error.position { members.append(JSON.Member("position", .integer(position))) }
    case .busy: self = .retry(.serviceUnavailable, "busy", error.message)
    case .environment: self = .retry(.noRoom, "environment", error.message, after: 30)
    case .book, .locked, .noBook: self = .retry(.serviceUnavailable, error.code.rawValue, error.message, after: 30)
    default: self.init(.unprocessableContent, error.code.rawValue, error.message)
    }
  }

  /// What the framework refuses has the code that we would give it, or its reason phrase: `not-found`.
  private static func code(of status: HTTPResponse.Status) -> String {
    switch status {
    case .contentTooLarge: "too-large"
    case .requestTimeout, .gatewayTimeout: "timeout"
    default: status.reasonPhrase.lowercased().replacing(/[^a-z]+/, with: "-")
    }
  }

  private static func sentence(of status: HTTPResponse.Status) -> String {
    switch status {
    case .notFound: "there is nothing at this path; see /api/v1/openapi.json for what there is"
    case .contentTooLarge: "the body is larger than this route takes"
    default: status.reasonPhrase
    }
  }
}

extension Problem {
  /// The document: `{"type", "title", "status", "detail", "code", …}`.
  var json: JSON {
    let common: [JSON.Member] = [
      JSON.Member("type", .string("urn:faultbook:problem:\(code)")), JSON.Member("title", .string(status.reasonPhrase)),
      JSON.Member("status", .integer(Int64(status.code))), JSON.Member("detail", .string(detail)),
      JSON.Member("code", .string(code)),
    ]
    return .object(common + members)
  }

  /// The response.
  var response: Response {
    var headers = headers
    headers[.contentType] = MediaTypes.problem
    headers[.cacheControl] = "no-store"
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: json.text + "\n")))
  }
}

extension HTTPResponse.Status {
  /// 507: the machine would not (RFC 4918 §11.5).
  static let noRoom = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
