import Vocabulary

/// What became of one activity, as the journal has it.
struct Execution {
  let activity: Activity
  /// succeeded, failed, aborted, skipped; word for word.
  let status: String
  let start: Timestamp?
  let end: Timestamp?
  let output: JSON
  let toleranceMet: Bool?
  private let exception: JSON?

  /// Reads one entry of `run`, `rollbacks` or a hypothesis' `probes`.
  /// Secrets go at once, before anything is shortened: half a secret is one too.
  init(_ json: JSON, configuration: Configuration, redactor: Redactor, path: String, times: JournalTime) throws {
    activity = Activity(json["activity"] ?? .null, configuration: configuration)
    status = try times.context.word(json["status"], path: path + ".status") ?? ""
    start = try times.optional(json["start"], path: path + ".start")
    end = try times.optional(json["end"], path: path + ".end") ?? start
    output = redactor.redact(json["output"] ?? .null)
    toleranceMet = try times.context.flag(json["tolerance_met"], path: path + ".tolerance_met")
    exception = json["exception"].map { redactor.redact($0) }
  }

  var succeeded: Bool { status == "succeeded" }
  var failed: Bool { status == "failed" }
  /// Whether it was carried out at all.
  var happened: Bool { succeeded || failed }

  /// Whether the answer says that the request or the command was taken: an HTTP answer below 400, an exit status of 0.
  /// The toolkit calls an action succeeded whatever the answer was.
  var wasTaken: Bool {
    guard succeeded else { return false }
    guard let code = output["status"]?.integerValue else { return true }
    switch activity.provider {
    case .http: return code < 400
    case .process: return code == 0
    default: return true
    }
  }

  /// When the fault began or ended: what the service says of itself, where that is plausible, else when it was asked.
  func actedAt(asked: Timestamp) -> Timestamp {
    guard let text = output["body"]?["at"]?.stringValue, let said = Timestamp(rfc3339: text),
      abs(said.seconds(since: asked)) <= 60
    else { return asked }
    return said
  }

  /// What shows that an action took effect or failed, in words.
  var evidence: String {
    if failed {
      let lines = exception?.arrayValue?.compactMap(\.stringValue) ?? exception?.stringValue.map { [$0] } ?? []
      let last = lines.last { !$0.allSatisfy(\.isWhitespace) } ?? "no reason given"
      let reason = last.split(whereSeparator: \.isNewline).last.map(String.init) ?? last
      return "action \"\(activity.name)\" failed: \(reason.prefix(500))"
    }
    switch (activity.provider, output["status"]?.integerValue) {
    case (.http, let code?): return "action \"\(activity.name)\" \(status), HTTP \(code)"
    case (.process, let code?): return "action \"\(activity.name)\" \(status), exit status \(code)"
    default: return "action \"\(activity.name)\" \(status)"
    }
  }

  private static let longestText = 2000
  private static let longestValue = 8192

  /// What a probe saw, without headers: status and body, exit status and output, or the function's value.
  var value: JSON? {
    if output.isNull { return nil }
    let kept: JSON
    switch activity.provider {
    case .http: kept = picked(["status", "body"])
    case .process: kept = picked(["status", "stdout", "stderr"])
    default: kept = output
    }
    let short = Execution.shortened(kept)
    return short.text.utf8.count <= Execution.longestValue
      ? short : .string(String(short.text.prefix(Execution.longestText)))
  }

  private func picked(_ names: [String]) -> JSON {
    guard let members = output.members else { return output }
    return .object(members.filter { names.contains($0.name) && $0.value != "" })
  }

  private static func shortened(_ value: JSON) -> JSON {
    switch value {
    case .string(let text) where text.utf8.count > longestText: .string(text.prefix(longestText) + " …")
    case .array(let values): .array(values.map { shortened($0) })
    case .object(let members): .object(members.map { JSON.Member($0.name, shortened($0.value)) })
    default: value
    }
  }
}

/// Reads a journal's times. Before chaoslib 1.43.1 they carry no offset and are UTC.
struct JournalTime {
  let context: ImportContext

  /// The time; nil where there is none. Throws where it is something else.
  func optional(_ value: JSON?, path: String) throws -> Timestamp? {
    guard let value, !value.isNull else { return nil }
    guard let text = value.stringValue else {
      throw context.error("expected a time, found \(value.kind)", ImportContext.Place(path: path))
    }
    if let found = Timestamp(rfc3339: text) { return found }
    if let found = Timestamp(rfc3339: text + "Z") {
      context.note("times without an offset were read as UTC, as chaoslib before 1.43.1 writes them")
      return found
    }
    throw context.error(
      "expected a time such as 2026-11-20T18:11:43+00:00, found \"\(text.prefix(40))\"", ImportContext.Place(path: path)
    )
  }
}

extension ImportContext {
  /// A truth value; nil where there is none. Throws where it is something else: a word that is taken for none would hide what it says.
  func flag(_ value: JSON?, path: String) throws -> Bool? {
    guard let value, !value.isNull else { return nil }
    if let flag = value.boolValue { return flag }
    throw error("expected true or false, found \(value.text.prefix(40))", Place(path: path))
  }

  /// A word; nil where there is none. Throws where it is something else.
  func word(_ value: JSON?, path: String) throws -> String? {
    guard let value, !value.isNull else { return nil }
    if let text = value.stringValue { return text }
    throw error("expected a word, found \(value.text.prefix(40))", Place(path: path))
  }
}
