import Beliefs
import SystemModel
import Vocabulary

/// Failure modes as rows.
enum ModeTable {
  static func table(_ modes: [RankedMode]) -> AnswerTable {
    let columns = [
      AnswerTable.Column("id"), .init("name", "failure mode"), .init("likelihood"), .init("impact"),
      .init("priority"), .init("state"), .init("runs", "runs E2+"), .init("coverage"),
      .init("classCoverage", "class coverage"), .init("harm"),
      .init("harmLow", "harm 90 % from"), .init("harmHigh", "to"), .init("lastTested", "last tested"),
      .init("openFindings", "open findings"), .init("refuted"), .init("incidents"), .init("category"), .init("fault"),
      .init("component"), .init("origin"),
    ]
    let rows: [[AnswerTable.Cell]] = modes.map { one in
      [
        .text(one.mode.id), .text(one.mode.name), .text(one.likelihood.rawValue), .text(one.mode.impact.rawValue),
        .number(one.priority, decimals: 1), .text(one.state), .integer(one.evidence.informative.count),
        .number(one.standing.coverage, decimals: 2), .number(one.standing.classCoverage, decimals: 2),
        .number(one.standing.harm, decimals: 2),
        .number(one.standing.low, decimals: 2), .number(one.standing.high, decimals: 2),
        .text(one.evidence.lastTested.map { String($0.description.prefix(10)) }),
        .integer(one.evidence.openFindings.count), .integer(one.evidence.refuted.count),
        .integer(one.evidence.incidents.count), .text(one.mode.category.rawValue), .text(one.mode.fault.name),
        .text(one.mode.component), .text(one.entry.origin.rawValue),
      ]
    }
    return AnswerTable(title: "Failure modes", columns: columns, rows: rows)
  }
}

/// Likelihood against impact, with the ids of the modes in each cell: `TF-001?` is untested, `TF-002!` is known to be bad.
struct ModeMatrix {
  private let cells: [(impact: FailureModeCatalogued.Impact, ids: [[String]])]

  init(_ modes: [RankedMode]) {
    cells = FailureModeCatalogued.Impact.allCases.map { impact in
      (
        impact,
        FailureModeCatalogued.Likelihood.allCases.map { likelihood in
          modes.filter { $0.mode.impact == impact && $0.likelihood == likelihood }.map { one in
            one.mode.id + (one.state == "open" ? "!" : one.state == "untested" ? "?" : "")
          }
        }
      )
    }
  }

  var json: JSON {
    .array(
      cells.map { impact, ids in
        .object(
          [JSON.Member("impact", .string(impact.rawValue))]
            + zip(FailureModeCatalogued.Likelihood.allCases, ids).map { likelihood, ids in
              JSON.Member(likelihood.rawValue, .array(ids.map { .string($0) }))
            })
      })
  }

  var table: AnswerTable {
    AnswerTable(
      title: "Likelihood × impact",
      columns: [.init("impact")] + FailureModeCatalogued.Likelihood.allCases.map { .init($0.rawValue) },
      rows: cells.map { impact, ids in
        [.text(impact.rawValue)] + ids.map { .text($0.isEmpty ? nil : $0.joined(separator: " ")) }
      })
  }
}

extension RankedMode {
  /// In the documented shape.
  var json: JSON {
    func strings(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }
    let grades = evidence.grades
    return .compact(
      ("id", .string(mode.id)), ("name", .string(mode.name)), ("category", .string(mode.category.rawValue)),
      ("faults", strings(mode.faults.map(\.name))), ("component", mode.component.map { .string($0) }),
      ("origin", .string(entry.origin.rawValue)), ("likelihood", .string(likelihood.rawValue)),
      ("likelihoodSaid", .string(mode.likelihood.rawValue)), ("impact", .string(mode.impact.rawValue)),
      ("risk", .number(risk)), ("priority", .number(priority)), ("priorityLow", .number(priorityLow)),
      ("priorityHigh", .number(priorityHigh)), ("state", .string(state)),
      ("harm", standing.harm.map { .number($0) } ?? .null), ("harmLow", standing.low.map { .number($0) } ?? .null),
      ("harmHigh", standing.high.map { .number($0) } ?? .null), ("coverage", .number(standing.coverage)),
      ("classCoverage", .number(standing.classCoverage)),
      ("freshness", standing.freshness.map { .number($0) } ?? .null),
      ("runs", .integer(Int64(evidence.informative.count))),
      (
        "grades",
        .object(
          Grade.allCases.compactMap { grade in
            grades[grade].map { JSON.Member(grade.rawValue, .integer(Int64($0))) }
          })
      ), ("lastTested", evidence.lastTested.map { .string($0.description) } ?? .null),
      ("refuted", strings(evidence.refuted.map(\.id))),
      ("openFindings", strings(evidence.openFindings.map(\.finding.id))),
      ("incidents", strings(evidence.incidents.map(\.id))), ("incidentRate", rate?.json),
      ("components", strings(components)))
  }
}
