import Vocabulary

/// Writes an experiment as a plan for people: what is believed, what may happen, who stops it when, step by step, and how what
/// came of it is recorded.
struct GameDayPlan {
  private let experiment: PlannedExperiment
  private let timing: ExperimentTiming

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    self.experiment = experiment
    timing = try ExperimentTiming(experiment, options.bindings.timing)
  }

  func document() throws -> ExportedDocument {
    let parts = [head, gates, predicted, steps, stop, claims, recording].filter { !$0.isEmpty }
    return ExportedDocument(
      experiment, .markdown, text: parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n"), notes: [])
  }

  /// Text that Markdown takes for text.
  private func plain(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "|", "\\", "`", "*", "[", "]", "_": out += "\\\(character)"
      case "<": out += "&lt;"
      case _ where character.isNewline: out += " "
      default: out.append(character)
      }
    }
    return out
  }

  private var head: [String] {
    let intent = experiment.intent
    var rows = [
      ("Target", plain(experiment.place)), ("Fault", plain(ExportWords.fault(experiment))),
      ("Environment", intent.environment.map(plain) ?? "not said"),
      ("Proposal", experiment.proposal.map { "`\($0)`" } ?? "none"),
      (
        "Length",
        "\(ExportWords.seconds(timing.baseline)) before, \(ExportWords.seconds(timing.fault)) of the fault, "
          + "\(ExportWords.seconds(timing.recovery)) after"
      ),
    ]
    if let held = experiment.heldIntent { rows.append(("Intent", "`\(held)`")) }
    if let owner = intent.owner { rows.append(("Owner", plain(owner))) }
    return ["# \(plain(intent.title))", "", "> \(plain(intent.hypothesis))", "", "| | |", "|---|---|"]
      + rows.map { "| \($0.0) | \($0.1) |" }
  }

  private var gates: [String] {
    let open = experiment.gates.filter { $0.passed != true }
    guard !experiment.gates.isEmpty else { return [] }
    let passed = experiment.gates.count - open.count
    return ["## May it run?", "", "\(passed) of \(experiment.gates.count) safety gates passed."]
      + open.map { "- **\($0.passed == nil ? "In doubt" : "No")**, \(plain($0.name)): \(plain($0.why))" }
  }

  private var predicted: [String] {
    guard !experiment.predicted.isEmpty else { return [] }
    return ["## What is expected to degrade", "", "| who | probability |", "|---|---:|"]
      + experiment.predicted.prefix(12).map { one in
        "| \(plain(one.node.description)) | \(JSON.number((one.probability * 100).rounded() / 100).text) |"
      }
  }

  private var steps: [String] {
    let exclusions = experiment.intent.exclusions
    var lines = ["## Steps", ""]
    var items = [
      "Say who leads, who injects, who watches and who writes down; say where they talk.",
      "Check that everything is steady for \(ExportWords.seconds(timing.baseline)): "
        + plain(conditions(experiment.criteria, otherwise: "as it usually is")) + ". Sample from here on.",
    ]
    if !exclusions.isEmpty {
      items.append("Check that none of these can be met: \(plain(exclusions.joined(separator: ", "))).")
    }
    items += [
      "Bring about \(plain(ExportWords.fault(experiment))) in \(plain(experiment.place)). Write down the time, and what shows that it acts.",
      "Let it act for \(ExportWords.seconds(timing.fault)). Watch every journey"
        + (experiment.journeys.isEmpty ? "." : ": \(plain(experiment.journeys.joined(separator: ", "))).")
        + " Write down who degrades, how, and after how long.",
    ]
    items += experiment.intent.rollback.map { plain($0) + " Write down the time." }
    items.append("Watch for \(ExportWords.seconds(timing.recovery)) how it recovers.")
    lines += items.enumerated().map { "\($0.offset + 1). \($0.element)" }
    return lines
  }

  private func conditions(_ criteria: [Criterion], otherwise: String) -> String {
    criteria.isEmpty ? otherwise : criteria.map(ExportWords.condition).joined(separator: "; ")
  }

  private var stop: [String] {
    ["## Stop at once when", ""]
      + (experiment.intent.abortWhen.isEmpty
        ? ["- anybody says so"]
        : experiment.intent.abortWhen.map { "- \(plain(ExportWords.condition($0)))" } + ["- anybody says so"])
  }

  private var claims: [String] {
    guard !experiment.intent.clauses.isEmpty else { return [] }
    return ["## What would refute it", "", "| claim | of | bound | seen |", "|---|---|---|---|"]
      + experiment.intent.clauses.map { clause in
        let bound =
          clause.metric.map { metric in
            "\(ExportWords.metric(metric)) \(clause.comparison?.rawValue ?? "") "
              + (clause.threshold.map { ExportWords.size($0, clause.unit ?? "") } ?? "")
          } ?? ""
        let within = clause.withinSeconds.map { " within \(ExportWords.seconds($0))" } ?? ""
        return "| \(clause.claim.rawValue) | \(plain(clause.subject.description)) | \(plain(bound + within)) | |"
      }
  }

  /// The commands that record it, ready to be typed.
  private var recording: [String] {
    func quoted(_ text: String) -> String {
      let isSimple = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:/@".contains($0)) }
      return isSimple && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
    let target =
      switch experiment.target {
      case .component(let name): "--component \(quoted(name))"
      case .dependency(let link): "--dependency \(quoted("\(link.caller):\(link.callee)"))"
      }
    let size =
      experiment.fault.magnitude.map { " --magnitude \(JSON.number($0.value).text) --unit \(quoted($0.unit))" } ?? ""
    let origin = [
      experiment.proposal.map { "--proposal \(quoted($0))" }, experiment.heldIntent.map { "--intent \(quoted($0))" },
    ].compactMap { $0 }.joined(separator: " ")
    let environment = experiment.intent.environment.map { " --environment \(quoted($0))" } ?? " --environment NAME"
    return [
      "## Recording", "", "```sh",
      "faultbook run start RUN \(origin)\(environment) \\",
      "  \(target) --fault \(experiment.fault.kind)\(size)",
      "faultbook run inject RUN --confirmed --evidence 'what shows that it acts'",
      "faultbook run clear RUN --how rolled-back --confirmed", "faultbook import --run RUN samples.jsonl",
      "faultbook run finish RUN", "faultbook judge RUN", "```",
    ]
  }
}
