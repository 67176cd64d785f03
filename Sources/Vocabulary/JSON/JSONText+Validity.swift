extension JSONText {
  /// Whether the bytes are one JSON text that `JSONParser` reads, but for names that appear twice, which this does not
  /// look for. Builds nothing: what checks a million stored payloads a second. Cost: one pass.
  package static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.withMemoryRebound(to: UInt8.self) { bytes in
      var scanner = JSONScanner(bytes)
      return scanner.isWholeText()
    }
  }
}

/// Walks over the tokens of a JSON text.
private struct JSONScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func isWholeText() -> Bool {
    skipSpace()
    guard value(depth: 0) else { return false }
    skipSpace()
    return at == bytes.count
  }

  @inline(__always)
  private var peek: UInt8 { at < bytes.count ? bytes[at] : 0 }

  @inline(__always)
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  @inline(__always)
  private mutating func skipSpace() {
    while peek == 0x20 || peek == 0x0A || peek == 0x0D || peek == 0x09 { at += 1 }
  }

  private mutating func value(depth: Int) -> Bool {
    switch peek {
    case UInt8(ascii: "{"): return depth < JSONParser.maximumDepth && members(depth: depth)
    case UInt8(ascii: "["): return depth < JSONParser.maximumDepth && elements(depth: depth)
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    default: return number()
    }
  }

  private mutating func members(depth: Int) -> Bool {
    at += 1
    skipSpace()
    if skip("}") { return true }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\""), string() else { return false }
      skipSpace()
      guard skip(":") else { return false }
      skipSpace()
      guard value(depth: depth + 1) else { return false }
      skipSpace()
    } while skip(",")
    return skip("}")
  }

  private mutating func elements(depth: Int) -> Bool {
    at += 1
    skipSpace()
    if skip("]") { return true }
    repeat {
      skipSpace()
      guard value(depth: depth + 1) else { return false }
      skipSpace()
    } while skip(",")
    return skip("]")
  }

  private mutating func word(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard at + count <= bytes.count else { return false }
    for index in 0..<count where bytes[at + index] != text.utf8Start[index] { return false }
    at += count
    return true
  }

  private mutating func number() -> Bool {
    guard let end = JSONNumber.end(in: bytes, from: at) else { return false }
    defer { at = end }
    return JSONNumber.integer(in: bytes, at..<end) != nil || JSONNumber.double(in: bytes, at..<end) != nil
  }

  /// A string: plain bytes run past here, escapes and what is not ASCII go the careful way.
  private mutating func string() -> Bool {
    let start = at + 1
    at = start
    var isASCII = true
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        defer { at += 1 }
        return isASCII || isUTF8(start..<at)
      }
      if byte == UInt8(ascii: "\\") {
        guard escape() else { return false }
        continue
      }
      guard byte >= 0x20 else { return false }
      if byte >= 0x80 { isASCII = false }
      at += 1
    }
    return false
  }

  private func isUTF8(_ range: Range<Int>) -> Bool {
    String(validating: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) != nil
  }

  /// An escape (RFC 8259 §7); surrogates come in pairs.
  private mutating func escape() -> Bool {
    guard at + 1 < bytes.count else { return false }
    at += 2
    switch bytes[at - 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return true
    case UInt8(ascii: "u"):
      guard let code = hex4() else { return false }
      if (0xDC00...0xDFFF).contains(code) { return false }
      guard (0xD800...0xDBFF).contains(code) else { return true }
      guard skip("\\"), skip("u"), let low = hex4() else { return false }
      return (0xDC00...0xDFFF).contains(low)
    default: return false
    }
  }

  private mutating func hex4() -> UInt32? {
    guard at + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    return value
  }
}
