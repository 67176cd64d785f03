internal import RealModule

/// One step of the fit of a group's Dirichlet(q₁, q₂, q₃, p) to beliefs that lean on it more and less.
struct LeaningClimb {
  private let parts: [GroupFit.Sum.Part]
  private let weight: Double

  init(parts: [GroupFit.Sum.Part]) {
    self.parts = parts
    weight = parts.reduce(0) { $0 + $1.weight }
  }

  /// The counts after each was moved to where the slope along it is nought, ln Γ of the strength taken by its tangent.
  func step(_ counts: [Double]) -> [Double] {
    let slope = weight * digamma(counts.reduce(0, +))
    var counts = counts
    for place in 0..<3 {
      let others = counts[0] + counts[1] + counts[2] - counts[place]
      counts[place] = root(from: counts[place]) { q in
        var value = slope
        var descent = 0.0
        for part in parts {
          let λ = part.leaning
          let rest = counts[3] + (1 - λ) * (others + q)
          value += λ * part.logs[place] - part.weight * λ * digamma(λ * q)
          descent -= part.weight * λ * λ * trigamma(λ * q)
          guard λ < 1 else { continue }
          value += (1 - λ) * (part.logs[3] - part.weight * digamma(rest))
          descent -= (1 - λ) * (1 - λ) * part.weight * trigamma(rest)
        }
        return (value, descent)
      }
    }
    let some = counts[0] + counts[1] + counts[2]
    counts[3] = root(from: counts[3]) { p in
      var value = slope
      var descent = 0.0
      for part in parts {
        let rest = p + (1 - part.leaning) * some
        value += part.logs[3] - part.weight * digamma(rest)
        descent -= part.weight * trigamma(rest)
      }
      return (value, descent)
    }
    return counts
  }

  /// Where a falling function of a positive number is nought: Newton's method, each step at most sixteenfold. Not below 10⁻⁶: where the function
  /// is negative down to there, that.
  private func root(from start: Double, _ function: (Double) -> (value: Double, descent: Double)) -> Double {
    var x = start
    for _ in 0..<12 {
      let (value, descent) = function(x)
      let next = min(max(x - value / descent, x / 16), 16 * x)
      let isClose = abs(next - x) <= 1e-12 * x
      x = max(next, 1e-6)
      if isClose { break }
    }
    return x
  }
}
