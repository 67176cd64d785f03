public import KnowledgeBase

/// Parts of a report for pages that have a frame of their own.
extension ReportPage {
  /// Some blocks as HTML, all text escaped. Cost: linear in the blocks.
  public static func html(_ blocks: [Report.Block]) throws -> String {
    try blocks.map { try templates.render("block", BlockValues.values($0)) }.joined()
  }

  /// A table on a page, whose cells lead on. Cost: linear in its cells.
  package static func html(
    _ table: AnswerTable, links: TableValues.Links, lists: TableValues.Lists = [:]
  ) throws -> String {
    try templates.render("table", TableValues(table, links: links, lists: lists, isPage: true).values)
  }

  /// The style that reports and their drawings are written for: CSS, light and dark, with its colours as custom properties.
  public static func style() throws -> String { try templates.render("style") }
}
