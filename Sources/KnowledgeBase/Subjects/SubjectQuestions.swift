import EventLog
import Vocabulary

extension KnowledgeBase {
  /// The keys of people's data: whose they are where they are here, how much is sealed with each, and which are erased.
  /// Shape: `{"position", "subjects": [{"key", "subject", "state", "events", …}]}`. Cost: one pass over the log.
  public func subjects() throws -> Answer {
    try translating {
      let keys = keyRing
      let state = headState()
      let entries = Dictionary(uniqueKeysWithValues: try keys.entries().map { ($0.id, $0) })
      let extents = Dictionary(uniqueKeysWithValues: try log.sealedExtents().map { ($0.key, $0) })
      let ids = Set(entries.keys).union(extents.keys).union(state.erasures.keys).sorted()
      let columns = [
        AnswerTable.Column("key"), .init("subject"), .init("state"), .init("events"), .init("first"), .init("last"),
        .init("since"), .init("why"),
      ]
      let rows: [[AnswerTable.Cell]] = ids.map { id in
        let erasure = state.erasures[id]
        let entry = erasure == nil ? entries[id] : nil
        let word = erasure != nil ? "erased" : entry != nil ? "held" : "not here"
        return [
          .integer(Int(id)), .text(entry?.subject), .text(word), .integer(extents[id]?.events ?? 0),
          .integer(extents[id].map { Int($0.first) }), .integer(extents[id].map { Int($0.last) }),
          .text((erasure?.at ?? entry?.made)?.description), .text(erasure?.why),
        ]
      }
      let missing = ids.contains { state.erasures[$0] == nil && entries[$0] == nil }
      return .listing(
        "subjects", AnswerTable(title: "Subjects", columns: columns, rows: rows), position: state.position,
        notes: (rows.isEmpty ? ["Nothing is sealed in this book."] : ["The keys are in \(keys.folder)."])
          + (missing ? ["A key that is not here may be beside another copy of the book."] : []))
    }
  }

  /// Everything that is sealed of one person, opened: what is told to them who ask for it. Throws for a person without a
  /// key here. Shape: `{"position", "subject", "key", "members": [{"position", "stream", "type", "member", "value"}]}`.
  public func subject(_ name: String) throws -> Answer {
    try translating {
      let keys = keyRing
      guard let entry = try keys.entry(of: name), headState().erasures[entry.id] == nil else {
        throw FaultbookError(
          .usage, "there is no key of \"\(name)\" in \(keys.folder); see `faultbook subject list` for those there are")
      }
      let columns = [
        AnswerTable.Column("position"), .init("time"), .init("stream"), .init("type"), .init("member"), .init("value"),
      ]
      var rows: [[AnswerTable.Cell]] = []
      try log.readSealed(key: entry.id) { event in
        let data = try JSON.parse(opened(event, with: keys).payload)
        for member in try event.sealedMembers() {
          let value = member.path.reduce(data as JSON?) { $0?[$1] }
          rows.append([
            .integer(Int(event.position)), .text(event.occurredAt.description), .text(event.stream),
            .text(event.type.shortName), .text(member.label), .text(value?.stringValue ?? value?.text),
          ])
        }
      }
      let table = AnswerTable(title: "Sealed of \(name)", columns: columns, rows: rows)
      return Answer(
        json: .compact(
          ("position", .integer(headState().position)), ("subject", .string(name)), ("key", .integer(entry.id)),
          ("members", table.jsonRows)),
        table: table,
        notes: ["\(rows.count) member\(rows.count == 1 ? " is" : "s are") sealed with the key \(entry.id)."])
    }
  }
}
