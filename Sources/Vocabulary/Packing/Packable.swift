/// A value that can be packed into few bytes, and taken out again equal: what snapshots of a book are made of.
///
/// A type lists its parts once in each direction, in the same order:
///
///     extension Runner: Packable {
///       package func pack(into packer: inout Packer) { packer.put(tool, version) }
///       package init(from unpacker: inout Unpacker) throws {
///         self.init(tool: try unpacker.next(), version: try unpacker.next())
///       }
///     }
///
/// Packing and unpacking are inlined into other modules, where they would be called through witness tables else: twenty
/// thousand runs took seven times as long so. Equal values give equal bytes. The form is no interchange: whoever changes it, or what a fold leaves, changes the version
/// that snapshots carry, and older ones are passed over.
@usableFromInline package protocol Packable {
  /// Appends the value.
  func pack(into packer: inout Packer)
  /// Takes the value out. Throws `PackingError` where the bytes hold none.
  init(from unpacker: inout Unpacker) throws
}

/// Packed bytes that do not hold what they should.
@usableFromInline package struct PackingError: Error, CustomStringConvertible {
  /// Where, in bytes from the start.
  package let offset: Int

  /// Bytes that are wrong there.
  @usableFromInline package init(offset: Int) { self.offset = offset }

  @usableFromInline package var description: String { "the packed bytes hold no sound value at byte \(offset)" }
}

/// Packs values one behind the other. Whole numbers take as many bytes as they need, and a text that comes again one to three.
@usableFromInline package struct Packer {
  /// What was packed.
  @usableFromInline package var bytes: [UInt8] = []
  @usableFromInline package var places: [String: UInt64] = [:]

  /// An empty packer.
  @inlinable package init() {}

  /// Packs some values.
  @inlinable package mutating func put<each Value: Packable>(_ values: repeat each Value) {
    repeat (each values).pack(into: &self)
  }

  /// Seven bits a byte, the lowest first (LEB128).
  @inlinable package mutating func put(bits: UInt64) {
    var rest = bits
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Eight bytes, the lowest first.
  @inlinable package mutating func put(word: UInt64) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A text: its place among those before it, or 0 and the text itself.
  @inlinable package mutating func put(text: String) {
    if let place = places[text] { return put(bits: place) }
    places[text] = UInt64(places.count + 1)
    put(bits: 0)
    put(long: text)
  }

  /// A text that does not come again.
  @inlinable package mutating func put(long text: String) {
    put(bits: UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }
}

/// Takes packed values out, in the order in which they were put.
@usableFromInline package struct Unpacker {
  @usableFromInline package let bytes: [UInt8]
  @usableFromInline package var offset = 0
  @usableFromInline package var texts: [String] = []

  /// What a packer made.
  @inlinable package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything was taken out.
  @inlinable package var isAtEnd: Bool { offset == bytes.count }

  /// The next value.
  @inlinable package mutating func next<Value: Packable>() throws -> Value { try Value(from: &self) }

  /// What is wrong here.
  @inlinable package var error: PackingError { PackingError(offset: offset) }

  @inlinable package mutating func bits() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.count, shift < 64 {
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw error
  }

  @inlinable package mutating func word() throws -> UInt64 {
    guard bytes.count - offset >= 8 else { throw error }
    var value: UInt64 = 0
    for place in 0..<8 { value |= UInt64(bytes[offset + place]) << UInt64(8 * place) }
    offset += 8
    return value
  }

  /// A count of things that take a byte each at least.
  @inlinable package mutating func count() throws -> Int {
    let count = try bits()
    guard count <= UInt64(bytes.count - offset) else { throw error }
    return Int(count)
  }

  @inlinable package mutating func text() throws -> String {
    let place = try bits()
    guard place <= UInt64(texts.count) else { throw error }
    if place > 0 { return texts[Int(place) - 1] }
    let text = try long()
    texts.append(text)
    return text
  }

  @inlinable package mutating func long() throws -> String {
    let count = try count()
    guard let text = String(validating: bytes[offset..<offset + count], as: UTF8.self) else { throw error }
    offset += count
    return text
  }
}
