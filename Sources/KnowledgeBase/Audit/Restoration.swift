import EventLog
import Vocabulary

/// That the book was replaced by a copy of it, as the log says: what an auditor must know besides that all hashes hold.
struct Restoration {
  /// Where the log says so; the copy's events are those before it.
  let position: Int64
  /// Who decided it.
  let actor: String
  /// What was decided.
  let fact: BookRestored

  /// All of a log, in order, as far as it can be read. Cost: the book's own stream.
  static func all(in log: EventLog) -> [Restoration] {
    var found: [Restoration] = []
    // What cannot be read is told of by the log's own verification.
    try? log.read(stream: StreamFamily.book.stream(), types: [.bookRestored]) { event in
      guard case .bookRestored(let fact) = try event.fact() else { return }
      found.append(Restoration(position: event.position, actor: event.actor, fact: fact))
    }
    return found
  }

  /// The sentence for people.
  var note: String {
    let lost = fact.abandoned.map { known in
      let what =
        known.size < position
        ? "another past of \(known.size) events"
        : known.size == position ? "event \(position)" : "events \(position) to \(known.size)"
      return what + (known.origin.map { ", signed as \($0)" } ?? "")
    }
    let loss = lost.isEmpty ? "" : ", and gave up \(lost.joined(separator: "; "))"
    return "At position \(position) the book was restored by \(actor) from \(fact.copy)\(loss). Why: \(fact.why)"
  }

  /// The same for programs.
  var json: JSON {
    .compact(
      ("position", .integer(position)), ("copy", .string(fact.copy)), ("why", .string(fact.why)),
      ("actor", .string(actor)),
      (
        "abandoned",
        .array(
          fact.abandoned.map {
            .compact(
              ("size", .integer(Int64($0.size))), ("root", .string($0.root)),
              ("origin", $0.origin.map { .string($0) } ?? .null))
          })
      ))
  }
}
