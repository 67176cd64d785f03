/// Splits the sixty-four worlds of a word by which of an effect's causes are active in them.
///
/// One part a set that occurs; k causes split at most 64 worlds into at most min(2ᵏ, 64) parts, with two `&` a part and cause.
struct SubsetParts {
  private var worlds = [UInt64](repeating: 0, count: 64)
  private var keys = [UInt64](repeating: 0, count: 64)
  /// By world, the key of the causes that are active there.
  private var keyOfWorld = [UInt64](repeating: 0, count: 64)

  /// Up to so many causes are split one by one.
  private static let few = 12

  @inline(__always)
  mutating func split(
    _ hits: borrowing ActiveSlots, _ place: Int, _ collector: inout some SweepCollector
  ) {
    if hits.count == 1 {
      collector.met(place, hits.key(0), hits.worlds(0), hits)
      return
    }
    if hits.count > SubsetParts.few {
      for part in 0..<gather(hits) { collector.met(place, keys[part], worlds[part], hits) }
      return
    }
    var (worlds, keys): ([UInt64], [UInt64]) = ([], [])
    // Held aside, so that the loops take no reference counts.
    swap(&worlds, &self.worlds)
    swap(&keys, &self.keys)
    worlds.withUnsafeMutableBufferPointer { worlds in
      keys.withUnsafeMutableBufferPointer { keys in
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
    swap(&worlds, &self.worlds)
    swap(&keys, &self.keys)
  }

  /// The parts of many causes, of which each is active in few worlds: a key is put together for every world, and worlds of one key are
  /// one part. Costs a step for each cause and world where it is active, and not 64 a cause.
  private mutating func gather(_ hits: borrowing ActiveSlots) -> Int {
    for world in 0..<64 { keyOfWorld[world] = 0 }
    for index in 0..<hits.count {
      let key = hits.key(index)
      var rest = hits.worlds(index)
      while rest != 0 {
        keyOfWorld[rest.trailingZeroBitCount] ^= key
        rest &= rest &- 1
      }
    }
    var count = 0
    for world in 0..<64 where keyOfWorld[world] != 0 {
      var part = 0
      while part < count && keys[part] != keyOfWorld[world] { part &+= 1 }
      if part == count {
        keys[part] = keyOfWorld[world]
        worlds[part] = 0
        count &+= 1
      }
      worlds[part] |= 1 << UInt64(world)
    }
    return count
  }
}
