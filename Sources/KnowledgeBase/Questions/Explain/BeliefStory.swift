import Beliefs
import Vocabulary

/// The account of one belief with what the log tells beside it, as people and programs read it.
struct BeliefStory {
  let source: ProjectionSource
  let place: BeliefPlace
  let account: BeliefAccount
  /// Those of the account that weigh anything.
  let testimonies: [BeliefAccount.Testimony]
  let windows: [BeliefFacts.Window]
  let sources: [String: [SourceFile]]
  let uncounted: [UncountedRun]

  private var belief: BeliefSummary { account.belief }
  private var effect: NodeID { belief.effect }

  var answer: Answer {
    let further = [weightTable, uncountedTable, fileTable].filter { !$0.rows.isEmpty }
    return Answer(json: json, table: evidenceTable, further: further, notes: notes)
  }

  // MARK: - Tables

  /// What is believed, in words: the heading of all.
  private var claim: String {
    let trouble = "trouble of class \(belief.faultClass.rawValue)"
    let number = "\(rounded(belief.mean, 3)) (90 % interval \(rounded(belief.low, 3)) to \(rounded(belief.high, 3)))"
    let dose = belief.dose.map { ", dose \($0.rawValue)" } ?? ""
    switch belief.kind {
    case .propagation: return "P(\(effect) degrades when \(belief.cause.name) has \(trouble)\(dose)) = \(number)"
    case .coupling:
      return
        "P(\(effect) degrades when \(belief.cause.name), which it does not call, has \(trouble)\(dose)) = \(number)"
    case .susceptibility: return "P(\(effect) degrades under \(belief.cause.name)\(dose)) = \(number)"
    case .symptom:
      return
        "P(\(effect) shows \(belief.symptom?.rawValue ?? "") when \(belief.cause.name) degrades it, class \(belief.faultClass.rawValue)) = \(number)"
    }
  }

  func saw(_ one: BeliefAccount.Testimony) -> String {
    if belief.kind == .symptom { return one.isDegraded ? "shown" : "not shown" }
    if one.isUnseen { return "not seen" }
    return one.isDegraded ? "degraded" : "steady"
  }

  private func name(_ cause: Cause) -> String { cause.kind == .coupling ? "\(cause.name) (no call)" : cause.name }

  private var evidenceTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = testimonies.map { one in
      let own = one.causes.filter { $0 == place.cause }
      let causes = (own + one.causes.filter { $0 != place.cause }).map(name)
      return [
        .text(one.contribution.stream), .text(saw(one)), .text(one.dose?.rawValue),
        .text(causes.joined(separator: one.isDegraded ? " or " : ", ")),
        .number(one.factors.weight, decimals: 2), .number(one.bits), .number(one.moved), .number(one.after),
        .number(one.without),
        .text(one.contribution.injected.description),
      ]
    }
    return AnswerTable(
      title: claim,
      columns: [
        .init("stream", "run or incident"), .init("saw", "\(effect) was"), .init("dose"),
        .init("causes", belief.cause.kind == .fault ? "under" : "while these had trouble"), .init("weight"),
        .init("bits", "share bits"), .init("moved", "moved bits"),
        .init("after", "belief after it"), .init("without", "belief without it"), .init("injected"),
      ], rows: rows)
  }

  private var weightTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = testimonies.map { one in
      let factors = one.factors
      let changes = factors.changes > 0 ? ", \(counted(factors.changes, "change"))" : ""
      return [
        .text(one.contribution.stream), .text("\(one.grade.rawValue) \(rounded(factors.grade, 2))"),
        .text("\(one.environment) \(rounded(factors.environment, 2))"),
        .text("\(factors.ageDays) d\(changes) \(rounded(factors.freshness, 3))"),
        .number(factors.attribution, decimals: 2), .number(factors.weight, decimals: 3),
        .number(one.evidence, decimals: 3),
      ]
    }
    return AnswerTable(
      title: "Weight = grade × environment × freshness × attribution",
      columns: [
        .init("stream", "run or incident"), .init("grade"), .init("environment", "× environment"),
        .init("freshness", "× freshness"), .init("attribution", "× attribution"), .init("weight", "= weight"),
        .init("evidence", "counts as observations"),
      ], rows: rows)
  }

  private var uncountedTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = uncounted.map { one in
      [.text(one.stream), .integer(one.position.map { Int($0) }), .text(one.reason), .text(one.why)]
    }
    return AnswerTable(
      title: "What does not count, and why",
      columns: [.init("stream", "run or incident"), .init("position", "verdict at"), .init("reason"), .init("why")],
      rows: rows)
  }

  private var fileTable: AnswerTable {
    var brought: [SourceFile: [String]] = [:]
    for window in windows { if let file = window.file { brought[file] = ["traces"] } }
    for (stream, files) in sources.sorted(by: { $0.key < $1.key }) {
      for file in files { brought[file, default: []].append(stream) }
    }
    let files = brought.sorted { ($0.key.position, $0.key.sha256) < ($1.key.position, $1.key.sha256) }
    let rows: [[AnswerTable.Cell]] = files.map { file, streams in
      [
        .text(file.sha256), .text(file.names.joined(separator: ", ")), .integer(Int(file.position)),
        .text(streams.joined(separator: ", ")),
      ]
    }
    return AnswerTable(
      title: "The files that all of this came from",
      columns: [
        .init("sha256", "SHA-256"), .init("name", "file"), .init("position", "imported at"), .init("brought"),
      ], rows: rows)
  }

  // MARK: - Sentences

  private var notes: [String] {
    var notes = [
      "Prior mean \(rounded(account.prior.theta.mean, 3)), worth \(rounded(account.prior.theta.strength, 2)) observations: \(origin)."
    ]
    if testimonies.isEmpty {
      notes.append("No run and no incident speaks of it: the prior stands alone.")
    } else {
      let count = testimonies.count
      notes.append(
        "\(count) \(count == 1 ? "testimony" : "testimonies"), \(rounded(belief.evidence, 2)) weighted observations at this dose. "
          + "Together they taught \(rounded(account.bits, 3)) bits, the sum of the shares: how far what is believed now is from the prior "
          + "(KL), one run at a time in the order of the log; below zero where a run led away from there. Moved is how far a run moved the "
          + "belief when it came, whatever came later, with the priors and weights of now; `faultbook report run RUN` tells it with those of "
          + "its day, and what the run taught in all, of which this is the part about one belief.")
    }
    if testimonies.contains(where: \.isAmbiguous) {
      notes.append(
        "Where something else could have degraded \(effect) as well, the blame is shared by what is known of each.")
    }
    if testimonies.contains(where: { !$0.isDirect }) {
      notes.append(
        "Some runs speak of other causes of \(effect) alone; they count for the blame that the causes share.")
    }
    return notes
  }

  /// Where the prior comes from, in words.
  var origin: String {
    guard let making = account.prior.making else { return "that of class \(belief.faultClass.rawValue)" }
    var words = "group \(making.group), "
    if let fit = making.fit {
      words +=
        "fitted at position \(fit.position) to \(counted(fit.edges, "call")) with evidence from \(counted(fit.runs, "run"))"
    } else {
      words += "its default"
    }
    if making.leaning < 1 {
      words += "; among its calls \(effect) leans on this one by \(rounded(making.leaning, 2))"
    }
    if let traces = making.traces {
      words +=
        "; traces add \(rounded(traces.strength, 1)): of \(counted(traces.calls, "call")) in which \(belief.cause.name) had trouble, "
        + "\(traces.propagated) troubled \(effect) (\(counted(windows.count, "window"))"
      if let first = windows.map(\.traffic.from).min(), let last = windows.map(\.traffic.to).max() {
        words += " from \(first) to \(last)"
      }
      words += ")"
    }
    return words
  }
}
