internal import RealModule
internal import Vocabulary

/// The terms of one factor of a ``MixtureExpansion``: by term a coefficient, and by slot the exponents of aᵢ and (1 − aᵢ).
struct ExpansionTerms {
  fileprivate let width: Int
  fileprivate var exponents: [Int32] = []
  fileprivate var logWeights: [Double] = []

  init(slots: Int) { width = 2 * slots }

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
  private let factors: [UInt64]

  /// The one state of an empty product.
  init(slots: Int) {
    width = 2 * slots
    exponents = Array(repeating: 0, count: width)
    var generator = SplitMix64(seed: 0x5EED)
    factors = (0..<width).map { _ in generator.next() | 1 }
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
    guard !terms.logWeights.isEmpty else { return false }
    let termHashes = terms.logWeights.indices.map { term in
      factors.indices.reduce(UInt64(0)) {
        $0 &+ UInt64(UInt32(terms.exponents[term * width + $1])) &* factors[$1]
      }
    }
    var product = self
    product.exponents = []
    product.logWeights = []
    product.hashes = []
    product.reserve(min(bound, count * terms.logWeights.count))
    // Room for twice as many as there can be: an open address is soon found.
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

  private mutating func reserve(_ states: Int) {
    exponents.reserveCapacity(min(states, 1024) * width)
    logWeights.reserveCapacity(states)
    hashes.reserveCapacity(states)
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

/// log(eᵃ + eᵇ).
private func logSum(_ one: Double, _ other: Double) -> Double {
  let high = max(one, other)
  return high + Double.log(onePlus: Double.exp(min(one, other) - high))
}
