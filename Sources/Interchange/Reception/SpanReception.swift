public import Vocabulary

/// Makes windows of traffic of the spans that exporters send, so that a busy system does not flood the log.
///
/// ```swift
/// var reception = SpanReception(ReceptionOptions(), knowing: ["checkout"])
/// reception.take(try ReceivedSpans(body, as: .protobuf), at: now)
/// let events = reception.due(by: now)        // to be appended
/// let last = reception.finish()              // at the end
/// ```
///
/// A trace is joined when it has been quiet for a while, and belongs to the window that its first span began in; a window is one
/// `dependency.observed` for each dependency, whose `from` and `to` are those of its calls. What becomes of spans that are not as
/// they should be:
/// - **Late**, for a window that was closed already: they make one more event of that window. Counts add up.
/// - **Late for their trace**, after it was joined: they are joined by themselves. A call whose other end was there may then count
///   twice; a span of work inside a service changes nothing.
/// - **Sent again**: a request that is byte for byte one of the last few thousand counts once; so does a span that is sent again
///   before its trace is joined.
/// - **From the future**, by a clock that runs ahead: they belong to the window that is open now.
///
/// Memory is bounded by the options: where there are too many spans the oldest traces are joined early, where there are too many
/// calls all windows are closed early, which costs aggregation and loses nothing. No clock, no chance: `now` is handed in.
public struct SpanReception: Sendable {
  private let options: ReceptionOptions
  private var names = Interner(limit: 200_000)
  private var operations = Interner(limit: 50_000)
  private var traces: LiveTraces
  private var windows = OpenWindows()
  private var links = MessageLinks()
  private var cacheNames: [Int32: Bool] = [:]
  private var remembered = RecentRequests()
  private var announced: Set<String>
  private var emitted = 0
  /// What was taken in and what became of it, since the beginning.
  public private(set) var figures = Figures()

  /// Counts since the beginning.
  public struct Figures: Sendable, Equatable {
    /// Requests that were taken in.
    public var requests = 0
    /// Requests that had been taken in before.
    public var repeated = 0
    /// Spans that were taken in.
    public var spans = 0
    /// Calls that were found in them.
    public var calls = 0
    /// Windows of dependencies that were closed.
    public var windows = 0
  }

  /// `knowing`: components that need no declaration any more.
  public init(_ options: ReceptionOptions = ReceptionOptions(), knowing components: some Sequence<String> = []) {
    self.options = options
    announced = Set(components)
    traces = LiveTraces(quietSeconds: options.quietSeconds, limit: options.heldSpans)
  }

  /// How many spans and calls are held.
  public var held: Int { traces.held + windows.calls }

  /// When the oldest window that is held will be closed, at the soonest; nil where nothing is held. Traces that are still coming belong
  /// to the window of now, as far as is known.
  public func closing(at now: Timestamp) -> Timestamp? {
    guard held > 0 else { return nil }
    let length = options.windowSeconds
    let number = windows.oldest ?? Int64((Double(now.microseconds) / 1_000_000 / length).rounded(.down))
    return Timestamp(seconds: Double(number + 1) * length + options.latenessSeconds)
  }

  /// Takes in a request's spans. How many were refused, as their clock is more than a day ahead: the book's time would follow them.
  @discardableResult
  public mutating func take(_ received: ReceivedSpans, at now: Timestamp) -> Int {
    guard remembered.insert(received.fingerprint, limit: options.rememberedRequests) else {
      figures.repeated += 1
      return 0
    }
    figures.requests += 1
    let latest = now.advanced(bySeconds: 86_400).microseconds * 1000
    var refused = 0
    let services = received.names.map { names.number($0) }
    let kinds = received.operations.map { operations.number($0) }
    func renamed(_ number: Int32, _ numbers: [Int32]) -> Int32 { number < 0 ? -1 : numbers[Int(number)] }
    for var span in received.spans {
      guard max(span.start, span.end) <= latest else {
        refused += 1
        continue
      }
      span.service = renamed(span.service, services)
      span.peer = renamed(span.peer, services)
      span.operation = renamed(span.operation, kinds)
      links.note(span)
      traces.add(span, at: now)
    }
    figures.spans += received.count - refused
    return refused
  }

  /// The events of the windows that are closed by now; none for most calls.
  public mutating func due(by now: Timestamp) -> [NewEvent] {
    var complete: [[SpanRecord]] = []
    traces.complete(at: now) { complete.append($0) }
    for trace in complete { join(trace, by: now) }
    // Numbers of names cannot be given back one by one.
    if names.names.count >= 100_000 || operations.names.count >= 25_000 { return finish() }
    guard windows.calls <= options.heldCalls else { return closeAll() }
    let length = options.windowSeconds
    let seconds = Double(now.microseconds) / 1_000_000 - options.latenessSeconds
    let open = Int64((seconds / length).rounded(.down))
    return events(of: windows.close(before: open))
  }

  /// The events of all that is held: no span that was taken in is left out.
  public mutating func finish() -> [NewEvent] {
    var complete: [[SpanRecord]] = []
    traces.finish { complete.append($0) }
    for trace in complete { join(trace, by: nil) }
    return closeAll()
  }

  private mutating func closeAll() -> [NewEvent] {
    let events = events(of: windows.close(before: .max))
    // Names that nobody holds a number of any more may go.
    if traces.held == 0, links.waiting == 0 {
      names = Interner(limit: 200_000)
      operations = Interner(limit: 50_000)
      cacheNames = [:]
      links = MessageLinks()
    }
    return events
  }

  // MARK: Joining

  private mutating func join(_ spans: [SpanRecord], by now: Timestamp?) {
    let began = spans.lazy.map(\.start).filter { $0 > 0 }.min() ?? (now.map { $0.microseconds * 1000 } ?? 0)
    let length = options.windowSeconds * 1_000_000_000
    var number = Int64((Double(began) / length).rounded(.down))
    if let now { number = min(number, Int64((Double(now.microseconds) * 1000 / length).rounded(.down))) }
    let before = windows.calls
    var resolver = TraceResolver(spans)
    var caches = cacheNames
    let names = self.names
    windows.change(number) { table in
      resolver.resolve(into: &table) { name in
        if let known = caches[name] { return known }
        let found = name >= 0 && ComponentKind.named(names.names[Int(name)]) == .cache
        caches[name] = found
        return found
      }
    }
    cacheNames = caches
    links.add(resolver)
    if links.waiting > 0 { windows.change(number) { links.resolve(into: &$0) } }
    figures.calls += windows.calls - before
  }

  // MARK: Events

  private mutating func events(of tables: [CallTable]) -> [NewEvent] {
    guard !tables.isEmpty else { return [] }
    if announced.count > 200_000 { announced = [] }
    var events: [NewEvent] = []
    let context = ImportContext(
      file: "OTLP", format: .otlp, options: ImportOptions(), sha256: "", bytes: 0, isStream: true
    ) { events.append($0) }
    for table in tables {
      let closed = DependencyWindows(table, names: names, length: .max)
      // Names were checked when they were read, so that every fact is sound.
      for component in closed.components() where announced.insert(component.name).inserted {
        let fact = ComponentDeclared(component: component.name, kind: component.kind.word)
        try? context.add(.componentDeclared, stream: "system", at: component.since, fact.json)
      }
      for window in closed.windows() {
        emitted += 1
        figures.windows += 1
        try? context.add(.dependencyObserved, stream: "system", at: window.to, window.json, occurrence: emitted)
      }
    }
    return events
  }
}

/// The calls of windows that are open, window by window.
struct OpenWindows: Sendable {
  private var tables: [Int64: CallTable] = [:]
  private var counts: [Int64: Int] = [:]
  /// How many calls are held.
  private(set) var calls = 0

  /// The number of the oldest one; nil where none is open.
  var oldest: Int64? { tables.keys.min() }

  mutating func change(_ number: Int64, _ body: (inout CallTable) -> Void) {
    // Taken out, so that the table is changed in place.
    var table = tables.removeValue(forKey: number) ?? CallTable()
    body(&table)
    let count = table.callCount
    calls += count - (counts[number] ?? 0)
    counts[number] = count
    tables[number] = table
  }

  /// Takes out the windows before a number, by time.
  mutating func close(before number: Int64) -> [CallTable] {
    let due = tables.keys.filter { $0 < number }.sorted()
    return due.compactMap { due in
      calls -= counts.removeValue(forKey: due) ?? 0
      return tables.removeValue(forKey: due)
    }
  }
}

/// The requests that were taken in last.
struct RecentRequests: Sendable {
  private var recent: Set<ReceivedSpans.Fingerprint> = []
  private var older: Set<ReceivedSpans.Fingerprint> = []

  /// Whether the request is new. The last `limit` are remembered at least, twice as many at most.
  mutating func insert(_ request: ReceivedSpans.Fingerprint, limit: Int) -> Bool {
    guard !recent.contains(request), !older.contains(request) else { return false }
    if recent.count >= limit {
      older = recent
      recent = []
    }
    recent.insert(request)
    return true
  }
}
