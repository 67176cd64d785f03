#if canImport(Glibc)
  import Glibc
#else
  import Foundation
#endif

/// The few statistics that judging takes. Each is a pure function of the multiset of its arguments.
enum Statistics {
  /// The median; of an even number of values the mean of the two in the middle; nil of none. O(n log n).
  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The standard normal distribution function Φ.
  static func normal(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The natural logarithm.
  static func ln(_ x: Double) -> Double { log(x) }
}
