import SystemModel
import Vocabulary

/// Whom the events of an import name, over all of its files: what the book does not know of them is said, since a misspelt name is
/// evidence about nobody. Memory: that of the distinct names.
final class NamesOfImport {
  private var named: Set<NodeID> = []
  private var told: Set<NodeID> = []
  private var started: Set<String> = []
  /// How many events there are of each run.
  private var observed: [String: Int] = [:]
  private var proposals: Set<String> = []

  /// Takes up an event, whether or not the book takes it.
  func take(_ event: NewEvent) {
    let run = StreamFamily.run.id(in: event.stream)
    if let run { observed[run, default: 0] += 1 }
    switch event.fact {
    case .componentDeclared(let payload): told.insert(.component(payload.component))
    case .componentChanged(let payload): told.insert(.component(payload.component))
    case .dependencyDeclared(let payload): tell(payload.dependency)
    case .dependencyObserved(let payload): tell(payload.dependency)
    case .journeyDeclared(let payload):
      told.insert(.journey(payload.journey))
      for name in payload.entry { told.insert(.component(name)) }
    case .runStarted(let start):
      if let run { started.insert(run) }
      name(start.target)
      for journey in start.journeys { named.insert(.journey(journey)) }
      if let proposal = start.proposal { proposals.insert(proposal) }
    case .metricSampled(let sample):
      switch sample.subject {
      case .node(let node): named.insert(node)
      case .dependency(let link, _): name(.dependency(link))
      }
    case .probeObserved(let probe):
      if let component = probe.component { named.insert(.component(component)) }
      if let journey = probe.journey { named.insert(.journey(journey)) }
    case .incidentRecorded(let incident):
      named.insert(.component(incident.suspected))
      for observation in incident.observations { named.insert(observation.node) }
    case .intentDeclared(let intent):
      name(intent.target)
      if let journey = intent.journey { named.insert(.journey(journey)) }
    case .policySet(let setting): named.formUnion(setting.protectedComponents.map { .component($0) })
    default: break
    }
  }

  private func tell(_ link: Dependency) {
    told.insert(.component(link.caller))
    told.insert(.component(link.callee))
  }

  private func name(_ target: Target?) {
    switch target {
    case .component(let name): named.insert(.component(name))
    case .dependency(let link): named.formUnion([.component(link.caller), .component(link.callee)])
    case nil: break
    }
  }

  /// The runs that it says something of, by name.
  var runs: [String] { observed.keys.sorted() }

  /// Throws where events came of the run that somebody named by hand, and nobody ever started it.
  func requireStarted(_ run: String?, in book: KnowledgeBase) throws {
    guard let run, observed[run] != nil, !started.contains(run) else { return }
    try book.checkStarted(run)
  }

  /// What of it a book does not know, one sentence for each kind of thing. Of components and journeys nothing is asked before anything
  /// is known of the system.
  func doubts(in state: BookState) -> [String] {
    let components = state.system.components.map(\.name)
    var found: [String] = []
    if !components.isEmpty || told.contains(where: { $0.kind == .component }) {
      found += unknown(.component, among: components)
      found += unknown(.journey, among: state.system.journeys.map(\.name))
    }
    let runs = observed.filter { !started.contains($0.key) && state.runs[$0.key]?.started == nil }
    found += runs.sorted { $0.key < $1.key }.prefix(NamesOfImport.most).map { run, count in
      let meant = nearNames(to: run, among: state.runs.filter { $0.value.started != nil }.map(\.key))
      return "Run \"\(run)\" was never started: what is said of it (\(counted(count, "event"))) counts once it is"
        + (meant.isEmpty ? "." : "; did you mean \(meant.joined(separator: " or "))?")
    }
    let strange = proposals.filter { state.proposals[$0] == nil }.sorted()
    if !strange.isEmpty { found.append("The book knows no proposal \(NamesOfImport.list(strange)) so far.") }
    return found
  }

  /// How many names are told at most.
  private static let most = 5

  private func unknown(_ kind: NodeID.Kind, among known: [String]) -> [String] {
    let all = Set(known).union(told.filter { $0.kind == kind }.map(\.name))
    let strange = named.filter { $0.kind == kind && !all.contains($0.name) }.map(\.name).sorted()
    return strange.isEmpty ? [] : [NamesOfImport.unknown(kind, strange, among: all)]
  }

  /// The sentence that names what a book does not know; of one name with what was probably meant.
  static func unknown(_ kind: NodeID.Kind, _ strange: [String], among known: some Collection<String>) -> String {
    let meant = strange.count == 1 ? strange.flatMap { nearNames(to: $0, among: known) } : []
    return "The book knows no \(kind.rawValue) \(list(strange)) so far"
      + (meant.isEmpty ? "." : "; did you mean \(meant.joined(separator: " or "))?")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(most).map { "\"\($0)\"" }.joined(separator: ", ")
      + (names.count > most ? " and \(names.count - most) more" : "")
  }
}
