/// Splits the sixty-four worlds of a word by which of an effect's causes are active in them.
///
/// One part a set that occurs; k causes split at most 64 worlds into at most min(2ᵏ, 64) parts, with two `&` a part and cause.
struct SubsetParts {
  private var worlds = [UInt64](repeating: 0, count: 64)
  private var keys = [UInt64](repeating: 0, count: 64)

  @inline(__always)
  mutating func split(
    _ hits: borrowing ActiveSlots, _ place: Int, _ collector: inout some SweepCollector
  ) {
    if hits.count == 1 {
      collector.met(place, hits.key(0), hits.worlds(0), hits)
      return
    }
    var count = 1
    worlds[0] = .max
    keys[0] = 0
    for index in 0..<hits.count {
      let mask = hits.worlds(index)
      let key = hits.key(index)
      for part in 0..<count {
        let both = worlds[part]
        let with = both & mask
        if with == 0 { continue }
        if with == both {
          keys[part] ^= key
        } else {
          worlds[part] = both & ~mask
          worlds[count] = with
          keys[count] = keys[part] ^ key
          count &+= 1
        }
      }
    }
    for part in 0..<count where keys[part] != 0 { collector.met(place, keys[part], worlds[part], hits) }
  }
}
