import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Proposals under another policy")
struct ProposalsUnderPolicyTests {
  private func settings(_ document: JSON) throws -> [PolicySet] {
    try KnowledgeBase.settings(document, name: "policy.yaml")
  }

  /// What a side says of an experiment, by target, class and dose.
  private func key(_ one: JSON) -> String {
    "\(one["target"]?.text ?? "") \(one["faultClass"]?.stringValue ?? "") \(one["dose"]?.stringValue ?? "")"
  }

  private func gates(_ side: JSON) -> [JSON?] {
    (side["safety"]?["gates"]?.arrayValue ?? []).flatMap { [$0["gate"], $0["passed"]] }
  }

  @Test("What another policy allows, refuses and ranks is what `next` says in a book that has it")
  func asNextSays() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r02"])
    let changed: JSON = [
      "safety.exclude": ["catalog"], "safety.maxExpectedComponents": 2, "safety.spacingSeconds": 0,
    ]
    let view = View(environment: "lab", settings: try settings(changed))
    let answer = try book.replayWhatIf(view: view, top: 12).json
    let pairs = try #require(answer["proposals"]?.arrayValue)
    #expect(!pairs.isEmpty && answer["proposalsCompared"]?.integerValue ?? 0 >= pairs.count)
    func allowed(_ pair: JSON, _ side: String) -> Bool { pair[side]?["safety"]?["allowed"] == true }
    #expect(
      answer["becomeAllowed"]?.integerValue
        == Int64(pairs.count { !allowed($0, "was") && allowed($0, "would") }))
    #expect(
      answer["becomeRefused"]?.integerValue
        == Int64(pairs.count { allowed($0, "was") && !allowed($0, "would") }))
    for (side, asked) in [("was", View(environment: "lab")), ("would", view)] {
      let said = try book.next(NextRequest(top: 1000), view: asked, actor: "test").json["proposals"]?.arrayValue ?? []
      var theirs: [String: JSON] = [:]
      for one in said {
        let kind = one["fault"]?["kind"]?.stringValue.flatMap { FaultKind(named: $0) }
        let name = "\(one["target"]?.text ?? "") \(kind?.faultClass?.rawValue ?? "") \(one["dose"]?.stringValue ?? "")"
        theirs[name] = theirs[name] ?? one
      }
      for pair in pairs {
        let mine = try #require(pair[side])
        guard let one = theirs[key(pair)] else {
          #expect(mine == .null, "\(key(pair)) is proposed by no one")
          continue
        }
        #expect(mine["fault"]?["kind"] == one["fault"]?["kind"], "\(side) \(key(pair))")
        #expect(gates(mine) == gates(one), "\(side) \(key(pair))")
        #expect(mine["safety"]?["allowed"] == one["safety"]?["allowed"])
      }
    }
    // A policy of safety alone moves no belief, so that what an experiment is worth stays.
    let columns = try #require(try book.replayWhatIf(view: view, top: 12).further.last)
    #expect(columns.rows.allSatisfy { $0[7] == $0[8] })
    // What is excluded now is refused, and the gate that says so is named.
    let excluded = pairs.filter { $0["target"]?["component"] == "catalog" && allowed($0, "was") }
    for pair in excluded {
      #expect(!allowed(pair, "would") && pair["gates"]?.arrayValue?.contains("exclusion") == true)
    }
  }

  @Test("A policy that holds anyway parts nothing; without settings nothing is planned")
  func nothingParts() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    let same = try book.replayWhatIf(view: View(settings: try settings(["safety.spacingSeconds": .null])), top: 5).json
    #expect(same["proposals"] == .array([]) && same["becomeAllowed"] == 0 && same["becomeRefused"] == 0)
    #expect(try book.replayWhatIf(view: View(without: ["r01-payments-latency"]), top: 5).json["proposals"] == nil)
  }
}
