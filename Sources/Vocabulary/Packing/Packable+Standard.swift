// The values that others are made of.

extension Int64: Packable {
  @inlinable package func pack(into packer: inout Packer) {
    // Small numbers of either sign take few bytes.
    packer.put(bits: UInt64(bitPattern: (self << 1) ^ (self >> 63)))
  }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    let bits = try unpacker.bits()
    self = Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
  }
}

extension Int: Packable {
  @inlinable package func pack(into packer: inout Packer) { Int64(self).pack(into: &packer) }
  @inlinable package init(from unpacker: inout Unpacker) throws { self = Int(try Int64(from: &unpacker)) }
}

extension Double: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(word: bitPattern) }
  @inlinable package init(from unpacker: inout Unpacker) throws { self = Double(bitPattern: try unpacker.word()) }
}

extension Bool: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(bits: self ? 1 : 0) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    switch try unpacker.bits() {
    case 0: self = false
    case 1: self = true
    default: throw unpacker.error
    }
  }
}

extension String: Packable {
  @inlinable package func pack(into packer: inout Packer) { packer.put(text: self) }
  @inlinable package init(from unpacker: inout Unpacker) throws { self = try unpacker.text() }
}

extension Optional: Packable where Wrapped: Packable {
  @inlinable package func pack(into packer: inout Packer) {
    packer.put(self != nil)
    if let self { packer.put(self) }
  }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    self = try Bool(from: &unpacker) ? try Wrapped(from: &unpacker) : nil
  }
}

extension Array: Packable where Element: Packable {
  @inlinable package func pack(into packer: inout Packer) {
    packer.put(bits: UInt64(count))
    for element in self { element.pack(into: &packer) }
  }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    let count = try unpacker.count()
    self = []
    reserveCapacity(count)
    for _ in 0..<count { append(try Element(from: &unpacker)) }
  }
}

/// In the order of its keys, so that equal dictionaries give equal bytes.
extension Dictionary: Packable where Key: Packable & Comparable, Value: Packable {
  @inlinable package func pack(into packer: inout Packer) {
    packer.put(bits: UInt64(count))
    for key in keys.sorted() {
      key.pack(into: &packer)
      self[key]?.pack(into: &packer)
    }
  }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    let count = try unpacker.count()
    self = Dictionary(minimumCapacity: count)
    for _ in 0..<count {
      let key = try Key(from: &unpacker)
      self[key] = try Value(from: &unpacker)
    }
  }
}

/// A word of a closed list, by its name.
extension Packable where Self: RawRepresentable, RawValue == String {
  @inlinable package func pack(into packer: inout Packer) { packer.put(text: rawValue) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    guard let word = Self(rawValue: try unpacker.text()) else { throw unpacker.error }
    self = word
  }
}

/// A payload that a state keeps few of, as its JSON.
extension Packable where Self: EventPayload {
  @inlinable package func pack(into packer: inout Packer) { packer.put(long: json.text) }
  @inlinable package init(from unpacker: inout Unpacker) throws {
    let text = try unpacker.long()
    guard let json = try? JSON.parse(text), let value = try? Self(from: FieldReader(json)) else {
      throw unpacker.error
    }
    self = value
  }
}
