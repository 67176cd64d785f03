import EventLog
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// So many of a run's samples, and of its probes, are held against the book at most: whom it measures its first samples tell.
  private static let mostDoubted = 500

  /// What a run names that the book does not know, what it does otherwise than was planned, and metrics that were probably meant
  /// otherwise; a sentence each, and each once. Throws for an unknown id. Cost: at most 500 samples and 500 probes of the run.
  public func doubts(run id: String, view: View = View()) throws -> [String] {
    try translating {
      let state = try self.state(view)
      guard let run = state.runs[id] else { throw unknown("run", id, among: state.runs.keys) }
      return try doubts(of: run, in: state)
    }
  }

  func doubts(of run: RunState, in state: BookState) throws -> [String] {
    var (nodes, metrics): (Set<NodeID>, Set<String>) = ([], [])
    for type in [EventType.metricSampled, .probeObserved] {
      try log.read(
        from: 1, through: state.position, stream: StreamFamily.run.stream(run.id), types: [type],
        limit: KnowledgeBase.mostDoubted
      ) { event in
        switch try event.fact() {
        case .metricSampled(let sample):
          metrics.insert(sample.metric)
          switch sample.subject {
          case .node(let node): nodes.insert(node)
          case .dependency(let link, _): nodes.formUnion([.component(link.caller), .component(link.callee)])
          }
        case .probeObserved(let probe):
          nodes.formUnion(
            [probe.component.map { .component($0) }, probe.journey.map { .journey($0) }].compactMap(\.self))
        default: break
        }
      }
    }
    var found = run.started.map(state.doubts) ?? []
    if !state.system.components.isEmpty {
      found += state.unknownComponents(nodes.filter { $0.kind == .component }.map(\.name).sorted())
      found += state.unknownJourneys(nodes.filter { $0.kind == .journey }.map(\.name).sorted())
    }
    // Other tools have metrics of their own; one that is nearly a known name is a slip of the pen.
    found += state.unknownMetrics(metrics.sorted(), of: run.id).filter { $0.hasSuffix("?") }
    var told: Set<String> = []
    return found.filter { told.insert($0).inserted }
  }
}
