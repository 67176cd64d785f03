import EventLog
import Foundation
import Transparency
public import Vocabulary

/// How another book is followed.
public struct FollowChoices: Sendable {
  /// When following ends.
  public enum End: Sendable, Equatable {
    /// When all is taken in that the source held at the beginning.
    case once
    /// After so many seconds.
    case after(seconds: Double)
    /// Never: until the process is ended.
    case never
  }

  /// When it ends.
  public var end = End.never
  /// Whether the copy may be made where there is none.
  public var create = false
  /// The verifier key of the source's checkpoints; nil where none is known, or it was named before.
  public var trust: String?
  /// The file of the witness's key; nil where nothing is cosigned.
  public var keyFile: String?
  /// Where each newly cosigned checkpoint is written; nil for nowhere.
  public var cosignedFile: String?
  /// How long to wait for another writer, in seconds.
  public var wait = 10.0

  /// The plain way: for ever, without keys.
  public init() {}
}

extension KnowledgeBase {
  /// How long a follower waits before it asks again whether there is more.
  private static let pause = 0.1

  /// Keeps the book at `path` a verified copy of the one at `source`; see `Follower`. The copy takes no events of its
  /// own, and answers every question as the source does.
  ///
  /// Shape: `{"source", "book", "position", "root", "appended", "compared", "checkpoint": size|null, "cosigned": size|null,
  /// "cosignature": line|null}`. First all events that the copy holds are compared with the source's, `compared` of them;
  /// that is linear in their number, once for each call. Killed at any moment it goes on from there. Throws `.book` where the source is forked, cut
  /// back or unsound, `.usage` and `.input` where keys or books do not go together.
  public static func follow(
    _ source: String, into path: String, _ choices: FollowChoices = FollowChoices(),
    clock: @escaping @Sendable () -> Timestamp = wallClock,
    progress: ((_ doing: String, _ done: Int64, _ all: Int64) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      let trusted = try choices.trust.map { try onlyKey($0) }
      let witness = try choices.keyFile.map { try witnessKey($0, besides: path) }
      if witness != nil, trusted == nil, !FileManager.default.fileExists(atPath: path) { throw untrusting(source) }
      let followed = try FollowedBook(path: source)
      defer { followed.close() }
      guard !followed.isFile(path) else {
        throw FaultbookError(.usage, "\(source) is the book itself; name the copy with --book")
      }
      let book = try openForWriting(at: path, wait: choices.wait, create: choices.create, clock: clock)
      defer { book.close() }
      try book.log.beginFollowing(URL(filePath: source).path, verifierKey: trusted?.text, now: clock())
      let pinned = try book.log.followed?.verifierKey.map { try onlyKey($0) }
      if witness != nil, pinned == nil { throw untrusting(source) }
      let follower = Follower(book: book.log, source: followed, trusting: pinned)
      let deadline = ContinuousClock.now + choices.end.duration
      let compared = try follower.compareHistory { progress?("comparing events", $0, $1) }
      var appended: Int64 = 0
      while true {
        let report = try follower.pull(now: clock()) { progress?("copying events", $0, $1) }
        appended += report.appended
        if report.appended > 0 { try book.takeUpAppended() }
        let cosigned = try witness.flatMap { try follower.cosign(with: $0, now: clock()) }
        if let cosigned, let file = choices.cosignedFile,
          (try? String(contentsOfFile: file, encoding: .utf8)) != cosigned.checkpoint.encoded
        {
          try write(cosigned.checkpoint.encoded, to: file)
        }
        if ContinuousClock.now >= deadline {
          return book.answer(followed: source, report, compared: compared, appended: appended, cosigned)
        }
        Thread.sleep(forTimeInterval: pause)
      }
    }
  }

  private static func untrusting(_ source: String) -> FaultbookError {
    FaultbookError(
      .usage, "a witness must know whose checkpoints it cosigns; name the key of \(source) with --trust")
  }

  private func answer(
    followed source: String, _ report: FollowReport, compared: Int64, appended: Int64, _ cosigned: CosignedCheckpoint?
  ) -> Answer {
    let line = cosigned.map { String($0.signature.line.dropLast()) }
    let cosignedSize = cosigned.map { $0.checkpoint.checkpoint.size }
    let json = JSON.compact(
      ("source", .string(source)), ("book", .string(path)), ("position", .integer(report.position)),
      ("root", .string(report.root)), ("appended", .integer(appended)),
      ("compared", .integer(compared)),
      ("checkpoint", report.checkpoint.map { .integer($0) } ?? .null),
      ("cosigned", cosignedSize.map { .integer($0) } ?? .null), ("cosignature", line.map { .string($0) } ?? .null))
    let columns = [
      AnswerTable.Column("source"), .init("position"), .init("appended", "new"), .init("checkpoint"), .init("cosigned"),
      .init("root", "root of the events"),
    ]
    let row: [AnswerTable.Cell] = [
      .text(source), .integer(Int(report.position)), .integer(Int(appended)),
      .integer(report.checkpoint.map { Int($0) }), .integer(cosignedSize.map { Int($0) }), .text(report.root),
    ]
    var notes = [
      "\(path) holds the first \(counted(Int(report.position), "event")) of \(source); their root is its root. "
        + "New ones (\(appended)) were hashed again; those that were here at the beginning (\(compared)) were compared with "
        + "it one by one."
    ]
    if report.checkpoint == nil { notes.append("\(source) has no signed checkpoint yet: its root is its word alone.") }
    if let cosigned {
      notes.append(
        (cosigned.isNew ? "Cosigned its checkpoint" : "Its checkpoint was cosigned before")
          + "; its owner takes that in with `faultbook audit cosign`, from the file of --cosigned or as --format json says."
      )
    }
    return Answer(
      json: json, table: AnswerTable(title: "Following", columns: columns, rows: [row]), notes: notes + lagNotes)
  }

  /// The one verifier key that was named, or that stands in the file of that name.
  private static func onlyKey(_ name: String) throws -> VerifierKey {
    let keys = try TrustedKeys(named: [name], own: nil).keys
    guard keys.count == 1, keys[0].type == .ed25519 else {
      throw FaultbookError(.usage, "--trust takes the one key that signs the source's checkpoints; \(name) is not that")
    }
    return keys[0]
  }

  private static func witnessKey(_ file: String, besides book: String) throws -> SigningKey {
    let file = KeyFile(path: file)
    try file.refuse(within: book)
    let key = try file.read()
    guard key.verifier.type == .cosignature else {
      throw FaultbookError(
        .usage, "\(file.path) is a log's key; a witness has one of its own: `faultbook audit key new --witness`")
    }
    return key
  }

  /// Writes a text so that whoever reads the file finds the old one or the new one.
  private static func write(_ text: String, to file: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    } catch {
      throw FaultbookError(.environment, "the cosigned checkpoint cannot be written to \(file); give another path")
    }
  }
}

extension FollowChoices.End {
  fileprivate var duration: Duration {
    switch self {
    case .once: .zero
    case .after(let seconds): .seconds(seconds)
    case .never: .seconds(Int64.max / 4)
    }
  }
}
