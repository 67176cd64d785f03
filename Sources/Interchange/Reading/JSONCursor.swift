import Vocabulary

/// Walks through JSON texts of any length without holding them: the large containers are entered, and what stands in
/// them is handed out one value at a time as a tree.
///
/// ```swift
/// try cursor.forEachMember { name in
///   guard name == "resourceSpans" else { return try cursor.skip() }
///   try cursor.forEachElement { _ in use(try cursor.value()) }
/// }
/// ```
///
/// Several texts may follow one another, on lines of their own or not, so that JSON and JSON lines read alike. Entered
/// containers and handed-out values are checked in full; of a skipped value only the brackets and strings are. Cost: one
/// pass; memory of one piece of the source and of the largest value that is handed out.
final class JSONCursor {
  /// The longest value that is handed out whole.
  static let maximumValue = 64 * 1024 * 1024

  private var source: any ByteSource
  private let file: String
  private var piece: [UInt8] = []
  private var at = 0
  private var isAtEnd = false
  private var path: [Step] = []
  /// The line of the next byte, from 1.
  private(set) var line = 1

  private enum Step {
    case member(String)
    case element(Int)
  }

  init(_ source: any ByteSource, file: String) {
    self.source = source
    self.file = file
  }

  // MARK: Values

  /// The first byte of the next value, which stays unread; nil at the end of the source.
  func peek() throws -> UInt8? {
    while true {
      guard let byte = try look() else { return nil }
      switch byte {
      case 0x20, 0x09, 0x0D: at += 1
      case 0x0A:
        at += 1
        line += 1
      default: return byte
      }
    }
  }

  /// Whether another text begins. A byte order mark before the first is passed over.
  func hasText() throws -> Bool {
    if line == 1, try peek() == 0xEF {
      for expected: UInt8 in [0xEF, 0xBB, 0xBF] {
        guard try look() == expected else { throw error("expected JSON text, found bytes that are no UTF-8") }
        at += 1
      }
    }
    return try peek() != nil
  }

  /// The next value as a tree.
  func value() throws -> JSON {
    let first = line
    let bytes = try rawValue()
    return try parse(bytes, from: first)
  }

  /// The bytes of the next value.
  func rawValue() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try scan(into: &bytes, keeping: true)
    return bytes
  }

  /// Passes over the next value.
  func skip() throws {
    var none: [UInt8] = []
    try scan(into: &none, keeping: false)
  }

  /// Reads bytes that were handed out, as `line` was before them.
  func parse(_ bytes: [UInt8], from first: Int) throws -> JSON {
    do {
      return try bytes.withUnsafeBufferPointer { try JSONParser.parse($0) }
    } catch let error as JSONError {
      throw ImportError(
        file: file, line: first + error.line - 1, path: pathText + error.path.dropFirst(), problem: error.problem,
        remedy: "correct the JSON there")
    }
  }

  // MARK: Containers

  /// Enters the next value, an object, and calls for each of its members, whose value must be taken.
  func forEachMember(_ body: (String) throws -> Void) throws {
    try expect(UInt8(ascii: "{"), "an object")
    if try peek() == UInt8(ascii: "}") {
      at += 1
      return
    }
    while true {
      guard try peek() == UInt8(ascii: "\"") else { throw error("expected a name in quotes, found \(try found())") }
      let first = line
      let name = try parse(rawValue(), from: first).stringValue ?? ""
      try expect(UInt8(ascii: ":"), "':'")
      path.append(.member(name))
      try body(name)
      path.removeLast()
      if try next(orEnd: UInt8(ascii: "}"), "',' or '}'") { return }
    }
  }

  /// Enters the next value, an array, and calls for each of its elements, which must be taken.
  func forEachElement(_ body: (Int) throws -> Void) throws {
    try expect(UInt8(ascii: "["), "an array")
    if try peek() == UInt8(ascii: "]") {
      at += 1
      return
    }
    var index = 0
    while true {
      path.append(.element(index))
      try body(index)
      path.removeLast()
      index += 1
      if try next(orEnd: UInt8(ascii: "]"), "',' or ']'") { return }
    }
  }

  /// Calls for each element where the next value is an array, and passes over `null`.
  func forEachElementIfAny(_ body: (Int) throws -> Void) throws {
    if try peek() == UInt8(ascii: "n") { return try skip() }
    try forEachElement(body)
  }

  // MARK: Errors

  /// Where the cursor stands, `$.data[3].spans[0]`.
  var pathText: String {
    path.reduce(into: "$") { text, step in
      switch step {
      case .member(let name): text += "." + name
      case .element(let index): text += "[\(index)]"
      }
    }
  }

  /// An error at the cursor.
  func error(_ problem: String, remedy: String? = nil) -> ImportError {
    ImportError(file: file, line: line, path: pathText, problem: problem, remedy: remedy)
  }

  // MARK: Bytes

  /// The next byte, which stays unread.
  private func look() throws -> UInt8? {
    if at < piece.count { return piece[at] }
    guard !isAtEnd, let more = try source.next() else {
      isAtEnd = true
      return nil
    }
    piece = more
    at = 0
    return piece[0]
  }

  private func expect(_ byte: UInt8, _ what: String) throws {
    guard try peek() == byte else { throw error("expected \(what), found \(try found())") }
    at += 1
  }

  private func next(orEnd end: UInt8, _ what: String) throws -> Bool {
    switch try peek() {
    case UInt8(ascii: ","):
      at += 1
      return false
    case end:
      at += 1
      return true
    default: throw error("expected \(what), found \(try found())")
    }
  }

  /// What stands at the cursor, in words.
  func found() throws -> String {
    guard let byte = try peek() else { return "the end of the file" }
    switch byte {
    case UInt8(ascii: "{"): return "an object"
    case UInt8(ascii: "["): return "an array"
    case UInt8(ascii: "\""): return "a string"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return "a boolean"
    case UInt8(ascii: "n"): return "null"
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return "a number"
    case 0x21..<0x7F: return "'\(Unicode.Scalar(byte))'"
    default: return "a byte of value \(byte)"
    }
  }

  /// Reads one value by its brackets and strings.
  private func scan(into bytes: inout [UInt8], keeping: Bool) throws {
    guard let first = try peek() else { throw error("the file ends too early: expected a value") }
    guard first != UInt8(ascii: "}"), first != UInt8(ascii: "]"), first != UInt8(ascii: ","), first != UInt8(ascii: ":")
    else { throw error("expected a value, found \(try found())") }
    var scanner = ValueScanner()
    while try look() != nil {
      let start = at
      let end = piece.withUnsafeBufferPointer { scanner.advance($0, from: start) }
      line += scanner.takeNewlines()
      if keeping {
        guard bytes.count + end - start <= JSONCursor.maximumValue else {
          throw error(
            "one value is longer than \(JSONCursor.maximumValue / 1_048_576) MiB", remedy: "split the file")
        }
        bytes += piece[start..<end]
      }
      at = end
      guard !scanner.isTooDeep else { throw error("nested deeper than \(JSONParser.maximumDepth)") }
      if scanner.isDone { return }
    }
    guard scanner.isScalar else {
      throw error(
        "the file ends in the middle of \(scanner.isInString ? "a string" : "a value")", remedy: "copy the file again")
    }
  }
}
