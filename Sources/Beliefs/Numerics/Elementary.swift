internal import RealModule

/// 2^exponent.
package func powerOfTwo(_ exponent: Double) -> Double { Double.exp2(exponent) }

/// The natural logarithm.
package func naturalLogarithm(_ value: Double) -> Double { Double.log(value) }
