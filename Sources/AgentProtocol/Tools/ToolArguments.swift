import KnowledgeBase
import Vocabulary

/// The arguments of one call, read with checks; every error names the argument.
struct ToolArguments {
  let reader: FieldReader
  private let listed: String?

  /// Throws `FaultbookError` for anything but an object, and for an argument that the tool does not take.
  init(_ json: JSON, of tool: AgentTool) throws {
    reader = try naming { try FieldReader(json, path: "arguments") }
    for member in json.members ?? [] where !tool.arguments.contains(where: { $0.name == member.name }) {
      let known = tool.arguments.map(\.name).joined(separator: ", ")
      throw FaultbookError(
        .usage, "\(tool.name) takes no argument \"\(member.name)\"; it takes \(known.isEmpty ? "none" : known)")
    }
    listed =
      tool.arguments.contains { $0.name == "limit" } ? tool.output.first { $0.type == "array" }?.name : nil
  }

  /// Reads something; what is wrong with it is told as bad usage.
  func read<Value>(_ read: (FieldReader) throws -> Value) throws -> Value { try naming { try read(reader) } }

  func text(_ name: String) throws -> String { try read { try $0.string(name) } }
  func optionalText(_ name: String) throws -> String? { try read { try $0.optionalString(name) } }

  func whole(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
    try read { reader in
      guard let value = reader.value(name) else { return nil }
      guard let whole = value.integerValue, let found = Int(exactly: whole), range.contains(found) else {
        throw reader.error(
          name,
          "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(value.text.prefix(40))")
      }
      return found
    }
  }

  /// The object without some of its members: the payload of an event.
  func payload(without names: Set<String>) -> JSON {
    .object((reader.json.members ?? []).filter { !names.contains($0.name) })
  }

  /// How a state is read.
  var view: View {
    get throws {
      try read { reader in
        View(
          now: try now(reader), environment: try reader.optionalString("environment"), asOf: try asOf(reader))
      }
    }
  }

  private func now(_ reader: FieldReader) throws -> View.Now {
    guard let text = try reader.optionalString("now") else { return .book }
    if text == "wall" { return .wall }
    if text == "book" { return .book }
    guard let time = Timestamp(rfc3339: text) else {
      throw reader.error("now", "expected a time such as 2026-11-20T18:11:23Z, wall or book")
    }
    return .at(time)
  }

  private func asOf(_ reader: FieldReader) throws -> View.AsOf {
    if let position = reader.value("asOf")?.integerValue, position >= 0 { return .position(position) }
    guard let text = try reader.optionalString("asOf") else { return .head }
    if text == "head" { return .head }
    if let position = Int64(text), position >= 0 { return .position(position) }
    if text.hasPrefix("occurred:"), let time = Timestamp(rfc3339: text.dropFirst("occurred:".count)) {
      return .occurred(time)
    }
    let recorded = text.hasPrefix("recorded:") ? text.dropFirst("recorded:".count) : text[...]
    if let time = Timestamp(rfc3339: recorded) { return .recorded(time) }
    throw reader.error("asOf", "expected a log position, a time such as 2026-11-20T18:11:23Z, or occurred: and a time")
  }

  /// An answer whose list is cut to the limit of the call; how many rows were left out is said beside it.
  func limited(_ json: JSON) throws -> JSON {
    guard let listed, let rows = json[listed]?.arrayValue else { return json }
    let limit = try whole("limit", 1...100_000) ?? ToolArgument.usualLimit
    guard rows.count > limit, let members = json.members else { return json }
    return .object(
      members.map { $0.name == listed ? JSON.Member(listed, .array(Array(rows.prefix(limit)))) : $0 }
        + [JSON.Member("omitted", .integer(Int64(rows.count - limit)))])
  }
}

/// Runs something and tells what the vocabulary finds wrong as bad usage, in one sentence.
func naming<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as VocabularyError {
    throw FaultbookError(.usage, error.description)
  }
}

extension ToolArgument {
  /// How many rows of a list are given where the call does not say.
  static let usualLimit = 100

  static let limit = ToolArgument.whole(
    "limit", "How many rows at most; 100 where nothing is said. The answer's \"omitted\" says how many are left out.",
    1...100_000)

  /// How a state is read, of every question.
  static let view: [ToolArgument] = [
    .text(
      "asOf",
      "Read the book as of an earlier place: a log position, a recorded time, or occurred: and a time. The head where nothing is said."
    ),
    .text(
      "now", "The time that evidence ages to: a time, wall, or book for the newest time in the book, which is usual."),
    .text("environment", "The environment that is asked about; evidence of others weighs less."),
  ]
}
