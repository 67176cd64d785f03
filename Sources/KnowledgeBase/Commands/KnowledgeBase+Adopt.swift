import EventLog
import SystemModel
public import Vocabulary

extension KnowledgeBase {
  /// Takes shipped failure modes into the book, so that they weigh in its scores and proposals: those of some ids, else all that
  /// strike a component. What the book catalogues already stays as it is. All or nothing; throws for an unknown id.
  ///
  /// Shape: `{"position", "adopted": [id], "known": [id]}`, and `"dryRun"` where nothing is to be written.
  public func adoptFailureModes(
    _ ids: [String], time: Timestamp? = nil, actor: String, dryRun: Bool = false
  ) throws -> Answer {
    try translating {
      let (new, known) = try chosenModes(ids, of: headState().system)
      let now = wallTime()
      let events = try new.map { mode in
        try KnowledgeBase.ownEvent(
          .failureModeCatalogued(mode), stream: StreamFamily.system.stream(), time: time, id: nil, at: now)
      }
      if !events.isEmpty, !dryRun { _ = try write([request(events, actor: actor)]) }
      return KnowledgeBase.answer(
        adopted: new, known: known, position: headState().position, dryRun: dryRun, more: lagNotes)
    }
  }

  /// What adopting some shipped modes would record, where there is no book to ask. Throws for an unknown id.
  public static func dryRunAdopt(_ ids: [String]) throws -> Answer {
    let new = try ids.map { id in
      guard let mode = shippedMode(id) else {
        throw FaultbookError(.usage, "there is no shipped failure mode \"\(id)\"; ids look like TF-001")
      }
      return mode
    }
    return answer(adopted: new, known: [], position: nil, dryRun: true, more: [])
  }

  /// The modes of some ids, else those that strike a component: those that the book does not catalogue yet, and the ids of those
  /// that it does.
  private func chosenModes(
    _ ids: [String], of system: SystemModel
  ) throws -> (new: [FailureModeCatalogued], known: [String]) {
    let catalogue = ModeCatalogue(system)
    let components = system.components.filter { !$0.retired }
    let chosen =
      try ids.isEmpty
      ? catalogue.entries.filter { entry in components.contains(where: entry.mode.strikes) }
      : ids.map { id in
        guard let entry = catalogue.entry(id) else {
          throw unknown("failure mode", id, among: catalogue.entries.map(\.mode.id))
        }
        return entry
      }
    var seen: Set<String> = []
    let once = chosen.filter { seen.insert($0.mode.id).inserted }
    return (once.filter { !$0.isCatalogued }.map(\.mode), once.filter(\.isCatalogued).map(\.mode.id))
  }

  private static func answer(
    adopted new: [FailureModeCatalogued], known: [String], position: Int64?, dryRun: Bool, more: [String]
  ) -> Answer {
    let json = JSON.compact(
      ("position", position.map { .integer($0) }), ("dryRun", dryRun ? true : nil),
      ("adopted", .array(new.map { .string($0.id) })), ("known", .array(known.map { .string($0) })))
    let rows: [[AnswerTable.Cell]] = new.map { mode in
      [
        .text(mode.id), .text(mode.name), .text(mode.likelihood.rawValue), .text(mode.impact.rawValue),
        .text(mode.fault.name),
      ]
    }
    let columns = [
      AnswerTable.Column("id"), .init("name", "failure mode"), .init("likelihood"), .init("impact"), .init("fault"),
    ]
    var notes =
      dryRun
      ? ["\(new.count) failure modes would be taken into the book; nothing was written."]
      : ["\(new.count) failure modes were taken into the book; from here on they weigh in scores and proposals."]
    if !known.isEmpty { notes.append("Catalogued already, and left as they are: \(known.joined(separator: ", ")).") }
    if new.isEmpty, known.isEmpty {
      notes = ["No shipped failure mode strikes a component of this book; nothing was recorded."]
    }
    return Answer(
      json: json, table: AnswerTable(title: dryRun ? "Would be adopted" : "Adopted", columns: columns, rows: rows),
      notes: notes + more)
  }
}
