import Foundation
import KnowledgeBase
import Vocabulary

extension Pages {
  /// The dependency graph with its beliefs, as a picture and as a table; of a large system the neighbourhood of one component.
  func system(_ request: PageRequest) throws -> PageContent {
    let view = try request.view()
    let system = SystemFigures(try book.system(view: view).json)
    var page = PageContent(title: "The system")
    guard !system.components.isEmpty else {
      page.parts = [
        try .empty(
          "No component yet",
          "Components and calls come from OpenTelemetry's exporters, which send their spans to \(request.tracesAddress), from files of traces, or by hand. \(waiting(request))",
          ways: beginnings(request).filter { !$0.link.hasPrefix(Place.system.path) },
          ["faultbook import traces.jsonl", "faultbook declare dependency checkout payments"])
      ]
      page.parts += try journeyForm(request, system, isFirst: true)
      return page
    }
    // Of a large system the beliefs are hundreds of thousands: those of what is drawn will do.
    let tested = try book.testedCalls(view: view)
    let count = system.dependencies.count { tested.contains(Dependency(caller: $0.caller, callee: $0.callee)) }
    let size = [
      counted(system.components.count, "component"), counted(system.dependencies.count, "dependency", "dependencies"),
      counted(system.journeys.count, "journey"),
    ]
    page.subtitle =
      "\(size.joined(separator: ", ")); \(counted(count, "dependency", "dependencies")) with evidence of runs."
    // What was typed and not taken is shown first.
    if request.refused != nil { page.parts += try journeyForm(request, system, isFirst: true) }
    page.parts.append(
      try .template(
        "search",
        [
          "action": Place.system.path, "around": request.query["around"] ?? "",
          "at": request.query["at"] ?? false as Any,
          "hops": [1, 2, 3].map {
            ["n": "\($0)", "isChosen": "\($0)" == (request.query["hops"] ?? "1")] as [String: Any]
          },
          "names": system.components.count <= 300 ? system.components.map { ["name": $0] } : [],
        ]))
    let part: SystemFigures
    if let around = request.query["around"] {
      let found = try neighbours(around, in: system, request, &page)
      guard let found else { return page }
      part = found
    } else if system.components.count > GraphLayout.mostNodes {
      let heart = system.heart(GraphLayout.mostNodes / 2)
      part = system.limited(to: heart)
      page.parts.append(
        try .note(
          "The graph shows the \(part.components.count) components with most calls of \(system.components.count); search for a component to see what is around it.",
          .plain))
    } else {
      part = system
    }
    let edges = try edges(of: part, view)
    page.parts.append(try graph(part, edges, request))
    let shown = part.dependencies
    page.parts.append(
      try .table(edges.table(shown, limit: 500), links: ["dependency": { [edges] row in edges.link(row, request) }]))
    page.parts += try journeyForm(request, system)
    return page
  }

  /// What is known of spans that came and are no part of the log yet.
  private func waiting(_ request: PageRequest) -> String {
    guard let waiting = request.waiting else { return "No span came yet." }
    let time = waiting.closes.description.split(separator: "T").last?.prefix(8) ?? ""
    return
      "\(waiting.held == 1 ? "One span or call is" : "\(waiting.held) spans and calls are") held in the window that is open; it closes at \(time) UTC at the soonest, and then they stand here."
  }

  private func neighbours(
    _ name: String, in system: SystemFigures, _ request: PageRequest, _ page: inout PageContent
  ) throws -> SystemFigures? {
    if system.components.contains(name) {
      page.title = "Around \(name)"
      page.parts.append(
        try .template(
          "lead", ["link": request.link(.component, [("name", name)]), "words": "Everything about \(plainLine(name))"]))
      return system.around(
        name, hops: min(max(Int(request.query["hops"] ?? "1") ?? 1, 1), 3), most: GraphLayout.mostNodes)
    }
    let found = system.components.filter { $0.localizedCaseInsensitiveContains(name) }
    page.title = "Components like “\(plainLine(name))”"
    guard !found.isEmpty else {
      page.parts.append(
        try .note(
          "No component's name holds “\(plainLine(name))”; names are those of the traces and declarations.", .doubt))
      return nil
    }
    page.parts.append(
      try .table(
        AnswerTable(
          title: found.count > 200 ? "The first 200 of \(found.count)" : "\(found.count) found",
          columns: [.init("component")], rows: found.prefix(200).map { [.text($0)] }),
        links: ["component": { request.link(.system, [("around", $0[0].text)]) }]))
    return nil
  }

  /// What is believed of the calls of a part of the system.
  func edges(of part: SystemFigures, _ view: View) throws -> EdgeBeliefs {
    let effects = Set(part.dependencies.map(\.caller))
    return EdgeBeliefs(try book.tellingBeliefs(of: effects, view: view)["beliefs"]?.arrayValue ?? [])
  }

  func graph(_ system: SystemFigures, _ edges: EdgeBeliefs, _ request: PageRequest) throws -> PageContent.Part {
    let drawing = GraphDrawing(system: system, edges: edges, request: request)
    guard let svg = layout.svg(drawing.dot) else {
      return try .note(
        "The picture of the graph needs Graphviz (`dot`) beside the server; the table below says the same.", .plain)
    }
    return try .template(
      "graph",
      [
        "svg": svg,
        "label":
          "\(counted(system.components.count, "component")) and \(counted(system.dependencies.count, "dependency", "dependencies"))",
      ])
  }
}
