import Beliefs
import Foundation
import SystemModel
import Testing
import Vocabulary

/// Leave one run out: the beliefs of all other runs predict which components of it degrade.
@Suite("Beliefs against recorded campaigns")
struct CampaignTests {
  @Test(
    "leaving one run out, the Brier score stays below the best reference predictor",
    arguments: [("nezha-ob-day1", 0.0855), ("petshop-high", 0.0611)])
  func crossValidation(name: String, best: Double) throws {
    guard let folder = Campaign.folder(name) else { return }
    let campaign = try Campaign(folder)
    let graph = campaign.model.graph
    let now = campaign.runs.map(\.injected).max() ?? Timestamp(seconds: 0)
    var squares = 0.0
    var logs = 0.0
    var rows = 0
    for left in campaign.runs where left.target != nil {
      var ledger = EvidenceLedger()
      var priors = GroupPriors()
      for (position, run) in campaign.runs.enumerated() where run.id != left.id {
        let observed = run.observed(position: Int64(position + 1))
        ledger.record(RunEvidence(observed, in: graph), stream: observed.stream)
        guard priors.isRefitDue(runs: ledger.teachingStreams) else { continue }
        priors = BeliefInputs(ledger: ledger, priors: priors, model: campaign.model, graph: graph, now: now)
          .fittedPriors(position: observed.position)
      }
      let book = BeliefBook(
        BeliefInputs(ledger: ledger, priors: priors, model: campaign.model, graph: graph, now: now))
      let forecast = try #require(
        book.predict(
          .component(left.target ?? ""), fault: left.fault, dose: left.dose, effort: ForecastEffort(draws: 0)))
      for component in left.measurable where component != left.target {
        let p = min(max(forecast.node(.component(component))?.probability ?? 0, 1e-3), 1 - 1e-3)
        let outcome = left.degraded.contains(component) ? 1.0 : 0
        squares += (p - outcome) * (p - outcome)
        logs -= log(outcome == 1 ? p : 1 - p)
        rows += 1
      }
    }
    let brier = squares / Double(rows)
    print("\(name): Brier \(brier), log loss \(logs / Double(rows)), \(rows) rows; best reference \(best)")
    #expect(brier <= best)
  }
}
