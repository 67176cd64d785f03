import Foundation
import KnowledgeBase
import Vocabulary

extension Pages {
  /// The named queries: their list, or one with its parameters and its rows.
  func ask(_ request: PageRequest) throws -> PageContent {
    let view = try request.view()
    let list = try book.ask(nil).json["queries"]?.arrayValue ?? []
    guard let name = request.query["query"] else {
      var page = PageContent(title: "Ask", subtitle: "Named questions, answered by SQL on the book's own tables.")
      page.parts = [
        try .table(
          AnswerTable(
            title: counted(list.count, "question"),
            columns: [.init("name"), .init("purpose"), .init("askedBy", "asked by")],
            rows: list.map { one in
              [
                .text(one["name"]?.stringValue), .text(one["purpose"]?.stringValue), .text(one["askedBy"]?.stringValue),
              ]
            }), links: ["name": { request.link(.ask, [("query", $0[0].text)]) }]),
        try .text("Your own questions: `faultbook sql \"select …\"` takes any statement that only reads."),
      ]
      return page
    }
    let query = list.first { $0["name"]?.stringValue == name }
    let parameters = (query?["parameters"]?.stringValue ?? "").split(separator: " ").compactMap {
      part -> (String, String)? in
      let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return pieces.count == 2 ? (pieces[0], pieces[1]) : nil
    }
    var page = PageContent(title: name.replacingOccurrences(of: "-", with: " ").capitalizedFirst)
    page.subtitle = query?["purpose"]?.stringValue ?? ""
    var given: [String: String] = [:]
    for (parameter, _) in parameters { given[parameter] = request.query["p.\(parameter)"] }
    page.parts.append(
      try .template(
        "query-form",
        [
          "query": name, "hasParameters": !parameters.isEmpty, "at": request.query["at"] ?? false as Any,
          "parameters": parameters.map { parameter, hint -> [String: Any] in
            let isType = ["integer", "real", "text"].contains(hint)
            return [
              "name": parameter, "hint": isType ? hint : "default \(hint)", "value": given[parameter] ?? "",
            ]
          }, "back": request.link(.ask),
        ]))
    do {
      let answer = try book.ask(name, parameters: given, view: view)
      let values = parameters.compactMap { one in given[one.0].map { ("p.\(one.0)", $0) } }
      page.parts.append(
        try .template(
          "lead",
          [
            "link": Pages.rowsPath + request.link(.ask, [("query", name)] + values).dropFirst(Place.ask.path.count),
            "words": "These rows as CSV",
          ]))
      let table = AnswerTable(
        title: counted(answer.table.rows.count, "row"), columns: answer.table.columns, rows: answer.table.rows)
      page.parts.append(try .table(table, links: linksByName(table, request)))
      page.parts += try answer.notes.map { try .text($0) }
    } catch let error as FaultbookError where error.isAboutTheAddress {
      page.parts.append(try .note(error.message, query == nil ? .bad : .doubt))
    }
    return page
  }

  /// Where the rows of a question are fetched as a file, with the address of its page behind the question mark.
  public static let rowsPath = "/ask.csv"

  /// The rows that the page of a question shows, as comma-separated values, and a name for the file. Throws where the address names no
  /// question, or what it does not take.
  public func rows(_ request: PageRequest) throws -> (name: String, text: String) {
    let name = try request.required("query")
    var given: [String: String] = [:]
    for (parameter, value) in request.query where parameter.hasPrefix("p.") {
      given[String(parameter.dropFirst(2))] = value
    }
    return (name + ".csv", try book.ask(name, parameters: given, view: try request.view()).table.csv)
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
