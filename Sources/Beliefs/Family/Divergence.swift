internal import RealModule

/// How far beliefs moved: the Kullback–Leibler divergence of what is believed after from what was believed before.
extension Beta {
  /// KL(this ‖ other), in nats: ln B(α′, β′)/B(α, β) + (α − α′)ψ(α) + (β − β′)ψ(β) + (α′ − α + β′ − β)ψ(α + β). Never negative.
  func divergence(from other: Beta) -> Double {
    guard self != other else { return 0 }
    let sum =
      logBeta(other.alpha, other.beta) - logBeta(alpha, beta) + (alpha - other.alpha) * digamma(alpha)
      + (beta - other.beta) * digamma(beta) + (other.strength - strength) * digamma(strength)
    return max(sum, 0)
  }
}

/// KL of two Dirichlets, in nats: the sum over their independent increments (Connor & Mosimann 1969), each a Beta.
func dirichletDivergence(_ counts: ArraySlice<Double>, from others: ArraySlice<Double>) -> Double {
  guard counts != others else { return 0 }
  var sum = 0.0
  var rest = counts.reduce(0, +)
  var otherRest = others.reduce(0, +)
  for (count, other) in zip(counts, others).dropLast() {
    rest -= count
    otherRest -= other
    sum += Beta(count, rest).divergence(from: Beta(other, otherRest))
  }
  return sum
}

extension ThresholdPrior {
  /// KL(this ‖ other), in nats.
  func divergence(from other: ThresholdPrior) -> Double {
    dirichletDivergence(counts[...], from: other.counts[...])
  }
}

extension FamilyPosterior {
  /// KL(this ‖ before) of what is believed of one cause of a ``DoseFamily``, all doses together, in nats.
  ///
  /// A cause is a chain of increments that are independent where nothing ambiguous couples them; the divergence is then the
  /// sum over its pieces, and exact. Where observations couple causes each piece is taken by its own distribution, as a Beta of the same
  /// mean and variance: what the pieces say of each other is left out. Where only one of the two tells neighbouring doses apart, the
  /// other's firings are shared among them as its prior shares them. O(1).
  func divergence(ofCause cause: Int, from before: FamilyPosterior, cause earlier: Int) -> Double {
    let first = 3 * cause
    let start = 3 * earlier
    var sum = 0.0
    var from = 0
    for to in 1...3 where to == 3 || tellsApart(first + to) || before.tellsApart(start + to) {
      let (mine, its) = (first + from..<first + to, start + from..<start + to)
      sum += whole(mine).divergence(from: before.whole(its))
      // How the doses of a piece share it is a Dirichlet of its own (Connor & Mosimann 1969).
      sum += dirichletDivergence(mine.map(shareCount)[...], from: its.map(before.shareCount)[...])
      from = to
    }
    return sum
  }

  /// Whether a variable and the one before it must be told apart: neighbours that are one unit need not, nor need independent
  /// ones that together are one Dirichlet, β of the smaller dose = α + β of the larger (see ``ReducedFamily``).
  private func tellsApart(_ variable: Int) -> Bool {
    guard unitOfVariable[variable] != unitOfVariable[variable - 1] else { return false }
    let (smaller, larger) = (units[Int(unitOfVariable[variable - 1])], units[Int(unitOfVariable[variable])])
    return !isPlain(smaller) || !isPlain(larger) || abs(smaller.beta.beta - larger.beta.strength) > 1e-9
  }

  /// Whether the parts of a unit are independent increments: nothing couples it, and what it shares was fired by none.
  private func isPlain(_ unit: BetaUnit) -> Bool {
    unit.mixture < 0 && (unit.count == 1 || abs(unit.beta.alpha - shareSum(unit)) < 1e-9)
  }

  private func shareSum(_ unit: BetaUnit) -> Double {
    shares[Int(unit.first)..<Int(unit.first + unit.count)].reduce(0, +)
  }

  /// α of one variable, where its unit's firings are shared as the prior shares them.
  private func alpha(_ variable: Int) -> Double {
    let unit = units[Int(unitOfVariable[variable])]
    return unit.count == 1 ? unit.beta.alpha : unit.beta.alpha * shares[variable] / shareSum(unit)
  }

  /// Neighbouring increments as one: P(any of them fires), given that the smaller doses of the cause did not.
  private func whole(_ variables: Range<Int>) -> Beta {
    let unit = units[Int(unitOfVariable[variables.upperBound - 1])]
    let beyond = variables.upperBound..<max(variables.upperBound, Int(unit.first + unit.count))
    return Beta(
      variables.reduce(0) { $0 + alpha($1) }, beyond.reduce(unit.beta.beta) { $0 + alpha($1) })
  }

  /// How much of its piece a variable takes: within a unit no evidence has touched it.
  private func shareCount(_ variable: Int) -> Double {
    units[Int(unitOfVariable[variable])].count == 1 ? alpha(variable) : shares[variable]
  }
}
