import EventLog
public import Interchange
import SystemModel
public import Vocabulary

/// How files are imported.
public struct ImportChoices: Sendable {
  /// The format, as on the command line; nil to tell it from the content.
  public var format: String?
  /// Where bare samples belong.
  public var run: String?
  /// The component that bare samples are of.
  public var component: String?
  /// The metric that bare samples are of.
  public var metric: String?
  /// The unit that bare samples are in.
  public var unit: String?
  /// The label of a monitoring system's series that names the component.
  public var label: String?
  /// The environment of the runs, where the files do not say.
  public var environment: String?
  /// Whether the runs that came in are judged at once.
  public var judge: Bool
  /// Whether nothing is written.
  public var dryRun: Bool

  /// Choices.
  public init(
    format: String? = nil, run: String? = nil, component: String? = nil, metric: String? = nil, unit: String? = nil,
    label: String? = nil, environment: String? = nil, judge: Bool = true, dryRun: Bool = false
  ) {
    self.format = format
    self.run = run
    self.component = component
    self.metric = metric
    self.unit = unit
    self.label = label
    self.environment = environment
    self.judge = judge
    self.dryRun = dryRun
  }

  func options() throws -> ImportOptions {
    var chosen: Format?
    if let format {
      guard let named = Format(named: format) else {
        throw FaultbookError(
          .usage, "\"\(format)\" is no known format; known are \(Format.names.joined(separator: ", "))")
      }
      chosen = named
    }
    return ImportOptions(
      as: chosen, environment: environment, run: run, component: component, metric: metric, unit: unit, label: label)
  }
}

extension KnowledgeBase {
  /// Reads other tools' files into the book, each in one transaction, all of it or nothing; then judges the runs that came
  /// in. Importing a file again, under whatever name, adds nothing. Bad input names file and place.
  ///
  /// `progress` hears the file's name, the bytes that were read, and all of them; what `admitting` throws of the events of a
  /// file refuses the whole call.
  public func importFiles(
    _ files: [ImportSource], choices: ImportChoices = ImportChoices(), actor: String,
    progress: (@Sendable (String, Int, Int) -> Void)? = nil, admitting: ([NewEvent]) throws -> Void = { _ in }
  ) throws -> Answer {
    try translating {
      let options = try choices.options()
      var rows: [[AnswerTable.Cell]] = []
      var notes: [String] = []
      // Every file is read before any is written: of a call with one bad file nothing stays.
      let read = try files.map { try KnowledgeBase.read($0, options: options, progress: progress) }
      for file in read { try admitting(file.events) }
      for file in read {
        let (news, doubts) = try news(of: file)
        let outcome = choices.dryRun ? nil : try write([request(news, actor: actor)])[0]
        rows.append(KnowledgeBase.row(file, outcome))
        notes += KnowledgeBase.notes(of: file, and: doubts, isAlone: read.count == 1)
      }
      if choices.judge && !choices.dryRun {
        let awaiting = headState().runs.values.contains(where: \.awaitsJudgement)
        if awaiting { notes += try judge(actor: actor).notes }
      }
      return KnowledgeBase.answer(
        imports: rows, of: read, notes: notes, dryRun: choices.dryRun, position: headState().position)
    }
  }

  /// What a file adds to the book, and what of it does not: not that it was read, where the same bytes were read before under
  /// another name; and nothing that people have declared otherwise, as importers only guess at kinds, guards and how
  /// much a journey matters. A catalogue of components is what people declare. Nor windows of traffic of a file that was read
  /// before: another version of the program may have told more of the same calls, and they must not count twice.
  private func news(of file: ReadFile) throws -> (events: [NewEvent], doubts: [String]) {
    let state = headState()
    guard file.summary.format != .cloudEvents else {
      let isKnown = state.imports[file.summary.sha256] != nil
      return (isKnown ? file.events.filter { $0.type != .sourceImported } : file.events, [])
    }
    var doubts: [String] = []
    let isKnown = state.imports[file.summary.sha256] != nil
    var retold = 0
    let events = try file.events.filter { event in
      switch event.fact {
      case .dependencyObserved where isKnown:
        if try log.event(source: event.source, id: event.id) != nil { return true }
        retold += 1
        return false
      case .sourceImported: return !isKnown
      case .componentDeclared(let payload):
        return file.summary.format == .backstage || state.system.component(payload.component)?.declared != true
      case .dependencyDeclared(let payload): return state.system.dependency(payload.dependency)?.declared != true
      case .journeyDeclared(let payload):
        guard let known = state.system.journey(payload.journey),
          known.entry != payload.entry || known.criticality != payload.criticality
        else { return true }
        doubts.append("journey \"\(payload.journey)\" is declared already, and was left as it is")
        return false
      default: return true
      }
    }
    if retold > 0 {
      doubts.append(
        "the file was imported before by another version of the program; its \(retold) windows of traffic stay as they were told then"
      )
    }
    return (events, doubts)
  }

  /// What is to be said of a file, under its name where there are several.
  private static func notes(of file: ReadFile, and doubts: [String] = [], isAlone: Bool) -> [String] {
    (file.summary.notes + doubts).map { isAlone ? $0 : "\(file.name): \($0)" }
  }

  /// What importing would append, of files alone: no book is needed.
  public static func dryRunImport(
    _ files: [ImportSource], choices: ImportChoices = ImportChoices(),
    progress: (@Sendable (String, Int, Int) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      let options = try choices.options()
      let read = try files.map { try Self.read($0, options: options, keepsEvents: false, progress: progress) }
      let told = read.map { file in
        let counts = file.summary.counts.map { "\($0.count) \($0.type.shortName)" }
        return "\(file.name) would append \(counts.joined(separator: ", "))"
      }
      return answer(
        imports: read.map { Self.row($0, nil) }, of: read,
        notes: told + read.flatMap { notes(of: $0, isAlone: read.count == 1) }, dryRun: true, position: nil)
    }
  }

  private struct ReadFile {
    let name: String
    let events: [NewEvent]
    let summary: ImportSummary
  }

  private static func read(
    _ file: ImportSource, options: ImportOptions, keepsEvents: Bool = true,
    progress: (@Sendable (String, Int, Int) -> Void)?
  ) throws -> ReadFile {
    var events: [NewEvent] = []
    let summary = try Importer.run(
      file, options: options, progress: progress.map { tell in { tell(file.name, $0, $1) } }
    ) {
      if keepsEvents { events.append($0) }
    }
    return ReadFile(name: file.name, events: events, summary: summary)
  }

  private static func row(_ file: ReadFile, _ outcome: AppendOutcome?) -> [AnswerTable.Cell] {
    [
      .text(file.name), .text(file.summary.format.rawValue), .integer(file.summary.bytes),
      .integer(file.summary.counts.reduce(0) { $0 + $1.count }),
      .integer(outcome?.appended), .integer(outcome?.duplicates), .integer(file.summary.ignoredFields),
    ]
  }

  /// How many events of each type every file gave.
  private static func types(_ read: [ReadFile]) -> JSON {
    .array(
      read.flatMap { file in
        file.summary.counts.map { count in
          .compact(
            ("file", .string(file.name)), ("type", .string(count.type.name)), ("events", .integer(Int64(count.count))))
        }
      })
  }

  private static func answer(
    imports rows: [[AnswerTable.Cell]], of read: [ReadFile], notes: [String], dryRun: Bool, position: Int64?
  ) -> Answer {
    let table = AnswerTable(
      title: dryRun ? "Would be imported" : "Imported",
      columns: [
        .init("file"), .init("format"), .init("bytes"), .init("events"), .init("appended", "new"),
        .init("duplicates", "known already"), .init("ignoredFields", "fields ignored"),
      ], rows: rows)
    let json = JSON.compact(
      ("position", position.map { .integer($0) }), ("dryRun", dryRun ? true : nil), ("files", table.jsonRows),
      ("types", types(read)), ("notes", .array(notes.map { .string($0) })))
    return Answer(json: json, table: table, notes: notes)
  }
}
