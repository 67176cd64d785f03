import KnowledgeBase
import Reports
import Vocabulary

/// What stands around every page: the row of pages, from where in the log one looks, the title.
struct Frame {
  let request: PageRequest
  let place: Place?
  let book: KnowledgeBase

  func html(_ content: PageContent) throws -> String {
    let head = book.position
    let position = request.position.map { min($0, head) }
    let here = place?.parent
    let pages = Place.allCases.compactMap { page -> [String: Any]? in
      page == .audit && !request.mayAudit
        ? nil : page.heading.map { ["heading": $0, "link": request.link(page), "isHere": page == here] }
    }
    let marks = content.marks.map { mark -> [String: Any] in
      ["name": plainLine(mark.name), "value": plainLine(mark.value), "tone": mark.tone.rawValue]
    }
    var values: [String: Any] = ["title": plainLine(content.title), "subtitle": plainLine(content.subtitle)]
    values["hasSubtitle"] = !content.subtitle.isEmpty
    values["pages"] = pages
    values["hasMarks"] = !marks.isEmpty
    values["marks"] = marks
    values["occurred"] = request.occurred?.description ?? false as Any
    values["isPast"] = position != nil && position != head
    values["position"] = "\(position ?? head)"
    values["head"] = "\(head)"
    values["nowLink"] = place.map { now(at: $0) } ?? "/"
    values["environment"] = request.query["environment"] ?? false as Any
    values["viewer"] = request.viewer.map { plainLine($0) } ?? false as Any
    values["content"] = content.parts.map(\.html).joined(separator: "\n")
    values["version"] = KnowledgeBase.programVersion
    return try templates.render("frame", values)
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
