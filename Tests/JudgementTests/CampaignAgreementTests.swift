import Testing
import Vocabulary

@testable import Judgement

/// How verdicts compare with the labels of a campaign, cell by cell: a cell is a (run, measurable component).
struct Agreement: CustomStringConvertible {
  var cells = 0
  var agree = 0
  var falsePositives = 0
  var falseNegatives = 0
  var unknown = 0
  var placeboCells = 0
  var placeboDegraded = 0
  var placeboAgree = 0

  init(_ campaign: Campaign, _ judge: Judge = Judge()) {
    for run in campaign.runs {
      guard let label = campaign.labels[run.id] else { continue }
      let verdict = judge.verdict(of: run)
      for component in label.measurable.sorted() {
        let state = verdict.state(.component(component))
        let isLabelled = label.degraded.contains(component)
        if run.isPlacebo {
          placeboCells += 1
          if state == .degraded { placeboDegraded += 1 }
          if (state == .degraded) == isLabelled { placeboAgree += 1 }
          continue
        }
        cells += 1
        switch (state, isLabelled) {
        case (.unknown, _): unknown += 1
        case (.degraded, true), (.steady, false): agree += 1
        case (.degraded, false): falsePositives += 1
        case (.steady, true): falseNegatives += 1
        }
      }
    }
  }

  func share(_ count: Int) -> Double { Double(count) / Double(cells) }

  var description: String {
    func percent(_ count: Int, of total: Int) -> String {
      "\(Double((Double(count) / Double(total) * 1000).rounded()) / 10) %"
    }
    return "\(cells) cells: agree \(percent(agree, of: cells)), false positives \(percent(falsePositives, of: cells)), "
      + "false negatives \(percent(falseNegatives, of: cells)), unknown \(percent(unknown, of: cells)); "
      + "placebos \(placeboCells) cells: degraded \(percent(placeboDegraded, of: placeboCells)), "
      + "agree \(percent(placeboAgree, of: placeboCells))"
  }
}

@Suite("Verdicts on recorded campaigns agree with their labels")
struct CampaignAgreementTests {
  @Test(
    "at least 90 % of the cells agree and at most 4 % are false alarms, on faults and on placebos alike",
    .enabled(if: SharedData.has("data/campaigns")), arguments: ["nezha-ob-day1", "petshop-high"])
  func agreement(_ name: String) throws {
    let agreement = Agreement(try Campaign(name))
    print("\(name): \(agreement)")
    #expect(agreement.share(agreement.agree) >= 0.9)
    #expect(agreement.share(agreement.falsePositives) <= 0.04)
    #expect(Double(agreement.placeboDegraded) <= 0.04 * Double(agreement.placeboCells))
  }
}
