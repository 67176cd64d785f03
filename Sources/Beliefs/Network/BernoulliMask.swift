internal import Vocabulary

/// Sixty-four independent coins of probability `probability`, one a bit.
///
/// Each bit compares a uniform number with the probability, binary digit by digit from the largest, all sixty-four at once, and
/// stops when every comparison is decided: about eight random words in the mean instead of sixty-four numbers. The digits depend on
/// the seed alone, so a larger probability only ever adds bits: the same worlds serve every dose (common random numbers).
/// Probabilities are resolved to 2⁻⁵³.
///
/// - Parameters:
///   - probability: in [0, 1].
///   - seed: names the coins; equal seeds give equal uniforms.
package func bernoulliMask(_ probability: Double, seed: UInt64) -> UInt64 {
  if probability <= 0 { return 0 }
  if probability >= 1 { return .max }
  let digits = UInt64((probability * 0x1p53).rounded())
  var generator = SplitMix64(seed: seed)
  var less: UInt64 = 0
  var equal: UInt64 = .max
  var place: UInt64 = 52
  while true {
    let random = generator.next()
    if digits >> place & 1 == 1 {
      less |= equal & ~random
      equal &= random
    } else {
      equal &= ~random
    }
    if equal == 0 || place == 0 { return less }
    place -= 1
  }
}

/// A well-mixed seed from two numbers.
package func mixedSeed(_ one: UInt64, _ other: UInt64) -> UInt64 {
  var generator = SplitMix64(seed: one)
  generator = SplitMix64(seed: generator.next() ^ (other &* 0xD6E8_FEB8_6659_FD93))
  return generator.next()
}

/// FNV-1a over the UTF-8 of some names, each ended by a zero byte: the same on every machine and in every process, unlike `Hasher`.
package func stableHash(_ names: String...) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for name in names {
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = hash &* 0x100_0000_01B3
  }
  return hash
}
