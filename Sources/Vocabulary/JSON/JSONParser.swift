/// A strict parser of RFC 8259 over UTF-8 bytes, without Foundation: events are read a million at a time.
///
/// Refused beside what the RFC refuses: a name that appears twice in an object (readers disagree on which counts), a
/// number beyond a double, a lone surrogate, nesting deeper than `maximumDepth`. Cost: one pass; memory of the value.
public struct JSONParser {
  /// How deep arrays and objects may nest.
  public static let maximumDepth = 128

  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var path: [PathStep] = []
  private let captured: String?
  private var capturedRange: Range<Int>?
  private var elementRanges: [Range<Int>] = []

  private enum PathStep {
    case member(String)
    case element(Int)
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, capturing captured: String? = nil) {
    self.bytes = bytes
    self.captured = captured
  }

  /// Reads one JSON text. Throws `JSONError`.
  public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws -> JSON {
    var parser = JSONParser(bytes)
    return try parser.whole()
  }

  /// Reads one JSON object, and where in the text the value of one of its own members stands. Throws `JSONError`.
  static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, locating member: String
  ) throws -> (value: JSON, range: Range<Int>?) {
    var parser = JSONParser(bytes, capturing: member)
    let value = try parser.whole()
    return (value, parser.capturedRange)
  }

  /// Where in the text of one JSON array its own elements stand. Throws `JSONError`, also where it is no array.
  static func elements(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [Range<Int>] {
    var parser = JSONParser(bytes)
    parser.skipSpace()
    guard parser.peek == UInt8(ascii: "[") else { throw parser.error("expected an array") }
    _ = try parser.whole()
    return parser.elementRanges
  }

  private mutating func whole() throws -> JSON {
    skipSpace()
    let value = try value()
    skipSpace()
    guard at == bytes.count else { throw error("expected the end of the text") }
    return value
  }

  private func error(_ problem: String) -> JSONError {
    var line = 1
    for index in 0..<min(at, bytes.count) where bytes[index] == 0x0A { line += 1 }
    var text = "$"
    for step in path {
      switch step {
      case .member(let name): text += "." + name
      case .element(let index): text += "[\(index)]"
      }
    }
    return JSONError(
      problem: at >= bytes.count ? "the text ends too early: \(problem)" : problem, offset: at, line: line, path: text)
  }

  @inline(__always)
  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  @inline(__always)
  private mutating func skipSpace() {
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
  }

  private mutating func value() throws -> JSON {
    guard let byte = peek else { throw error("expected a value") }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error("expected a value")
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSON) throws -> JSON {
    let count = text.utf8CodeUnitCount
    guard at + count <= bytes.count, (0..<count).allSatisfy({ bytes[at + $0] == text.utf8Start[$0] }) else {
      throw error("expected a value")
    }
    at += count
    return value
  }

  private mutating func object() throws -> JSON {
    guard path.count < Self.maximumDepth else { throw error("nested deeper than \(Self.maximumDepth)") }
    at += 1
    var members: [JSON.Member] = []
    var names: Set<String>? = nil
    skipSpace()
    if peek == UInt8(ascii: "}") {
      at += 1
      return .object([])
    }
    while true {
      guard peek == UInt8(ascii: "\"") else { throw error("expected a name in quotes") }
      let name = try string()
      if members.count == 16 { names = Set(members.map(\.name)) }
      // The set takes texts of equal meaning for one, so what it knows is looked at once more.
      if names?.insert(name).inserted != true, members.contains(where: { $0.name.isSameText(as: name) }) {
        throw error("the name \"\(name)\" appears twice")
      }
      skipSpace()
      guard peek == UInt8(ascii: ":") else { throw error("expected ':'") }
      at += 1
      skipSpace()
      path.append(.member(name))
      let start = at
      let value = try value()
      path.removeLast()
      if path.isEmpty, name == captured { capturedRange = start..<at }
      members.append(JSON.Member(name, value))
      skipSpace()
      switch peek {
      case UInt8(ascii: ","):
        at += 1
        skipSpace()
      case UInt8(ascii: "}"):
        at += 1
        return .object(members)
      default: throw error("expected ',' or '}'")
      }
    }
  }

  private mutating func array() throws -> JSON {
    guard path.count < Self.maximumDepth else { throw error("nested deeper than \(Self.maximumDepth)") }
    at += 1
    var values: [JSON] = []
    skipSpace()
    if peek == UInt8(ascii: "]") {
      at += 1
      return .array([])
    }
    while true {
      path.append(.element(values.count))
      let start = at
      values.append(try value())
      path.removeLast()
      if path.isEmpty { elementRanges.append(start..<at) }
      skipSpace()
      switch peek {
      case UInt8(ascii: ","):
        at += 1
        skipSpace()
      case UInt8(ascii: "]"):
        at += 1
        return .array(values)
      default: throw error("expected ',' or ']'")
      }
    }
  }

  private mutating func number() throws -> JSON {
    let start = at
    guard let end = JSONNumber.end(in: bytes, from: start) else { throw error("malformed number") }
    at = end
    if let whole = JSONNumber.integer(in: bytes, start..<end) { return .integer(whole) }
    guard let value = JSONNumber.double(in: bytes, start..<end) else {
      at = start
      throw error("a number too large for a double")
    }
    return .number(value)
  }

  private mutating func string() throws -> String {
    let start = at + 1
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20 {
      end += 1
    }
    if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
      guard let text = String(validating: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self) else {
        throw error("invalid UTF-8 in a string")
      }
      at = end + 1
      return text
    }
    return try escapedString(from: start)
  }

  private mutating func escapedString(from start: Int) throws -> String {
    var out: [UInt8] = []
    at = start
    while true {
      guard let byte = peek else { throw error("a string without its closing quote") }
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: out, as: UTF8.self) else { throw error("invalid UTF-8 in a string") }
        at += 1
        return text
      case UInt8(ascii: "\\"):
        at += 1
        try escape(into: &out)
      case 0..<0x20: throw error("a control character in a string")
      default:
        out.append(byte)
        at += 1
      }
    }
  }

  private mutating func escape(into out: inout [UInt8]) throws {
    guard let byte = peek else { throw error("a string without its closing quote") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hex4()
      if (0xD800...0xDBFF).contains(code) {
        guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
          throw error("a lone surrogate in a string")
        }
        at += 2
        let low = try hex4()
        guard (0xDC00...0xDFFF).contains(low) else { throw error("a lone surrogate in a string") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("a lone surrogate in a string") }
      out.append(contentsOf: UTF8.encode(scalar)!)
    default:
      at -= 1
      throw error("an unknown escape in a string")
    }
  }

  private mutating func hex4() throws -> UInt32 {
    guard at + 4 <= bytes.count else { throw error("an unfinished \\u escape") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[at]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw error("an unfinished \\u escape")
      }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    return value
  }
}

extension JSON {
  /// Reads one JSON text. Throws `JSONError`.
  public static func parse(_ text: String) throws -> JSON {
    var text = text
    return try text.withUTF8 { try JSONParser.parse($0) }
  }

  /// Reads one JSON text in UTF-8. Throws `JSONError`.
  public static func parse(_ bytes: [UInt8]) throws -> JSON {
    try bytes.withUnsafeBufferPointer { try JSONParser.parse($0) }
  }
}
