import KnowledgeBase
import Vocabulary

/// What stands around every page: the row of pages, from where in the log one looks, the title.
struct Frame {
  let request: PageRequest
  let place: Place?
  let book: KnowledgeBase

  func html(_ content: PageContent) throws -> String {
    let head = book.headPosition
    let position = request.position.map { min($0, head) }
    let here = place?.parent
    return try Templates.render(
      "frame",
      [
        "types": EventType.allCases.map(\.name).joined(separator: " "), "title": plainLine(content.title),
        "subtitle": plainLine(content.subtitle),
        "hasSubtitle": !content.subtitle.isEmpty,
        "pages": Place.allCases.compactMap { page in
          page.heading.map { ["heading": $0, "link": request.link(page), "isHere": page == here] as [String: Any] }
        },
        "hasMarks": !content.marks.isEmpty,
        "marks": content.marks.map { mark in
          ["name": plainLine(mark.name), "value": plainLine(mark.value), "tone": mark.tone.rawValue]
        },
        "isPast": position != nil && position != head, "position": "\(position ?? head)", "head": "\(head)",
        "nowLink": place.map { now(at: $0) } ?? "/", "environment": request.query["environment"] ?? false as Any,
        "content": content.parts.map(\.html).joined(separator: "\n"), "version": KnowledgeBase.programVersion,
      ])
  }

  /// The same page, seen from the head.
  private func now(at place: Place) -> String {
    var query = request.query
    query["at"] = nil
    let values = query.sorted { $0.key < $1.key }
    guard !values.isEmpty else { return place.path }
    return place.path + "?" + values.map { "\($0.key)=\(PageRequest.encoded($0.value))" }.joined(separator: "&")
  }
}
