import Beliefs
import SystemModel
import Vocabulary

/// What a fault is expected to do, of whatever kind it is.
struct Expectations: Sendable {
  /// What is expected of one node.
  struct Node: Sendable {
    let node: NodeID
    let isTarget: Bool
    var probability: Double
    var low: Double
    var high: Double
    var errors: Double
    var latency: Double
  }

  /// By node of the system's graph.
  let nodes: [Node]
  /// The expected number of components that degrade beside the target.
  let components: Double
  /// How it was computed where the kind has no class; nil where it has one.
  let note: String?
}

extension ProjectionSource {
  /// What a fault is expected to do. A placebo does what the leak does. A kind that nothing is known of (`unknown`) is taken for
  /// any of the classes that the book has evidence of, or of all where it has none, each as likely as the other.
  func expectations(_ target: Target, _ kind: FaultKind, _ dose: Dose) -> Expectations {
    if let forecast = book.predict(target, fault: kind, dose: dose) {
      return Expectations(
        nodes: forecast.nodes.map(Expectations.Node.init), components: forecast.expectedComponents, note: nil)
    }
    if kind == .none {
      let leak = book.leak
      let nodes = graph.nodes.map { node in
        Expectations.Node(
          node: node, isTarget: false, probability: leak.mean, low: leak.quantile(0.05), high: leak.quantile(0.95),
          errors: 0, latency: 0)
      }
      return Expectations(nodes: nodes, components: 0, note: "A placebo: only what is judged degraded of itself.")
    }
    let tested = Set(book.testedFamilies.map(\.faultClass)).sorted()
    let classes = tested.isEmpty ? FaultClass.allCases : tested
    let forecasts = classes.compactMap { one in
      FaultKind.kinds(of: one).first.flatMap { book.predict(target, fault: $0, dose: dose) }
    }
    return Expectations(meanOf: forecasts, classes: classes)
  }
}

extension Expectations.Node {
  fileprivate init(_ one: NodeForecast) {
    self.init(
      node: one.node, isTarget: one.isTarget, probability: one.probability, low: one.low, high: one.high,
      errors: one.errors, latency: one.latency)
  }
}

extension Expectations {
  fileprivate init(meanOf forecasts: [Forecast], classes: [FaultClass]) {
    let share = 1 / Double(max(1, forecasts.count))
    var nodes = forecasts.first?.nodes.map(Node.init) ?? []
    for index in nodes.indices {
      func mean(_ path: KeyPath<NodeForecast, Double>) -> Double {
        forecasts.reduce(0) { $0 + share * $1.nodes[index][keyPath: path] }
      }
      nodes[index].probability = mean(\.probability)
      nodes[index].low = mean(\.low)
      nodes[index].high = mean(\.high)
      nodes[index].errors = mean(\.errors)
      nodes[index].latency = mean(\.latency)
    }
    self.init(
      nodes: nodes, components: forecasts.reduce(0) { $0 + share * $1.expectedComponents },
      note: "Of an unknown kind, so taken for any class: \(classes.map(\.rawValue).joined(separator: ", ")).")
  }
}
