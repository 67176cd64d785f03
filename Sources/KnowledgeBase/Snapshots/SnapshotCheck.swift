import EventLog
import Foundation
import GRDB

/// Holds the stored snapshots to the events: each must be the state that a fold from the first event leaves at its position.
struct SnapshotCheck {
  private enum Standing {
    case sound(digest: Data)
    case otherVersion
    case damaged
  }

  private let findings: [(position: Int64, standing: Standing)]

  /// Looks at every snapshot of a book. Cost: reading and unpacking them, one after the other.
  init(_ log: EventLog) throws {
    findings = try log.readDatabase { db in
      try SnapshotTable.entries(db).map { entry in
        switch try SnapshotTable.look(db, at: entry.position) {
        case .sound(let state): (entry.position, .sound(digest: Snapshot(state).digest))
        case .otherVersion: (entry.position, .otherVersion)
        case .damaged: (entry.position, .damaged)
        }
      }
    }
  }

  /// How many there are.
  var count: Int { findings.count }
  /// The position of the last that can be used; nil where there is none.
  var lastUsable: Int64? { sound.last?.position }
  /// The positions of the sound ones, ascending: where a fold has to stop for ``problem(_:)``.
  var stops: [Int64] { sound.map(\.position) }
  /// How many another version of the program made: they are passed over, and no harm.
  var otherVersions: Int { findings.count { if case .otherVersion = $0.standing { true } else { false } } }
  /// The positions of those whose bytes or place in the log do not fit.
  var damaged: [Int64] {
    findings.compactMap { finding in if case .damaged = finding.standing { finding.position } else { nil } }
  }

  private var sound: [(position: Int64, digest: Data)] {
    findings.compactMap { finding in
      if case .sound(let digest) = finding.standing { (finding.position, digest) } else { nil }
    }
  }

  /// What is wrong with the snapshot at the position of a state that was folded from the first event; nil where nothing is.
  func problem(_ folded: BookState) -> String? {
    guard let stored = sound.first(where: { $0.position == folded.position }) else { return nil }
    return stored.digest == Snapshot(folded).digest
      ? nil : "the snapshot at position \(folded.position) does not say what the events up to there say; \(remedy)"
  }

  /// What is wrong with each damaged one.
  var damages: [(position: Int64, problem: String)] {
    damaged.map { ($0, "the snapshot at position \($0) is damaged and passed over; \(remedy)") }
  }

  private var remedy: String { "`faultbook rebuild` makes it again" }

  /// For `doctor`.
  var summary: String {
    guard count > 0 else { return "none yet" }
    var words = ["\(count)"]
    if let lastUsable { words.append("the last at position \(lastUsable)") }
    if otherVersions > 0 { words.append("\(otherVersions) of another version are passed over") }
    if !damaged.isEmpty { words.append("\(damaged.count) damaged: `faultbook rebuild` makes them again") }
    return words.joined(separator: ", ")
  }
}
