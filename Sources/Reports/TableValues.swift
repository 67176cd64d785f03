package import KnowledgeBase

/// A table of an answer as the template takes it.
package struct TableValues {
  /// By column: where a row's cell leads, if anywhere.
  package typealias Links = [String: (_ row: [AnswerTable.Cell]) -> String?]
  /// By column whose cells hold several names, with spaces between: where each of them leads.
  package typealias Lists = [String: (_ name: String) -> String]

  /// Words up to so many letters stand on one line of a page that can be scrolled sideways; longer ones want room.
  private static let shortest = 36
  private static let longestName = 64
  private static let wide = 40
  private static let long = 90

  private let table: AnswerTable
  private let links: Links
  private let lists: Lists
  private let isPage: Bool

  /// - Parameter isPage: whether it stands on a page, where names do not wrap and instants are told to the second; a report keeps
  ///   instants as they are and wraps, for paper.
  init(_ table: AnswerTable, links: Links = [:], lists: Lists = [:], isPage: Bool) {
    self.table = table
    self.links = links
    self.lists = lists
    self.isPage = isPage
  }

  var values: [String: Any] {
    let isNumeric = table.columns.indices.map { table.isNumeric($0) }
    let longest = table.columns.indices.map { column in table.rows.map { $0[column].text.utf8.count }.max() ?? 0 }
    let leads = table.columns.map { links[$0.name] }
    return [
      "caption": plainLine(table.title),
      "columns": zip(table.columns, isNumeric).map { column, isNumber -> [String: Any] in
        ["heading": plainLine(column.heading), "isNumber": isNumber]
      },
      "rows": table.rows.map { row -> [String: Any] in
        [
          "cells": row.enumerated().map { column, cell -> [String: Any] in
            let text = isPage ? Written.time(cell.text) ?? cell.text : cell.text
            let isName = leads[column] != nil && cell.text.utf8.count <= TableValues.longestName
            let style =
              isName && cell != .none && !isNumeric[column]
              ? "short" : style(cell, isNumber: isNumeric[column], longest: longest[column])
            // Every cell says whether it has a style: a template looks for what it lacks in what stands around it.
            return [
              "text": text, "names": names(cell, table.columns[column].name),
              "style": style.isEmpty ? false as Any : style,
              "link": (cell == .none ? nil : leads[column]?(row)) ?? false as Any,
              "isFirst": column == 0 && !isNumeric[0],
            ]
          }
        ]
      },
    ]
  }

  /// The names in a cell that lists some; nothing for other cells.
  private func names(_ cell: AnswerTable.Cell, _ column: String) -> [[String: Any]] {
    guard cell != .none, let lead = lists[column] else { return [] }
    return cell.text.split(separator: " ").map { ["name": String($0), "to": lead(String($0))] }
  }

  private func style(_ cell: AnswerTable.Cell, isNumber: Bool, longest: Int) -> String {
    if cell == .none { return isNumber ? "number none" : "none" }
    if isNumber { return "number" }
    // The day above the time: three columns of instants leave room for the rest.
    if isPage, Written.time(cell.text) != nil { return "instant" }
    if isPage, cell.text.utf8.count <= TableValues.shortest, longest <= TableValues.wide { return "short" }
    return longest > TableValues.long ? "long" : longest > TableValues.wide ? "wide" : ""
  }
}
