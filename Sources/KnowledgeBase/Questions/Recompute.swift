import Planner
import Vocabulary

extension KnowledgeBase {
  /// Computes a recorded proposal again, or all of them, from the log position, request, *now*, seed and environment that
  /// were recorded with it, and compares field by field; numbers must agree to the last bit.
  ///
  /// The answer is no where anything differs. Throws for an unknown id. A proposal that another version of the program recorded is
  /// computed and compared as well, and its version is said. Cost: a fold up to the position and one plan for each question
  /// that was asked.
  ///
  /// Shape: `{"position", "recomputed", "equal", "ok", "program", "proposals": [{"id", "recordedAt", "computedAt", "program",
  /// "equal", "differences": [{"field", "recorded"?, "recomputed"?}], "remark"?}]}`; `recordedAt` and `computedAt` are log positions.
  public func recompute(proposal id: String?, view: View = View()) throws -> Answer {
    try translating {
      let state = try self.state(view)
      var chosen = state.proposals.values.sorted { ($0.position, $0.proposed.id) < ($1.position, $1.proposed.id) }
      if let id {
        guard let held = state.proposals[id] else { throw unknown("proposal", id, among: state.proposals.keys) }
        chosen = [held]
      }
      var plans = PlanCache()
      let found = try chosen.map { try recomputed($0, in: state, &plans) }
      return KnowledgeBase.answer(found, all: id == nil, position: state.position)
    }
  }

  /// The plans that were computed already, by what they were asked for: the proposals of one plan are compared with one.
  private struct PlanCache {
    private var kept: [(position: Int64, request: RecordedRequest, plan: Result<Plan, FaultbookError>)] = []

    mutating func plan(
      _ position: Int64, _ request: RecordedRequest, _ make: () throws -> Plan
    ) throws -> Result<Plan, FaultbookError> {
      if let known = kept.last(where: { $0.position == position && $0.request == request }) { return known.plan }
      let plan: Result<Plan, FaultbookError>
      do {
        plan = .success(try make())
      } catch let error as FaultbookError where [.usage, .unknown].contains(error.code) {
        plan = .failure(error)
      }
      // Proposals of one plan stand together.
      kept = kept.suffix(3) + [(position, request, plan)]
      return plan
    }
  }

  private func recomputed(
    _ held: ProposalState, in state: BookState, _ plans: inout PlanCache
  ) throws -> Recomputation {
    var result = Recomputation(held)
    let position = Int64(held.proposed.position)
    guard position < held.position else {
      result.differences = [
        JSONDifference(
          "position", .integer(position), nil,
          "it was recorded at position \(held.position) and cannot have been computed from a later one")
      ]
      return result
    }
    let request: RecordedRequest
    do {
      request = try RecordedRequest(of: held.proposed.proposal) ?? guessedRequest(held, in: state, &result)
    } catch let error as VocabularyError {
      result.differences = [JSONDifference("request", nil, nil, error.description)]
      return result
    }
    result.program = request.program
    if request.now != held.at {
      result.differences.append(
        JSONDifference(
          "now", .string(request.now.description), .string(held.at.description),
          "the event's own time is another than the one that the proposal was computed for"))
    }
    let plan = try plans.plan(position, request) {
      let view = request.view(asOf: position)
      return try self.plan(request.asked, view: view, source(view))
    }
    switch plan {
    case .failure(let error):
      result.differences.append(JSONDifference("request", request.json, nil, error.message))
    case .success(let plan): result.compare(with: plan)
    }
    return result
  }

  private func guessedRequest(
    _ held: ProposalState, in state: BookState, _ result: inout Recomputation
  ) -> RecordedRequest {
    result.remark = "what was asked was not recorded with it, and is taken for a plain ranking"
    let siblings = state.proposals.values.count {
      $0.proposed.position == held.proposed.position && $0.proposed.seed == held.proposed.seed
        && $0.proposed.proposal["request"] == nil
    }
    return RecordedRequest(guessedFrom: held, siblings: siblings)
  }

  private static func answer(_ found: [Recomputation], all: Bool, position: Int64) -> Answer {
    let columns = [
      AnswerTable.Column("id", "proposal"), .init("recordedAt", "recorded at"), .init("computedAt", "computed from"),
      .init("program"), .init("equal"), .init("differences", "fields that differ"),
    ]
    let rows: [[AnswerTable.Cell]] = found.map { one in
      [
        .text(one.id), .integer(Int(one.recordedAt)), .integer(Int(one.computedAt)), .text(one.program),
        .text(one.isEqual ? "yes" : "NO"), .integer(one.differences.count),
      ]
    }
    let equal = found.count { $0.isEqual }
    let json = JSON.compact(
      ("position", .integer(position)), ("recomputed", .integer(Int64(found.count))), ("equal", .integer(Int64(equal))),
      ("ok", .bool(equal == found.count)), ("program", .string(programVersion)),
      ("proposals", .array(found.map(\.json))))
    return Answer(
      json: json, table: AnswerTable(title: "Recorded proposals, computed again", columns: columns, rows: rows),
      further: differences(found), notes: remarks(found, equal: equal, all: all), isYes: equal == found.count)
  }

  private static func differences(_ found: [Recomputation]) -> [AnswerTable] {
    let rows: [[AnswerTable.Cell]] = found.flatMap { one in
      one.differences.map { difference in
        [
          .text(one.id), .text(difference.field), .text(difference.recorded?.text),
          .text(difference.recomputed?.text), .text(difference.why),
        ]
      }
    }
    let columns = [
      AnswerTable.Column("id", "proposal"), .init("field"), .init("recorded"), .init("recomputed", "computed again"),
      .init("why"),
    ]
    return rows.isEmpty ? [] : [AnswerTable(title: "What differs", columns: columns, rows: rows)]
  }

  private static func remarks(_ found: [Recomputation], equal: Int, all: Bool) -> [String] {
    if found.isEmpty { return ["No proposal is recorded: `faultbook next --record`."] }
    var notes: [String] = []
    if equal == found.count {
      let what = found.count == 1 ? "The proposal follows" : "All \(found.count) proposals follow"
      notes.append("\(what) from what the log said then: every field is the same, every number to the last bit.")
    } else {
      let count = found.count - equal
      notes.append(
        "\(count) of \(found.count) \(found.count == 1 ? "proposal does" : "proposals do") NOT follow from what the log said then."
      )
    }
    let others = Set(found.compactMap(\.program)).subtracting([programVersion]).sorted()
    if !others.isEmpty {
      notes.append(
        "Recorded by another version of the program (\(others.joined(separator: ", ")); this is \(programVersion)): where a "
          + "number differs, the version may be why.")
    }
    for remark in Set(found.compactMap(\.remark)).sorted() {
      let ids = found.filter { $0.remark == remark }.map(\.id)
      notes.append("Of \(ids.joined(separator: ", ")): \(remark).")
    }
    return notes
  }
}

/// What computing one recorded proposal again came to.
private struct Recomputation {
  let id: String
  let recordedAt: Int64
  let computedAt: Int64
  var program: String?
  var differences: [JSONDifference] = []
  var remark: String?
  private let recorded: JSON

  init(_ held: ProposalState) {
    id = held.proposed.id
    recordedAt = held.position
    computedAt = Int64(held.proposed.position)
    recorded = held.proposed.proposal
    program = recorded["program"]?.stringValue
  }

  var isEqual: Bool { differences.isEmpty }

  /// Compares with the proposal of that id; where there is none, with that of the same target, fault and dose.
  mutating func compare(with plan: Plan) {
    let same = plan.proposals.first { $0.id == id } ?? plan.proposals.first { isAlike($0.json) }
    guard let same else {
      differences.append(
        JSONDifference("id", .string(id), nil, "no such proposal follows; \(plan.proposals.count) others do"))
      return
    }
    let own = (recorded.members ?? []).filter { !RecordedRequest.memberNames.contains($0.name) }
    differences += JSONDifference.between(.object(own), same.json)
  }

  private func isAlike(_ other: JSON) -> Bool {
    recorded["target"] == other["target"] && recorded["fault"]?["kind"] == other["fault"]?["kind"]
      && recorded["dose"] == other["dose"]
  }

  var json: JSON {
    .compact(
      ("id", .string(id)), ("recordedAt", .integer(recordedAt)), ("computedAt", .integer(computedAt)),
      ("program", program.map { .string($0) } ?? .null), ("equal", .bool(isEqual)),
      ("differences", .array(differences.map(\.json))), ("remark", remark.map { .string($0) }))
  }
}
