import Vocabulary

/// A value of a document and where it stands, so that what is wrong about it can be said with its place.
///
/// Reading a field gives nil where it is absent or null, and throws `ImportError` where it is of another type than
/// expected: what a tool cannot have written is not guessed at.
struct Element {
  let json: JSON
  let path: String
  /// The line at which its document begins.
  let line: Int?
  let context: ImportContext

  init(_ json: JSON, path: String, line: Int?, context: ImportContext) {
    self.json = json
    self.path = path
    self.line = line
    self.context = context
  }

  var place: ImportContext.Place { ImportContext.Place(line: line, path: path) }

  /// An error at this value.
  func error(_ problem: String, remedy: String? = nil) -> ImportError { context.error(problem, place, remedy: remedy) }

  /// An error at a field of this value, which a reader of the vocabulary found.
  func error(_ error: VocabularyError, remedy: String? = nil) -> ImportError {
    let exact = line.flatMap { context.places?.line(of: "\(path).\(error.field)", inDocumentAt: $0) }
    return context.error(
      "\(error)", ImportContext.Place(line: exact ?? line, path: path), remedy: remedy)
  }

  private func wrong(_ expected: String) -> ImportError {
    let shown: String
    switch json {
    case .string(let text): shown = "\"\(Redactor().redact(text).prefix(40))\""
    case .integer, .number, .bool: shown = json.text
    default: shown = json.kind
    }
    return error("expected \(expected), found \(shown)")
  }

  // MARK: Members

  /// The member of that name; nil where it is absent or null, or where this is no object.
  subscript(name: String) -> Element? {
    guard let value = json[name], !value.isNull else { return nil }
    return Element(value, path: "\(path).\(name)", line: line, context: context)
  }

  /// The value that a path of names leads to.
  subscript(first: String, rest: String...) -> Element? {
    rest.reduce(self[first]) { found, name in found?[name] }
  }

  /// The members of an object. Throws for other values.
  func members() throws -> [(name: String, value: Element)] {
    guard let members = json.members else { throw wrong("an object") }
    return members.map { ($0.name, Element($0.value, path: "\(path).\($0.name)", line: line, context: context)) }
  }

  /// The elements of an array. Throws for other values.
  func elements() throws -> [Element] {
    guard let values = json.arrayValue else { throw wrong("an array") }
    return values.enumerated().map { Element($1, path: "\(path)[\($0)]", line: line, context: context) }
  }

  /// The elements of the array of that name; none where it is absent.
  func elements(_ name: String) throws -> [Element] { try self[name]?.elements() ?? [] }

  /// The object of that name; nil where it is absent. Throws for other values.
  func object(_ name: String) throws -> Element? {
    guard let found = self[name] else { return nil }
    _ = try found.members()
    return found
  }

  // MARK: Values

  /// This text. Throws for other values.
  func string() throws -> String {
    guard let text = json.stringValue else { throw wrong("text") }
    guard !text.utf8.contains(0) else { throw error("holds a NUL character") }
    return text
  }

  /// The text of that name; nil where it is absent or empty.
  func string(_ name: String) throws -> String? {
    try self[name].map { try $0.string() }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The text of that name, which must be there.
  func required(_ name: String) throws -> String {
    guard let text = try string(name) else {
      throw Element(.null, path: "\(path).\(name)", line: line, context: context).error("expected text, found nothing")
    }
    return text
  }

  /// This text, number or truth value as text, as people write labels.
  func label() throws -> String {
    switch json {
    case .integer, .number, .bool: json.text
    default: try string()
    }
  }

  /// The label of that name; nil where it is absent or empty.
  func label(_ name: String) throws -> String? {
    try self[name].map { try $0.label() }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// This number, or a text that is nothing but one.
  func number() throws -> Double {
    if let number = json.doubleValue { return number }
    guard let number = json.stringValue.flatMap({ Double($0) }), number.isFinite else { throw wrong("a number") }
    return number
  }

  /// The number of that name; nil where it is absent.
  func number(_ name: String) throws -> Double? { try self[name].map { try $0.number() } }

  /// The truth value of that name; nil where it is absent.
  func flag(_ name: String) throws -> Bool? {
    try self[name].map { value in
      guard let flag = value.json.boolValue else { throw value.wrong("true or false") }
      return flag
    }
  }

  /// The time of that name in RFC 3339; nil where it is absent.
  func time(_ name: String) throws -> Timestamp? {
    try self[name].map { value in
      guard let text = value.json.stringValue, let time = Timestamp(rfc3339: text) else {
        throw value.wrong("a time such as 2026-11-20T18:11:43Z")
      }
      return time
    }
  }

  /// The instant of that name, as a time in RFC 3339 or as seconds since 1970; nil where it is absent.
  func instant(_ name: String) throws -> Timestamp? {
    guard let value = self[name], let seconds = value.json.doubleValue else { return try time(name) }
    // Beyond 2100 it is some other unit.
    guard seconds > 0, seconds < 4_102_444_800 else { throw value.wrong("a time in seconds since 1970") }
    return Timestamp(seconds: seconds)
  }

  /// The texts of the array of that name; none where it is absent. One text alone counts as an array of it.
  func strings(_ name: String) throws -> [String] {
    guard let found = self[name] else { return [] }
    if let text = found.json.stringValue { return text.isEmpty ? [] : [text] }
    return try found.elements().map { try $0.label() }
  }

  /// The names and texts of the object of that name, by name; none where it is absent.
  func labels(_ name: String) throws -> [String: String] {
    var labels: [String: String] = [:]
    for member in try self[name]?.members() ?? [] where !member.value.json.isNull {
      labels[member.name] = try member.value.label()
    }
    return labels
  }

  /// Counts the members that are not among those known.
  func count(known: Set<String>) {
    context.ignoredFields += json.members?.count { !known.contains($0.name) } ?? 0
  }
}
