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
  /// `progress` hears the file's name, the bytes that were read, and all of them; what `admitting` throws of an event refuses
  /// the whole call. Cost: linear, twice where there are several files; memory of a thousand events and of what the format
  /// needs, whatever the files' size.
  public func importFiles(
    _ files: [ImportSource], choices: ImportChoices = ImportChoices(), actor: String,
    progress: (@Sendable (String, Int, Int) -> Void)? = nil, admitting: (NewEvent) throws -> Void = { _ in }
  ) throws -> Answer {
    try translating {
      var options = try choices.options()
      // A name with a colon is a misspelt symptom, unless somebody is called so.
      let system = headState().system
      options.knows = { system.knows($0) }
      options.latest = latestTime
      let run = choices.run.map { $0.replacing("/", with: "-") }
      let names = NamesOfImport()
      var rows: [[AnswerTable.Cell]] = []
      var read: [ReadFile] = []
      // Every file is read before any is written: of a call with one bad file nothing stays. One alone is undone itself.
      if files.count > 1, !choices.dryRun {
        let starts = StartCheck(in: self)
        for file in files {
          _ = try KnowledgeBase.read(file, options: options, names: names, progress: progress) {
            try admitting($0)
            try starts.look(at: $0)
          }
        }
        try names.requireStarted(run, in: self)
      }
      for file in files {
        var tally: AppendTally?
        if choices.dryRun {
          read.append(
            try KnowledgeBase.read(
              file, options: options, against: self, names: names, progress: progress, take: admitting))
        } else {
          let written = try write(actor: actor) { pieces in
            let read = try KnowledgeBase.read(
              file, options: options, against: self, names: files.count > 1 ? nil : names, progress: progress
            ) {
              try admitting($0)
              try pieces.add($0)
            }
            try names.requireStarted(run, in: self)
            return read
          }
          read.append(written.result)
          tally = written.tally
        }
        if let last = read.last { rows.append(KnowledgeBase.row(last, tally)) }
      }
      if choices.dryRun { try names.requireStarted(run, in: self) }
      var notes = read.flatMap { KnowledgeBase.notes(of: $0, isAlone: read.count == 1) }
      notes += names.doubts(in: headState())
      if choices.dryRun { notes = KnowledgeBase.contents(of: read) + notes }
      if choices.judge && !choices.dryRun {
        let awaiting = headState().runs.values.contains(where: \.awaitsJudgement)
        if awaiting { notes += try judge(actor: actor).notes }
      }
      return KnowledgeBase.answer(
        imports: rows, of: read, runs: names.runs, notes: notes, dryRun: choices.dryRun,
        position: headState().position)
    }
  }

  /// What is to be said of a file, under its name where there are several.
  private static func notes(of file: ReadFile, isAlone: Bool) -> [String] {
    (file.summary.notes + file.doubts).map { isAlone ? $0 : "\(file.name): \($0)" }
  }

  /// What importing would append, of files alone: no book is needed.
  public static func dryRunImport(
    _ files: [ImportSource], choices: ImportChoices = ImportChoices(),
    progress: (@Sendable (String, Int, Int) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      var options = try choices.options()
      options.latest = KnowledgeBase.latest(at: wallClock())
      let read = try files.map { try Self.read($0, options: options, progress: progress) }
      return answer(
        imports: read.map { Self.row($0, nil) }, of: read, runs: [],
        notes: contents(of: read) + read.flatMap { notes(of: $0, isAlone: read.count == 1) }, dryRun: true,
        position: nil)
    }
  }

  /// What each file holds, in words.
  private static func contents(of read: [ReadFile]) -> [String] {
    read.map { file in
      let counts = file.summary.counts.map { "\($0.count) \($0.type.shortName)" }
      return "\(file.name) would append \(counts.joined(separator: ", "))"
    }
  }

  private struct ReadFile {
    let name: String
    let summary: ImportSummary
    /// What of it the book does not take, and why.
    let doubts: [String]
  }

  /// Reads a file, and hands on what of it is new to a book; all of it without one.
  private static func read(
    _ file: ImportSource, options: ImportOptions, against book: KnowledgeBase? = nil, names: NamesOfImport? = nil,
    progress: (@Sendable (String, Int, Int) -> Void)?, take: (NewEvent) throws -> Void = { _ in }
  ) throws -> ReadFile {
    var news: ImportNews?
    let summary = try Importer.run(
      file, options: options, progress: progress.map { tell in { tell(file.name, $0, $1) } },
      begin: { start in news = book.map { ImportNews(start, to: $0) } }
    ) { event in
      names?.take(event)
      guard news != nil else { return try take(event) }
      if let fresh = try news?.news(event) { try take(fresh) }
    }
    return ReadFile(name: file.name, summary: summary, doubts: news?.doubts() ?? [])
  }

  private static func row(_ file: ReadFile, _ tally: AppendTally?) -> [AnswerTable.Cell] {
    [
      .text(file.name), .text(file.summary.format.rawValue), .integer(file.summary.bytes),
      .integer(file.summary.counts.reduce(0) { $0 + $1.count }),
      .integer(tally?.appended), .integer(tally?.duplicates), .integer(file.summary.ignoredFields),
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
    imports rows: [[AnswerTable.Cell]], of read: [ReadFile], runs: [String], notes: [String], dryRun: Bool,
    position: Int64?
  ) -> Answer {
    let table = AnswerTable(
      title: dryRun ? "Would be imported" : "Imported",
      columns: [
        .init("file"), .init("format"), .init("bytes"), .init("events"), .init("appended", "new"),
        .init("duplicates", "known already"), .init("ignoredFields", "fields ignored"),
      ], rows: rows)
    let json = JSON.compact(
      ("position", position.map { .integer($0) }), ("dryRun", dryRun ? true : nil), ("files", table.jsonRows),
      ("types", types(read)), ("runs", runs.isEmpty ? nil : .array(runs.map { .string($0) })),
      ("notes", .array(notes.map { .string($0) })))
    return Answer(json: json, table: table, notes: notes)
  }
}
