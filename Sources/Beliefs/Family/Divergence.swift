internal import RealModule
internal import Vocabulary

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

extension ThresholdPrior {
  /// KL(this ‖ other) of θ at the dose at which it is greatest, in nats, and that dose.
  func divergence(from other: ThresholdPrior) -> (nats: Double, dose: Dose) {
    mostTelling { theta($0).divergence(from: other.theta($0)) }
  }
}

extension FamilyPosterior {
  /// KL(this ‖ before) of θ of one cause of a ``DoseFamily`` at the dose at which it is greatest, in nats, and that dose.
  ///
  /// One observation speaks of θ at its own dose d alone: what it teaches of all doses together is KL of θ_d, for the others
  /// follow from it as they did before (the chain rule of relative entropy; Cover & Thomas 2006, §2.5). So the figure is all that
  /// a run taught about the cause, and never more than the run delivered; of evidence at several doses, or of a new prior, it is
  /// the part that one dose shows. Measured on the densities that intervals and accounts are read from: closed form for two Betas,
  /// else some hundred places a component.
  func divergence(ofCause cause: Int, from before: FamilyPosterior, cause earlier: Int) -> (nats: Double, dose: Dose) {
    let (all, others) = (DoseFamily.variables(cause, at: .high), DoseFamily.variables(earlier, at: .high))
    if isPlainlySame(all, as: before, others) { return (0, .high) }
    return mostTelling { dose in
      let now = ThetaDensity(self, DoseFamily.variables(cause, at: dose))
      let was = ThetaDensity(before, DoseFamily.variables(earlier, at: dose))
      return max(now.divergence(from: was) * ln2, 0)
    }
  }
}

extension FamilyPosterior {
  /// Whether some variables are parts of plain Betas, the same ones in both: then nothing moved at any dose. Of most causes of a family a
  /// run tells nothing.
  private func isPlainlySame(_ variables: [Int], as other: FamilyPosterior, _ others: [Int]) -> Bool {
    zip(variables, others).allSatisfy { variable, counterpart in
      let (one, two) = (units[Int(unitOfVariable[variable])], other.units[Int(other.unitOfVariable[counterpart])])
      return one.mixture < 0 && two.mixture < 0 && one.beta == two.beta && one.count == two.count
        && variable - Int(one.first) == counterpart - Int(two.first) && shares[variable] == other.shares[counterpart]
    }
  }
}

/// The greatest of what three doses say, and the dose that says it; of equals the highest.
private func mostTelling(_ nats: (Dose) -> Double) -> (nats: Double, dose: Dose) {
  var most = (nats: nats(.high), dose: Dose.high)
  for dose in [Dose.medium, .low] {
    let found = nats(dose)
    // What only rounding tells apart is the same.
    if found > most.nats * (1 + 1e-6) + 1e-12 { most = (found, dose) }
  }
  return most
}
