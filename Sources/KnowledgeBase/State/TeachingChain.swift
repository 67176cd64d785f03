import Beliefs
import Crypto
import Foundation
import SystemModel
import Vocabulary

/// For everything that teaches, in its order, a hash of all that follows from it and from what taught before it: the version of the program,
/// the system, the policy, and each run and incident up to there. Whatever was worked out under the same hash is the same.
struct TeachingChain: Sendable {
  /// The version of what is worked out: to be raised with every change of what beliefs, lessons or scores come out as, and of how they
  /// are packed. A test holds it to the digest of a fixed book.
  static let format = 1

  /// By place among what teaches.
  let keys: [Data]

  /// - Parameter world: the hash of the system and the policy, ``world(_:)``.
  init(world: Data, _ runs: [ObservedRun]) {
    var last = world
    keys = runs.map { run in
      var packer = Packer()
      run.pack(into: &packer)
      var hasher = SHA256()
      hasher.update(data: last)
      hasher.update(data: packer.bytes)
      last = Data(hasher.finalize())
      return last
    }
  }

  /// The hash of the program, and of a state's system and policy. Cost: packing the system.
  static func world(_ state: BookState) -> Data {
    var packer = Packer()
    packer.put("kept", KnowledgeBase.programVersion, format)
    packer.put(state.system)
    for (key, value) in state.policy.settings { packer.put(key, value.text) }
    return Data(SHA256.hash(data: packer.bytes))
  }
}

extension ObservedRun {
  /// All of it, for a hash.
  fileprivate func pack(into packer: inout Packer) {
    packer.put(stream, position, target, fault, dose, environment, grade, injected)
    packer.put(tookEffect, observations, attribution, samplingStep)
  }
}
