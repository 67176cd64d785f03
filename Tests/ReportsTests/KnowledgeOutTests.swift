import Testing
import Vocabulary

@testable import Reports

/// What leaves the book as graphs and gauges.
@Suite struct KnowledgeOutTests {
  private func system(_ name: String) -> JSON {
    .compact(
      ("position", 7),
      (
        "components",
        [
          .compact(("component", .string(name)), ("kind", "service")),
          .compact(("component", "db"), ("kind", "database")),
          .compact(("component", "gone"), ("kind", "service"), ("retired", true)),
        ]
      ),
      (
        "dependencies",
        [
          .compact(
            ("caller", .string(name)), ("callee", "db"), ("mode", "sync"), ("declared", true), ("observed", true))
        ]
      ), ("journeys", [.compact(("journey", .string(name)), ("entry", [.string(name)]))]))
  }

  private func belief(_ cause: String, _ effect: String, _ kind: String, _ mean: Double, evidence: Double) -> JSON {
    .compact(
      ("kind", "propagation"), ("cause", .string(cause)), ("effect", .string(effect)), ("effectKind", .string(kind)),
      ("faultClass", "errors"), ("dose", "high"), ("mean", .number(mean)), ("low", 0.25), ("high", 0.75),
      ("evidence", .number(evidence)))
  }

  private func graph(_ name: String) -> SystemGraph {
    SystemGraph(
      system: system(name),
      beliefs: .compact(
        (
          "beliefs",
          [
            belief("db", name, "component", 0.3, evidence: 2), belief("db", name, "component", 0.6, evidence: 0.5),
            belief("db", name, "component", 0.9, evidence: 0), belief(name, name, "journey", 0.9, evidence: 0),
          ]
        )))
  }

  @Test func `an edge tells its likeliest tested trouble, and what is untested has no figure`() {
    let graph = graph("cart")
    #expect(graph.nodes.map(\.name) == ["cart", "db", "cart"])
    #expect(graph.edges.map(\.basis) == ["enters", "declared, observed"])
    #expect(graph.edges[0].trouble == nil && graph.edges[1].trouble?.mean == 0.6)
    #expect(graph.dot.contains(#"n2 -> n0 ["#) && graph.dot.contains("untested"))
    #expect(graph.dot.contains("errors/high 0.60 (0.25 to 0.75)") && graph.mermaid.contains("0.60"))
    #expect(graph.graphML.components(of: "probability").count == 1)
  }

  @Test(arguments: PageTests.hostile + ["a\nb", "a\\", "end]", "x --> y", "\0"])
  func `no name breaks out of its place`(_ name: String) {
    let (hostile, plain) = (graph(name), graph("cart"))
    for form in SystemGraph.Form.allCases {
      func lines(_ graph: SystemGraph) -> Int { graph.text(as: form).split(separator: "\n").count }
      #expect(lines(hostile) == lines(plain), "\(form)")
    }
    for line in hostile.mermaid.split(separator: "\n").dropFirst() {
      #expect(line.filter { $0 == "\"" }.count == 2, "\(line)")
      #expect(!line.contains("<"), "\(line)")
    }
    for line in hostile.dot.split(separator: "\n") where line.contains("label=") {
      // Quotes come in pairs once the escaped ones are away.
      #expect(line.replacing("\\\\", with: "").replacing("\\\"", with: "").filter { $0 == "\"" }.count % 2 == 0)
    }
    let scores = JSON.compact(
      ("position", 7), ("journeys", [.compact(("journey", .string(name)), ("resilience", 0.5), ("freshness", .null))]))
    let text = ScoreMetrics.text(scores)
    #expect(text.hasSuffix("# EOF\n"))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("faultbook_") }.count == 2)
  }

  @Test func `gauges have their labels, staleness is what freshness lacks, and the unknown has no sample`() {
    let text = ScoreMetrics.text(
      .compact(
        ("position", 12), ("system", .compact(("resilience", .null), ("coverage", 0.1), ("refuted", false))),
        (
          "journeys",
          [.compact(("journey", "pay"), ("resilience", 0.75), ("freshness", 0.75), ("refuted", true))]
        )))
    #expect(text.contains("faultbook_resilience_ratio{kind=\"journey\",name=\"pay\"} 0.75\n"))
    #expect(text.contains("faultbook_staleness_ratio{kind=\"journey\",name=\"pay\"} 0.25\n"))
    #expect(text.contains("faultbook_refuted{kind=\"journey\",name=\"pay\"} 1\n"))
    #expect(!text.contains("faultbook_resilience_ratio{kind=\"system\""))
    #expect(text.contains("faultbook_coverage_ratio{kind=\"system\",name=\"system\"} 0.1\n"))
    #expect(text.hasSuffix("faultbook_events 12\n# EOF\n"))
  }
}

extension String {
  /// The lines that hold data of a key.
  fileprivate func components(of key: String) -> [Substring] {
    split(separator: "\n").filter { $0.contains("<data key=\"\(key)\">") }
  }
}
