/// What a file is packed in, where that is told by its first bytes and is nothing that is unpacked here: so that who hands
/// in an archive is told to unpack it, rather than that it is no text.
enum Packing {
  private static let known: [(name: String, marks: [[UInt8]])] = [
    ("a ZIP archive", [[0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06], [0x50, 0x4B, 0x07, 0x08]]),
    ("compressed with bzip2", (0x31...0x39).map { [0x42, 0x5A, 0x68, $0, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59] }),
    ("compressed with xz", [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]]),
    ("compressed with zstd", [[0x28, 0xB5, 0x2F, 0xFD]]),
    ("compressed with LZ4", [[0x04, 0x22, 0x4D, 0x18]]),
    ("a 7z archive", [[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]]),
    ("compressed with gzip twice", [[0x1F, 0x8B]]),
  ]
  private static let tarMark: (at: Int, bytes: [UInt8]) = (257, Array("ustar".utf8))

  /// How the content of a file is packed; nil where it is not. `content` is its beginning, after gzip.
  static func name(of content: [UInt8]) -> String? {
    if let found = known.first(where: { $0.marks.contains { content.starts(with: $0) } }) { return found.name }
    return content.dropFirst(tarMark.at).starts(with: tarMark.bytes) ? "a tar archive" : nil
  }
}
