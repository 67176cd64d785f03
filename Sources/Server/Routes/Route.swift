import HTTPTypes
import Hummingbird
import KnowledgeBase
import Vocabulary

/// One route: what it is, who may use it, what it takes and what it does. The table of them (`RouteTable`) is the one place
/// from which the router, the OpenAPI document, the access check and the tests derive.
///
/// To add a surface, add routes: `Action.question` and `Action.command` answer with an `Answer`, which is then rendered,
/// cached, paged and refused like any other; `Action.respond` does as it likes.
struct Route: Sendable {
  let method: HTTPRequest.Method
  /// `/api/v1/runs/{run}`.
  let path: String
  /// The name of the operation, unique: `runs.show`.
  let name: String
  /// One line for the document.
  let summary: String
  /// What it asks of the caller; nil where anybody may.
  let permission: Permission?
  /// Permissions any of which is enough as well: what the caller may within, the action says.
  var orElse: Set<Permission> = []
  /// The words of the command of the command line that does the same; nil where there is none.
  var command: String?
  var parameters: [Parameter] = []
  var body = Body.none
  /// The status of success.
  var success = HTTPResponse.Status.ok
  /// The media types of success, the usual one first.
  var types = [MediaTypes.json]
  /// What the document of success holds beside `position`.
  var answer = Schema.shared("Answer")
  var load = Load.light
  /// Whether its action reads the query itself (`Call.query`), as pages do: forms send what was left empty, too.
  var readsQuery = false
  /// Whether the OpenAPI document tells of it.
  var isDocumented = true
  /// Its answer in the form of another program that the parameter `as` names, with its media type.
  var drawn: (@Sendable (KnowledgeBase, Call) throws -> (text: String, type: String))?
  /// How a refusal is told, by the fields of the request; nil, or nothing, for problem documents.
  var refusal: (@Sendable (Problem, HTTPFields) -> Response?)?
  let action: Action

  /// What a body may be.
  enum Body: Sendable {
    case none
    /// A JSON object.
    case json(Schema, isRequired: Bool = true)
    /// Files: `multipart/form-data`, or one file as it is.
    case files
    /// CloudEvents in any mode.
    case events
    /// CloudEvents line by line, each answered while the next ones come.
    case feed
    /// Text as it is.
    case text(String)
    /// Bytes of these media types as they are; for other surfaces, whose protocol says what they mean.
    case bytes([String])
  }

  /// How much work it is, which says where it runs, how long it may take and how large a body may be.
  enum Load: Sendable {
    /// Some milliseconds where the state is there.
    case light
    /// Seconds.
    case heavy
    /// As long as it takes: it answers piece by piece.
    case endless
  }

  /// What it does.
  enum Action: Sendable {
    /// Answers from a state. `isPure` where nothing but the position and the arguments go into the answer, which may then be
    /// kept and has the position as its tag.
    case question(isPure: Bool, @Sendable (KnowledgeBase, Call) throws -> Answer)
    /// Checks the state and writes, one after another.
    case command(@Sendable (KnowledgeBase, Call) throws -> Answer)
    /// Appends in a commit that it shares with others.
    case append(@Sendable (KnowledgeBase, Call) async throws -> Answer)
    /// Anything else.
    case respond(@Sendable (Desk, Call) async throws -> Response)
  }
}

/// A request whose caller was admitted and whose arguments were checked.
struct Call: Sendable {
  /// What a body turned out to be.
  enum Body: Sendable {
    case none
    case json(JSON)
    case text(String)
    case bytes([UInt8], type: String?)
    case files(ReceivedFiles)
    case events([NewEvent])
    case feed(RequestBody)
  }

  let route: Route
  let principal: Principal
  let arguments: Arguments
  let body: Body
  var headers = HTTPFields()
  /// The query's names and values, decoded, where the route reads it itself.
  var query: [String: String] = [:]
  /// The actor of what this call records.
  let actor: String
  /// The address that it came from.
  var peer = "-"
  /// The name and port under which the server was asked; nil where nobody says.
  var authority: String?
  /// How the server runs.
  let options: ServerOptions

  /// The body as JSON; an empty object where there is none.
  var json: JSON { if case .json(let json) = body { json } else { .object([]) } }

  /// Whether sealed data is opened: asked for, and allowed.
  func reveals() throws -> Bool {
    guard arguments.flag("reveal") else { return false }
    guard principal.may(.administer) else {
      throw Problem.forbidden("sealed data is opened for role admin alone; leave reveal out")
    }
    return true
  }
}
