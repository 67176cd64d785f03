import Vocabulary

/// Takes in a file's spans and makes of them what the book keeps: components, and windows of dependencies.
final class TraceCollector: SpanSink {
  /// The names of services and peers.
  var names = Interner(limit: 200_000)
  /// The names of operations; beyond the limit, spans are judged by their service alone.
  var operations = Interner(limit: 50_000)
  private let context: ImportContext
  private var joiner = TraceJoiner()
  private var table = CallTable()
  private var links = MessageLinks()
  private var cacheNames: [Int32: Bool] = [:]
  private var spanCount = 0
  private var traceCount = 0
  private var orphans = 0
  private var nameless = 0
  private var timeless = 0
  init(_ context: ImportContext) { self.context = context }

  /// Takes in one span.
  func add(_ span: SpanRecord) {
    spanCount += 1
    if span.service < 0 { nameless += 1 }
    if span.start == 0 { timeless += 1 }
    links.note(span)
    joiner.add(span, complete: resolve)
  }

  private func resolve(_ spans: [SpanRecord]) {
    traceCount += 1
    var resolver = TraceResolver(spans)
    resolver.resolve(into: &table, isCache: isCache)
    orphans += resolver.orphans
    links.add(resolver)
  }

  /// Whether a name is that of a cache.
  private func isCache(_ name: Int32) -> Bool {
    if let known = cacheNames[name] { return known }
    let found = name >= 0 && ComponentKind.named(names.names[Int(name)]) == .cache
    cacheNames[name] = found
    return found
  }

  /// Ends the file and emits its events.
  func finish() throws {
    joiner.finish(complete: resolve)
    links.resolve(into: &table)
    let windows = DependencyWindows(table, names: names)
    for component in windows.components() {
      let fact = ComponentDeclared(component: component.name, kind: component.kind.word)
      try context.add(.componentDeclared, stream: "system", at: component.since, fact.json)
    }
    for window in windows.windows() {
      try context.add(.dependencyObserved, stream: "system", at: window.to, window.json)
    }
    context.note("a span without a service's name joined no dependency", count: nameless)
    context.note("a span without a time has no latency", count: timeless)
    context.note("a span's parent is not in the file, so its caller is known only where it names it", count: orphans)
    if spanCount == 0 { context.note("the file holds no spans") }
    if spanCount > 0, table.pairs.isEmpty {
      context.note("no span of \(spanCount) calls another service or a named peer, so there is no dependency")
    }
  }
}
