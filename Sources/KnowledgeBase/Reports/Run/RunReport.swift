import Beliefs
import Judgement
import SystemModel
import Vocabulary

/// The report on one run, part by part.
struct RunReport {
  let account: RunAccount

  var run: RunState { account.run }
  var verdict: VerdictReached? { account.verdict }

  var report: Report {
    Report(
      kind: "run", title: "Run \(run.id): \(account.deed)", subtitle: subtitle, marks: marks,
      sections: [asked, outcome, seen, samples, evidence, learned, findings, next, provenance].compactMap { $0 },
      json: json)
  }

  private var subtitle: String {
    let ended = run.endedAt.map { " to \($0)" } ?? ", not over yet"
    return "\(account.start.environment), \(account.startedAt)\(ended); run by \(account.start.runner.tool). "
      + "As of position \(account.state.position), \(account.source.now)."
  }

  private var marks: [Report.Mark] {
    var marks = [Report.Mark("verdict", verdict?.outcome.rawValue ?? "none yet", RunReport.tone(verdict?.outcome))]
    marks.append(Report.Mark("evidence", verdict?.grade.rawValue ?? "none yet", RunReport.tone(verdict?.grade)))
    if run.disqualified != nil { marks.append(Report.Mark("standing", "disqualified", .bad)) }
    if let native = run.native {
      let claim = ToolClaim(native)
      let isVoid = claim == .passed && account.findings.contains { $0.check.voidsPass }
      marks.append(
        Report.Mark("\(native.tool) said", native.verdict ?? native.status ?? "nothing", isVoid ? .doubt : .plain))
    }
    if let lesson = account.lesson {
      marks.append(Report.Mark("taught", "\(rounded(lesson.bits, 3)) bits"))
    }
    if let seconds = verdict?.recoverySeconds {
      marks.append(Report.Mark("recovered within", "\(rounded(seconds, 1)) s"))
    }
    return marks
  }

  static func tone(_ outcome: Outcome?) -> Report.Tone {
    switch outcome {
    case .supported: .good
    case .refuted: .bad
    default: .doubt
    }
  }

  static func tone(_ grade: Grade?) -> Report.Tone {
    switch grade {
    case .e4, .e5: .good
    case .e2, .e3, nil: .doubt
    case .e0, .e1: .bad
    }
  }

  // MARK: - What was asked

  private var asked: Report.Section {
    var blocks: [Report.Block] = []
    if let why = run.disqualified {
      blocks.append(.note("This run was disqualified and its evidence does not count: \(why)", .bad))
    }
    if let aborted = run.aborted {
      let criterion = aborted.criterion.map { ": \($0)" } ?? ""
      blocks.append(.note("It was stopped before its end by the \(aborted.reason.rawValue)\(criterion).", .doubt))
    }
    if let intent = account.intent {
      blocks.append(.text("\(intent.title): \(intent.hypothesis)"))
    } else {
      blocks.append(.note("It tests no stated intent, so nothing but the observations can come of it.", .doubt))
    }
    blocks += account.doubts.map { .note($0, .doubt) }
    blocks.append(.facts(facts))
    return Report.Section("asked", "What was asked", blocks)
  }

  private var facts: [(name: String, value: String)] {
    let fault = account.start.fault
    func span(_ from: Timestamp?, _ to: Timestamp?) -> String {
      guard let from, let to else { return "" }
      return " (\(rounded(to.seconds(since: from), 1)) s)"
    }
    var facts: [(name: String, value: String)] = [("Run", run.id)]
    facts.append(
      (
        "Target",
        account.start.target?.description ?? account.start.targetUnnamed.map { "not named: \($0)" } ?? "none: a placebo"
      ))
    facts.append(("Fault", account.deed + (fault.native.map { "; to the tool \"\($0)\"" } ?? "")))
    if let scope = fault.scope { facts.append(("Scope", "\(plainNumber(scope)) of instances or traffic")) }
    if let intent = account.start.intent {
      facts.append(("Intent", intent + (account.intent?.owner.map { ", owned by \($0)" } ?? "")))
    }
    if let proposal = account.start.proposal { facts.append(("Proposal", promised(proposal))) }
    if !account.start.journeys.isEmpty {
      facts.append(("Under load", account.start.journeys.map { "journey \($0)" }.joined(separator: ", ")))
    }
    facts.append(("Recorded by", run.actor))
    let version = account.start.runner.version.map { " \($0)" } ?? ""
    facts.append(("Runner", account.start.runner.tool + version))
    if let at = run.injectedAt {
      facts.append(("Injected", "\(at)" + (run.confirmed == true ? ", confirmed" : ", not confirmed")))
    } else {
      facts.append(("Injected", "nothing"))
    }
    if let at = run.clearedAt {
      facts.append(("Cleared", "\(at)\(span(run.injectedAt, at))" + (run.clearingWords.map { ", \($0)" } ?? "")))
    }
    if let at = run.endedAt { facts.append(("Ended", "\(at)\(span(account.startedAt, at))")) }
    return facts
  }

  private func promised(_ id: String) -> String {
    guard let proposal = account.state.proposals[id] else { return "\(id), which the book does not hold" }
    return "\(id), which promised \(rounded(proposal.proposed.bits, 2)) bits"
  }

  // MARK: - Findings

  private var findings: Report.Section? {
    let found = account.state.findings.values.filter { $0.run == run.id }.sorted { $0.finding.id < $1.finding.id }
    guard !found.isEmpty else { return nil }
    return Report.Section(
      "findings", "Findings", [.table(FindingTable.table(found, title: "What it showed that should be mended"))])
  }
}

/// Findings as a table of a report.
enum FindingTable {
  static func table(_ findings: [FindingState], title: String) -> AnswerTable {
    AnswerTable(
      title: title,
      columns: [
        .init("id"), .init("severity"), .init("component"), .init("title"), .init("run"), .init("state"),
        .init("recommendation"),
      ],
      rows: findings.map { one in
        [
          .text(one.finding.id), .text(one.finding.severity.rawValue), .text(one.finding.component),
          .text(one.finding.title), .text(one.run),
          .text(one.resolved.map { "resolved \($0.at): \($0.how)" } ?? "open since \(one.openedAt)"),
          .text(one.finding.recommendation),
        ]
      })
  }
}
