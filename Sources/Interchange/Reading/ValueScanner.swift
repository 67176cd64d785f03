import Vocabulary

/// Finds the end of one JSON value in bytes that come in pieces, by its brackets and strings alone.
struct ValueScanner {
  private var depth = 0
  private var isEscaped = false
  private var hasBegun = false
  private var newlines = 0
  /// Whether the piece ended inside a string.
  private(set) var isInString = false
  /// Whether the value is a number or a word, which only what follows ends.
  private(set) var isScalar = false
  /// Whether the end was found.
  private(set) var isDone = false
  /// Whether the value nests deeper than the parser takes.
  private(set) var isTooDeep = false

  /// The newlines met since the last call.
  mutating func takeNewlines() -> Int {
    defer { newlines = 0 }
    return newlines
  }

  /// Reads on from `start`; the result is the index after the last byte that belongs to the value.
  mutating func advance(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var at = start
    while at < bytes.count {
      let byte = bytes[at]
      if isInString {
        at += 1
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if depth == 0 { return end(at) }
        } else if byte == 0x0A {
          newlines += 1
        }
        continue
      }
      if isScalar {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"):
          return end(at)
        default: at += 1
        }
        continue
      }
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        isInString = true
        hasBegun = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        hasBegun = true
        if depth > JSONParser.maximumDepth {
          isTooDeep = true
          return at
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return end(at) }
      case 0x0A: newlines += 1
      default:
        if !hasBegun {
          hasBegun = true
          isScalar = true
        }
      }
    }
    return at
  }

  private mutating func end(_ at: Int) -> Int {
    isDone = true
    return at
  }
}
