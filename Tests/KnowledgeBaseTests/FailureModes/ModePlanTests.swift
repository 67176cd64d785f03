import FailureModes
import SystemModel
import Testing
import Vocabulary

@testable import KnowledgeBase

/// What failure modes have to do with scores and proposals.
@Suite("Failure modes and plans")
struct ModePlanTests {
  private static let view = View(now: .at(Timestamp(rfc3339: "2026-11-21T00:00:00Z")!), environment: "lab")

  private func proposals(_ answer: Answer) -> [JSON] { answer.json["proposals"]?.arrayValue ?? [] }

  @Test("What is shipped weighs nothing until it is adopted; adopting twice adds nothing")
  func adopting() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    let scores = try book.scores(view: Self.view).json
    _ = try book.failureModes()
    #expect(try book.scores(view: Self.view).json == scores)
    let adopted = try book.adoptFailureModes(["TF-001", "IF-001", "TF-001"], actor: "test").json
    #expect(adopted["adopted"] == ["TF-001", "IF-001"] && adopted["known"] == [])
    #expect(book.headState().system.failureModes.map(\.id) == ["IF-001", "TF-001"])
    #expect(book.headState().system.failureMode("TF-001") == ShippedFailureModes.mode("TF-001"))
    #expect(try book.scores(view: Self.view).json["system"] != scores["system"])
    let head = try book.head()
    #expect(try book.adoptFailureModes(["TF-001"], actor: "test").json["known"] == ["TF-001"])
    #expect(try book.head() == head)
    #expect(throws: FaultbookError.self) { try book.adoptFailureModes(["IF-002", "NO-1"], actor: "test") }
    #expect(try book.head() == head, "all or nothing")
    let rest = try book.adoptFailureModes([], actor: "test").json
    #expect((rest["adopted"]?.arrayValue?.count ?? 0) > 20 && rest["known"] == ["IF-001", "TF-001"])
    // Only what strikes something: the shop has no platform.
    #expect(book.headState().system.failureMode("IF-013") == nil)
  }

  @Test("A proposal names the failure modes that it tests: of its kind of fault, where they strike")
  func naming() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    let named = proposals(try book.next(NextRequest(top: 20), view: Self.view, actor: "test"))
    #expect(named.contains { $0["failureModes"]?.arrayValue?.isEmpty == false })
    for proposal in named {
      for id in proposal["failureModes"]?.arrayValue ?? [] {
        let mode = try #require(ShippedFailureModes.mode(id.stringValue ?? ""))
        #expect(mode.faults.map(\.name).contains(proposal["fault"]?["kind"]?.stringValue ?? ""))
      }
    }
  }

  @Test("A plan for one failure mode holds its faults at its places alone, and can be recorded and computed again")
  func restricting() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09", "r13"])
    for (id, kinds, places) in [
      ("TF-001", ["tool.unavailable", "compute.kill", "net.partition"], ["tool-server"]),
      ("XF-002", ["compute.kill", "config.change"], ["cache"]),
      ("IF-010", ["data.lock"], ["db"]),
    ] {
      let request = NextRequest(top: 10, failureMode: id, record: true)
      let found = proposals(try book.next(request, view: Self.view, actor: "test"))
      #expect(!found.isEmpty, "\(id)")
      for proposal in found {
        #expect(kinds.contains(proposal["fault"]?["kind"]?.stringValue ?? ""), "\(id)")
        let target = proposal["target"]
        let place = target?["component"]?.stringValue ?? target?["dependency"]?["callee"]?.stringValue ?? ""
        #expect(places.contains(place), "\(id): \(place)")
        #expect(proposal["failureModes"]?.arrayValue?.contains(.string(id)) == true)
      }
    }
    #expect(try book.recompute(proposal: nil).json["ok"] == true)
    #expect(throws: FaultbookError.self) {
      try book.next(NextRequest(failureMode: "XF-2"), view: Self.view, actor: "test")
    }
  }
}
