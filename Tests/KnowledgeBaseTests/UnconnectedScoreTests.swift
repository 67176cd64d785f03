import KnowledgeBase
import Testing
import Vocabulary

@Suite("What counts as harmless because nobody said who depends on it")
struct UnconnectedScoreTests {
  @Test("A component that nobody calls raises the scores, and they say so until its callers are declared")
  func unconnected() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    func notes() throws -> [String] { try book.scores().notes.filter { $0.contains("counts as harmless") } }
    let before = try book.scores().json["system"]?["resilience"]?.doubleValue ?? 1
    #expect(try notes() == [])
    for name in ["batch", "audit-log"] {
      _ = try book.record(
        .componentDeclared(ComponentDeclared(component: name, kind: "service")), stream: "system", actor: "test")
    }
    let after = try book.scores().json["system"]?["resilience"]?.doubleValue ?? 0
    #expect(after > before)
    let told = try #require(try notes().first)
    #expect(told.hasPrefix("No journey is known to depend on 2 components, audit-log among them; "), "\(told)")
    for name in ["batch", "audit-log"] {
      _ = try book.record(
        .dependencyDeclared(DependencyDeclared(dependency: Dependency(caller: "checkout", callee: name), mode: .sync)),
        stream: "system",
        actor: "test")
    }
    #expect(try notes() == [])
  }
}
