internal import RealModule

/// The digamma function ψ(x) = d/dx log Γ(x), for x > 0.
///
/// Recurrence ψ(x) = ψ(x + 1) − 1/x up to x ≥ 10, then the asymptotic series (Abramowitz & Stegun 1964, 6.3.5 and
/// 6.3.18) to the x⁻¹⁴ term, whose first omitted term is below 5·10⁻¹⁷ there. Absolute error below 2·10⁻¹⁵ · max(1, |ψ|)
/// against 30-digit values from 10⁻⁸ to 10⁸; the relative error grows next to the zero at 1.4616.
///
/// - Parameter x: positive. Zero or less has no place in a Beta and stops the program.
package func digamma(_ x: Double) -> Double {
  precondition(x > 0, "digamma of \(x): the argument must be positive")
  var shifted = x
  var shift = 0.0
  while shifted < 10 {
    shift += 1 / shifted
    shifted += 1
  }
  let inverse = 1 / shifted
  let square = inverse * inverse
  let series =
    square
    * (1.0 / 12
      - square
      * (1.0 / 120
        - square
        * (1.0 / 252
          - square * (1.0 / 240 - square * (1.0 / 132 - square * (691.0 / 32760 - square * (1.0 / 12)))))))
  return Double.log(shifted) - 0.5 * inverse - series - shift
}

/// The trigamma function ψ′(x), for x > 0: recurrence up to x ≥ 10, then Abramowitz & Stegun 6.4.12 to the x⁻¹⁵ term.
/// Relative error below 10⁻¹⁵.
package func trigamma(_ x: Double) -> Double {
  precondition(x > 0, "trigamma of \(x): the argument must be positive")
  var shifted = x
  var shift = 0.0
  while shifted < 10 {
    shift += 1 / (shifted * shifted)
    shifted += 1
  }
  let inverse = 1 / shifted
  let square = inverse * inverse
  let tail = 5.0 / 66 - square * (691.0 / 2730 - square * 7.0 / 6)
  let series = 1.0 / 6 - square * (1.0 / 30 - square * (1.0 / 42 - square * (1.0 / 30 - square * tail)))
  return inverse * (1 + inverse * (0.5 + inverse * series)) + shift
}
