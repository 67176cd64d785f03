import KnowledgeBase
import Vocabulary

/// What somebody typed into a form. Fields that were left empty count as absent.
///
/// Nothing is checked here: values become the payload that the command line and the API would be given, and what refuses that says so
/// in its own words.
struct TypedValues {
  let all: [String: String]

  init(_ values: [String: String]) {
    all = values.compactMapValues { value in
      let text = value.trimmed
      return text.isEmpty ? nil : text
    }
  }

  subscript(name: String) -> String? { all[name] }

  /// A field as text.
  func text(_ name: String) -> JSON? { all[name].map { .string($0) } }

  /// A field as a number; as the text that it is where it is none, so that whoever reads it says so.
  func number(_ name: String) -> JSON? {
    all[name].map { text in Double(text).map { $0.isFinite ? .number($0) : .string(text) } ?? .string(text) }
  }

  /// An object of the fields that are there; nil where none is.
  static func object(_ members: (String, JSON?)...) -> JSON? {
    let present = members.compactMap { name, value in value.map { JSON.Member(name, $0) } }
    return present.isEmpty ? nil : .object(present)
  }

  /// When it happened; nil for now.
  func time() throws -> Timestamp? {
    guard let text = all["time"] else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw FaultbookError(
        .usage, "time: expected a time such as 2026-11-20T18:11:23Z, found \"\(text.prefix(40))\"", field: "time")
    }
    return time
  }

  /// A field that a form cannot do without.
  func required(_ name: String) throws -> String {
    guard let value = all[name] else { throw FaultbookError(.usage, "the form needs \(name)") }
    return value
  }
}

extension String {
  /// Without the white space around it.
  var trimmed: String {
    var text = self[...].drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

/// Runs something, and tells what the vocabulary refuses as the command line does: by the field, without the payload's name.
func telling<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as VocabularyError {
    let field = error.field.hasPrefix("data.") ? String(error.field.dropFirst("data.".count)) : error.field
    throw FaultbookError(.usage, "\(field): \(error.problem)", field: field)
  }
}
