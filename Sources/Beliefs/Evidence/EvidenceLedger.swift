internal import Vocabulary

/// All rows of evidence, as the runs and incidents of a book leave them.
///
/// The order in which runs are recorded does not matter, recording a run again replaces what it said before, and removing
/// one leaves nothing of it behind. Recording costs O(rows of the run).
public struct EvidenceLedger: Sendable, Equatable {
  private var table: [EvidenceKey: [Contribution]] = [:]
  private var additionsOf: [String: [RunEvidence.Addition]] = [:]
  private var keysOf: [FamilyKey: Set<EvidenceKey>] = [:]
  private var leaks: Set<EvidenceKey> = []
  /// By run or incident, what was not seen in it.
  private(set) var scenes: [String: UnseenScene] = [:]
  private var scenesOf: [FamilyKey: Set<String>] = [:]

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
      table[addition.key]?.removeAll { $0 == addition.contribution }
      guard table[addition.key]?.isEmpty ?? false else { continue }
      table[addition.key] = nil
      if let family = addition.key.subject.family {
        keysOf[family]?.remove(addition.key)
        if keysOf[family]?.isEmpty ?? false { keysOf[family] = nil }
      } else {
        leaks.remove(addition.key)
      }
    }
    guard let scene = scenes.removeValue(forKey: stream) else { return }
    for factor in scene.factors {
      scenesOf[factor.key]?.remove(stream)
      if scenesOf[factor.key]?.isEmpty ?? false { scenesOf[factor.key] = nil }
    }
  }

  private mutating func add(_ addition: RunEvidence.Addition) {
    table[addition.key, default: []].append(addition.contribution)
    additionsOf[addition.contribution.stream, default: []].append(addition)
    if let family = addition.key.subject.family {
      keysOf[family, default: []].insert(addition.key)
    } else {
      leaks.insert(addition.key)
    }
  }

  private func row(_ key: EvidenceKey) -> EvidenceRow {
    EvidenceRow(key: key, contributions: table[key] ?? [])
  }

  /// Every row, in the order of the keys.
  public var rows: [EvidenceRow] { table.keys.sorted().map(row) }
  /// The rows of one family, in the order of the keys.
  public func rows(of family: FamilyKey) -> [EvidenceRow] { (keysOf[family] ?? []).sorted().map(row) }
  /// Whether there is any evidence of a family.
  func hasRows(of family: FamilyKey) -> Bool { keysOf[family] != nil }
  /// The runs and incidents in which a family met something that was not seen.
  func scenes(of family: FamilyKey) -> Set<String> { scenesOf[family] ?? [] }
  /// The families that a run or incident teaches.
  func families(of stream: String) -> Set<FamilyKey> {
    Set((additionsOf[stream] ?? []).compactMap(\.key.subject.family))
  }
  /// The rows of the leak, in the order of the keys.
  public var leakRows: [EvidenceRow] { leaks.sorted().map(row) }
  /// The families with evidence, ascending.
  public var families: [FamilyKey] { keysOf.keys.sorted() }
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
    for keys in keysOf.values { for key in keys { key.subject.addTestedTargets(to: &found) } }
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
