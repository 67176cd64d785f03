import Beliefs
import SystemModel
import Vocabulary

/// What one run or incident taught: how it had been foreseen, and what it moved.
struct Lesson: Sendable {
  let stream: String
  let position: Int64
  let target: Target?
  let fault: FaultKind
  /// What its proposal had promised, in bits; nil without a proposal.
  var promisedBits: Double?
  /// What it delivered, by family.
  let delivered: DeliveredInformation
  /// What had been said of every state that was then seen.
  let foreseen: [ForeseenState]

  /// All that it taught, in bits: the one number that is told of a run or incident, of which all others are parts.
  var bits: Double { delivered.bits }
  /// The part of it about calls: to be set against the promise, which is about those.
  var deliveredBits: Double { delivered.propagationBits }
  /// The part about anything else: the target itself, couplings that nobody declared, how a degradation shows, and the leak.
  var discoveredBits: Double { delivered.bits - delivered.propagationBits }

  /// `"bits"` and its parts, `"deliveredBits"` about calls, `"discoveredBits"` about anything else and `"symptomBits"` of those about how a
  /// degradation shows, beside `"promisedBits"?` about calls.
  var bitMembers: [(String, JSON?)] {
    [
      ("bits", .number(bits)), ("deliveredBits", .number(deliveredBits)), ("discoveredBits", .number(discoveredBits)),
      ("symptomBits", .number(delivered.symptomBits)), ("promisedBits", promisedBits.map { .number($0) }),
    ]
  }

  /// `3.27 bits in all: 2.491 about how trouble travels along calls, …`: the total with its parts.
  var bitWords: String {
    let parts = [
      "\(rounded(deliveredBits, 3)) about how trouble travels along calls",
      "\(rounded(delivered.discoveryBits, 3)) about the target itself and what nobody declared",
      "\(rounded(delivered.symptomBits, 3)) about how a degradation shows",
      "\(rounded(delivered.leakBits, 3)) about how often something degrades of itself",
    ]
    let told = delivered.leakBits > 0 ? parts : Array(parts.dropLast())
    return "\(rounded(bits, 3)) bits in all: \(told.dropLast().joined(separator: ", ")), and \(told[told.count - 1])"
  }
}

/// The lessons of a book, in the order in which they were learnt.
///
/// Each is judged by the beliefs as they stood before it: the evidence until then, the group priors fitted until then, at the
/// time of its injection. Cost: for every run one forecast and the inference of the families that it touches.
struct Lessons: Sendable {
  let all: [Lesson]

  /// - Parameters:
  ///   - first: what the first that teach are known to have taught.
  ///   - memory: what is kept of the others.
  init(
    _ state: BookState, history: EvidenceHistory, graph: SystemGraph, first: [Lesson] = [],
    memory: TeachingMemory? = nil
  ) {
    var found = first.map { lesson in
      var lesson = lesson
      lesson.promisedBits = state.promisedBits(lesson.stream)
      return lesson
    }
    while found.count < history.order.count,
      let lesson = memory?.lesson(found.count, history.order[found.count], state)
    {
      found.append(lesson)
    }
    // Each walk begins with all that taught before: there is none where nothing is missing.
    if found.count < history.order.count {
      Lessons.walk(state, history, graph, from: found.count) { run, evidence, before, after in
        let place = found.count
        found.append(
          memory.lesson(place, run, state) { Lesson(run, evidence, before: before, after: after, state) })
        return true
      }
    }
    all = found
  }

  /// What one run or incident taught, with the beliefs right before and right after; nil where it teaches nothing.
  static func one(
    _ stream: String, _ state: BookState, history: EvidenceHistory, graph: SystemGraph
  ) -> (lesson: Lesson, before: BeliefBook, after: BeliefBook)? {
    var found: (lesson: Lesson, before: BeliefBook, after: BeliefBook)?
    guard let place = history.order.firstIndex(where: { $0.stream == stream }) else { return nil }
    walk(state, history, graph, from: place) { run, evidence, before, after in
      found = (Lesson(run, evidence, before: before, after: after, state), before, after)
      return false
    }
    return found
  }

  /// Visits what teaches, in order, with the beliefs before it and after it, until `visit` has seen enough.
  ///
  /// - Parameter first: how many to pass over.
  static func walk(
    _ state: BookState, _ history: EvidenceHistory, _ graph: SystemGraph, from first: Int = 0,
    visit: (ObservedRun, RunEvidence, _ before: BeliefBook, _ after: BeliefBook) -> Bool
  ) {
    var fits = history.fits[...]
    var priors = GroupPriors()
    var ledger = EvidenceLedger()
    var start = Timestamp(microseconds: 0)
    // A fit is made at the position of something that teaches.
    func takeFits(_ position: Int64) {
      while let fit = fits.first, fit.position == position {
        priors = fit
        fits = fits.dropFirst()
      }
    }
    var known = priors
    for run in history.order.prefix(first) {
      if let evidence = history.taught[run.stream] { ledger.record(evidence, stream: run.stream) }
      let now = max(start, run.injected)
      if now.day != start.day || known != priors { (start, known) = (now, priors) }
      takeFits(run.position)
    }
    var book = BeliefBook(
      BeliefInputs(
        ledger: ledger, priors: known, model: state.system, graph: graph, now: start, policy: state.policy))
    for run in history.order.dropFirst(first) {
      guard let evidence = history.taught[run.stream] else { continue }
      let now = max(book.inputs.weighing.now, run.injected)
      // Only what the run touches is inferred again, but for a new day or a new fit; then whatever is asked for is.
      let before =
        now.day == book.inputs.weighing.now.day && priors == book.inputs.priors
        ? book : book.aged(to: now, priors: priors)
      let after = before.recording(evidence, stream: run.stream)
      guard visit(run, evidence, before, after) else { return }
      book = after
      takeFits(run.position)
    }
  }
}

extension TeachingMemory {
  /// What is kept of the lesson of a place; nil where nothing is.
  func lesson(_ place: Int, _ run: ObservedRun, _ state: BookState) -> Lesson? {
    let taught: TaughtLesson? = known(.lesson, place)
    return taught.map { Lesson(run, $0, state) }
  }
}

extension TeachingMemory? {
  /// The lesson of a place as it is kept, or as it is made, and kept from now on.
  func lesson(_ place: Int, _ run: ObservedRun, _ state: BookState, _ make: () -> Lesson) -> Lesson {
    guard let self else { return make() }
    return Lesson(run, self.value(.lesson, place) { TaughtLesson(make()) }, state)
  }
}

extension Lesson {
  fileprivate init(_ run: ObservedRun, _ taught: TaughtLesson, _ state: BookState) {
    self.init(
      stream: run.stream, position: run.position, target: run.target, fault: run.fault,
      promisedBits: state.promisedBits(run.stream), delivered: taught.delivered, foreseen: taught.foreseen)
  }

  /// What a run taught, by the beliefs right before it and right after.
  init(
    _ run: ObservedRun, _ evidence: RunEvidence, before: BeliefBook, after: BeliefBook, _ state: BookState
  ) {
    self.init(
      stream: run.stream, position: run.position, target: run.target, fault: run.fault,
      promisedBits: state.promisedBits(run.stream),
      delivered: before.delivered(by: evidence, stream: run.stream, after: after), foreseen: before.foreseen(run))
  }
}

extension BookState {
  /// What the proposal of a run had promised, in bits.
  fileprivate func promisedBits(_ stream: String) -> Double? {
    StreamFamily.run.id(in: stream).flatMap { runs[$0]?.started?.proposal }.flatMap { proposals[$0]?.proposed.bits }
  }
}
