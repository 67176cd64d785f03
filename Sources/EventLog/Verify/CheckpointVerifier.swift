internal import GRDB
internal import Transparency
internal import Vocabulary

/// Compares the roots that checkpoints say with those of the events, as far as these were hashed anew. Signatures are
/// for those who have the keys.
struct CheckpointVerifier {
  private let checkpoints: [StoredCheckpoint]
  private let unsized: [StoredCheckpoint]
  private let cosignatures: [StoredCosignature]
  private var next = 0
  /// The roots of the events, for as many checkpoints as were reached.
  private var roots: [TreeHash] = []

  /// None.
  init() { (checkpoints, unsized, cosignatures) = ([], [], []) }

  /// Reads the checkpoints of one snapshot. Memory: theirs.
  init(_ database: Database) throws {
    let all = try StoredCheckpoint.fetch(database, "ORDER BY size")
    // Of a size below nothing there is no root to compare: such a one does not say what its note says.
    unsized = all.filter { $0.size < 0 }
    checkpoints = all.filter { $0.size >= 0 }
    cosignatures = try StoredCosignature.fetch(database, "ORDER BY size, recorded_at, signer, line")
  }

  /// The size of the next checkpoint whose root is asked for; nil where there is none.
  var nextSize: Int64? { next < checkpoints.count ? checkpoints[next].size : nil }

  /// Tells the root of the events at `nextSize`.
  mutating func reached(_ root: TreeHash) {
    roots.append(root)
    next += 1
  }

  /// The sizes of those, as far as they were reached, that say the root of the events, and whose note says it too.
  var soundSizes: [Int64] {
    zip(checkpoints, roots).filter { $0.root == $1 && $0.isOfItsNote }.map(\.0.size)
  }

  /// Tells what is wrong in a log whose last event is at `last`.
  func check(last: Int64, _ problems: inout ProblemList) {
    let compared = Array(zip(checkpoints, roots))
    let sound = compared.last { $0.root == $1 }?.0.size ?? 0
    var isTold = false
    for (checkpoint, root) in compared where checkpoint.root != root {
      let what =
        "the checkpoint of \(checkpoint.size) events says the root \(checkpoint.root), that of the events is \(root)"
      if checkpoint.size < sound {
        problems.add(0, "\(what); a later checkpoint goes with the events: it is the checkpoint that was changed")
      } else if isExplained(checkpoint, from: sound, problems) {
        problems.add(0, "\(what), as an event was changed")
      } else if !isTold {
        problems.add(sound + 1, "it or an event after it was changed: \(what)")
        isTold = true
      }
    }
    if let checkpoint = checkpoints.last, checkpoint.size > last {
      problems.add(last + 1, "is missing: there is a checkpoint of \(checkpoint.size) events")
    }
    for checkpoint in unsized { problems.add(0, "there is a checkpoint of \(checkpoint.size) events") }
    for checkpoint in checkpoints where !checkpoint.isOfItsNote {
      problems.add(0, "the checkpoint of \(checkpoint.size) events says other than the note that was signed")
    }
    let sizes = Set(checkpoints.map(\.size))
    for cosignature in cosignatures where !sizes.contains(cosignature.size) || !cosignature.isOfItsLine {
      problems.add(
        0,
        "the signature of \(cosignature.signer) to the checkpoint of \(cosignature.size) events belongs to none or another"
      )
    }
  }

  /// Whether something is known to be wrong with the events of a checkpoint behind those of the last that holds: then its
  /// root is another for that, and says nothing of its own about where.
  private func isExplained(_ checkpoint: StoredCheckpoint, from sound: Int64, _ problems: ProblemList) -> Bool {
    sound < checkpoint.size && problems.hasProblem(in: (sound + 1)...checkpoint.size)
  }
}
