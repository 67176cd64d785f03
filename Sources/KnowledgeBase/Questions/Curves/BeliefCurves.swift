import Beliefs
import Vocabulary

extension KnowledgeBase {
  /// A belief as curves, one a dose: its prior (before) and what is believed now (after). A symptom has no doses, and no curves.
  ///
  /// Throws for an unknown id. Cost: that of its family, and some fifty quantiles a curve.
  public func curves(belief id: String, view: View = View()) throws -> [BeliefCurve] {
    try translating {
      let source = try self.source(view)
      let place = try beliefPlace(id, source)
      guard place.symptom == nil else { return [] }
      let family = source.book.family(place.key, including: place.cause.kind == .call ? [] : [place.cause])
      guard let index = family.index(of: place.cause) else { return [] }
      return Dose.allCases.map { dose in
        let belief = family.summary(index, dose)
        let prior = family.priors[index].theta(dose)
        return BeliefCurve(
          title: BeliefCurve.claim(belief), id: belief.id,
          bits: source.book.account(of: place.cause, place.key, dose: dose)?.bits ?? 0,
          before: BeliefCurve.Side(
            mean: prior.mean, low: prior.quantile(0.05), high: prior.quantile(0.95),
            masses: family.priorMasses(index, dose, bins: BeliefCurve.bins)),
          after: BeliefCurve.Side(
            mean: belief.mean, low: belief.low, high: belief.high,
            masses: family.masses(index, dose, bins: BeliefCurve.bins)))
      }
    }
  }
}
