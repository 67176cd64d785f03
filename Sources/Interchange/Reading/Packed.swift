/// What a compressed message holds.
public enum Packed {
  /// The bytes that a gzip stream holds; nil where there are more than `limit`, of which no more are made than a piece. Throws
  /// `ImportError`, which names the message as it is called here, for a stream that is broken or grows beyond all measure.
  public static func plain(_ body: [UInt8], named name: String, limit: Int) throws -> [UInt8]? {
    let source = try GzipSource(MemorySource(body), name: name)
    var plain: [UInt8] = []
    while let piece = try source.next() {
      plain += piece
      guard plain.count <= limit else { return nil }
    }
    return plain
  }
}
