/// Text line by line, from bytes that come in pieces.
struct LineReader {
  /// The longest line, in bytes.
  static let longest = 1024 * 1024

  private var source: any ByteSource
  private let context: ImportContext
  private var piece: [UInt8] = []
  private var at = 0
  /// The number of the line that was read last, from 1.
  private(set) var number = 0
  /// Whether the line that was read last had an end, rather than the file's.
  private(set) var isComplete = true

  init(_ source: any ByteSource, context: ImportContext) {
    self.source = source
    self.context = context
  }

  /// The bytes of the next line without its end; nil at the end of the file.
  mutating func nextBytes() throws -> [UInt8]? {
    var line: [UInt8] = []
    var hasAny = false
    while true {
      if at == piece.count {
        guard let more = try source.next() else {
          guard hasAny else { return nil }
          number += 1
          isComplete = false
          return line
        }
        piece = more
        at = 0
      }
      hasAny = true
      let end = piece[at...].firstIndex(of: 0x0A)
      line += piece[at..<(end ?? piece.count)]
      guard line.count <= LineReader.longest else {
        throw context.error(
          "a line is longer than \(LineReader.longest / 1024) KiB", ImportContext.Place(line: number + 1),
          remedy: "check that it is text")
      }
      guard let end else {
        at = piece.count
        continue
      }
      at = end + 1
      number += 1
      if line.last == 0x0D { line.removeLast() }
      if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
      return line
    }
  }

  /// The next line as text. Throws where it is none.
  mutating func next() throws -> String? {
    guard let bytes = try nextBytes() else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw context.error("expected text in UTF-8, found other bytes", ImportContext.Place(line: number))
    }
    return text
  }
}
