import Vocabulary

/// A criterion of an intent that came too late for some runs, which are judged without it.
struct LateCriteria: Sendable {
  let intent: String
  let criterion: LateCriterion
  /// When it was stated, changed or dropped in the world.
  let at: Timestamp?
  /// The runs that had begun, or were over where the criterion came after their result.
  var runs: [String]

  var json: JSON {
    .object(
      [JSON.Member("intent", .string(intent))] + (criterion.json.members ?? []) + [
        JSON.Member("at", at.map { .string($0.description) } ?? .null),
        JSON.Member("runs", .array(runs.map { .string($0) })),
      ])
  }

  /// `Clause p99 changed at position 57 (2026-…), after the run's result; it is not judged by that.`
  var sentence: String {
    let words = criterion.words
    let time = at.map { " (\($0))" } ?? ""
    let when = criterion.isAfterResult ? "after the run's result" : "after the run had begun"
    return "\(words.prefix(1).uppercased())\(words.dropFirst()) at position \(criterion.position)\(time), \(when); "
      + "it is not judged by that."
  }

  /// The table of several.
  static func table(_ all: [LateCriteria]) -> AnswerTable {
    AnswerTable(
      title: "Criteria that came after the result",
      columns: [
        .init("intent"), .init("criterion"), .init("change"), .init("position", "at position"), .init("at"),
        .init("runs", "runs that had ended, or begun"),
      ],
      rows: all.map { one in
        [
          .text(one.intent), .text(one.criterion.id ?? one.criterion.part.rawValue),
          .text(one.criterion.change.rawValue + (one.criterion.isAfterResult ? "" : ", run under way")),
          .integer(Int(one.criterion.position)), .text(one.at?.description), .text(one.runs.joined(separator: ", ")),
        ]
      })
  }
}

extension BookState {
  /// What came too late for one run.
  func lateCriteria(of run: RunState) -> [LateCriteria] {
    guard let intent = run.started?.intent.flatMap({ intents[$0] }) else { return [] }
    return intent.frozen(for: run).late.map { criterion in
      LateCriteria(
        intent: intent.id, criterion: criterion,
        at: intent.texts.first { $0.position == criterion.position }?.at, runs: [run.id])
    }
  }

  /// What came too late for any run that counts, by intent and position; the runs of one criterion stand together.
  var lateCriteria: [LateCriteria] {
    var found: [LateCriteria] = []
    let counted = runs.values.filter { $0.disqualified == nil }
    for run in counted.sorted(by: { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }) {
      for one in lateCriteria(of: run) {
        let known = found.firstIndex { $0.intent == one.intent && $0.criterion == one.criterion }
        if let known { found[known].runs.append(run.id) } else { found.append(one) }
      }
    }
    return found.sorted { one, other in
      (one.intent, one.criterion.position, one.criterion.id ?? "")
        < (other.intent, other.criterion.position, other.criterion.id ?? "")
    }
  }
}
