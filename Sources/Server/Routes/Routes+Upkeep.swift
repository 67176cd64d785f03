import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

extension RouteTable {
  /// What keeps a book well.
  static let upkeep: [Route] = [
    command("/rebuild", "rebuild", "Computes every table again from the events.", command: "rebuild", .administer) {
      book, _ in try book.rebuild()
    },
    Route(
      method: .get, path: api + "/backup", name: "backup", summary: "A copy of the book, verified, as one file.",
      permission: .administer, command: "backup", types: [MediaTypes.bytes], answer: .any, load: .heavy,
      action: .respond { desk, _ in
        let file = TemporaryFile(ending: ".sqlite")
        _ = try await desk.heavy.run { try KnowledgeBase.backup(of: desk.book.file, to: file.path) }
        return try file.response(type: MediaTypes.bytes, name: "faultbook.sqlite", desk)
      }),
    Route(
      method: .post, path: api + "/checkpoints", name: "checkpoints.sign",
      summary: "Signs how many events there are and their root, with the key of this server.", permission: .administer,
      command: "audit checkpoint",
      body: .json(
        .object(
          .init("origin", .name, "The log's name."), .init("newSigner", .flag, "Sign with another key than before."),
          .init("key", .text(maximum: 4096), "The key's file, for commands of this machine."),
          .init(
            "command", .text(maximum: 8192), "A shell command that gets the checkpoint, for commands of this machine."),
          .init("commandLimit", .number(0...3600), "How long it may take, in seconds."),
          .init("trust", .array(of: .text(maximum: 4096), most: 1000), "Verifier keys."),
          .init("ownKey", .text(maximum: 4096), "The user's own key, for commands of this machine.")), isRequired: false
      ),
      success: .created, types: AnswerForm.types, answer: .object([], isOpen: true), load: .heavy,
      action: .respond { desk, call in
        let request = try Checkpoints.request(call, desk.options)
        let answered = try await desk.lane.run { Answered(try desk.book.checkpoint(request)) }
        return try AnswerForm(accept: call.headers[.accept]).response(answered, route: call.route, ifNoneMatch: nil)
      }),
    Route(
      method: .post, path: api + "/cosignatures", name: "cosignatures.take",
      summary: "Keeps what witnesses put below this book's checkpoints.", permission: .administer,
      command: "audit cosign",
      body: .json(
        .object(
          .required("texts", .array(of: .text(maximum: 1 << 20), most: 1000), "Cosigned checkpoints."),
          .init("names", .array(of: .text(maximum: 4096), most: 1000), "What the texts are called, for messages."),
          .init("trust", .array(of: .text(maximum: 4096), most: 1000), "The witnesses' verifier keys."))),
      types: AnswerForm.types, answer: .object([], isOpen: true), load: .heavy,
      action: .respond { desk, call in
        let texts = (call.json["texts"]?.arrayValue ?? []).compactMap(\.stringValue)
        let names = (call.json["names"]?.arrayValue ?? []).compactMap(\.stringValue)
        let trust = desk.options.trust + (try Checkpoints.trust(call))
        let answered = try await desk.lane.run {
          Answered(
            try desk.book.cosign(
              texts: texts.enumerated().map { ($0 < names.count ? names[$0] : "text \($0 + 1)", $1) }, trust: trust))
        }
        return try AnswerForm(accept: call.headers[.accept]).response(answered, route: call.route, ifNoneMatch: nil)
      }),
  ]

  /// People whose data is sealed.
  static let people: [Route] = [
    question(
      "/subjects", "subjects.list", "The keys of people's data, whose they are, and which were erased.",
      command: "subject list", [], isPure: false, permission: .administer
    ) { book, _ in try book.subjects() },
    question(
      "/subjects/{subject}", "subjects.show", "Everything that is sealed of one person, opened.",
      command: "subject show", [.path("subject", "The person, by the name that was given.")], isPure: false,
      permission: .administer
    ) { try $0.subject($1.arguments.required("subject")) },
    command(
      "/subjects/{subject}/erase", "subjects.erase",
      "Destroys a person's key for ever: what is sealed of them can never be read again.", command: "subject erase",
      .administer, [.path("subject", "The person, by the name that was given.")],
      body: .json(.object(.required("why", .text(maximum: 4000), "Why; it stays readable, so leave the name out.")))
    ) {
      try $0.erase(subject: $1.arguments.required("subject"), why: $1.json["why"]?.stringValue ?? "", actor: $1.actor)
    },
  ]
}

/// What a call may say of keys. Files of this machine are named by its own commands alone: from anywhere else a path would
/// be a way to have the server read, or a command run, what the caller may not.
enum Checkpoints {
  static func request(_ call: Call, _ options: ServerOptions) throws -> CheckpointRequest {
    let isLocal = call.principal.speaksForOthers
    for name in ["key", "command", "ownKey"] where call.json[name] != nil && !isLocal {
      throw Problem.forbidden("\(name) is for commands of this machine alone; leave it out")
    }
    guard let key = call.json["key"]?.stringValue ?? options.signingKey else {
      throw Problem(
        .unprocessableContent, "usage", "this server signs nothing: it was started without --key")
    }
    return CheckpointRequest(
      key: key, origin: call.json["origin"]?.stringValue, command: call.json["command"]?.stringValue,
      commandLimit: call.json["commandLimit"]?.doubleValue ?? 30, trust: options.trust + (try trust(call)),
      ownKey: call.json["ownKey"]?.stringValue ?? options.signingKey,
      isNewSigner: call.json["newSigner"]?.boolValue ?? false)
  }

  /// Verifier keys that a call names: those themselves; files of them for commands of this machine alone.
  static func trust(_ call: Call) throws -> [String] {
    let named = (call.json["trust"]?.arrayValue ?? []).compactMap(\.stringValue)
    guard call.principal.speaksForOthers || named.allSatisfy({ $0.contains("+") && !$0.contains("/") }) else {
      throw Problem.forbidden("files of keys are for commands of this machine alone; give the verifier keys themselves")
    }
    return named
  }
}
