import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// So many components around a run's target are asked about one by one.
  private static let mostWatched = 12
  /// So many of the events of a run that is under way are shown.
  private static let mostEvents = 40

  /// What can be said of a run, and what was said so far; nothing of a run that is over and judged, nor from an earlier place in the
  /// log, nor to whoever may not record.
  func recording(of run: String, _ request: PageRequest) throws -> [PageContent.Part] {
    guard request.position == nil, request.occurred == nil else { return [] }
    let json = try book.run(run).json
    let place = RunPlace(json)
    guard !place.steps.isEmpty || request.refused != nil else { return [] }
    var parts: [PageContent.Part] = []
    if request.mayRecord {
      let system = SystemFigures(try book.system(view: View()).json)
      let known = StartForm.Known(
        components: system.components, journeys: system.journeys.map(\.name), environments: [], intents: [])
      parts.append(
        try .template(
          "run-steps",
          RunForms(
            place: place, watched: Pages.watched(json["started"], system), known: known, refused: request.refused,
            needs: place.isFinished ? nil : Pages.needs(json)
          ).values))
    }
    guard !place.isFinished else { return parts }
    let events = try book.events(stream: StreamFamily.run.stream(run), limit: Pages.mostEvents).table
    parts += [
      try .heading("Recorded so far", id: "so-far"),
      try .table(
        events.without(["stream", "reads"]).showing(
          events.without(["stream", "reads"]).rows.reversed(),
          as: events.rows.count < Pages.mostEvents ? "The newest first" : "The newest \(Pages.mostEvents)")),
    ]
    return parts
  }

  /// Which measurements decide what a run is judged by: what is marked by hand decides nothing that is claimed of a metric.
  private static func needs(_ run: JSON) -> String? {
    var metrics: [(subject: String, names: [String])] = []
    for clause in run["expects"]?.arrayValue ?? [] {
      guard let metric = clause["metric"]?.stringValue, let subject = clause["subject"] else { continue }
      let name = subject["journey"]?.stringValue.map { "journey \($0)" } ?? subject["component"]?.stringValue ?? ""
      if let index = metrics.firstIndex(where: { $0.subject == name }) {
        if !metrics[index].names.contains(metric) { metrics[index].names.append(metric) }
      } else {
        metrics.append((name, [metric]))
      }
    }
    guard !metrics.isEmpty else { return nil }
    let wanted = metrics.map { "\($0.names.joined(separator: " and ")) of \($0.subject)" }.joined(separator: "; ")
    let before = run["steadySeconds"].map {
      ", over the \($0.text) s before the fault, under it and after it"
    }
    return
      "It is judged by \(wanted)\(before ?? ", before, under and after the fault"). Import them as samples, send them, or type them in "
      + "below: who suffers, marked by hand, teaches who was reached, and decides none of these."
  }

  /// Whom a fault may reach: its target, who calls that, and so on outwards; and journeys.
  private static func watched(_ started: JSON?, _ system: SystemFigures) -> [Watched] {
    let target = started?["target"]
    let link = target?["dependency"]
    var names = [target?["component"], link?["caller"], link?["callee"]].compactMap { $0?.stringValue }
    var (at, seen) = (0, Set(names))
    var callers: [String: [String]] = [:]
    for call in system.dependencies { callers[call.callee, default: []].append(call.caller) }
    while at < names.count, names.count < mostWatched {
      for caller in (callers[names[at]] ?? []).sorted() where names.count < mostWatched {
        if seen.insert(caller).inserted { names.append(caller) }
      }
      at += 1
    }
    let loaded = (started?["journeys"]?.arrayValue ?? []).compactMap(\.stringValue)
    let journeys = loaded + system.journeys.map(\.name).filter { !loaded.contains($0) }
    return names.map { Watched(kind: "component", name: $0) }
      + journeys.prefix(mostWatched).map { Watched(kind: "journey", name: $0) }
  }
}
