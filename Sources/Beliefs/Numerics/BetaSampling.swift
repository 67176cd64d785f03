internal import RealModule
public import Vocabulary

/// The logarithm of a Gamma(shape, 1) variate, by Marsaglia & Tsang (2000), ACM TOMS 26, 363–372. Below one the shape is
/// raised by one and the result scaled by U^(1/shape), in logarithms, so that the tiniest shapes do not underflow.
package func logGammaVariate(_ shape: Double, using generator: inout Xoshiro256) -> Double {
  var boost = 0.0
  var raised = shape
  if shape < 1 {
    boost = Double.log(positiveUnit(&generator)) / shape
    raised += 1
  }
  let d = raised - 1.0 / 3
  let c = 1 / (9 * d).squareRoot()
  while true {
    let normal = normalVariate(using: &generator)
    let root = 1 + c * normal
    if root <= 0 { continue }
    let cube = root * root * root
    let u = positiveUnit(&generator)
    if Double.log(u) < 0.5 * normal * normal + d - d * cube + d * Double.log(cube) {
      return boost + Double.log(d) + Double.log(cube)
    }
  }
}

/// A standard normal variate by the polar method (Marsaglia & Bray 1964); the second of each pair is thrown away, so
/// that the generator is the only state.
package func normalVariate(using generator: inout Xoshiro256) -> Double {
  while true {
    let x = 2 * generator.unit() - 1
    let y = 2 * generator.unit() - 1
    let square = x * x + y * y
    if square > 0 && square < 1 { return x * (-2 * Double.log(square) / square).squareRoot() }
  }
}

private func positiveUnit(_ generator: inout Xoshiro256) -> Double {
  (Double(generator.next() >> 11) + 0.5) * 0x1p-53
}

extension Beta {
  /// One draw, in [0, 1]: the ratio of two Gamma variates. About 0.1 µs.
  public func sample(using generator: inout Xoshiro256) -> Double {
    let one = logGammaVariate(alpha, using: &generator)
    let other = logGammaVariate(beta, using: &generator)
    return logistic(one - other).0
  }
}
