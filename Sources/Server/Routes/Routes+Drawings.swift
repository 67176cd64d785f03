import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Reports
import Vocabulary

extension RouteTable {
  /// What is known in the forms of other programs: graphs for those that draw, gauges for those that watch.
  static let drawings: [Route] = [
    drawing(
      question(
        "/system", "system", "Components, dependencies and journeys: declared, observed in traffic, or suspected.",
        command: "system",
        [
          .query(
            "as", .word(SystemGraph.Form.allCases.map(\.rawValue)),
            "With what is believed of it, as a graph for other programs, whatever is accepted.")
        ] + Parameter.view, answer: .shared("System")
      ) { try $0.system(view: $1.arguments.view) }, types: SystemGraph.Form.allCases.map(\.mediaType)
    ) { book, call in
      let view = call.arguments.view
      let form = call.arguments.text("as").flatMap(SystemGraph.Form.init(rawValue:)) ?? .dot
      let graph = SystemGraph(system: try book.system(view: view).json, beliefs: try book.beliefs(view: view).json)
      return (graph.text(as: form), form.mediaType)
    },
    drawing(
      question(
        "/scores", "scores", "Resilience of the system, its journeys and its components, with interval and coverage.",
        command: "scores",
        [.query("as", .word(["openmetrics"]), "As gauges that Prometheus reads, whatever is accepted.")]
          + Parameter.view, answer: .shared("Scores")
      ) { try $0.scores(view: $1.arguments.view) }, types: [MediaTypes.openMetrics]
    ) { (ScoreMetrics.text(try $0.scores(view: $1.arguments.view).json), MediaTypes.openMetrics) },
  ]

  private static func drawing(
    _ route: Route, types: [String],
    _ draw: @escaping @Sendable (KnowledgeBase, Call) throws -> (text: String, type: String)
  ) -> Route {
    var route = route
    route.types += types
    route.drawn = draw
    return route
  }
}

extension SystemGraph.Form {
  fileprivate var mediaType: String {
    switch self {
    case .dot: "text/vnd.graphviz; charset=utf-8"
    case .graphML: "application/graphml+xml"
    case .mermaid: "text/vnd.mermaid; charset=utf-8"
    }
  }
}

extension Desk {
  /// The answer to a call as another program's text.
  func text(
    _ call: Call, _ draw: @escaping @Sendable (KnowledgeBase, Call) throws -> (text: String, type: String)
  ) async throws -> Response {
    let book = self.book
    let made = try await heavy.run { try draw(book, call) }
    var headers = HTTPFields()
    headers[.contentType] = made.type
    headers[.cacheControl] = "no-store"
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: made.text)))
  }
}
