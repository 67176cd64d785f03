import Testing
import Vocabulary

@testable import KnowledgeBase

/// Whom somebody may have meant by a name that the book does not know.
@Suite struct NearNameTests {
  @Test func `the nearest are told first, and never the name itself`() {
    #expect(nearNames(to: "shop", among: ["shop", "shopp", "web", "Shop"]) == ["Shop", "shopp"])
    #expect(nearNames(to: "nosuch", among: ["nosuch", "web"]).isEmpty)
  }

  @Test func `a run of which only samples came is not suggested in place of itself`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    try book.tell(Toy.run("nosuch", at: 100, suffering: []).filter { $0.type == .metricSampled })
    do {
      _ = try book.record(.faultInjected(FaultInjected(confirmed: true)), stream: "run/nosuch", actor: "test")
      Issue.record("nobody started it")
    } catch let error as FaultbookError {
      #expect(
        "\(error)".contains("nosuch") && !"\(error)".contains("did you mean") && !"\(error)".contains("known are"))
    }
  }
}
