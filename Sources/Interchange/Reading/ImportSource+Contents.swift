extension ImportSource {
  /// All its bytes as they are, for whoever hands the file on rather than reading it. Memory is that of the file, at most `limit`
  /// bytes; throws `ImportError` where it cannot be read, and nil where it is larger.
  public func contents(limit: Int) throws -> [UInt8]? {
    var source = try open()
    var bytes: [UInt8] = []
    while let piece = try source.next() {
      guard bytes.count + piece.count <= limit else { return nil }
      bytes += piece
    }
    return bytes
  }
}
