internal import RealModule

/// 2^exponent.
func powerOfTwo(_ exponent: Double) -> Double { Double.exp2(exponent) }
