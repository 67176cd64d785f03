internal import Vocabulary

/// What is thought of what was not seen, run by run, as far as somebody has asked: a function of the inputs that it was made from.
final class UnseenBook: Sendable {
  /// Without an unseen book of their own: what is certain is all that counts here.
  private let inputs: BeliefInputs
  private let leak: Double
  private let states: Deduced<String, UnseenStates?>
  /// What those are made from.
  let certain: CertainFamilies

  init(
    _ inputs: BeliefInputs, leak: Double, known: [String: UnseenStates?] = [:],
    certain: CertainFamilies = CertainFamilies()
  ) {
    var inputs = inputs
    inputs.unseen = nil
    self.inputs = inputs
    self.leak = leak
    states = Deduced(known)
    self.certain = certain
  }

  /// What the unseen of one run did; nil of a run in which all was seen. O(certain evidence of the families of its scene + states of its
  /// sets), once.
  subscript(_ stream: String) -> UnseenStates? {
    states.value(stream) {
      inputs.ledger.scenes[stream].map { scene in
        UnseenStates(
          scene, inputs.silences(of: scene, leak: leak, certain), leak: leak, seed: stableHash("unseen", stream))
      }
    }
  }

  /// What somebody has asked for.
  var known: [String: UnseenStates?] { states.known }
}
