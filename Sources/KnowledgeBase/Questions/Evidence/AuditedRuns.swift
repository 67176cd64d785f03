import EventLog
import Judgement
import SystemModel
import Vocabulary

/// Gathers what the evidence audit looks at: the folded state, and beside it what only the events themselves tell, such as each
/// probe's answer and what was said about a run once it was judged.
///
/// Cost: one pass over the events that are no samples.
struct AuditedRuns {
  private let state: BookState
  private var probes: [String: [ProbeObserved]] = [:]
  private var injections: [String: [FaultInjected]] = [:]
  private var clearings: [String: [FaultCleared.How]] = [:]
  private var firstVerdicts: [String: Int64] = [:]
  /// By stream, the words about its events.
  private var words: [String: [Word]] = [:]

  /// A correction or a retraction.
  private struct Word {
    let position: Int64
    let of: EventType
    let at: Int64
    let isCorrected: Bool
    let why: String
  }

  init(_ log: EventLog, _ state: BookState, asOf place: View.AsOf) throws {
    self.state = state
    if case .occurred(let time) = place {
      let corrections = try Corrections(log, through: log.head)
      try log.readFacts(occurredBy: time) { take($0, corrections) }
    } else {
      let corrections = try Corrections(log, through: state.position)
      try log.readFacts(after: 0, through: state.position) { take($0, corrections) }
    }
  }

  private mutating func take(_ event: RecordedEvent, _ corrections: Corrections) {
    if let concern = corrections.concern(at: event.position) { note(event, concern) }
    guard let id = StreamFamily.run.id(in: event.stream), state.runs[id] != nil else { return }
    guard let read = corrections.effective(event), let fact = try? read.fact() else { return }
    switch fact {
    case .probeObserved(let probe): probes[id, default: []].append(probe)
    case .faultInjected(let injection): injections[id, default: []].append(injection)
    case .faultCleared(let cleared): clearings[id, default: []].append(cleared.how)
    case .verdictReached: if firstVerdicts[id] == nil { firstVerdicts[id] = event.position }
    default: break
    }
  }

  private mutating func note(_ event: RecordedEvent, _ concern: Corrections.Concern) {
    var why = ""
    switch try? event.fact() {
    case .eventCorrected(let correction): why = correction.why
    case .eventRetracted(let retraction): why = retraction.why
    default: break
    }
    words[concern.stream, default: []].append(
      Word(
        position: event.position, of: concern.type, at: concern.position, isCorrected: concern.isCorrected, why: why))
  }

  /// The runs whose evidence counts or could, in the order of their starts.
  var all: [AuditedRun] {
    let graph = state.system.graph
    let runs = state.runs.values.filter { $0.disqualified == nil }
    return runs.sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }.compactMap { run in
      guard let start = run.started, let startedAt = run.startedAt else { return nil }
      var audited = AuditedRun(id: run.id, start: start, startedAt: startedAt)
      audited.injectedAt = run.injectedAt
      audited.confirmed = run.confirmed
      audited.injections = injections[run.id] ?? []
      audited.clearedAt = run.clearedAt
      audited.clearings = clearings[run.id] ?? []
      audited.endedAt = run.endedAt
      audited.aborted = run.aborted
      audited.native = run.native
      audited.probes = probes[run.id] ?? []
      audited.samples = run.samples
      audited.verdict = run.verdict
      audited.firstVerdict = firstVerdicts[run.id]
      audited.intent = state.frozenIntent(of: run)?.text
      audited.lateIntent = start.intent.flatMap { declaration(of: $0, run)?.words }
      audited.afterthoughts = afterthoughts(run, start)
      audited.reach = graph.reach(of: start.target)
      return audited
    }
  }

  // MARK: - What came after the result

  /// When the result of a run could be seen: at its end, or at its verdict where that came first; both where both are in the log.
  private struct Result {
    let end: Int64?
    let verdict: Int64?
    /// The first of them.
    var position: Int64 { min(end ?? .max, verdict ?? .max) }

    /// Where something that came behind it lies, in words.
    func words(behind place: Int64) -> String {
      switch (end, verdict) {
      case (_, let verdict?) where place > verdict: "after the verdict at \(verdict)"
      case (let end?, let verdict?): "after the run had ended at \(end) and before its verdict at \(verdict)"
      case (let end?, nil): "after the run had ended at \(end), which is not judged yet"
      default: "after its result"
      }
    }
  }

  private func afterthoughts(_ run: RunState, _ start: RunStarted) -> [AuditedRun.Afterthought] {
    let verdict = firstVerdicts[run.id]
    let result = Result(end: run.endedPosition > 0 ? run.endedPosition : nil, verdict: verdict)
    var found: [AuditedRun.Afterthought] = []
    if let id = start.intent {
      found += declaration(of: id, run).map { [.init(.criteria, at: $0.position, $0.words)] } ?? []
      found += revisions(of: id, run, result)
      for word in words[StreamFamily.intent.stream(id)] ?? [] where word.position > result.position {
        // Of a later text the run knows nothing.
        guard word.of != .intentRetired, word.at <= run.startedPosition else { continue }
        found.append(.init(.criteria, at: word.position, told(word, of: "intent \(id)", result)))
      }
    }
    let silent: Set<EventType> = [.verdictReached, .findingOpened, .findingResolved, .runDisqualified]
    if let verdict {
      // Until it is judged a record is put right without the result in view.
      for word in words[StreamFamily.run.stream(run.id)] ?? []
      where word.position > verdict && !silent.contains(word.of) {
        found.append(.init(.evidence, at: word.position, told(word, of: nil, result)))
      }
    }
    return found.sorted { $0.position < $1.position }
  }

  /// The declaration of an intent that the log has only behind the start of the run that names it.
  private func declaration(of id: String, _ run: RunState) -> (position: Int64, words: String)? {
    guard let first = state.intents[id]?.texts.first, first.position > run.startedPosition else { return nil }
    let ended = run.endedPosition > 0 && first.position > run.endedPosition
    return (
      first.position,
      "intent \(id) was declared only at position \(first.position), after the run had begun at \(run.startedPosition)"
        + (ended ? " and ended at \(run.endedPosition)" : "") + "; it is not judged by it"
    )
  }

  private func told(_ word: Word, of name: String?, _ result: Result) -> String {
    let whose = name.map { " of \($0)" } ?? ""
    return
      "\(word.of.shortName)\(whose) (position \(word.at)) was \(word.isCorrected ? "corrected" : "retracted") at position "
      + "\(word.position), \(result.words(behind: word.position)): \(word.why)"
  }

  private func revisions(of id: String, _ run: RunState, _ result: Result) -> [AuditedRun.Afterthought] {
    guard let texts = state.intents[id]?.texts else { return [] }
    return zip(texts, texts.dropFirst()).compactMap { was, now in
      // What was made up after the run is late, although the log has it before a run that was imported afterwards.
      let isLater = run.endedAt.map { now.at > $0 } ?? false
      guard now.position > result.position || isLater, was.position < now.position else { return nil }
      let changes = was.intent.criteriaChanged(in: now.intent)
      guard !changes.isEmpty else { return nil }
      let outcome = run.verdict.map { ", which came out \($0.outcome.rawValue)" } ?? ""
      let when =
        now.position > result.position
        ? result.words(behind: now.position)
        : "made at \(now.at), after the run's end at \(run.endedAt?.description ?? "")"
      return .init(
        .criteria, at: now.position,
        "intent \(id) was revised at position \(now.position), \(when)\(outcome): " + changes.joined(separator: ", "))
    }
  }
}

extension IntentDeclared {
  /// What of the measures by which a run is judged another text has otherwise, in words.
  fileprivate func criteriaChanged(in other: IntentDeclared) -> [String] {
    let (was, now) = (clausesByID, other.clausesByID)
    var changes = Set(was.keys).union(now.keys).sorted().compactMap { id -> String? in
      guard was[id] != now[id] else { return nil }
      if now[id] == nil { return "clause \(id) was dropped" }
      return was[id] == nil ? "clause \(id) is new" : "clause \(id) changed"
    }
    if steadyState != other.steadyState { changes.append("the steady state changed") }
    if hypothesis != other.hypothesis { changes.append("the hypothesis reads otherwise") }
    return changes
  }

  private var clausesByID: [String: Clause] {
    Dictionary(clauses.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension SystemGraph {
  /// Everything that trouble of a target can reach by known calls, the target among it. A target that the system does not have
  /// reaches itself alone.
  fileprivate func reach(of target: Target?) -> Set<NodeID> {
    let name: String
    switch target {
    case .component(let component): name = component
    // A fault on a link is met by its caller, and by whoever calls that.
    case .dependency(let link): name = link.caller
    case nil: return []
    }
    let node = NodeID.component(name)
    guard let place = index(node) else { return [node] }
    let reached = reachable(from: [place])
    return Set(nodes.indices.filter { reached[$0] }.map { nodes[$0] })
  }
}
