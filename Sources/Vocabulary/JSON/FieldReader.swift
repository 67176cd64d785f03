/// Reads the fields of one JSON object with checks of type, unit and range; every error names the field by its path.
public struct FieldReader: Sendable {
  /// The object.
  public let json: JSON
  /// The path of the object, `data`; empty for the event itself, whose fields are CloudEvents attributes.
  public let path: String

  /// A reader of an object. Throws `VocabularyError` where the value is none.
  public init(_ json: JSON, path: String = "data") throws {
    guard case .object = json else {
      throw VocabularyError(field: path, problem: "expected an object, found \(json.kind)")
    }
    self.json = json
    self.path = path
  }

  /// The field's value; nil where it is absent or null.
  public func value(_ name: String) -> JSON? {
    guard let value = json[name], !value.isNull else { return nil }
    return value
  }

  /// An error at a field of this object.
  public func error(_ name: String, _ problem: String) -> VocabularyError {
    VocabularyError(field: pathOf(name), problem: problem)
  }

  private func pathOf(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// The field's value as it is written, for messages.
  private func text(_ name: String) -> String { String((json[name] ?? .null).text.prefix(40)) }

  private func require<T>(_ name: String, _ found: T?, _ expected: String) throws -> T {
    guard let found else { throw error(name, "is missing; expected \(expected)") }
    return found
  }

  /// Text, where it is there; empty text is refused.
  public func optionalString(_ name: String) throws -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.stringValue else { throw error(name, "expected a string, found \(value.kind)") }
    guard !text.isEmpty else { throw error(name, "must not be empty") }
    // SQLite and C end a text there.
    guard !text.utf8.contains(0) else { throw error(name, "holds a NUL character") }
    return text
  }

  /// Text.
  public func string(_ name: String) throws -> String { try require(name, optionalString(name), "a string") }

  /// Text, or a whole number or truth value as its text: labels such as a tier, which people write either way. A number
  /// with a fraction is refused: 2.10 would become 2.1.
  public func optionalLabel(_ name: String) throws -> String? {
    switch value(name) {
    case .integer(let whole): return String(whole)
    case .bool(let flag): return String(flag)
    case .number: throw error(name, "expected a string, found a number; put it in quotes")
    default: return try optionalString(name)
    }
  }

  /// Text, or any other value as its JSON text: what a tool said, word for word.
  public func optionalWords(_ name: String) -> String? { value(name).map { $0.stringValue ?? $0.text } }

  /// A finite number, where it is there.
  public func optionalNumber(_ name: String) throws -> Double? {
    guard let value = value(name) else { return nil }
    guard let number = value.doubleValue else { throw error(name, "expected a number, found \(value.kind)") }
    return number
  }

  /// A finite number.
  public func number(_ name: String) throws -> Double { try require(name, optionalNumber(name), "a number") }

  /// A number of at least 0, where it is there: a count of seconds, milliseconds, calls a second.
  public func optionalAmount(_ name: String) throws -> Double? {
    guard let number = try optionalNumber(name) else { return nil }
    guard number >= 0 else { throw error(name, "must be at least 0, found \(text(name))") }
    return number
  }

  /// A number of at least 0.
  public func amount(_ name: String) throws -> Double {
    try require(name, optionalAmount(name), "a number of at least 0")
  }

  /// A fraction from 0 to 1, where it is there; never percent.
  public func optionalFraction(_ name: String) throws -> Double? {
    guard let number = try optionalNumber(name) else { return nil }
    guard (0...1).contains(number) else { throw error(name, "must be a fraction from 0 to 1, found \(text(name))") }
    return number
  }

  /// A fraction from 0 to 1.
  public func fraction(_ name: String) throws -> Double {
    try require(name, optionalFraction(name), "a fraction from 0 to 1")
  }

  /// A whole number of at least 0, where it is there.
  public func optionalCount(_ name: String) throws -> Int? {
    guard let value = value(name) else { return nil }
    guard let whole = value.integerValue, whole >= 0, whole <= 1 << 53 else {
      throw error(name, "expected a whole number of at least 0, found \(text(name))")
    }
    return Int(whole)
  }

  /// A whole number of at least 0.
  public func count(_ name: String) throws -> Int { try require(name, optionalCount(name), "a whole number") }

  /// A truth value, where it is there.
  public func optionalFlag(_ name: String) throws -> Bool? {
    guard let value = value(name) else { return nil }
    guard let flag = value.boolValue else { throw error(name, "expected true or false, found \(value.kind)") }
    return flag
  }

  /// A truth value.
  public func flag(_ name: String) throws -> Bool { try require(name, optionalFlag(name), "true or false") }

  /// An instant in RFC 3339, where it is there.
  public func optionalTimestamp(_ name: String) throws -> Timestamp? {
    guard let text = try optionalString(name) else { return nil }
    guard let instant = Timestamp(rfc3339: text) else {
      throw error(name, "expected a time in RFC 3339 with an offset, found \"\(text.prefix(40))\"")
    }
    return instant
  }

  /// An instant in RFC 3339.
  public func timestamp(_ name: String) throws -> Timestamp {
    try require(name, optionalTimestamp(name), "a time in RFC 3339")
  }

  /// One of a closed set of words, where it is there.
  public func optionalWord<Word: RawRepresentable & CaseIterable>(_ name: String, _ type: Word.Type) throws -> Word?
  where Word.RawValue == String {
    guard let text = try optionalString(name) else { return nil }
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(name, "expected one of \(known), found \"\(text.prefix(40))\"")
    }
    return word
  }

  /// One of a closed set of words.
  public func word<Word: RawRepresentable & CaseIterable>(_ name: String, _ type: Word.Type) throws -> Word
  where Word.RawValue == String {
    try require(name, optionalWord(name, type), "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
  }

  /// A reader of an object inside this one, where it is there.
  public func optionalObject(_ name: String) throws -> FieldReader? {
    try value(name).map { try FieldReader($0, path: pathOf(name)) }
  }

  /// A reader of an object inside this one.
  public func object(_ name: String) throws -> FieldReader { try require(name, optionalObject(name), "an object") }

  /// The elements of an array, read one by one; none where it is absent.
  public func array<Element>(_ name: String, _ read: (JSON, String) throws -> Element) throws -> [Element] {
    guard let value = value(name) else { return [] }
    guard let values = value.arrayValue else { throw error(name, "expected an array, found \(value.kind)") }
    return try values.enumerated().map { try read($0.element, "\(pathOf(name))[\($0.offset)]") }
  }

  /// Objects in an array that must be there.
  public func requiredObjects<Element>(_ name: String, _ read: (FieldReader) throws -> Element) throws -> [Element] {
    _ = try require(name, value(name), "an array")
    return try objects(name, read)
  }

  /// Objects in an array; none where it is absent.
  public func objects<Element>(_ name: String, _ read: (FieldReader) throws -> Element) throws -> [Element] {
    try array(name) { try read(FieldReader($0, path: $1)) }
  }

  /// Texts in an array that must be there.
  public func requiredStrings(_ name: String) throws -> [String] {
    _ = try require(name, value(name), "an array")
    return try strings(name)
  }

  /// Texts in an array; none where it is absent.
  public func strings(_ name: String) throws -> [String] {
    try array(name) { value, path in
      guard let text = value.stringValue else {
        throw VocabularyError(field: path, problem: "expected a string, found \(value.kind)")
      }
      guard !text.isEmpty, !text.utf8.contains(0) else {
        throw VocabularyError(field: path, problem: text.isEmpty ? "must not be empty" : "holds a NUL character")
      }
      return text
    }
  }
}
