import EventLog
import Foundation
import GRDB

/// Holds the stored snapshots to the events: each must be the state that a fold from the first event leaves at its position.
struct SnapshotCheck {
  private enum Standing {
    case sound(digest: Data)
    case otherVersion
    case damaged
    case unreadable(String)
  }

  private let findings: [(position: Int64, standing: Standing)]
  /// Why they could not be looked at; nil where they could.
  let failure: String?

  /// Looks at every snapshot of a book. What cannot be read is told of. Cost: reading and unpacking them, one after the
  /// other.
  init(_ log: EventLog) {
    do {
      let entries = try log.readDatabase { try SnapshotTable.entries($0) }
      findings = entries.map { ($0.position, SnapshotCheck.standing(log, at: $0.position)) }
      failure = nil
    } catch {
      findings = []
      failure = SnapshotCheck.reason(error)
    }
  }

  private static func standing(_ log: EventLog, at position: Int64) -> Standing {
    do {
      switch try log.readDatabase({ try SnapshotTable.look($0, at: position) }) {
      case .sound(let state): return .sound(digest: Snapshot(state).digest)
      case .otherVersion: return .otherVersion
      case .damaged: return .damaged
      }
    } catch {
      return .unreadable(reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as? EventLogError).map { $0.cause ?? $0.message } ?? "\(error)"
  }

  /// How many there are.
  var count: Int { findings.count }
  /// The position of the last that can be used; nil where there is none.
  var lastUsable: Int64? { sound.last?.position }
  /// The positions of the sound ones, ascending: where a fold has to stop for ``problem(_:)``.
  var stops: [Int64] { sound.map(\.position) }
  /// How many another version of the program made: they are passed over, and no harm.
  var otherVersions: Int { findings.count { if case .otherVersion = $0.standing { true } else { false } } }
  /// How many cannot be used for what is in them.
  var damagedCount: Int { damages.count }

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

  /// What is wrong with those whose bytes or place in the log do not fit, or that cannot be read.
  var damages: [(position: Int64, problem: String)] {
    findings.compactMap { position, standing in
      switch standing {
      case .sound, .otherVersion: nil
      case .damaged: (position, "the snapshot at position \(position) is damaged and passed over; \(remedy)")
      case .unreadable(let why):
        (position, "the snapshot at position \(position) cannot be read and is passed over (\(why)); \(remedy)")
      }
    }
  }

  private var remedy: String { "`faultbook rebuild` makes it again" }

  /// For `doctor`.
  var summary: String {
    if let failure { return "cannot be read: \(failure)" }
    guard count > 0 else { return "none yet" }
    var words = ["\(count)"]
    if let lastUsable { words.append("the last at position \(lastUsable)") }
    if otherVersions > 0 { words.append("\(otherVersions) of another version are passed over") }
    if damagedCount > 0 { words.append("\(damagedCount) damaged: `faultbook rebuild` makes them again") }
    return words.joined(separator: ", ")
  }

  /// Whether none is damaged.
  var isWell: Bool { failure == nil && damagedCount == 0 }
}
