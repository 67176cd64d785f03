import Beliefs
import Vocabulary

/// What one event did to the beliefs, or several of the system's that were recorded in one go.
struct Step: Sendable {
  /// Why beliefs moved.
  enum Reason: String, Sendable, CaseIterable {
    /// What the event says.
    case event
    /// The priors of groups were fitted anew after it, which moves every belief of the group, tested or not.
    case refit
    /// It brought book time to another day, and all evidence aged.
    case ageing
  }

  /// What moved for one reason.
  struct Part: Sendable {
    let reason: Reason
    let moves: BeliefMoves
    /// What a run or incident taught, where that is what moved them: its bits are told, and not those of the beliefs one by one.
    var taught: DeliveredInformation?
  }

  /// One belief: all that moved it, and how it stood before and after.
  struct Moved: Sendable {
    let move: BeliefMove
    let bits: Double
    let before: [BeliefSummary]
    let after: [BeliefSummary]
  }

  /// The events, in order; one but where the system was declared or observed in one go.
  let events: [RecordedEvent]
  /// Which part of the system, which setting or which run they are about, for people.
  let subject: String
  let parts: [Part]
  /// The beliefs that moved most, the most first.
  let most: [Moved]

  /// Beliefs that moved: those that evidence bears on, and those that the event itself speaks of.
  var movedCount: Int { Set(parts.flatMap { counted($0).map(\.id) }).count }
  /// Those that what the event says moved.
  var movedByEvent: Int { Set(parts.filter { $0.reason == .event }.flatMap { counted($0).map(\.id) }).count }
  /// Σ KL(after ‖ before) over the reasons: what a run or incident taught, else their beliefs and the leak.
  var bits: Double { Reason.allCases.reduce(0) { $0 + bits(by: $1) } }
  /// Beliefs without evidence that moved with their group's prior.
  var untested: [BeliefMove] {
    parts.filter { $0.reason == .refit }.flatMap { $0.moves.movedOnes.filter { !$0.isTested } }
  }

  /// The bits of one reason.
  func bits(by reason: Reason) -> Double {
    parts.filter { $0.reason == reason }.reduce(0) { sum, part in
      sum + (part.taught?.bits ?? counted(part).reduce(part.moves.leakBits) { $0 + $1.bits })
    }
  }

  /// A group's prior is one thing learnt, and no more for every untested belief that follows it: those are told apart.
  private func counted(_ part: Part) -> [BeliefMove] {
    part.moves.movedOnes.filter { part.reason != .refit || $0.isTested }
  }
}

extension BeliefMoves {
  /// The beliefs that were there before and after.
  var movedOnes: [BeliefMove] { beliefs.filter { $0.change == .moved } }
}
