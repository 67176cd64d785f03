import GRDB
import Queries
import Vocabulary

extension KnowledgeBase {
  /// The rows of a named query; without a name, the queries that there are. Throws for an unknown name, an unknown or
  /// missing parameter, and a value of the wrong type; with `verified`, as ``checkTables()``.
  public func ask(
    _ name: String?, parameters: [String: String] = [:], view: View = View(), verified: Bool = false
  ) throws -> Answer {
    guard let name else { return try listOfQueries() }
    let listed = Query.all.filter { !$0.isInternal }
    guard let query = listed.first(where: { $0.name == name }) else {
      throw unknown("query", name, among: listed.map(\.name))
    }
    for given in parameters.keys.sorted() where !query.parameters.contains(where: { $0.name == given }) {
      let known = query.parameters.map(\.name).joined(separator: ", ")
      throw FaultbookError(
        .usage, "query \(name) takes no parameter \"\(given)\"; it takes \(known.isEmpty ? "none" : known)")
    }
    var values: [String: any DatabaseValueConvertible] = [:]
    for parameter in query.parameters {
      guard let text = parameters[parameter.name] ?? parameter.defaultValue else {
        throw FaultbookError(.usage, "query \(name) needs --param \(parameter.name)=… (\(parameter.type))")
      }
      values[parameter.name] = try value(text, of: parameter, in: name)
    }
    if verified { try checkTables() }
    return try answer(query.sql, values, title: query.purpose, seconds: 30, view: view)
  }

  private func value(_ text: String, of parameter: Query.Parameter, in query: String) throws
    -> any DatabaseValueConvertible
  {
    let problem = FaultbookError(
      .usage, "parameter \(parameter.name) of query \(query) is \(parameter.type), found \"\(text)\"")
    switch parameter.type {
    case "integer":
      guard let value = Int64(text) else { throw problem }
      return value
    case "real":
      guard let value = Double(text), value.isFinite else { throw problem }
      return value
    default: return text
    }
  }

  private func listOfQueries() throws -> Answer {
    let columns = [AnswerTable.Column("name"), .init("purpose"), .init("askedBy", "asked by"), .init("parameters")]
    let rows: [[AnswerTable.Cell]] = Query.all.filter { !$0.isInternal }.sorted { $0.name < $1.name }.map { query in
      let parameters = query.parameters.map { "\($0.name)=\($0.defaultValue ?? $0.type)" }.joined(separator: " ")
      return [.text(query.name), .text(query.purpose), .text(query.askedBy), .text(parameters)]
    }
    return .listing(
      "queries", AnswerTable(title: "Named queries", columns: columns, rows: rows), position: try head(),
      notes: ["Ask one: `faultbook ask NAME --param key=value`."])
  }

  /// The rows of somebody's own SQL, read-only, within a time limit in seconds; with `verified`, throws as
  /// ``checkTables()``.
  public func sql(
    _ text: String, view: View = View(), timeLimit: Double = 10, verified: Bool = false
  ) throws -> Answer {
    if verified { try checkTables() }
    return try answer(text, [:], title: "Rows", seconds: timeLimit, view: view)
  }

  /// Throws with code `.book` where a table or a snapshot does not say what the events say. The events' own hashes are not
  /// looked at: `verify` does. Cost: one fold of the log from the first event, and all rows twice.
  func checkTables() throws {
    guard let wrong = TableCheck(log, hasSoundEvents: true).problems.first else { return }
    throw FaultbookError(.book, "nothing was answered: \(wrong.problem); see `faultbook audit verify`")
  }

  private func answer(
    _ sql: String, _ values: [String: any DatabaseValueConvertible], title: String, seconds: Double, view: View
  ) throws -> Answer {
    let limit = 100_000
    let (room, position) = try sqlRoom(view)
    let found = try room.rows(sql, parameters: values, seconds: seconds, limit: limit)
    let table = AnswerTable(
      title: title, columns: found.columns.map { AnswerTable.Column($0) }, rows: found.rows.map { $0.map(cell) })
    return .listing(
      "rows", table, position: position, rowLimit: found.isCut ? limit : nil,
      notes: (found.isCut ? ["Only the first \(limit) rows are shown; narrow the question."] : [])
        + (found.rows.contains { $0.contains { String.fromDatabaseValue($0).map(SealedText.isMentioned) ?? false } }
          ? [
            "What reads \(SealedText.prefix)… is sealed with somebody's key; `faultbook log POSITION --reveal` opens it."
          ]
          : []))
  }

  private func cell(_ value: DatabaseValue) -> AnswerTable.Cell {
    switch value.storage {
    case .null: .none
    case .int64(let number): .integer(Int(number))
    case .double(let number): .number(number, decimals: 4)
    case .string(let text): .text(text)
    case .blob(let data):
      .text("x'" + data.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined() + "'")
    }
  }
}
