/// Files that are no text: OTLP in Protocol Buffers that is broken, and archives that nobody unpacked.
enum BinarySeeds {
  static var all: [MalformedFile] {
    protobuf.map { file("otlp-protobuf-\($0.what).pb", $0.bytes, "otlp") }
      + archives.map { file("loose-\($0.what)", $0.bytes, "") }
  }

  private static func file(_ name: String, _ bytes: [UInt8], _ format: String) -> MalformedFile {
    MalformedFile(name: name, bytes: bytes, format: format, run: nil)
  }

  /// A field with a length.
  private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    var length = content.count
    var head: [UInt8] = [number << 3 | 2]
    while length > 0x7F {
      head.append(UInt8(length & 0x7F) | 0x80)
      length >>= 7
    }
    return head + [UInt8(length)] + content
  }

  private static let kind: [UInt8] = [0x30, 0x03]

  /// A span of a service, and where it is broken.
  private static func request(kind: [UInt8] = kind, trace: [UInt8] = [UInt8](repeating: 1, count: 16)) -> [UInt8] {
    let span = field(1, trace) + field(2, [UInt8](repeating: 2, count: 8)) + field(5, Array("op".utf8)) + kind
    let name = field(1, Array("service.name".utf8)) + field(2, field(1, Array("shop".utf8)))
    return field(1, field(1, field(1, name)) + field(2, field(2, span)))
  }

  private static var protobuf: [(what: String, bytes: [UInt8])] {
    let sound = request()
    let tooLong: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    return [
      ("cut-1", Array(sound[..<30])), ("cut-2", Array(sound.dropLast())),
      ("length", [0x0A] + tooLong + [0x07] + sound[2...]),
      ("endless-length", [0x0A] + tooLong + tooLong + [0xFF, 0x7F] + sound[2...]),
      ("wire-type", request(kind: [0x37, 0x03])),
      ("endless-number", request(kind: [0x30] + [UInt8](repeating: 0xFF, count: 12))),
      ("past-the-end", request(kind: [0x32, 0x7F])), ("field-0", request(kind: [0x02, 0x00])),
      ("second-cut", sound + sound.dropLast(5)), ("left-over", sound + [0xFF]),
    ]
  }

  private static let archives: [(what: String, bytes: [UInt8])] = [
    ("zip", [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 8, 0]),
    ("zip-empty", [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)),
    ("bzip2", [0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0, 1]),
    ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x14]),
    ("lz4", [0x04, 0x22, 0x4D, 0x18, 0x64]), ("7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]),
    ("tar", [UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 250)),
  ]
}
