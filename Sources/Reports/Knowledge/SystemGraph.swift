public import Vocabulary

/// The system with what is believed of it, as a graph for other tools.
///
///     let graph = SystemGraph(system: try book.system().json, beliefs: try book.beliefs().json)
///     graph.text(as: .dot)
///
/// An edge leads from a caller to its callee and tells the likeliest trouble on it that was tested: what is untested is said to be
/// untested, and has no figure. Pure: the same answers give the same bytes. Cost: linear in both answers.
public struct SystemGraph: Sendable {
  /// The forms in which it is written. The raw value is what a user types after `--as`.
  public enum Form: String, Sendable, CaseIterable {
    /// GraphML, for Gephi, yEd, NetworkX.
    case graphML = "graphml"
    /// Graphviz.
    case dot
    /// A flowchart of Mermaid, for Markdown.
    case mermaid
  }

  /// A component or a journey.
  struct Node {
    let id: String
    let name: String
    let kind: String
    var isJourney: Bool { kind == "journey" }
  }

  /// The likeliest tested trouble on an edge.
  struct Trouble {
    let faultClass: String
    let dose: String
    let mean: Double
    let low: Double
    let high: Double
    let evidence: Double

    /// `errors/high 0.90 (0.47 to 1.00)`.
    var words: String {
      "\(faultClass)/\(dose) \(SystemGraph.hundredths(mean)) (\(SystemGraph.hundredths(low)) to \(SystemGraph.hundredths(high)))"
    }
  }

  /// A call, or a journey's way in.
  struct Edge {
    let from: Int
    let to: Int
    let mode: String
    /// `declared`, `observed`, both, `suspected`, or `enters`.
    let basis: String
    let trouble: Trouble?
  }

  let nodes: [Node]
  let edges: [Edge]
  let position: Int64

  /// The graph of two answers: that of `system`, and that of `beliefs` as of the same place.
  public init(system: JSON, beliefs: JSON) {
    position = system["position"]?.integerValue ?? 0
    func list(_ name: String) -> [JSON] { system[name]?.arrayValue ?? [] }
    var nodes: [Node] = []
    var places: [String: Int] = [:]
    func place(_ name: String, _ kind: String) -> Int {
      let key = "\(kind == "journey" ? "j" : "c") \(name)"
      if let known = places[key] { return known }
      places[key] = nodes.count
      nodes.append(Node(id: "n\(nodes.count)", name: name, kind: kind))
      return nodes.count - 1
    }
    for one in list("components") where one["retired"]?.boolValue != true {
      _ = place(one["component"]?.stringValue ?? "", one["kind"]?.stringValue ?? "service")
    }
    let troubles = SystemGraph.worst(beliefs)
    var edges: [Edge] = []
    for one in list("journeys") {
      let name = one["journey"]?.stringValue ?? ""
      let journey = place(name, "journey")
      for entry in (one["entry"]?.arrayValue ?? []).compactMap(\.stringValue) {
        edges.append(
          Edge(
            from: journey, to: place(entry, "service"), mode: "sync", basis: "enters",
            trouble: troubles[Link(cause: entry, effect: name, kind: "journey")]))
      }
    }
    for one in list("dependencies") {
      guard let caller = one["caller"]?.stringValue, let callee = one["callee"]?.stringValue else { continue }
      let basis = ["declared", "observed", "suspected"].filter { one[$0]?.boolValue == true }
      edges.append(
        Edge(
          from: place(caller, "service"), to: place(callee, "service"), mode: one["mode"]?.stringValue ?? "sync",
          basis: basis.joined(separator: ", "),
          trouble: troubles[Link(cause: callee, effect: caller, kind: "component")]))
    }
    (self.nodes, self.edges) = (nodes, edges)
  }

  /// The graph in a form; the text ends with a line break.
  public func text(as form: Form) -> String {
    switch form {
    case .graphML: graphML
    case .dot: dot
    case .mermaid: mermaid
    }
  }

  private struct Link: Hashable {
    let cause: String
    let effect: String
    let kind: String
  }

  private static func worst(_ beliefs: JSON) -> [Link: Trouble] {
    var found: [Link: Trouble] = [:]
    for one in beliefs["beliefs"]?.arrayValue ?? [] where one["kind"]?.stringValue == "propagation" {
      guard let evidence = one["evidence"]?.doubleValue, evidence > 0, let cause = one["cause"]?.stringValue,
        let effect = one["effect"]?.stringValue, let mean = one["mean"]?.doubleValue
      else { continue }
      let link = Link(cause: cause, effect: effect, kind: one["effectKind"]?.stringValue ?? "component")
      if let known = found[link], known.mean >= mean { continue }
      found[link] = Trouble(
        faultClass: one["faultClass"]?.stringValue ?? "", dose: one["dose"]?.stringValue ?? "", mean: mean,
        low: one["low"]?.doubleValue ?? 0, high: one["high"]?.doubleValue ?? 1, evidence: evidence)
    }
    return found
  }

  /// `0.90`: two decimals, for people.
  static func hundredths(_ value: Double) -> String {
    let whole = Int((min(max(value, 0), 1) * 100).rounded())
    return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
  }
}
