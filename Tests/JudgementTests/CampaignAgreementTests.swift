import Foundation
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

@Suite("No constant sits on an edge")
struct ConstantTests {
  /// A constant, and a neighbour on each side of it.
  static let neighbours: [(String, @Sendable (inout JudgeConstants, Bool) -> Void)] = [
    ("baselineOverlap 0.1, 0.33", { $0.baselineOverlap = $1 ? 0.33 : 0.1 }),
    ("faultOverlap 0.5, 0.75", { $0.faultOverlap = $1 ? 0.75 : 0.5 }),
    ("steadyCoverage 0.1, 0.3", { $0.steadyCoverage = $1 ? 0.3 : 0.1 }),
    ("latencyRatio 1.2, 1.4", { $0.latencyRatio = $1 ? 1.4 : 1.2 }),
    ("errorRise 0.001, 0.01", { $0.errorRise = $1 ? 0.01 : 0.001 }),
    ("windowNoise 0.025, 0.1", { $0.windowNoise = $1 ? 0.1 : 0.025 }),
    ("requestSpread 0.35, 0.7", { $0.requestSpread = $1 ? 0.7 : 0.35 }),
    ("noiseWeight 2, 5", { $0.noiseWeight = $1 ? 5 : 2 }),
    ("latencySigmas 2.5, 3.5", { $0.latencySigmas = $1 ? 3.5 : 2.5 }),
    ("sigmasPerSeries 0.1, 0.3", { $0.sigmasPerSeries = $1 ? 0.3 : 0.1 }),
    ("errorSigmas 1.3, 2", { $0.errorSigmas = $1 ? 2 : 1.3 }),
    ("assumedRequests 15, 60", { $0.assumedRequests = $1 ? 60 : 15 }),
  ]

  @Test(
    "with either neighbour of any constant at least 92 % of the cells agree",
    .enabled(if: ProcessInfo.processInfo.environment["FAULTBOOK_SENSITIVITY"] != nil, "takes 20 s: set the variable"),
    .enabled(if: SharedData.has("data/campaigns")), arguments: ["nezha-ob-day1", "petshop-high"])
  func neighbours(_ name: String) throws {
    let campaign = try Campaign(name)
    for (what, change) in ConstantTests.neighbours {
      for isAbove in [false, true] {
        var constants = JudgeConstants.standard
        change(&constants, isAbove)
        let agreement = Agreement(campaign, Judge(constants: constants))
        print("\(name), \(what): \(isAbove ? "above" : "below"): \(agreement)")
        #expect(agreement.share(agreement.agree) >= 0.92, "\(what), \(isAbove)")
      }
    }
  }
}
