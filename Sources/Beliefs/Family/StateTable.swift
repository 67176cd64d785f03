internal import RealModule
internal import Vocabulary

/// The terms of one factor of a ``MixtureExpansion``: by term a coefficient, and by slot the exponents of aᵢ and (1 − aᵢ).
struct ExpansionTerms {
  fileprivate let width: Int
  fileprivate var exponents: [Int32] = []
  fileprivate var logWeights: [Double] = []

  init(slots: Int, capacity: Int = 0) {
    width = 2 * slots
    exponents.reserveCapacity(capacity * width)
    logWeights.reserveCapacity(capacity)
  }

  mutating func append(_ exponents: [Int32], _ logWeight: Double) {
    self.exponents += exponents
    logWeights.append(logWeight)
  }
}

/// The states of a ``MixtureExpansion``, in order of first appearance.
///
/// They are found again by a hash that is linear in the exponents, with fixed odd factors: that of a product is the sum of those of its factors.
struct StateTable {
  /// By state and slot: the exponent of aᵢ, then that of (1 − aᵢ).
  private(set) var exponents: [Int32]
  private(set) var logWeights: [Double] = [0]

  private let width: Int
  private var hashes: [UInt64] = [0]
  let factors: ExponentFactors

  /// The one state of an empty product.
  init(slots: Int) {
    width = 2 * slots
    exponents = Array(repeating: 0, count: width)
    factors = ExponentFactors(slots: slots)
  }

  /// How many states.
  var count: Int { logWeights.count }

  /// By slot, the largest sum of both exponents.
  var most: [Int] {
    var most = [Int32](repeating: 0, count: width / 2)
    for state in 0..<count {
      for slot in most.indices {
        let at = state &* width &+ 2 &* slot
        most[slot] = max(most[slot], exponents[at] &+ exponents[at &+ 1])
      }
    }
    return most.map(Int.init)
  }

  /// Multiplies every state by every term; those of equal exponents are added up. False, and nothing changed, where more than `bound`
  /// states would come of it.
  mutating func multiply(by terms: ExpansionTerms, bound: Int) -> Bool {
    multiply(by: terms, hashes: factors.hashes(of: terms), bound: bound)
  }

  /// - Parameter termHashes: the hashes of the terms, where they are at hand.
  mutating func multiply(by terms: ExpansionTerms, hashes termHashes: [UInt64], bound: Int) -> Bool {
    guard !terms.logWeights.isEmpty else { return false }
    // Most of what does not fit is refused by its hashes, before any exponents are written.
    guard let found = StateCount.product(of: hashes, by: termHashes, bound: bound)?.count else { return false }
    var product = self
    product.exponents = []
    product.logWeights = []
    product.hashes = []
    product.exponents.reserveCapacity(found * width)
    product.logWeights.reserveCapacity(found)
    product.hashes.reserveCapacity(found)
    // Room for twice as many as there are: an open address is soon found.
    let size = 2 * min(bound, count * terms.logWeights.count) + 2
    let bits = Int.bitWidth - size.leadingZeroBitCount
    var places = [Int32](repeating: -1, count: 1 << bits)
    let isWithin = places.withUnsafeMutableBufferPointer { places in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(width, 1)) { row in
        for state in 0..<count {
          for term in termHashes.indices {
            add(state, terms, term, to: row)
            let isWithin = product.add(
              row, hashes[state] &+ termHashes[term], logWeights[state] + terms.logWeights[term], bound, places,
              shift: UInt64(64 - bits))
            if !isWithin { return false }
          }
        }
        return true
      }
    }
    if isWithin { self = product }
    return isWithin
  }

  /// Whether multiplying by these terms would leave at most `bound` states, as far as hashes tell: where they say no, it would not.
  func fits(_ termHashes: [UInt64], bound: Int) -> Bool {
    StateCount.product(of: hashes, by: termHashes, bound: bound) != nil
  }

  /// The exponents of a state times a term.
  @inline(__always)
  private func add(_ state: Int, _ terms: ExpansionTerms, _ term: Int, to row: UnsafeMutableBufferPointer<Int32>) {
    exponents.withUnsafeBufferPointer { own in
      terms.exponents.withUnsafeBufferPointer { more in
        for at in 0..<width { row[at] = own[state &* width &+ at] &+ more[term &* width &+ at] }
      }
    }
  }

  /// Adds a weight to the state of these exponents; false where it would be one state too many.
  ///
  /// - Parameter places: by address the state; −1 where there is none. As many as two to the power of 64 − `shift`.
  @inline(__always)
  private mutating func add(
    _ row: UnsafeMutableBufferPointer<Int32>, _ hash: UInt64, _ logWeight: Double, _ bound: Int,
    _ places: UnsafeMutableBufferPointer<Int32>, shift: UInt64
  ) -> Bool {
    var address = Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    while places[address] >= 0 {
      let known = Int(places[address])
      if hashes[known] == hash, isSame(known, row) {
        logWeights[known] = logSum(logWeights[known], logWeight)
        return true
      }
      address = (address &+ 1) & (places.count &- 1)
    }
    if logWeights.count == bound { return false }
    places[address] = Int32(truncatingIfNeeded: logWeights.count)
    logWeights.append(logWeight)
    hashes.append(hash)
    exponents.append(contentsOf: UnsafeBufferPointer(rebasing: row[..<width]))
    return true
  }

  @inline(__always)
  private func isSame(_ state: Int, _ row: UnsafeMutableBufferPointer<Int32>) -> Bool {
    exponents.withUnsafeBufferPointer { own in
      for at in 0..<width where own[state &* width &+ at] != row[at] { return false }
      return true
    }
  }
}

/// The fixed odd factors of a hash that is linear in the exponents: that of a product is the sum of those of its factors.
struct ExponentFactors {
  /// By slot: the factor of the exponent of aᵢ, then that of (1 − aᵢ).
  private let factors: [UInt64]

  init(slots: Int) {
    var generator = SplitMix64(seed: 0x5EED)
    factors = (0..<2 * slots).map { _ in generator.next() | 1 }
  }

  /// The factor of the exponent of aᵢ.
  func fired(_ slot: Int) -> UInt64 { factors[2 * slot] }
  /// That of (1 − aᵢ).
  func silent(_ slot: Int) -> UInt64 { factors[2 * slot + 1] }

  /// By term.
  func hashes(of terms: ExpansionTerms) -> [UInt64] {
    let width = factors.count
    return factors.withUnsafeBufferPointer { factors in
      terms.exponents.withUnsafeBufferPointer { exponents in
        terms.logWeights.indices.map { term in
          var hash: UInt64 = 0
          for at in 0..<width { hash &+= UInt64(UInt32(exponents[term &* width &+ at])) &* factors[at] }
          return hash
        }
      }
    }
  }
}

/// How many states a product of factors has, by their hashes alone: of equal exponents hashes are equal, so there are never fewer states than
/// it says, and but for two of 2⁶⁴ that meet as many.
struct StateCount {
  private var hashes: [UInt64] = [0]

  /// Takes up a factor; false where more than `bound` states would come of it.
  mutating func multiply(by terms: [UInt64], bound: Int) -> Bool {
    guard let product = StateCount.product(of: hashes, by: terms, bound: bound) else { return false }
    hashes = product
    return true
  }

  /// The hashes of all products, each once; nil where there are more than `bound`.
  static func product(of states: [UInt64], by terms: [UInt64], bound: Int) -> [UInt64]? {
    var found: [UInt64] = []
    let most = min(bound, states.count * terms.count)
    found.reserveCapacity(most)
    let bits = Int.bitWidth - (2 * most + 2).leadingZeroBitCount
    let shift = UInt64(64 - bits)
    var places = [Int32](repeating: -1, count: 1 << bits)
    let isWithin = places.withUnsafeMutableBufferPointer { places in
      for state in states {
        next: for term in terms {
          let hash = state &+ term
          var address = Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) &>> shift)
          while places[address] >= 0 {
            if found[Int(places[address])] == hash { continue next }
            address = (address &+ 1) & (places.count &- 1)
          }
          if found.count == bound { return false }
          places[address] = Int32(truncatingIfNeeded: found.count)
          found.append(hash)
        }
      }
      return true
    }
    return isWithin ? found : nil
  }
}

/// log(eᵃ + eᵇ).
private func logSum(_ one: Double, _ other: Double) -> Double {
  let high = max(one, other)
  return high + Double.log(onePlus: Double.exp(min(one, other) - high))
}
