/// SplitMix64 (Steele, Lea & Flood 2014): spreads one seed over many.
public struct SplitMix64: Sendable {
  private var state: UInt64

  /// A sequence that the seed determines.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// xoshiro256** 1.0 (Blackman & Vigna 2018), the only source of chance: the same seed gives the same answer on every
/// machine and toolchain, as long as `unit()` and `next()` are used and not the library's `random(in:)`.
public struct Xoshiro256: RandomNumberGenerator, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// A generator whose state SplitMix64 fills from the seed.
  public init(seed: UInt64) {
    var splitter = SplitMix64(seed: seed)
    s0 = splitter.next()
    s1 = splitter.next()
    s2 = splitter.next()
    s3 = splitter.next()
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let result = rotated(s1 &* 5, 7) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = rotated(s3, 45)
    return result
  }

  /// A double in [0, 1) with 53 random bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  private func rotated(_ value: UInt64, _ by: UInt64) -> UInt64 { value << by | value >> (64 - by) }
}
