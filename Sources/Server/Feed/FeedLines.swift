import NIOCore

/// Cuts what comes into lines, whatever the pieces it comes in.
struct FeedLines {
  /// A line, without its end.
  struct Line {
    /// From 1 on; empty lines count, too.
    let number: Int
    let bytes: [UInt8]
  }

  /// How long a line may be, in bytes.
  let longest: Int
  private var rest: [UInt8] = []
  private(set) var count = 0

  init(longest: Int) { self.longest = longest }

  /// The lines that end in a piece; those that hold nothing are left out. The line after them is too long where `isTooLong`.
  mutating func take(_ piece: ByteBuffer) -> [Line] {
    var lines: [Line] = []
    piece.withUnsafeReadableBytes { bytes in
      var start = 0
      while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if let line = close(rest + bytes[start..<end]) { lines.append(line) }
        rest = []
        start = end + 1
      }
      rest.append(contentsOf: bytes[start...])
    }
    return lines
  }

  /// Whether the line that has not ended is longer than any may be.
  var isTooLong: Bool { rest.count > longest }

  /// The last line, where it has no end.
  mutating func last() -> Line? {
    defer { rest = [] }
    return rest.isEmpty ? nil : close(rest)
  }

  private mutating func close(_ bytes: [UInt8]) -> Line? {
    count += 1
    guard bytes.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { return nil }
    return Line(number: count, bytes: bytes)
  }
}
