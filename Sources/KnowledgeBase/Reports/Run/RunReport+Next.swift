import Planner
import Vocabulary

/// What to do after a run, and where it stands in the log.
extension RunReport {
  var next: Report.Section? {
    guard let plan = account.plan else { return nil }
    var blocks: [Report.Block] = []
    let again = plan.redundant.first {
      $0.target == account.start.target && $0.kind.faultClass == account.start.fault.kind.faultClass
        && $0.dose == account.dose
    }
    if let again { blocks.append(.text("Not this again: \(again.why)")) }
    let place = account.plannedFor == account.start.environment ? ", where it ran" : ", as asked"
    blocks.append(.text("Planned for \(account.plannedFor)\(place). \(ProposalTable.asked(plan))"))
    blocks += ProposalTable.blocks(plan)
    return Report.Section("next", "What to run next", blocks)
  }

  var provenance: Report.Section {
    let place = account.provenance
    var blocks: [Report.Block] = [
      .text(
        "Everything above follows from the first \(account.state.position) events of the log, whose Merkle tree has the root below. "
          + "`faultbook audit prove POSITION` proves that an event of this run is among those that a signed checkpoint covers."
      ),
      .facts([
        ("Events read", "1 to \(account.state.position)"), ("Root of their tree", place.root),
        ("Stream", "run/\(run.id): \(counted(place.events, "event")), positions \(place.first) to \(place.last)"),
        ("Verdict", run.verdict == nil ? "none" : "position \(run.verdictPosition)"),
        ("Now", "\(account.source.now)\(account.source.environment.map { ", for \($0)" } ?? "")"),
      ]),
    ]
    if !place.rereadings.isEmpty {
      blocks.append(.note(place.rereadings.map(\.sentence).joined(separator: " "), .doubt))
    }
    blocks.append(
      place.files.isEmpty
        ? .text("No file brought it: it was recorded as it went, event by event.")
        : .table(ProvenanceTable.files(place.files)))
    return Report.Section("provenance", "Where it stands in the log", blocks)
  }
}

/// Imported files as a table of a report.
enum ProvenanceTable {
  static func files(_ files: [SourceFile]) -> AnswerTable {
    AnswerTable(
      title: "The files it came from",
      columns: [.init("name", "file"), .init("format"), .init("sha256", "SHA-256"), .init("position", "imported at")],
      rows: files.map { file in
        [
          .text(file.names.joined(separator: ", ")), .text(file.format), .text(file.sha256),
          .integer(Int(file.position)),
        ]
      })
  }
}

/// Proposals as blocks of a report.
enum ProposalTable {
  /// As of when a plan was made, and how to ask for now: gates on time and spacing hang on it.
  static func asked(_ plan: Plan) -> String {
    "Whether it may run is said as of \(plan.now), the report's own time; `faultbook next --now wall` asks for this moment."
  }

  static func blocks(_ plan: Plan) -> [Report.Block] {
    guard !plan.proposals.isEmpty else {
      return [.text("Nothing teaches anything that counts: declare journeys, or import traces of more of the system.")]
    }
    let rows: [[AnswerTable.Cell]] = plan.proposals.map { one in
      let failed = one.safety.gates.filter { $0.passed != true }
      return [
        .integer(one.rank), .text(one.id), .text(one.target.description), .text(one.fault.kind.name),
        .text(one.fault.magnitude.map { "\(plainNumber($0.value)) \($0.unit)" } ?? one.dose.rawValue),
        .number(one.bits), .number(one.criticalProbability, decimals: 2), .number(one.cost, decimals: 0),
        .text(one.safety.allowed ? (failed.isEmpty ? "yes" : "yes, \(failed.count) in doubt") : "no"),
        .text((failed.first { $0.passed == false } ?? failed.first).map { "\($0.gate): \($0.why)" }),
      ]
    }
    let table = AnswerTable(
      title: "By expected information",
      columns: [
        .init("rank"), .init("id", "proposal"), .init("target"), .init("fault"), .init("magnitude"), .init("bits"),
        .init("critical", "P(critical journey degrades)"), .init("cost", "cost min"), .init("allowed", "may run"),
        .init("why", "but"),
      ], rows: rows)
    var blocks: [Report.Block] = [.table(table)]
    if let first = plan.proposals.first { blocks.append(.text("The first of them: \(first.intent.hypothesis)")) }
    if !plan.isAnyAllowed {
      blocks.append(.note("Nothing may run now: every proposal is blocked by a safety gate.", .doubt))
    }
    return blocks
  }
}
