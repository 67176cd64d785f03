/// The query of a URL as names and values (WHATWG `application/x-www-form-urlencoded`).
enum QueryText {
  /// The pairs in their order. Throws `Problem` 400 for what is not UTF-8 once decoded.
  static func pairs(_ query: String?) throws -> [(name: String, value: String)] {
    guard let query, !query.isEmpty else { return [] }
    return try query.split(separator: "&").map { pair in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (
        try decoded(halves[0], plusIsSpace: true), halves.count > 1 ? try decoded(halves[1], plusIsSpace: true) : ""
      )
    }
  }

  /// A text with its percent-encoding undone. Throws `Problem` 400 where that gives no text.
  static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) throws -> String {
    var bytes: [UInt8] = []
    let encoded = Array(text.utf8)
    var index = 0
    while index < encoded.count {
      let byte = encoded[index]
      if byte == UInt8(ascii: "%"), index + 2 < encoded.count,
        let value = UInt8(String(decoding: encoded[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        index += 3
      } else {
        bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        index += 1
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw Problem.badRequest("\"\(text.prefix(60))\" is no UTF-8 once it is decoded")
    }
    return decoded
  }
}
