import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// The system as it was known at a position, and how beliefs moved up to there.
  func history(_ request: PageRequest) throws -> PageContent {
    let head = book.position
    let view = try request.view()
    let to = request.position ?? head
    var page = PageContent(title: to == head ? "History, up to now" : "As it was known at event \(to)")
    guard head > 0 else {
      page.parts = [
        try .empty("No history yet", "Every event that is recorded stays, in its order.", ["faultbook demo"])
      ]
      return page
    }
    if let time = request.occurred { return try history(upTo: time, page, request) }
    let stops = try milestones(head)
    let from =
      try request.query["from"].flatMap { Int64($0) }.map { min(max($0, 0), to) } ?? previous(to, stops)
    page.subtitle = "The slider goes over \(head) positions; every page can be seen from any of them."
    page.parts.append(
      try .template(
        "slider",
        [
          "head": "\(head)", "at": "\(to)", "from": "\(from)",
          "environment": request.query["environment"] ?? false as Any,
          "stops": stops.map { ["position": "\($0)"] },
          "earlier": stops.last { $0 < to }.map { request.link(.history, at: $0) } ?? false as Any,
          "later": stops.first { $0 > to }.map { request.link(.history, at: $0) } ?? false as Any,
          "system": request.link(.system, at: to), "overview": request.link(.overview, at: to),
        ]))
    var asked = view
    asked.asOf = .position(to)
    page.parts.append(try .heading("Scores as of event \(to)", id: "scores"))
    page.parts.append(try .template("scores", ScoreBars(try book.scores(view: asked).json, request: request).values))
    page.parts.append(
      try .heading(
        from + 1 == to ? "What was learned with event \(to)" : "What was learned from event \(from + 1) to \(to)",
        id: "learned"))
    guard from < to else {
      page.parts.append(try .text("Nothing lies between."))
      return page
    }
    let between = try book.replayBetween(from: .position(from), to: .position(to), view: view, top: 40)
    page.parts.append(try .table(between.table, links: linksByName(between.table, request)))
    page.parts += try between.further.map { try folded($0, request) }
    page.parts += try between.notes.map { try .text($0) }
    return page
  }

  /// What had happened by an instant, whenever it was recorded, beside a week before.
  private func history(upTo time: Timestamp, _ page: PageContent, _ request: PageRequest) throws -> PageContent {
    let (view, before) = (try request.view(), time.advanced(bySeconds: -7 * 86_400))
    var page = page
    page.title = "As it had happened by \(Written.time(time.description) ?? time.description)"
    page.subtitle =
      "By when things happened, not by when they were recorded; the slider of the other history goes over positions."
    page.parts = [
      try .template("lead", ["link": Place.history.path, "words": "The history by positions"]),
      try .heading("Scores as of then", id: "scores"),
      try .template("scores", ScoreBars(try book.scores(view: view).json, request: request).values),
      try .heading("What happened in the week before, and taught", id: "learned"),
    ]
    let between = try book.replayBetween(from: .occurred(before), to: .occurred(time), view: view, top: 40)
    page.parts.append(try .table(between.table, links: linksByName(between.table, request)))
    page.parts += try between.further.map { try folded($0, request) }
    page.parts += try between.notes.map { try .text($0) }
    return page
  }

  /// Where runs were judged: the places where something was learned.
  private func milestones(_ head: Int64) throws -> [Int64] {
    let runs = try book.runs().json["runs"]?.arrayValue ?? []
    var stops = Set<Int64>([head])
    for run in runs { if let position = run["verdictPosition"]?.integerValue { stops.insert(position) } }
    if stops.count == 1 { for part in 1...10 { stops.insert(max(1, head * Int64(part) / 10)) } }
    return stops.sorted()
  }

  /// From where on what was learned is told, where nobody says: a week before where something was judged since, else right before the
  /// last verdict; the step before of some where nothing was judged.
  private func previous(_ position: Int64, _ stops: [Int64]) throws -> Int64 {
    let runs = try book.runs(view: View(asOf: .position(position))).json["runs"]?.arrayValue ?? []
    let judged = runs.compactMap { $0["verdictPosition"]?.integerValue }
    guard let last = judged.max() else { return stops.last { $0 < position } ?? 0 }
    let week = try book.positionBefore(days: 7, endingAt: position)
    return week > 0 && judged.contains { $0 > week } ? week : last - 1
  }
}
