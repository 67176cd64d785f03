public import SystemModel
public import Vocabulary

/// What one run teaches: its rows of evidence, and what surprised.
public struct RunEvidence: Sendable, Hashable {
  /// Every row that the run adds to, with what it adds, in the order of the keys.
  public let additions: [Addition]
  /// Nodes that degraded where only a hidden coupling could have done it: candidate dependencies.
  public let surprises: [Surprise]
  /// What was not seen and what was seen hangs on; nil where there is none.
  public let unseen: UnseenScene?

  /// What a run adds to one row.
  public struct Addition: Sendable, Hashable {
    /// The row.
    public let key: EvidenceKey
    /// What is added to it.
    public let contribution: Contribution
  }

  /// A node that degraded though nothing declared explains it.
  public struct Surprise: Sendable, Hashable {
    /// The component under the fault.
    public let target: String
    /// What degraded.
    public let effect: NodeID
    /// Under a fault of which class.
    public let faultClass: FaultClass
    /// At which dose.
    public let dose: Dose
  }

  /// The families that the run adds to, ascending.
  public var families: [FamilyKey] { Set(additions.compactMap(\.key.subject.family)).sorted() }

  /// Whether the run teaches beliefs, and not the leak alone: what the refits count.
  public var teachesBeliefs: Bool {
    additions.contains { if case .family = $0.key.subject { true } else { false } }
  }
}

extension RunEvidence {
  /// Draws the evidence from a run, by the rules of chapter "Beliefs", section "Evidence".
  ///
  /// For every node u of known state other than the target t: A = its callees that are t or were seen degraded, and the hidden
  /// coupling (t, u) where u does not declare t. Where onsets are known a cause counts that is not later than u; where they are
  /// not, a cause that t reaches only through u does not. u steady: one negative for every cause in A. u degraded: one positive for
  /// A together with H, the callees of unknown state that t reaches without u; how far each of H and of the unseen behind them was active is left
  /// to ``unseen``, in which steady nodes with callees of unknown state and these themselves have a part. A fault on one link activates that caller's cause
  /// alone. A placebo teaches the leak. A grade that moves no belief, a failed injection and a fault of no class teach nothing.
  ///
  /// - Complexity: O(nodes + edges + callees of the observed nodes), and once more the edges for every node that a degraded or
  ///   unknown callee is reached through by the shortest way.
  public init(_ run: ObservedRun, in graph: SystemGraph) {
    guard run.grade.movesBeliefs, run.attribution > 0 else {
      self.init(additions: [], surprises: [], unseen: nil)
      return
    }
    let states = run.states
    var extraction = Extraction(run: run, graph: graph, states: states)
    if run.target == nil {
      if run.fault == .none { extraction.placebo() }
    } else if run.tookEffect, let faultClass = run.fault.faultClass {
      extraction.experiment(faultClass)
    }
    let additions = extraction.additions.sorted { $0.key < $1.key }
    self.init(additions: additions, surprises: extraction.surprises, unseen: extraction.unseen)
  }
}

/// The working state of one extraction.
struct Extraction {
  let run: ObservedRun
  let graph: SystemGraph
  let states: [NodeID: NodeState]
  /// The same by place in the graph.
  let placed: [Int: NodeState]
  var additions: [RunEvidence.Addition] = []
  var surprises: [RunEvidence.Surprise] = []
  var unseen: UnseenScene?

  init(run: ObservedRun, graph: SystemGraph, states: [NodeID: NodeState]) {
    self.run = run
    self.graph = graph
    self.states = states
    placed = Dictionary(
      states.compactMap { node, state in graph.index(node).map { ($0, state) } }, uniquingKeysWith: { one, _ in one })
  }

  mutating func add(_ subject: EvidenceSubject, isDegraded: Bool, count: Int = 1) {
    guard count > 0 else { return }
    additions.append(
      RunEvidence.Addition(
        key: EvidenceKey(
          subject: subject, isDegraded: isDegraded, environment: run.environment, grade: run.grade,
          day: run.injected.day),
        contribution: Contribution(
          stream: run.stream, position: run.position, injected: run.injected, attribution: run.attribution,
          count: count)))
  }

  mutating func placebo() {
    let degraded = states.values.count(where: \.isDegraded)
    add(.leak, isDegraded: true, count: degraded)
    add(.leak, isDegraded: false, count: states.count - degraded)
  }

  mutating func experiment(_ faultClass: FaultClass) {
    let source = FaultSource(run.target, graph)
    var ways = TroubleTree(graph, from: source.start)
    let reach = reach(source)
    var factors: [UnseenScene.Factor] = []
    for (node, state) in states.sorted(by: { $0.key < $1.key }) {
      let family = FamilyKey(effect: node, faultClass: faultClass)
      if let component = source.component, node == .component(component) {
        let cause = Cause.fault(run.fault)
        add(.family(family, causes: [cause], dose: run.dose), isDegraded: state.isDegraded)
        if state.isDegraded { addSymptoms(of: node, family, cause) }
        continue
      }
      let met = causes(of: node, state, source, &ways)
      let causes = met.sure + (state.isDegraded ? met.unseen.map { .call(graph.nodes[$0].name) } : [])
      guard !causes.isEmpty else { continue }
      factors += factor(family, state.isDegraded ? .degraded : .steady, met, reach)
      add(.family(family, causes: causes.sorted(), dose: run.dose), isDegraded: state.isDegraded)
      guard state.isDegraded, causes.count == 1 else { continue }
      addSymptoms(of: node, family, causes[0])
      if causes[0].kind == .coupling {
        surprises.append(
          RunEvidence.Surprise(target: causes[0].name, effect: node, faultClass: faultClass, dose: run.dose))
      }
    }
    addUnseen(faultClass, source, reach, factors, &ways)
  }

  /// A and the callees of unknown state: for a degraded node H.
  private func causes(
    of node: NodeID, _ state: NodeState, _ source: FaultSource, _ ways: inout TroubleTree
  ) -> Met {
    var met = Met()
    let place = graph.index(node)
    for edge in place.map({ graph.calls(of: $0) }) ?? 0..<0 {
      let cause = graph.edges[edge].callee
      if source.activates(cause, for: node) {
        met.sure.append(.call(graph.nodes[cause].name))
      } else if let seen = placed[cause] {
        guard seen.isDegraded else { continue }
        if let onset = seen.onset, let effectOnset = state.onset {
          // Onsets less than a step apart are one: neither can be told to have come first.
          if onset <= effectOnset || onset < effectOnset + run.samplingStep {
            met.sure.append(.call(graph.nodes[cause].name))
          }
        } else if let place, !ways.reaches(cause) || ways.reaches(cause, avoiding: place) {
          met.sure.append(.call(graph.nodes[cause].name))
        }
      } else if let place, state.isDegraded ? ways.reaches(cause, avoiding: place) : ways.reaches(cause) {
        // No trouble passes a steady node: what it could have reached by way of one it did not reach.
        met.unseen.append(cause)
      }
    }
    if let hidden = source.coupling(to: node, in: graph) { met.sure.append(.coupling(hidden)) }
    return met
  }

  /// One trial of the symptom mix for each of errors and latency that was seen at all.
  private mutating func addSymptoms(of node: NodeID, _ family: FamilyKey, _ cause: Cause) {
    for symptom in [Symptom.errors, .latency] {
      let seen = run.observations.filter { $0.node == node && $0.symptom == symptom && $0.state != .unknown }
      guard !seen.isEmpty else { continue }
      add(
        .symptom(family, cause: cause, symptom: symptom), isDegraded: seen.contains { $0.state == .degraded })
    }
  }
}
