public import EventLog
public import Interchange
import SystemModel
public import Vocabulary

/// Commands that bring events into the book. Every one is all or nothing.
extension KnowledgeBase {
  /// Appends CloudEvents, one JSON object a line or one array a file. Bad input names file and line and changes nothing;
  /// events that the log holds already change nothing either. With `sealing`, members that hold somebody's personal data
  /// are sealed with their key; what `admitting` throws of an event refuses the whole call. `progress` hears the file's name, the bytes that were read, and all of them. Cost: linear;
  /// memory of a thousand events, whatever the files' size.
  public func append(
    files: [ImportSource], expecting: ExpectedVersion = .any, stream: String? = nil, actor: String,
    dryRun: Bool = false, sealing: SealRequest? = nil, progress: (@Sendable (String, Int, Int) -> Void)? = nil,
    admitting: (NewEvent) throws -> Void = { _ in }
  ) throws -> Answer {
    try translating {
      let names = NamesOfImport()
      if dryRun {
        let starts = StartCheck(in: self)
        let counts = try KnowledgeBase.count(
          files, until: latestTime, names: names, starts: starts, sealing: sealing, progress: progress)
        return KnowledgeBase.answer(dryRun: counts, doubts: names.doubts(in: headState()))
      }
      // A key is made for nothing but events that are sound.
      if let sealing { _ = try KnowledgeBase.count(files, until: latestTime, sealing: sealing, progress: progress) }
      let written = try write(expecting: expecting, stream: stream, actor: actor) { pieces in
        var holder = try sealing.flatMap { try keyRing.entry(of: $0.subject) }
        return try KnowledgeBase.read(files, until: latestTime, progress: progress) { event in
          try admitting(event)
          names.take(event)
          try pieces.add(sealing.map { try sealed(event, $0, holder: &holder) } ?? event)
        }
      }
      return answer(appended: written.tally, of: written.result, doubts: names.doubts(in: headState()))
    }
  }

  /// What `append` would append, of files alone: no book is needed, and no name is held against one.
  public static func dryRunAppend(
    files: [ImportSource], sealing: SealRequest? = nil, progress: (@Sendable (String, Int, Int) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      answer(dryRun: try count(files, until: latest(at: wallClock()), sealing: sealing, progress: progress))
    }
  }

  /// The latest time that an event may be told of: a day ahead, for clocks differ.
  static func latest(at now: Timestamp) -> Timestamp { now.advanced(bySeconds: 86_400) }

  var latestTime: Timestamp { KnowledgeBase.latest(at: wallTime()) }

  /// Throws for an event that is dated in the future.
  func checkTime(of event: NewEvent) throws {
    guard let time = event.time, time > latestTime else { return }
    throw FaultbookError(
      .usage, "\(time) lies in the future, and book time would follow it; give the time at which it happened",
      field: "time")
  }

  /// How many events there are of a type.
  private typealias TypeCounts = [EventType: Int]

  /// Reads files of CloudEvents; how many there were of each type.
  private static func read(
    _ files: [ImportSource], until latest: Timestamp, progress: (@Sendable (String, Int, Int) -> Void)?,
    take: (NewEvent) throws -> Void
  ) throws -> TypeCounts {
    var counts: TypeCounts = [:]
    var options = ImportOptions(as: .cloudEvents, isVerbatim: true)
    options.latest = latest
    for file in files {
      var isEmpty = true
      _ = try Importer.run(
        file, options: options,
        progress: progress.map { tell in { tell(file.name, $0, $1) } }
      ) { event in
        isEmpty = false
        counts[event.type, default: 0] += 1
        try take(event)
      }
      guard !isEmpty else {
        throw FaultbookError(.input, "\(file.name) holds no event; give CloudEvents, one JSON object a line")
      }
    }
    return counts
  }

  /// Reads the events for nothing but their soundness. Throws where nothing can be sealed that is to be.
  private static func count(
    _ files: [ImportSource], until latest: Timestamp, names: NamesOfImport? = nil, starts: StartCheck? = nil,
    sealing: SealRequest?,
    progress: (@Sendable (String, Int, Int) -> Void)?
  ) throws -> TypeCounts {
    var isSealed = false
    let counts = try read(files, until: latest, progress: progress) { event in
      names?.take(event)
      try starts?.look(at: event)
      if let sealing, try event.isSealed(by: sealing) { isSealed = true }
    }
    if let sealing, !isSealed { throw sealing.nothingToSeal }
    return counts
  }

  private static func answer(dryRun counts: TypeCounts, doubts: [String] = []) -> Answer {
    let table = countTable(counts, title: "Would be appended")
    let count = counts.values.reduce(0, +)
    let json = JSON.compact(
      ("dryRun", true), ("events", .integer(Int64(count))), ("types", table.jsonRows), doubtMember(doubts))
    return Answer(
      json: json, table: table,
      notes: ["\(count == 1 ? "1 event is" : "\(count) events are") sound; nothing was written."] + doubts)
  }

  /// What is left in doubt, for programs; nothing where nothing is.
  static func doubtMember(_ doubts: [String]) -> (String, JSON?) {
    ("doubts", doubts.isEmpty ? nil : .array(doubts.map { .string($0) }))
  }

  /// What is answered to whoever appended events that were at hand.
  func answer(appended outcome: AppendOutcome, events: [NewEvent]) -> Answer {
    answer(appended: AppendTally(outcome), of: Dictionary(events.map { ($0.type, 1) }, uniquingKeysWith: +))
  }

  private func answer(appended tally: AppendTally, of counts: TypeCounts, doubts: [String] = []) -> Answer {
    let head = position
    let json = JSON.compact(
      ("position", .integer(head)), ("appended", .integer(Int64(tally.appended))),
      ("duplicates", .integer(Int64(tally.duplicates))),
      ("first", tally.first.map { .integer($0) }), ("last", tally.last.map { .integer($0) }),
      KnowledgeBase.doubtMember(doubts))
    let known =
      tally.duplicates > 0 ? "; \(tally.duplicates == 1 ? "1 was" : "\(tally.duplicates) were") known already" : ""
    return Answer(
      json: json, table: KnowledgeBase.countTable(counts, title: "Read"),
      notes: ["\(counted(tally.appended, "event")) appended\(known). The book stands at position \(head)."] + doubts
        + lagNotes)
  }

  /// How many events of each type, in the vocabulary's order.
  private static func countTable(_ counts: TypeCounts, title: String) -> AnswerTable {
    // One type alone, as with every event that comes by itself, is in order without asking for all the others.
    let types = counts.count > 1 ? EventType.all : Array(counts.keys)
    return AnswerTable(
      title: title, columns: [.init("type"), .init("events")],
      rows: types.compactMap { type in counts[type].map { [.text(type.name), .integer($0)] } })
  }

  /// Appends one event of a person's or a runner's own making. With `id` given, saying it again changes nothing; so does saying a
  /// step of a run again, or an observation at the same `time`. With `sealing`, what it says of somebody is sealed with their key. A dry run
  /// refuses and doubts what the recording would, and writes nothing.
  public func record(
    _ fact: Fact, stream: String, time: Timestamp? = nil, id: String? = nil, expecting: ExpectedVersion = .any,
    actor: String, dryRun: Bool = false, sealing: SealRequest? = nil
  ) throws -> Answer {
    try translating {
      var word = OwnWord(fact: fact, stream: stream, time: time, id: id, sealing: sealing)
      if case .any = expecting { word.isConditional = false } else { word.isConditional = true }
      if dryRun {
        let event = try event(of: word)
        if let sealing, try !event.isSealed(by: sealing) { throw sealing.nothingToSeal }
        if case .nothingNew(let answer) = try fitting(event, word) { return answer }
        return KnowledgeBase.answer(dryRun: [event.type: 1], doubts: doubts(about: event))
      }
      switch try prepared(word) {
      case .nothingNew(let answer): return answer
      case .event(let event):
        // Who names somebody in passing, as a journey does its entry, makes them known: doubts are of what was known before.
        let doubts = doubts(about: event)
        return answer(
          recorded: try write([request([event], expecting: expecting, actor: actor)])[0], event, doubts: doubts)
      }
    }
  }

  /// What somebody says by hand or by a runner, before it is an event.
  struct OwnWord {
    let fact: Fact
    let stream: String
    let time: Timestamp?
    let id: String?
    let sealing: SealRequest?
    /// Whether a version of its stream is expected: then it is an event of its own, or a conflict.
    var isConditional = false
  }

  /// What a word comes to.
  enum Prepared {
    case event(NewEvent)
    case nothingNew(Answer)
  }

  /// The event that a word becomes, checked against what the book knows now. Throws for what does not fit.
  func prepared(_ word: OwnWord) throws -> Prepared {
    let prepared = try fitting(try event(of: word), word)
    guard case .event(let event) = prepared, let sealing = word.sealing else { return prepared }
    return .event(try sealed([event], sealing)[0])
  }

  private func fitting(_ event: NewEvent, _ word: OwnWord) throws -> Prepared {
    if word.id == nil {
      if let answer = try known(event.fact, stream: word.stream, time: word.time) { return .nothingNew(answer) }
      // What is to be sealed is not held before it is sealed.
      if word.sealing == nil, !word.isConditional,
        let answer = try alreadyHeld(event.fact, stream: word.stream, time: word.time, in: headState())
      {
        return .nothingNew(answer)
      }
    }
    // Of an event that is said again, the log itself knows whether it is the same.
    if try word.id == nil || log.event(source: event.source, id: event.id) == nil { try check(event) }
    return .event(event)
  }

  private func event(of word: OwnWord) throws -> NewEvent {
    try KnowledgeBase.ownEvent(
      word.fact, stream: word.stream, time: word.time ?? usualTime(of: word.fact, word.stream),
      id: word.id
        ?? KnowledgeBase.ownID(of: word.fact, stream: word.stream, time: word.time, isSealed: word.sealing != nil),
      at: wallTime())
  }

  func answer(recorded outcome: AppendOutcome, _ event: NewEvent, doubts: [String]) -> Answer {
    let position = outcome.positions.first ?? 0
    let word = outcome.appended > 0 ? "recorded" : "known already"
    return Answer(
      json: .compact(
        ("position", .integer(position)), ("id", .string(event.id)), ("stream", .string(event.stream)),
        ("type", .string(event.type.name)), ("appended", .integer(Int64(outcome.appended))),
        KnowledgeBase.doubtMember(doubts)),
      table: AnswerTable(
        title: "Event", columns: [.init("position"), .init("stream"), .init("type"), .init("id")],
        rows: [[.integer(Int(position)), .text(event.stream), .text(event.type.name), .text(event.id)]]),
      notes: ["\(event.type.shortName) \(word) at position \(position)."] + doubts + lagNotes)
  }

  /// When something about a run counts as having happened, where nobody says: what is said of a run afterwards belongs to its
  /// end, so that saying it years later does not move the book's time. Else nil: now.
  private func usualTime(of fact: Fact, _ stream: String) -> Timestamp? {
    switch fact {
    case .runDisqualified, .findingOpened, .findingResolved:
      let run = StreamFamily.run.id(in: stream).flatMap { headState().runs[$0] }
      return run.flatMap { $0.lastPosition > 0 ? $0.lastAt : nil }
    case .incidentRecorded(let incident): return incident.time
    default: return nil
    }
  }

  private static let ownSource = "urn:faultbook:cli"

  /// An event that was written by hand: checked as one from outside.
  static func ownEvent(
    _ fact: Fact, stream: String, time: Timestamp?, id: String?, at now: Timestamp
  ) throws -> NewEvent {
    var random = SystemRandomNumberGenerator()
    let json = fact.payload.json
    let type = Swift.type(of: fact.payload).type
    return try NewEvent(
      id: id ?? EventID.version7(at: now, random: (random.next(), random.next())), source: ownSource, type: type,
      stream: stream, time: time ?? now, schemaVersion: 1, actor: nil, correlation: nil, causation: nil,
      payload: json.text, data: json)
  }

  /// Checks that what an event speaks of is there: a run that was started, an intent that was declared.
  private func check(_ event: NewEvent) throws {
    let state = headState()
    try checkTime(of: event)
    try checkMeant(event)
    if let run = StreamFamily.run.id(in: event.stream) {
      if event.type == .runStarted, let known = state.runs[run], known.started != nil {
        if event.fact != known.started.map({ .runStarted($0) }) {
          throw FaultbookError(.usage, "run \"\(run)\" was started already; choose another id")
        }
      }
      if event.type != .runStarted, state.runs[run]?.started == nil {
        throw unknown("run", run, among: state.runs.keys)
      }
      if let known = state.runs[run] {
        try checkTimes(event, of: known)
        try checkOrder(event, in: known)
      }
    }
    if let problem = try sizedFault(of: event)?.doseProblem(state.policy.doseBands) {
      throw FaultbookError(.usage, problem, field: "fault.dose")
    }
    let decided: String? =
      switch event.fact {
      case .proposalAccepted(let answer): answer.proposal
      case .proposalRejected(let answer): answer.proposal
      default: nil
      }
    if let decided, state.proposals[decided] == nil { throw unknown("proposal", decided, among: state.proposals.keys) }
    if case .incidentRecorded(let incident) = event.fact { try check(incident, in: state) }
    if let intent = StreamFamily.intent.id(in: event.stream) {
      if event.type == .intentDeclared, state.intents[intent] != nil {
        throw FaultbookError(.usage, "intent \"\(intent)\" was declared already; revise it instead")
      }
      if event.type != .intentDeclared, state.intents[intent] == nil {
        throw unknown("intent", intent, among: state.intents.keys)
      }
    }
  }

  /// The fault that a run or an intent is told with, as it would stand.
  private func sizedFault(of event: NewEvent) throws -> Fault? {
    switch event.fact {
    case .runStarted(let start): return start.fault
    case .intentDeclared(let intent): return intent.fault
    case .intentRevised(let revision):
      let known = StreamFamily.intent.id(in: event.stream).flatMap { headState().intents[$0] }
      return try known.flatMap { try revision.applied(to: $0.current).fault }
    default: return nil
    }
  }

  /// What an event names that the book does not know, and what it leaves open: recorded all the same, and said.
  func doubts(about event: NewEvent) -> [String] {
    doubts(about: event.fact, stream: event.stream, in: headState())
  }

  /// What an event of the log names that the book does not know now, and what it leaves open; as it was told to whoever recorded it.
  public func doubts(about event: RecordedEvent) throws -> [String] {
    try translating {
      // A journey makes the components known at which it enters: doubts are of what was known before.
      let isSystem = event.type == .journeyDeclared
      let state = isSystem ? try self.state(View(asOf: .position(event.position - 1))) : headState()
      return try doubts(about: event.fact(), stream: event.stream, in: state)
    }
  }

  private func doubts(about fact: Fact, stream: String, in state: BookState) -> [String] {
    func unknownComponents(_ names: [String]) -> [String] { state.unknownComponents(names) }
    switch fact {
    case .runStarted(let start): return state.doubts(about: start)
    case .intentDeclared(let intent): return intent.doubts + unknowns(of: intent, in: state)
    case .intentRevised(let revision):
      // The clauses alone, as they are now.
      let base = IntentDeclared(title: "-", hypothesis: "-")
      return ((try? revision.applied(to: base))?.doubts ?? [])
    case .journeyDeclared(let journey): return state.system.components.isEmpty ? [] : unknownComponents(journey.entry)
    case .incidentRecorded(let incident): return doubts(about: incident, unknownComponents)
    case .policySet(let setting): return unknownComponents(setting.protectedComponents)
    case .metricSampled(let sample):
      let strange = state.unknownMetrics([sample.metric], of: StreamFamily.run.id(in: stream))
      switch sample.subject {
      case .node(let node):
        return (node.kind == .journey ? state.unknownJourneys([node.name]) : unknownComponents([node.name])) + strange
      case .dependency(let link, _): return unknownComponents([link.caller, link.callee]) + strange
      }
    case .probeObserved(let probe):
      return unknownComponents([probe.component].compactMap(\.self))
        + state.unknownJourneys([probe.journey].compactMap(\.self))
    case .runFinished:
      guard let run = StreamFamily.run.id(in: stream).flatMap({ state.runs[$0] }), run.isFaultActive else {
        return []
      }
      return [
        "Nobody has said that the fault of run \"\(run.id)\" is gone: until `faultbook run clear \(run.id)` does, it counts as acting "
          + "and stands in the way of experiments beside it."
      ]
    default: return []
    }
  }
}

extension BookState {
  /// A sentence for each of the names that is no component of the book.
  func unknownComponents(_ names: [String]) -> [String] {
    let strange = names.filter { system.component($0) == nil }
    guard !strange.isEmpty else { return [] }
    let known = system.components.map(\.name)
    return strange.map { NamesOfImport.unknown(.component, [$0], among: known) }
  }

  /// A sentence for each of the names that is no journey of the book.
  func unknownJourneys(_ names: [String]) -> [String] {
    let strange = names.filter { system.journey($0) == nil }
    guard !strange.isEmpty else { return [] }
    let known = system.journeys.map(\.name)
    return strange.map { NamesOfImport.unknown(.journey, [$0], among: known) }
  }
}

extension BookState {
  /// What the start of a run names that the book does not know, and what it does otherwise than was planned.
  func doubts(about start: RunStarted) -> [String] {
    var found = unknownComponents(start.target.map(\.names) ?? [])
    if let intent = start.intent, intents[intent] == nil {
      found.append("The book knows no intent \"\(intent)\" so far.")
    }
    if let proposal = start.proposal, proposals[proposal] == nil {
      found.append("The book knows no proposal \"\(proposal)\" so far.")
    }
    return found + departures(of: start) + unknownJourneys(start.journeys)
  }

  /// A sentence for each of the metrics that nothing is judged by: neither those that judging knows by name, nor one of the run's intent.
  func unknownMetrics(_ names: [String], of run: String?) -> [String] {
    let intent = run.flatMap { runs[$0]?.started?.intent }.flatMap { intents[$0] }?.current
    let criteria = (intent?.steadyState?.criteria ?? []) + (intent?.abortWhen ?? [])
    let known = Set(MetricRange.names + (intent?.clauses.compactMap(\.metric) ?? []) + criteria.map(\.metric))
    return names.filter { !known.contains($0) }.map { name in
      let meant = nearNames(to: name, among: known.sorted())
      return "Nothing is judged by a metric \"\(name)\" so far"
        + (meant.isEmpty ? "." : "; did you mean \(meant.joined(separator: " or "))?")
    }
  }
}

extension KnowledgeBase {
  /// What an intent names that the book does not know. Nothing of it is asked of a book that knows no system yet.
  private func unknowns(of intent: IntentDeclared, in state: BookState) -> [String] {
    guard !state.system.components.isEmpty else { return [] }
    let criteria = (intent.steadyState?.criteria ?? []) + intent.abortWhen
    let nodes = intent.clauses.map(\.subject) + criteria.map(\.subject)
    let components =
      nodes.filter { $0.kind == .component }.map(\.name) + (intent.target?.names ?? []) + intent.exclusions
    let journeys = nodes.filter { $0.kind == .journey }.map(\.name) + [intent.journey].compactMap(\.self)
    return state.unknownComponents(Set(components).sorted()) + state.unknownJourneys(Set(journeys).sorted())
  }
}

extension Target {
  /// The components that a target names.
  var names: [String] {
    switch self {
    case .component(let name): [name]
    case .dependency(let link): [link.caller, link.callee]
    }
  }
}
