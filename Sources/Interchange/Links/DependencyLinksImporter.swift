import Vocabulary

/// Dependency links: what Zipkin answers on `/api/v2/dependencies` and Jaeger on `/api/dependencies`.
///
/// ```
/// [{"parent": "web", "child": "db", "callCount": 12, "errorCount": 1}]
/// {"data": [{"parent": "web", "child": "db", "callCount": 12}]}
/// ```
///
/// They count calls over a time that they do not name, so a link says that a call exists and not how often in which window.
struct DependencyLinksImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    var graph = GraphEvents()
    var uncounted = 0
    for document in try Documents(context).read(source) {
      let links =
        try document["data"]?.elements() ?? (document.json.arrayValue == nil ? [document] : document.elements())
      for link in links {
        let parent = try link.required("parent")
        let child = try link.required("child")
        link.count(known: ["parent", "child", "callCount", "errorCount", "source"])
        if let calls = try link.number("callCount") {
          guard calls >= 0 else { throw link.error("expected callCount of at least 0, found \(calls)") }
          uncounted += 1
        }
        if parent == child { context.note("links of a component to itself are no dependency") }
        graph.add(caller: parent, callee: child)
      }
    }
    context.note(
      "counts of calls have no window of time in this format; the calls are declared, and their counts left out",
      count: min(uncounted, 1))
    if graph.isEmpty { context.note("no dependency is in it: no data is not \"nothing depends\"") }
    try graph.emit(in: context)
  }
}
