import Vocabulary

/// Writes an experiment for the Chaos Toolkit (its "Experiment" reference, chaostoolkit-lib 1.44).
///
/// The steady-state hypothesis asks the subjects of the intent. The method waits for the baseline, brings the fault about, asks
/// every journey and waits; the toolkit then asks the hypothesis again, while the fault is at work, so that `deviated` says
/// whether it was refuted under the fault. The rollbacks take the fault back, wait for the recovery, and ask once more.
struct ChaosToolkitExporter {
  private let experiment: PlannedExperiment
  private let options: ExportOptions
  private let timing: ExperimentTiming

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    self.experiment = experiment
    self.options = options
    timing = try ExperimentTiming(experiment, options.bindings.timing)
  }

  /// Rounds of probes begin where so long a fault gives time for more than one.
  private static let longFault = 30.0

  func document() throws -> ExportedDocument {
    let injection = try ToolkitInjection(experiment, options, timing)
    let probes = try ToolkitProbes(experiment, options)
    var notes = injection.notes + probes.notes
    let method = method(injection, probes)
    let rollbacks = rollbacks(injection, probes)
    let controls = probes.safeguards
    if controls == nil, !experiment.intent.abortWhen.isEmpty {
      notes.append(
        "Nothing in the bindings says where to ask whether the run may go on (journeys.NAME.stop): somebody must watch "
          + "and stop it when \(experiment.intent.abortWhen.map(ExportWords.condition).joined(separator: ", or "))")
    }
    notes.append("Run it with: chaos run FILE; then: faultbook import journal.json")
    let bindings = try options.bindings.toolkit
    let document = JSON.compact(
      ("title", .string(experiment.intent.title)), ("description", .string(experiment.intent.hypothesis)),
      ("tags", .array(["faultbook", .string(experiment.fault.kind.name)])),
      ("extensions", [extensions(probes)]), ("configuration", bindings.configuration), ("secrets", bindings.secrets),
      ("controls", controls), ("runtime", .compact(("rollbacks", .compact(("strategy", "always"))))),
      (
        "steady-state-hypothesis",
        probes.hypothesis.isEmpty
          ? nil
          : .compact(
            ("title", .string(experiment.intent.hypothesis)), ("probes", .array(probes.hypothesis)))
      ),
      ("method", .array(method)), ("rollbacks", .array(rollbacks)))
    return ExportedDocument(experiment, .chaosToolkit, text: document.prettyText, notes: notes)
  }

  /// What the importer reads back: the experiment in the book's own words, and whom each probe asks about.
  private func extensions(_ probes: ToolkitProbes) -> JSON {
    let subjects = probes.subjects.map { JSON.Member($0.probe, .object([$0.node.member])) }
    return .object(
      [JSON.Member("name", "faultbook")] + (experiment.own.members ?? [])
        + (subjects.isEmpty ? [] : [JSON.Member("subjects", .object(subjects))]))
  }

  /// The baseline, the injection, and the probes of the time of the fault with the waits that make it as long as it is to be.
  private func method(_ injection: ToolkitInjection, _ probes: ToolkitProbes) -> [JSON] {
    let inject = Self.paused(injection.inject, before: timing.baseline)
    guard !probes.watching.isEmpty else { return [Self.paused(inject, after: timing.fault)] }
    let shares = timing.fault >= Self.longFault ? [0.5, 0.9] : [0.75]
    var at = 0.0
    var steps = [inject]
    for share in shares {
      var round = probes.watching
      round[0] = Self.paused(round[0], before: timing.fault * share - at)
      at = timing.fault * share
      steps += round
    }
    steps[steps.count - 1] = Self.paused(steps[steps.count - 1], after: timing.fault - at)
    return steps
  }

  /// What takes the fault back, the wait for the recovery, and the probes after it.
  private func rollbacks(_ injection: ToolkitInjection, _ probes: ToolkitProbes) -> [JSON] {
    if let undo = injection.undo { return [Self.paused(undo, after: timing.recovery)] + probes.recovering }
    guard let first = probes.recovering.first else { return [] }
    return [Self.paused(first, before: timing.recovery)] + probes.recovering.dropFirst()
  }

  /// The activity with a wait before or after it.
  private static func paused(_ activity: JSON, before: Double = 0, after: Double = 0) -> JSON {
    let pauses = activity["pauses"]
    let waits = JSON.compact(
      ("before", before > 0 ? .number(before) : pauses?["before"]),
      ("after", after > 0 ? .number(after) : pauses?["after"]))
    guard waits != [:] else { return activity }
    return .object((activity.members ?? []).filter { $0.name != "pauses" } + [JSON.Member("pauses", waits)])
  }
}
