internal import Vocabulary

/// All rows of evidence, as the runs and incidents of a book leave them.
///
/// The order in which runs are recorded does not matter, recording a run again replaces what it said before, and removing
/// one leaves nothing of it behind. Recording costs O(rows of the run).
public struct EvidenceLedger: Sendable, Equatable {
  /// What was contributed to some rows.
  private typealias Rows = [EvidenceKey: [Contribution]]
  private var rowsOf = Sharded<FamilyKey, Rows>()
  private var leaks: Rows = [:]
  private var additionsOf: [String: [RunEvidence.Addition]] = [:]
  /// By run or incident, what was not seen in it.
  private(set) var scenes: [String: UnseenScene] = [:]
  private var scenesOf = Sharded<FamilyKey, Set<String>>()

  /// An empty ledger.
  public init() {}

  /// A ledger from stored rows, which do not tell how what was not seen hangs together: causes of unknown state count as ones that may have
  /// fired.
  public init(rows: some Sequence<EvidenceRow>) {
    for row in rows {
      for contribution in row.contributions { add(RunEvidence.Addition(key: row.key, contribution: contribution)) }
    }
  }

  /// Records what a run or incident teaches in place of what it taught before.
  public mutating func record(_ evidence: RunEvidence, stream: String) {
    remove(stream: stream)
    for addition in evidence.additions { add(addition) }
    guard let scene = evidence.unseen else { return }
    scenes[stream] = scene
    for factor in scene.factors { scenesOf[factor.key, default: []].insert(stream) }
  }

  /// Takes out everything that a run or incident taught: it was disqualified.
  public mutating func remove(stream: String) {
    for addition in additionsOf.removeValue(forKey: stream) ?? [] {
      guard let family = addition.key.subject.family else {
        EvidenceLedger.remove(addition, from: &leaks)
        continue
      }
      EvidenceLedger.remove(addition, from: &rowsOf[family, default: [:]])
      if rowsOf[family]?.isEmpty ?? false { rowsOf[family] = nil }
    }
    guard let scene = scenes.removeValue(forKey: stream) else { return }
    for factor in scene.factors {
      scenesOf[factor.key]?.remove(stream)
      if scenesOf[factor.key]?.isEmpty ?? false { scenesOf[factor.key] = nil }
    }
  }

  private mutating func add(_ addition: RunEvidence.Addition) {
    additionsOf[addition.contribution.stream, default: []].append(addition)
    if let family = addition.key.subject.family {
      rowsOf[family, default: [:]][addition.key, default: []].append(addition.contribution)
    } else {
      leaks[addition.key, default: []].append(addition.contribution)
    }
  }

  private static func remove(_ addition: RunEvidence.Addition, from rows: inout Rows) {
    rows[addition.key]?.removeAll { $0 == addition.contribution }
    if rows[addition.key]?.isEmpty ?? false { rows[addition.key] = nil }
  }

  private static func sorted(_ rows: Rows) -> [EvidenceRow] {
    rows.map { EvidenceRow(key: $0.key, contributions: $0.value) }.sorted { $0.key < $1.key }
  }

  /// Every row, in the order of the keys.
  public var rows: [EvidenceRow] {
    EvidenceLedger.sorted(rowsOf.values.reduce(into: leaks) { $0.merge($1) { one, _ in one } })
  }
  /// The rows of one family, in the order of the keys.
  public func rows(of family: FamilyKey) -> [EvidenceRow] { EvidenceLedger.sorted(rowsOf[family] ?? [:]) }
  /// The keys of the rows of one family, in no order.
  func keys(of family: FamilyKey) -> [EvidenceKey] { rowsOf[family].map { Array($0.keys) } ?? [] }
  /// Whether there is any evidence of a family.
  func hasRows(of family: FamilyKey) -> Bool { rowsOf[family] != nil }
  /// Whether some row of a family names a cause.
  func names(_ cause: Cause, in family: FamilyKey) -> Bool {
    rowsOf[family]?.keys.contains { key in
      switch key.subject {
      case .family(_, let causes, _), .unseen(_, let causes, _): causes.contains(cause)
      case .symptom, .leak: false
      }
    } ?? false
  }
  /// The hidden couplings under one class that alone could have degraded an effect that was seen degraded: by target, the effects.
  func surprises(_ faultClass: FaultClass) -> [String: Set<NodeID>] {
    var found: [String: Set<NodeID>] = [:]
    for additions in additionsOf.values {
      for addition in additions where addition.key.isDegraded {
        guard case .family(let key, let causes, _) = addition.key.subject, key.faultClass == faultClass,
          causes.count == 1, causes[0].kind == .coupling
        else { continue }
        found[causes[0].name, default: []].insert(key.effect)
      }
    }
    return found
  }
  /// The runs and incidents in which a family met something that was not seen.
  func scenes(of family: FamilyKey) -> Set<String> { scenesOf[family] ?? [] }
  /// The families that a run or incident teaches.
  func families(of stream: String) -> Set<FamilyKey> {
    Set((additionsOf[stream] ?? []).compactMap(\.key.subject.family))
  }
  /// The rows of the leak, in the order of the keys.
  public var leakRows: [EvidenceRow] { EvidenceLedger.sorted(leaks) }
  /// The families with evidence, ascending.
  public var families: [FamilyKey] { rowsOf.keys.sorted() }
  /// The runs and incidents that teach anything, by name.
  public var streams: [String] { additionsOf.keys.sorted() }

  /// What a run or incident teaches, in the order of the keys.
  public func additions(of stream: String) -> [RunEvidence.Addition] {
    (additionsOf[stream] ?? []).sorted { $0.key < $1.key }
  }

  /// The number of runs and incidents that teach beliefs, and not the leak alone: what the refits count.
  public var teachingStreams: Int {
    additionsOf.values.count { additions in
      additions.contains { if case .family = $0.key.subject { true } else { false } }
    }
  }

  /// Components that were the target of a run: those whose hidden couplings are believed in at all.
  public var testedTargets: Set<String> {
    var found: Set<String> = []
    for rows in rowsOf.values { for key in rows.keys { key.subject.addTestedTargets(to: &found) } }
    return found
  }
}

extension RunEvidence {
  /// The components that were a target, by what was learned.
  var testedTargets: Set<String> {
    var found: Set<String> = []
    for addition in additions { addition.key.subject.addTestedTargets(to: &found) }
    return found
  }
}

extension EvidenceSubject {
  /// A hidden coupling tells of its cause, a susceptibility of its effect that it was a target.
  fileprivate func addTestedTargets(to found: inout Set<String>) {
    guard case .family(let family, let causes, _) = self else { return }
    for cause in causes {
      switch cause.kind {
      case .coupling: found.insert(cause.name)
      case .fault: found.insert(family.effect.name)
      case .call: break
      }
    }
  }
}
