/// A JSON value (RFC 8259) as the vocabulary reads and writes it.
///
/// Members keep their order. A number with neither fraction nor exponent that fits is an integer; two numbers are equal
/// where their values are. Text that was received is stored as received: this type is for reading it, and for making new.
public enum JSON: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number of at most 64 bits.
  case integer(Int64)
  /// Any other number; always finite.
  case number(Double)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Members in order; every name once.
  case object([Member])

  /// A name and its value.
  public struct Member: Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: JSON

    /// A member.
    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The member of that name; nil where there is none or this is no object. Cost: linear in the members.
  public subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.isSameText(as: name) }?.value
  }

  /// The value's kind in words, for messages: "a string", "null".
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// An object of the members whose value is there, in the order given: how payloads are written.
  public static func compact(_ members: (String, JSON?)...) -> JSON { compact(members) }

  /// An object of the members whose value is there, in the order given.
  public static func compact(_ members: [(String, JSON?)]) -> JSON {
    .object(members.compactMap { name, value in value.map { Member(name, $0) } })
  }
}

extension JSON {
  /// The text, where this is a string.
  public var stringValue: String? { if case .string(let text) = self { text } else { nil } }
  /// The value as a double, where this is a number.
  public var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  /// The value, where this is a whole number.
  public var integerValue: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }
  /// The value, where this is a boolean.
  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The values, where this is an array.
  public var arrayValue: [JSON]? { if case .array(let values) = self { values } else { nil } }
  /// The members, where this is an object.
  public var members: [Member]? { if case .object(let members) = self { members } else { nil } }
  /// Whether this is `null`.
  public var isNull: Bool { if case .null = self { true } else { false } }
}

extension JSON: Equatable {
  /// Equality of values: the order of members does not matter, and 1 equals 1.0. Cost: linear, also in the members.
  public static func == (one: JSON, other: JSON) -> Bool {
    switch (one, other) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.integer(let a), .integer(let b)): return a == b
    // Through the double, 2^53 + 1 would equal 2^53.
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)): return Int64(exactly: b) == a
    case (.number(let a), .number(let b)): return a == b
    case (.string(let a), .string(let b)): return a.isSameText(as: b)
    case (.array(let a), .array(let b)): return a == b
    case (.object(let a), .object(let b)):
      guard a.count == b.count else { return false }
      if zip(a, b).allSatisfy({ $0.name.isSameText(as: $1.name) }) {
        return zip(a, b).allSatisfy { $0.value == $1.value }
      }
      let byName = Dictionary(b.map { (Array($0.name.utf8), $0.value) }, uniquingKeysWith: { first, _ in first })
      return a.allSatisfy { byName[Array($0.name.utf8)] == $0.value }
    default: return false
    }
  }
}

extension String {
  /// Equality code unit by code unit (RFC 8259 §8.3): the library's takes texts of equal meaning in Unicode, such as é in
  /// one scalar and in two, for equal.
  func isSameText(as other: String) -> Bool { self == other && utf8.elementsEqual(other.utf8) }
}

/// There is no literal for null on purpose: `isThere ? value : nil` would give null where none is meant.
extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
