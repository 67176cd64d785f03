internal import Foundation
internal import GRDB
public import Transparency
public import Vocabulary

/// A signed statement that the tree of a size had a root, as it is kept in the book.
public struct StoredCheckpoint: Sendable, Equatable {
  /// How many events it covers.
  public let size: Int64
  /// The log's name: the note's first line.
  public let origin: String
  /// The root that was signed.
  public let root: TreeHash
  /// The whole note (C2SP tlog-checkpoint), with the log's own signatures.
  public let note: String
  /// When it was put here.
  public let recordedAt: Timestamp

  /// A checkpoint that says so; the caller has read `note`.
  public init(size: Int64, origin: String, root: TreeHash, note: String, recordedAt: Timestamp) {
    self.size = size
    self.origin = origin
    self.root = root
    self.note = note
    self.recordedAt = recordedAt
  }
}

/// What a witness added to a checkpoint.
public struct StoredCosignature: Sendable, Equatable {
  /// The size of the checkpoint.
  public let size: Int64
  /// The name of the witness's key.
  public let signer: String
  /// The signature's line, as it stands below the note (C2SP tlog-cosignature), without its line's end.
  public let line: String
  /// When it was put here.
  public let recordedAt: Timestamp

  /// A cosignature; the caller has checked it.
  public init(size: Int64, signer: String, line: String, recordedAt: Timestamp) {
    self.size = size
    self.signer = signer
    self.line = line
    self.recordedAt = recordedAt
  }
}

/// Checkpoints and cosignatures are kept beside the events, append-only, so that a copy of the book carries them. The log
/// compares their roots with its tree; who signed is for those who have the keys.
extension EventLog {
  /// All checkpoints, the smallest first. Cost: linear in them.
  public func checkpoints() throws -> [StoredCheckpoint] {
    try readDatabase { try StoredCheckpoint.fetch($0, "ORDER BY size") }
  }

  /// The checkpoint of the most events; nil where there is none. Cost: one lookup.
  public func latestCheckpoint() throws -> StoredCheckpoint? {
    try readDatabase { try StoredCheckpoint.fetch($0, "ORDER BY size DESC LIMIT 1").first }
  }

  /// The checkpoint of that many events; nil where there is none. Cost: one lookup.
  public func checkpoint(at size: Int64) throws -> StoredCheckpoint? {
    try readDatabase { try StoredCheckpoint.fetch($0, "WHERE size = ?", size: size).first }
  }

  /// Throws `.rolledBack` where the book's newest checkpoint is of more events than there are, or of others, `.damaged`
  /// where it is not of its note. Signatures are for those who have the keys. Cost: O(log n), a few tiles.
  func checkNewestCheckpoint() throws {
    guard let newest = try latestCheckpoint() else { return }
    let head = try head
    guard newest.size <= head else {
      throw EventLogError(
        .rolledBack,
        "\(path) has \(head) events, but holds a checkpoint of \(newest.size): events are missing at its end; put a whole "
          + "copy in its place with `faultbook restore`, which can also give up what is missing")
    }
    guard newest.size >= 0, newest.isOfItsNote else {
      throw EventLogError(
        .damaged,
        "the checkpoint of \(newest.size) events in \(path) says other than the note that was signed; run "
          + "`faultbook audit verify`, and restore the book from a copy")
    }
    guard try root(at: newest.size) == newest.root else {
      throw EventLogError(
        .rolledBack,
        "\(path) has \(head) events, but the first \(newest.size) of them are not those that its checkpoint is of "
          + "(\(newest.origin)): its past was rewritten; run `faultbook audit verify`, and restore it from a copy")
    }
  }

  /// What witnesses added to the checkpoint of that many events, in the order in which it came. Cost: linear in them.
  public func cosignatures(ofCheckpoint size: Int64) throws -> [StoredCosignature] {
    try readDatabase {
      try StoredCosignature.fetch($0, "WHERE size = ? ORDER BY recorded_at, signer, line", size: size)
    }
  }

  /// Keeps a checkpoint for good; whether it is new. There is one a size: where one of that size and root is there
  /// already, it stays.
  ///
  /// Throws `.invalid` where the log has not as many events, or its tree of that size has another root. Cost: a few
  /// tiles, and one commit.
  @discardableResult
  public func storeCheckpoint(_ checkpoint: StoredCheckpoint) throws -> Bool {
    guard checkpoint.isOfItsNote else {
      throw EventLogError(
        .invalid, "the note does not begin with origin, size and root of the checkpoint of \(checkpoint.size) events")
    }
    let root = try root(at: checkpoint.size)
    guard root == checkpoint.root else {
      throw EventLogError(
        .invalid,
        "the first \(checkpoint.size) events of \(path) have the root \(root), the checkpoint of \(checkpoint.origin) "
          + "says \(checkpoint.root): it is of another log")
    }
    if try self.checkpoint(at: checkpoint.size) != nil { return false }
    return try writeDatabase { database in
      let exists = "SELECT 1 FROM checkpoints WHERE size = ?"
      if try Int.fetchOne(database, sql: exists, arguments: [checkpoint.size]) != nil { return false }
      try HashedTable.checkpoints.insert(
        [
          checkpoint.size.databaseValue, checkpoint.origin.databaseValue, Data(checkpoint.root.bytes).databaseValue,
          checkpoint.note.databaseValue, checkpoint.recordedAt.microseconds.databaseValue,
        ], database)
      return true
    }
  }

  /// Keeps a cosignature for good; whether it is new. Throws `.invalid` where there is no checkpoint of its size. Cost:
  /// one commit.
  @discardableResult
  public func storeCosignature(_ cosignature: StoredCosignature) throws -> Bool {
    guard cosignature.isOfItsLine else {
      throw EventLogError(.invalid, "the line of \(cosignature.signer)'s signature does not begin with — and that name")
    }
    guard try checkpoint(at: cosignature.size) != nil else {
      throw EventLogError(
        .invalid,
        "\(path) has no checkpoint of \(cosignature.size) events to put the signature of \(cosignature.signer) on")
    }
    return try writeDatabase { database in
      let arguments: StatementArguments = [cosignature.size, cosignature.signer, cosignature.line]
      let exists = "SELECT 1 FROM checkpoint_cosignatures WHERE size = ? AND signer = ? AND line = ?"
      if try Int.fetchOne(database, sql: exists, arguments: arguments) != nil { return false }
      try HashedTable.cosignatures.insert(
        [
          cosignature.size.databaseValue, cosignature.signer.databaseValue, cosignature.line.databaseValue,
          cosignature.recordedAt.microseconds.databaseValue,
        ], database)
      return true
    }
  }
}

extension StoredCheckpoint {
  /// Whether the note begins with these: three lines of C2SP tlog-checkpoint.
  var isOfItsNote: Bool { note.hasPrefix("\(origin)\n\(size)\n\(Data(root.bytes).base64EncodedString())\n") }

  /// Some rows of `checkpoints`. A root that is none reads as that of the empty tree, which verifying reports.
  static func fetch(_ database: Database, _ which: String, size: Int64? = nil) throws -> [StoredCheckpoint] {
    let columns = "size, origin, root, note, recorded_at"
    let row = try PreparedStatement(database, "SELECT \(columns) FROM checkpoints \(which)")
    if let size { row.bind(1, size) }
    var checkpoints: [StoredCheckpoint] = []
    while try row.step() {
      checkpoints.append(
        StoredCheckpoint(
          size: row.integer(0), origin: row.string(1), root: TreeHash([UInt8](row.blob(2))) ?? MerkleTree.emptyRoot,
          note: row.string(3), recordedAt: Timestamp(microseconds: row.integer(4))))
    }
    return checkpoints
  }
}

extension StoredCosignature {
  /// Whether the line is a signature of that name, in the form of C2SP signed-note.
  var isOfItsLine: Bool { line.hasPrefix("— \(signer) ") && !line.contains("\n") }

  /// Some rows of `checkpoint_cosignatures`.
  static func fetch(_ database: Database, _ which: String, size: Int64? = nil) throws -> [StoredCosignature] {
    let columns = "size, signer, line, recorded_at"
    let row = try PreparedStatement(database, "SELECT \(columns) FROM checkpoint_cosignatures \(which)")
    if let size { row.bind(1, size) }
    var cosignatures: [StoredCosignature] = []
    while try row.step() {
      cosignatures.append(
        StoredCosignature(
          size: row.integer(0), signer: row.string(1), line: row.string(2),
          recordedAt: Timestamp(microseconds: row.integer(3))))
    }
    return cosignatures
  }
}
