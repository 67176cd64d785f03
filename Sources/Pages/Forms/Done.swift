import KnowledgeBase
import Reports
import Vocabulary

/// What was recorded by a form, on the page that follows it.
struct Done {
  let words: String
  /// What comes next, with links.
  let next: String
  let links: [(link: String, words: String)]
  let doubts: [String]

  var values: [String: Any] {
    [
      "words": plainLine(words), "next": next, "hasNext": !next.isEmpty || !links.isEmpty,
      "links": links.enumerated().map { index, one in
        ["link": one.link, "words": plainLine(one.words), "separator": index == 0 ? " " : ", "]
      },
      "doubts": doubts.map { ["doubt": plainLine(Wording.ofPages($0))] },
    ]
  }
}

/// What a form recorded of a run.
public struct RecordedStep: Sendable {
  /// The run's id.
  public let run: String
  /// The positions of the first and the last of its events.
  let positions: ClosedRange<Int64>
  /// Whether the log had held all of it.
  let wasKnown: Bool

  /// Of answers of `record`.
  init(_ answers: [Answer], run: String) {
    self.run = run
    let all = answers.compactMap { $0.json["position"]?.integerValue }
    positions = (all.min() ?? 0)...(all.max() ?? 0)
    wasKnown = !answers.contains { $0.json["appended"]?.integerValue ?? 0 > 0 }
  }

  private init(run: String, positions: ClosedRange<Int64>, wasKnown: Bool) {
    (self.run, self.positions, self.wasKnown) = (run, positions, wasKnown)
  }

  /// The same with a later event of the run.
  func through(_ last: Int64) -> RecordedStep {
    RecordedStep(run: run, positions: positions.lowerBound...max(last, positions.upperBound), wasKnown: wasKnown)
  }

  /// The address of the run's page, which tells what was recorded.
  public var address: String {
    let places = "\(positions.lowerBound)-\(positions.upperBound)"
    return "\(Place.run.path)?id=\(PageRequest.encoded(run))&\(wasKnown ? "known" : "done")=\(places)#done"
  }
}

extension PageRequest {
  /// The positions of what a form recorded just now, as an address of its page says; nil where none did.
  fileprivate func positions(_ name: String) -> ClosedRange<Int64>? {
    let ends = (query[name] ?? "").split(separator: "-").compactMap { Int64($0) }
    return ends.count == 2 && ends[0] >= 1 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
  }
}

extension Pages {
  /// So many events that a form recorded are told of.
  private static let mostTold = 60

  /// What a form recorded of a run, where the address says so; with the doubts about it.
  func done(_ run: String, _ request: PageRequest) throws -> Done? {
    guard request.position == nil, request.occurred == nil, request.refused == nil,
      let places = request.positions("done") ?? request.positions("known")
    else { return nil }
    let isNew = request.query["done"] != nil
    let events = try book.events(
      after: places.lowerBound - 1, through: min(places.upperBound, book.position),
      stream: StreamFamily.run.stream(run), limit: Pages.mostTold)
    guard let first = events.first, let last = events.last else { return nil }
    var kinds: [(words: String, count: Int)] = []
    for event in events {
      let words = try Pages.words(for: event)
      if let index = kinds.firstIndex(where: { $0.words == words }) {
        kinds[index].count += 1
      } else {
        kinds.append((words, 1))
      }
    }
    let what = kinds.map { $0.count == 1 ? $0.words : "\($0.words) (\($0.count) events)" }.joined(separator: " and ")
    let place =
      first.position == last.position ? "event \(last.position)" : "events \(first.position) to \(last.position)"
    let runPlace = RunPlace(try book.run(run).json)
    var doubts: [String] = []
    for event in events {
      for doubt in try book.doubts(about: event) where !doubts.contains(doubt) { doubts.append(doubt) }
    }
    return Done(
      words: isNew ? "Recorded: \(what), \(place)." : "Known already: \(what), \(place); nothing was recorded.",
      next: runPlace.next,
      links: runPlace.isFinished && !runPlace.awaitsJudgement ? [(request.link(.next), "What to run next")] : [],
      doubts: doubts)
  }

  /// What an event of a run says, in words.
  private static func words(for event: RecordedEvent) throws -> String {
    switch event.type {
    case .runStarted: "the start of the run"
    case .faultInjected: "the injection of the fault"
    case .probeObserved: "what was seen"
    case .metricSampled: "a measured value"
    case .faultCleared: "the end of the fault"
    case .runAborted: "that the run was stopped"
    case .runFinished: "the end of the run"
    case .verdictReached:
      if case .verdictReached(let verdict) = try event.fact() {
        "its verdict, \(verdict.outcome.rawValue) (evidence \(verdict.grade.rawValue))"
      } else {
        "its verdict"
      }
    default: event.type.shortName
    }
  }
}

extension RunPlace {
  /// What comes next, in a sentence.
  var next: String {
    if isDisqualified { return "" }
    if isFinished {
      return awaitsJudgement
        ? "Next: judge the run." : "The run is over and judged: its verdict stands above, and what it taught below."
    }
    if isAborted { return "Next: finish the run, which judges it." }
    return switch fault {
    case "acting": "Next: say who suffers, and then that the fault was cleared."
    case "cleared": "Next: say who is well again, and then finish the run."
    default: "Next: say how things are before the fault, and then that it was injected."
    }
  }
}
