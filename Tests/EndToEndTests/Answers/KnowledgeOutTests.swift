import Foundation
import Testing
import Vocabulary

/// Graphs and gauges as the programs read them that they are made for.
@Suite struct KnowledgeOutTests {
  private func output(_ arguments: [String]) throws -> (text: String, workspace: Workspace) {
    let workspace = try Workspace()
    let outcome = try workspace.run(arguments + ["--book", try SharedBooks.demo.get().path])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
    return (outcome.output, workspace)
  }

  /// Runs a program on a file with this text.
  private func read(_ text: String, _ program: [String], _ workspace: Workspace) throws -> Binary.Outcome {
    try Data(text.utf8).write(to: URL(filePath: workspace.path("out.txt")))
    return try Binary.run(program + [workspace.path("out.txt")], in: workspace.folder)
  }

  @Test func `an XML parser reads the GraphML, with every edge between nodes that are there`() throws {
    let (text, workspace) = try output(["system", "--as", "graphml"])
    let script = """
      import sys, xml.etree.ElementTree as E
      n = "{http://graphml.graphdrawing.org/xmlns}"
      g = E.parse(sys.argv[1]).getroot().find(n + "graph")
      ids = {one.get("id") for one in g.findall(n + "node")}
      edges = g.findall(n + "edge")
      assert len(ids) == 16 and edges and all({e.get("source"), e.get("target")} <= ids for e in edges)
      figures = [float(d.text) for d in g.iter(n + "data") if d.get("key") == "probability"]
      assert 0 < len(figures) <= len(edges) and all(0 <= p <= 1 for p in figures)
      """
    let outcome = try read(text, ["/usr/bin/env", "python3", "-c", script], workspace)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
  }

  private static let dot = ["/usr/bin/dot", "/usr/local/bin/dot", "/opt/homebrew/bin/dot"].first {
    let isThere = FileManager.default.isExecutableFile(atPath: $0)
    return isThere
  }

  @Test(.enabled(if: dot != nil, "there is no Graphviz here"))
  func `Graphviz draws the graph without a complaint`() throws {
    let (text, workspace) = try output(["system", "--as", "dot"])
    let outcome = try read(text, [try #require(Self.dot), "-Tsvg"], workspace)
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty && outcome.output.contains("<svg"), "\(outcome.error)")
  }

  @Test func `Mermaid is one line a node and an edge`() throws {
    let (text, _) = try output(["system", "--as", "mermaid"])
    let lines = text.split(separator: "\n")
    #expect(lines.first == "flowchart LR")
    #expect(lines.filter { $0.contains("-->|") || $0.contains("-.->|") }.count + 16 + 1 == lines.count)
  }

  private static let python: String? = {
    let path = Binary.packageRoot + "/.venv/bin/python"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  @Test(.enabled(if: python != nil, "there is no .venv with prometheus_client; see .ci/setup"))
  func `prometheus_client's strict parser reads the gauges as the scores say them`() throws {
    let (text, workspace) = try output(["scores", "--as", "openmetrics"])
    let script = """
      import sys, json
      from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
      found = {"/".join([s.name, *s.labels.values()]): s.value for f in parse(open(sys.argv[1]).read()) for s in f.samples}
      print(json.dumps(found))
      """
    let outcome = try read(text, [try #require(Self.python), "-c", script], workspace)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let found = try JSON.parse(Array(outcome.output.utf8))
    let scores = try JSON.parse(Array(output(["scores", "--format", "json"]).text.utf8))
    #expect(found["faultbook_resilience_ratio/system/system"] == scores["system"]?["resilience"])
    let journeys = scores["journeys"]?.arrayValue ?? []
    #expect(journeys.count == 4)
    for journey in journeys {
      let name = journey["journey"]?.stringValue ?? ""
      #expect(found["faultbook_coverage_ratio/journey/\(name)"] == journey["coverage"])
    }
  }

  @Test(arguments: [["system", "--as", "svg"], ["scores", "--as", "graphml"]])
  func `an unknown form names those that are known`(_ arguments: [String]) throws {
    let outcome = try Workspace().run(arguments)
    #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
    #expect(outcome.error.contains(arguments[0] == "system" ? "mermaid" : "openmetrics"), "\(outcome.error)")
  }
}
