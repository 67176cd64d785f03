internal import RealModule

/// The entropy of a coin, h(p) = −p log₂ p − (1 − p) log₂(1 − p), in bits; 0 at both ends (Shannon 1948).
package func binaryEntropy(_ p: Double) -> Double {
  guard p > 0 && p < 1 else { return 0 }
  return -(p * Double.log(p) + (1 - p) * Double.log(onePlus: -p)) / ln2
}

/// The natural logarithm of two: nats per bit.
package let ln2 = 0.693147180559945309417232121458176568
