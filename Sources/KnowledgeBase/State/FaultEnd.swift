import Judgement
import Vocabulary

/// What a run's stream tells of the end of its fault: who said that it is gone, and whether anybody saw it.
///
/// A clearing that nobody confirmed is a word, not an observation, and a fault that is still at work poisons the next run's baseline.
/// So it is in doubt until a later clearing confirms it, or until the run's own checks hold again: those that name nobody, the
/// target or a journey, that failed under the fault and hold after the clearing, each by its last answer. One that never noticed the
/// fault cannot tell that it is gone; one that fails speaks against it all the same. An answer that is not known is none.
struct FaultEnd: Sendable {
  /// The latest time at which the fault was injected.
  private(set) var injectedAt: Timestamp?
  /// How it ended, as it was said last; nil while nobody said so.
  private(set) var how: FaultCleared.How?
  /// When that was said to have been.
  private(set) var at: Timestamp?
  /// The latest time at which it was seen to be gone; nil while nobody saw that.
  private(set) var seenAt: Timestamp?
  /// The checks that held after the clearing, and those that did not, by their last answers.
  private(set) var held: Set<String> = []
  private(set) var unmet: Set<String> = []
  /// The checks that failed since the fault was injected: those that noticed it.
  private(set) var noticed: Set<String> = []

  init() {}

  /// Whether a clearing was confirmed that is no older than what was injected last: one that is ended an earlier round.
  var isConfirmed: Bool {
    guard let seenAt else { return false }
    return injectedAt.map { seenAt >= $0 } ?? true
  }

  /// Whether all checks that noticed the fault, one at least, hold since the clearing, and none fails.
  var isSteadyAgain: Bool { !noticed.isEmpty && noticed.isSubset(of: held) && unmet.isEmpty }

  /// The fault acts, again where `isLegal`: what was said of an earlier round's end is none of this one's. An injection that the
  /// run's life does not allow, told after its end say, only moves the time that a confirmation must not lie before.
  mutating func injected(at time: Timestamp, isLegal: Bool) {
    let latest = max(injectedAt ?? time, time)
    if isLegal { self = FaultEnd() }
    injectedAt = latest
  }

  /// Somebody says that it is gone. What held before was not asked of this clearing.
  mutating func cleared(_ cleared: FaultCleared, at time: Timestamp) {
    how = cleared.how
    at = time
    (held, unmet) = ([], [])
    if cleared.confirmed { seenAt = max(seenAt ?? time, time) }
  }

  /// A check was answered.
  mutating func observed(_ probe: ProbeObserved, at time: Timestamp, target: Target?) {
    guard let met = probe.met, probe.isOfHealth, let injectedAt, time >= injectedAt,
      probe.component.map({ name in target?.names.contains(name) ?? false }) ?? true
    else { return }
    if !met, probe.phase != .baseline { noticed.insert(probe.name) }
    guard probe.phase == .recovery, let cleared = at, time >= cleared else { return }
    held.remove(probe.name)
    unmet.remove(probe.name)
    if met { held.insert(probe.name) } else { unmet.insert(probe.name) }
  }
}

extension FaultEnd: Packable {
  func pack(into packer: inout Packer) {
    packer.put(injectedAt, how?.rawValue, at, seenAt, held.sorted(), unmet.sorted(), noticed.sorted())
  }
  init(from unpacker: inout Unpacker) throws {
    injectedAt = try unpacker.next()
    let word: String? = try unpacker.next()
    how = try word.map { word in
      guard let how = FaultCleared.How(rawValue: word) else { throw unpacker.error }
      return how
    }
    at = try unpacker.next()
    seenAt = try unpacker.next()
    held = Set(try unpacker.next() as [String])
    unmet = Set(try unpacker.next() as [String])
    noticed = Set(try unpacker.next() as [String])
  }
}

extension RunState {
  /// Whether its fault was injected, is said or taken to be gone, and nobody can tell that it is: no clearing was confirmed, and no
  /// recovery was seen after the last one.
  ///
  /// Recovery is what the verdict tells of everybody whom it saw degraded (its `recoverySeconds`), or the run's own checks. One that was
  /// disqualified tells neither. Where the order of its events allows no life, a fault told after the end say, that is a doubt too.
  var isClearingInDoubt: Bool {
    guard injectedAt != nil, !isFaultActive, started?.fault.kind != FaultKind.none else { return false }
    return !end.isConfirmed && !isRecoverySeen
  }

  /// Whether recovery was seen after its fault was last cleared.
  var isRecoverySeen: Bool {
    guard disqualified == nil, life.fault == .cleared else { return false }
    guard let verdict, verdict.grade.movesBeliefs, verdictPosition > max(injectedPosition, clearedPosition) else {
      return end.isSteadyAgain
    }
    // Somebody degraded of whom nobody saw the recovery outweighs a check that holds.
    if verdict.degradedNodes.isEmpty { return end.isSteadyAgain || verdict.recoverySeconds != nil }
    return verdict.recoverySeconds != nil
  }

  /// Since when nothing of it disturbs anybody, as far as was said: the clearing, or the later sight that the fault is gone; its end
  /// where nothing was cleared; nil while it goes on.
  var quietSince: Timestamp? {
    guard let clearedAt else { return endedAt }
    return max(clearedAt, end.isConfirmed ? end.seenAt ?? clearedAt : clearedAt)
  }

  /// How sure the end of its fault is, in words; nil while it acts, and where there was none.
  var clearingWords: String? {
    guard life.fault == .cleared || clearedAt != nil, !isFaultActive else { return nil }
    if end.isConfirmed { return "confirmed" }
    return isRecoverySeen ? "not confirmed, but recovery was seen" : "not confirmed"
  }
}
