import Beliefs
import Foundation

/// A case of the exact reference: a small acyclic system, what was observed, and the exact answers.
struct OracleCase: Decodable {
  struct System: Decodable {
    struct Edge: Decodable {
      let cause: String
      let effect: String
      let alpha: Double
      let beta: Double
    }
    struct Run: Decodable {
      let target: String
      let active: [String]
    }
    let name: String
    let nodes: [String]
    let edges: [Edge]
    let leak: Double
    let observations: [Run]
  }
  struct Answers: Decodable {
    struct Belief: Decodable {
      let cause: String
      let effect: String
      let mean: Double
      let sd: Double
    }
    struct Experiment: Decodable {
      let target: String
      let bits: Double
      let predicted: [String: Double]
    }
    let beliefs: [Belief]
    let experiments: [Experiment]
  }
  let `case`: System
  let expected: Answers

  /// The cases of the file that FAULTBOOK_ORACLE_CASES names, else of the fixtures.
  static func load() throws -> (source: String, cases: [OracleCase]) {
    let own = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/oracle-cases.json")
    let path = ProcessInfo.processInfo.environment["FAULTBOOK_ORACLE_CASES"] ?? own.path()
    let data = try Data(contentsOf: URL(filePath: path))
    return (path, try JSONDecoder().decode([OracleCase].self, from: data))
  }
}

extension OracleCase.System {
  /// The causes of a node, in the order of the edges: variable i of its family is the i-th.
  func causes(of node: String) -> [Edge] { edges.filter { $0.effect == node } }

  /// The evidence of one node's family.
  func evidence(of node: String) -> FamilyEvidence {
    let causes = causes(of: node)
    var evidence = FamilyEvidence(prior: causes.map { Beta($0.alpha, $0.beta) }, leak: leak)
    for run in observations where run.target != node {
      let active = causes.indices.filter { run.active.contains(causes[$0].cause) }
      if active.isEmpty { continue }
      if run.active.contains(node) {
        evidence.addDegraded(active)
      } else {
        evidence.addSteady(active)
      }
    }
    return evidence
  }
}

/// Mean, 95th percentile and maximum of some errors.
struct ErrorFigures: CustomStringConvertible {
  let mean: Double
  let p95: Double
  let max: Double

  init(_ errors: [Double]) {
    let sorted = errors.sorted()
    mean = sorted.reduce(0, +) / Double(Swift.max(sorted.count, 1))
    p95 = sorted.isEmpty ? 0 : sorted[Int(0.95 * Double(sorted.count - 1))]
    max = sorted.last ?? 0
  }

  var description: String { "mean \(shown(mean)) p95 \(shown(p95)) max \(shown(max))" }

  private func shown(_ value: Double) -> String { String(format: "%.2g", value) }
}
