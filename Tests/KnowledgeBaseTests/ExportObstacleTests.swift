import Interchange
import Testing
import Vocabulary

@testable import KnowledgeBase

/// What is said where nothing of a plan can be exported: what somebody can mend goes before what a tool has nothing for.
@Suite struct ExportObstacleTests {
  @Test func `without bindings the fact that is missing is named, and where its form is told`() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    defer { book.close() }
    let view = View(now: .at(try #require(Timestamp(rfc3339: "2026-12-20T00:00:00Z"))), environment: "lab")
    func obstacle(_ tool: ExportTool, _ settings: String...) throws -> String? {
      do {
        let bindings = try settings.map { try Bindings.Layer(setting: $0) }
        _ = try book.export(ExportRequest(tool: tool, bindings: bindings), view: view, actor: "test")
        return nil
      } catch let error as FaultbookError {
        return error.message
      }
    }
    let table: [(tool: ExportTool, begins: String)] = [
      (.litmus, "LitmusChaos needs the namespace of "),
      (.chaosMesh, "Chaos Mesh needs the namespace of "), (.krkn, "Krkn needs the "),
      (.awsFIS, "AWS FIS needs what "), (.chaosToolkit, "nothing in the bindings says how the Chaos Toolkit"),
    ]
    for (tool, begins) in table {
      let found = try #require(try obstacle(tool))
      #expect(found.hasPrefix(begins), "\(found)")
      #expect(found.hasSuffix("; the form of the bindings: faultbook export --schema"), "\(found)")
    }
    // A mistake of all goes before what one of them lacks.
    let long = try #require(try obstacle(.litmus, "timing.faultSeconds=1e9"))
    #expect(long.hasPrefix("a run of ") && long.contains("longer than the "), "\(long)")
    let moon = try #require(try obstacle(.awsFIS, "aws.resourceType=moon"))
    #expect(moon.hasPrefix("--set aws.resourceType=moon: components.*.aws.resourceType: expected one of"), "\(moon)")
    #expect(try obstacle(.litmus, "aws.resourceType=moon")?.hasPrefix("LitmusChaos needs the namespace of ") == true)
  }

  @Test func `another kind of fault than the proposed one is named, with what the proposed one lacks`() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    defer { book.close() }
    let view = View(now: .at(try #require(Timestamp(rfc3339: "2026-12-20T00:00:00Z"))), environment: "lab")
    let pods: JSON = ["namespace": "shop", "selector": ["app": "{component}"]]
    let proposed = try book.next(NextRequest(top: 200), view: view, actor: "test").json["proposals"]?.arrayValue ?? []
    func export(_ kubernetes: JSON) throws -> (kind: String, proposed: String, words: String) {
      let layer = Bindings.Layer(name: "test", json: ["components": ["*": ["kubernetes": kubernetes]]])
      let request = ExportRequest(tool: .chaosMesh, bindings: [layer], mayBeUnobserved: true)
      let found = try book.export(request, view: view, actor: "test").answer
      let one = try #require(proposed.first { $0["id"] == found.json["proposal"] })
      return (
        try #require(found.json["fault"]?["kind"]?.stringValue), try #require(one["fault"]?["kind"]?.stringValue),
        found.notes.joined(separator: "\n")
      )
    }
    let other = try export(pods)
    #expect(other.kind == "compute.memory" && other.proposed == "compute.cpu", "\(other)")
    #expect(other.words.contains("compute.memory stands in the place of the proposed compute.cpu"), "\(other)")
    #expect(other.words.contains("cpus"), "\(other)")
    let own = try export(.object((pods.members ?? []) + [JSON.Member("cpus", 4)]))
    #expect(own.kind == own.proposed && !own.words.contains("in the place"), "\(own)")
  }
}
