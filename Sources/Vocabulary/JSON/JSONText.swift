/// JSON as text that is kept as received, less the white space between its tokens: what the log stores and hashes.
public enum JSONText {
  /// The text without white space between tokens. The text must be valid JSON (parse it first). Cost: one pass.
  public static func compacted(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var inString = false
    var escaped = false
    for byte in bytes {
      if inString {
        out.append(byte)
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
      } else if byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 {
        out.append(byte)
        inString = byte == UInt8(ascii: "\"")
      }
    }
    return out
  }
}
