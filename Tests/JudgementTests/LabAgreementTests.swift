import Foundation
import Testing
import Vocabulary

@testable import Judgement

/// The lab's truth: which service or journey shows which symptom in which run, by the design of the lab.
@Suite("Verdicts on the lab agree with its truth")
struct LabAgreementTests {
  /// A run of the lab as the book sees it, and its line of `run.json`.
  static func runs() throws -> [(RunRecord, JSON)] {
    let folder = "lab/recorded/runs"
    let names = try FileManager.default.contentsOfDirectory(atPath: SharedData.root.appending(path: folder).path)
    return try names.sorted().map { name in
      let line = try SharedData.json("\(folder)/\(name)/run.json")
      let samples = try SharedData.lines("\(folder)/\(name)/samples.jsonl").compactMap {
        Campaign.sample($0, window: 1)
      }
      let run = try Campaign.record(
        line, began: line.instant("baseline_from"), injected: line.instant("injected_at"),
        cleared: line.instant("cleared_at"), ended: line.instant("ended_at"), samples: samples)
      return (run, line)
    }
  }

  static func node(_ words: String) -> NodeID {
    let parts = words.split(separator: " ", maxSplits: 1)
    return parts[0] == "journey" ? .journey(String(parts[1])) : .component(String(parts[1]))
  }

  static let facts: SystemFacts = {
    let journeys = try? SharedData.json("lab/shop.json")["journeys"]?.arrayValue
    return SystemFacts(tightestLatencyObjectiveMs: journeys?.compactMap { $0["slo"]?["p99_ms"]?.doubleValue }.min())
  }()

  /// The truth of `reach` holds for the reference magnitudes: 600 ms, 80 % of errors, and a crash as errors.
  @Test("every service and journey of the runs at a reference magnitude", .enabled(if: SharedData.has("lab/recorded")))
  func reach() throws {
    let truth = try SharedData.json("lab/recorded/truth.json")
    var reach: [String: JSON] = [:]
    for one in truth["reach"]?.arrayValue ?? [] {
      reach["\(one.text("target") ?? "") \(one.text("cause") ?? "")"] = one
    }
    for facts in [LabAgreementTests.facts, SystemFacts()] {
      // Of a service that the fault cut off from its callers nothing is known: it is unknown, and the design is silent.
      var counts: [Symptom: (agree: Int, of: Int, unknown: Int)] = [:]
      for (run, line) in try LabAgreementTests.runs() where line.text("link") == nil {
        let magnitude = line["magnitude"]?.doubleValue
        let cause = line.text("fault") == "latency" ? "latency" : "errors"
        let reference = cause == "latency" ? 600 : line.text("fault") == "crash" ? 1 : 0.8
        guard magnitude == reference, let expected = reach["\(line.text("target") ?? "") \(cause)"] else { continue }
        let verdict = Judge().verdict(of: run, in: facts)
        for symptom in [Symptom.latency, .errors] {
          let shown = Set(expected.texts(symptom.rawValue).map(LabAgreementTests.node))
          for observation in verdict.observations
          where observation.symptom == symptom && observation.node != .component(line.text("target") ?? "") {
            if observation.state == .unknown {
              counts[symptom, default: (0, 0, 0)].unknown += 1
              continue
            }
            let isExpected = shown.contains(observation.node)
            let agrees = isExpected ? observation.state == .degraded : observation.state == .steady
            counts[symptom, default: (0, 0, 0)].of += 1
            counts[symptom, default: (0, 0, 0)].agree += agrees ? 1 : 0
            if !agrees {
              print("lab \(run.id): \(observation.node) \(symptom) \(observation.state), by design \(isExpected)")
            }
          }
        }
      }
      let objective = facts.tightestLatencyObjectiveMs.map { "objective \($0) ms" } ?? "no objective known"
      for symptom in counts.keys.sorted() {
        let (agree, of, unknown) = counts[symptom] ?? (0, 0, 0)
        print("lab, \(objective): \(symptom) \(agree) of \(of) agree, \(unknown) unknown")
        #expect(Double(agree) >= 0.95 * Double(of))
        if facts.tightestLatencyObjectiveMs != nil { #expect(agree == of) }
      }
    }
  }

  @Test("a lucky or unlucky request is no symptom: the two measured disagreements are judged as the design says")
  func disagreements() throws {
    guard SharedData.has("lab/recorded") else { return }
    let truth = try SharedData.json("lab/recorded/truth.json")
    let runs = Dictionary(uniqueKeysWithValues: try LabAgreementTests.runs().map { ($0.0.id, $0.0) })
    for check in truth["disagreements"]?["checks"]?.arrayValue ?? [] {
      guard let run = runs[check.text("run") ?? ""], let who = check.text("who"),
        let symptom = Symptom(rawValue: check.text("symptom") ?? "")
      else { continue }
      let observation = Judge().verdict(of: run, in: LabAgreementTests.facts)
        .observation(LabAgreementTests.node(who), symptom)
      #expect(observation?.state == .steady, "\(run.id) \(who)")
    }
  }

  @Test("a crashed service shows in up and in its missing requests, and recovers")
  func crash() throws {
    guard SharedData.has("lab/recorded") else { return }
    for (run, line) in try LabAgreementTests.runs() where line.text("fault") == "crash" {
      let verdict = Judge().verdict(of: run, in: LabAgreementTests.facts)
      let target = NodeID.component(line.text("target") ?? "")
      #expect(verdict.observation(target, .errors)?.state == .degraded, "\(run.id)")
      #expect(verdict.grade == .e4, "\(run.id)")
      #expect((verdict.recoverySeconds ?? .infinity) <= 4, "\(run.id)")
    }
  }
}
