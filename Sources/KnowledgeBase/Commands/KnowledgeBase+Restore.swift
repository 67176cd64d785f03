import EventLog
import Foundation
import Transparency
public import Vocabulary

/// What somebody decided about a restoration.
public struct RestoreDecision: Sendable {
  /// Whether events that the copy lacks are given up.
  public var acceptsLoss = false
  /// Whether a copy that follows another book becomes a book of its own.
  public var promotes = false
  /// Why.
  public var why: String?

  /// Nothing is given up.
  public init() {}
}

extension KnowledgeBase {
  /// Puts a copy of a book in the book's place; see `BookRestore`. Refused where the copy lacks events that the book or one
  /// of its anchors is known to have held, unless `decision` gives them up: that is then recorded in the log, as
  /// `book.restored`, with who and why.
  ///
  /// Shape: `{"book", "copy", "position", "restored", "abandoned": [{"size", "root", "origin", "file"}], "recorded",
  /// "replaced": file|null}`. Throws `.book` where the decision is missing.
  public static func restore(
    _ copy: String, to book: String, anchors: [String] = [], wait: Double = 10,
    decision: RestoreDecision = RestoreDecision(), actor: String,
    clock: @escaping @Sendable () -> Timestamp = wallClock,
    progress: ((_ doing: String, _ done: Int64, _ all: Int64) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      let restore = try BookRestore(copy: copy, book: book, anchors: anchors, wait: wait)
      try check(decision, restore, copy, book)
      let isDecided = !restore.abandoned.isEmpty || restore.uncertainty != nil || decision.promotes
      let event = isDecided ? try restored(restore, copy, decision, at: clock()) : nil
      let aside = try restore.run(recording: event.map { ($0, actor, clock()) }, promoting: decision.promotes) {
        progress?($0 == .copying ? "copying pages" : "verifying the copy", $1, $2)
      }
      // The tables follow, unless an anchor elsewhere keeps the book from being written.
      (try? openForWriting(at: book, wait: wait, anchors: anchors, clock: clock))?.close()
      return try answer(restore, copy: copy, book: book, anchors: anchors, isRecorded: event != nil, aside: aside)
    }
  }

  private static func check(_ decision: RestoreDecision, _ restore: BookRestore, _ copy: String, _ book: String) throws
  {
    if let followed = restore.followed, !decision.promotes, !restore.replacesFollower {
      throw FaultbookError(
        .usage,
        "\(copy) follows \(followed.address) and takes no events of its own; give --promote and --why to make it "
          + "the book that goes on, once the other does not")
    }
    if restore.followed != nil, !decision.promotes, !restore.abandoned.isEmpty {
      // Nothing can be recorded in it, and a witness that was taken back could bear witness to another history.
      throw FaultbookError(
        .book,
        "\(copy) lacks events that \(book) took over, and a follower is not taken back; follow the source into a new file"
      )
    }
    if restore.followed == nil, decision.promotes {
      throw FaultbookError(.usage, "\(copy) follows no other book, so that there is nothing to promote; leave it out")
    }
    if let own = restore.origin, let foreign = restore.abandoned.first(where: { ($0.origin ?? own) != own }),
      foreign.file != AnchorFile.beside(book: book).path
    {
      throw FaultbookError(
        .usage,
        "\(foreign.file) is an anchor of \(foreign.origin ?? ""), and \(copy) is a copy of \(own): that is another book's; leave "
          + "it out, or name an anchor of this one")
    }
    guard !decision.acceptsLoss else { return }
    if let worst = restore.abandoned.max(by: { $0.size < $1.size }) {
      let loss =
        worst.size > restore.head.size
        ? "\(worst.file) shows that \(book) held \(worst.size): the last \(worst.size - restore.head.size) would be lost"
        : "\(worst.file) shows that \(book) held \(worst.size), and others than these"
      throw FaultbookError(
        .book,
        "\(copy) holds \(counted(Int(restore.head.size), "event")), but \(loss); restore a newer copy, or give them up with "
          + "--accept-loss and --why, which the log records")
    }
    if let why = restore.uncertainty {
      throw FaultbookError(
        .book,
        "nobody can say how many events \(book) held (\(why)), and it has no anchor; give up what \(copy) may lack "
          + "with --accept-loss and --why, which the log records")
    }
  }

  private static func restored(
    _ restore: BookRestore, _ copy: String, _ decision: RestoreDecision, at now: Timestamp
  ) throws -> NewEvent {
    guard let why = decision.why, !why.isEmpty else {
      throw FaultbookError(.usage, "say with --why why events are given up or a copy is promoted; the log records it")
    }
    let fact = BookRestored(
      copy: (copy as NSString).lastPathComponent, why: why,
      abandoned: restore.abandoned.map {
        BookRestored.Abandoned(size: Int($0.size), root: $0.root.hex, origin: $0.origin)
      }, followed: restore.followed?.address)
    return try ownEvent(.bookRestored(fact), stream: StreamFamily.book.stream(), time: now, id: nil, at: now)
  }

  private static func answer(
    _ restore: BookRestore, copy: String, book: String, anchors: [String], isRecorded: Bool, aside: String?
  ) throws -> Answer {
    let now = try openForReading(at: book, anchors: anchors)
    defer { now.close() }
    let head = try now.log.head
    let columns = [AnswerTable.Column("gives_up", "gives up"), .init("root"), .init("said_by", "said by")]
    let rows: [[AnswerTable.Cell]] = restore.abandoned.map { known in
      let first = restore.head.size + 1
      let what =
        known.size < first
        ? "another past of \(known.size)" : known.size == first ? "\(first)" : "\(first)–\(known.size)"
      return [.text(what), .text(known.root.hex), .text(known.file)]
    }
    let json = JSON.compact(
      ("book", .string(book)), ("copy", .string(copy)), ("position", .integer(head)),
      ("restored", .integer(restore.head.size)),
      (
        "abandoned",
        .array(
          restore.abandoned.map {
            .compact(
              ("size", .integer($0.size)), ("root", .string($0.root.hex)),
              ("origin", $0.origin.map { .string($0) } ?? .null),
              ("file", .string($0.file)))
          })
      ), ("recorded", .bool(isRecorded)), ("replaced", aside.map { .string($0) } ?? .null))
    var notes = [
      "\(book) holds the \(counted(Int(restore.head.size), "event")) of \(copy), \(restore.head.size == 1 ? "" : "each ")hashed again."
    ]
    if isRecorded { notes.append("That and why is recorded at position \(head), as book.restored.") }
    if let aside { notes.append("What stood in its place is \(aside); nothing of it was removed.") }
    if !restore.abandoned.isEmpty {
      notes.append(
        "Whoever holds a checkpoint of what was given up will rightly say that it is gone: tell witnesses and followers, "
          + "who begin anew, and sign with `faultbook audit checkpoint`.")
    }
    if restore.abandoned.contains(where: { $0.file == AnchorFile.beside(book: now.log.path).path }),
      let anchored = try AnchorFile.beside(book: now.log.path).read()
    {
      notes.append(
        "The anchor beside it is now the copy's own checkpoint, of \(counted(Int(anchored.checkpoint.size), "event")).")
    }
    for standing in try now.log.anchorStandings(now.furtherAnchors()) {
      guard standing.problem != nil else { continue }
      notes.append(
        "It is not written to while \(standing.anchor.path) speaks of what was given up: move that away, and "
          + "`faultbook audit checkpoint --anchor \(standing.anchor.path)` writes it anew.")
    }
    return Answer(
      json: json, table: AnswerTable(title: "Restored \(book)", columns: rows.isEmpty ? [] : columns, rows: rows),
      notes: notes)
  }
}
