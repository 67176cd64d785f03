/// Reads the fields of one Protocol Buffers message (the wire format of proto3): every length is checked against what is
/// there, so that no message, however broken, reads beyond its end.
struct ProtobufReader {
  /// What is wrong with a message.
  struct Broken: Error { let problem: String }

  /// A field's value, as the wire has it.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    /// Text, bytes, or a message inside.
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ message: ArraySlice<UInt8>) { rest = message }

  /// The next field and its value; nil at the end of the message.
  mutating func next() throws(Broken) -> (field: UInt64, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let tag = try varint()
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw Broken(problem: "a field without a number") }
    switch tag & 7 {
    case 0: return (tag >> 3, .varint(try varint()))
    case 1: return (tag >> 3, .fixed64(try fixed(8)))
    case 2:
      let length = try varint()
      guard length <= UInt64(rest.count) else { throw Broken(problem: "a field that is longer than what holds it") }
      defer { rest = rest.dropFirst(Int(length)) }
      return (tag >> 3, .bytes(rest.prefix(Int(length))))
    case 5: return (tag >> 3, .fixed32(UInt32(try fixed(4))))
    default: throw Broken(problem: "a field of wire type \(tag & 7)")
    }
  }

  private mutating func varint() throws(Broken) -> UInt64 {
    guard let (value, length) = ProtobufReader.varint(rest) else { throw Broken(problem: "a number without an end") }
    rest = rest.dropFirst(length)
    return value
  }

  private mutating func fixed(_ count: Int) throws(Broken) -> UInt64 {
    guard rest.count >= count else { throw Broken(problem: "a number that is cut off") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number and how many bytes it takes; nil where it has no end, or more than 64 bits.
  static func varint(_ bytes: ArraySlice<UInt8>) -> (value: UInt64, length: Int)? {
    var value: UInt64 = 0
    for (index, byte) in bytes.prefix(10).enumerated() {
      if index == 9, byte > 1 { return nil }
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte & 0x80 == 0 { return (value, index + 1) }
    }
    return nil
  }
}

extension ProtobufReader.Value {
  /// The text, where this is bytes of UTF-8.
  var text: String? {
    guard case .bytes(let bytes) = self else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The message inside, where this is bytes.
  var message: ArraySlice<UInt8>? { if case .bytes(let bytes) = self { bytes } else { nil } }

  /// The number, where this is one.
  var number: UInt64? {
    switch self {
    case .varint(let value), .fixed64(let value): value
    case .fixed32(let value): UInt64(value)
    case .bytes: nil
    }
  }
}
