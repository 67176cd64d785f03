import Interchange
import Planner
import Vocabulary

extension Exported {
  /// What a server answered.
  public init(_ answer: Answer) {
    text = answer.json["document"]?.stringValue
    fileName = answer.json["fileName"]?.stringValue
    self.answer = answer
  }

  /// A document that was written.
  init(_ document: ExportedDocument, of found: ExportCandidate, position: Int64) {
    text = document.text
    fileName = document.fileName
    let notes = found.notes + document.notes
    answer = Answer(
      json: Exported.json(
        found, document.tool, position: position, notes: notes, fileName: document.fileName, text: document.text),
      table: Exported.table(found, document.tool, file: document.fileName),
      notes: notes.map { $0 + "." })
  }

  /// The answer where the document was written to a file of that name: people look for it there.
  public func written(to path: String) -> Answer {
    Answer(
      json: answer.json,
      table: AnswerTable(
        title: answer.table.title, columns: answer.table.columns,
        rows: answer.table.rows.map { $0.dropLast() + [.text(path)] }),
      further: answer.further, notes: answer.notes, isYes: answer.isYes)
  }

  /// A refusal: safety or a person says no.
  init(refused found: ExportCandidate, _ tool: ExportTool, _ source: ProjectionSource) {
    text = nil
    fileName = nil
    let id = found.experiment.origin.id
    let notes = ["\(id) is not to be run now: \(found.objections.joined(separator: "; "))"] + found.notes
    answer = Answer(
      json: Exported.json(
        found, tool, position: source.state.position, notes: notes, fileName: nil, text: nil),
      table: Exported.table(found, tool, file: nil), notes: notes.map { $0 + "." }, isYes: false)
  }

  private static func table(_ found: ExportCandidate, _ tool: ExportTool, file: String?) -> AnswerTable {
    let experiment = found.experiment
    return AnswerTable(
      title: "Exported",
      columns: [
        .init("tool"), .init("id"), .init("target"), .init("fault"), .init("magnitude"), .init("dose"), .init("file"),
      ],
      rows: file == nil
        ? []
        : [
          [
            .text(tool.rawValue), .text(experiment.origin.id), .text(experiment.target.description),
            .text(experiment.fault.kind.name),
            .text(experiment.fault.magnitude.map { "\(JSON.number($0.value).text) \($0.unit)" }),
            .text(experiment.dose.rawValue), .text(file),
          ]
        ])
  }

  private static func json(
    _ found: ExportCandidate, _ tool: ExportTool, position: Int64, notes: [String], fileName: String?, text: String?
  ) -> JSON {
    let experiment = found.experiment
    let passed = found.passedOver.map { one in
      JSON.compact(
        ("id", .string(one.id)), ("rank", .integer(Int64(one.rank))), ("what", .string(one.what)),
        ("why", .string(one.why)))
    }
    let gates = experiment.gates.map { gate in
      JSON.compact(
        ("gate", .string(gate.name)), ("passed", gate.passed.map { .bool($0) } ?? .null), ("why", .string(gate.why)))
    }
    var intent: String?
    if case .intent(let id) = experiment.origin { intent = id }
    return .compact(
      ("position", .integer(position)), ("tool", .string(tool.rawValue)),
      ("proposal", experiment.proposal.map { .string($0) }), ("intent", intent.map { .string($0) }),
      ("recorded", .bool(found.isRecorded || found.fresh == nil)), ("target", experiment.target.json),
      ("fault", experiment.fault.json), ("dose", .string(experiment.dose.rawValue)),
      ("rank", found.fresh.map { .integer(Int64($0.proposal.rank)) }), ("fileName", fileName.map { .string($0) }),
      ("passedOver", .array(passed)), ("gates", .array(gates)), ("notes", .array(notes.map { .string($0) })),
      ("document", text.map { .string($0) }))
  }
}
