import Vocabulary

/// The payloads of the events that people and runners record, as schemas. What must hold beyond them the vocabulary checks, and
/// answers 422.
enum Payloads {
  static let dependency = Schema.object(.required("caller", .name), .required("callee", .name))
  static let target = Schema.object(
    .init("component", .name, "All its callers meet the fault."),
    .init("dependency", dependency, "Only this call meets it."))
  static let magnitude = Schema.object(.required("value", .number()), .required("unit", .text(maximum: 40)))
  static let fault = Schema.object(
    .required("kind", .text(maximum: 100), "Such as net.latency; none for a placebo."),
    .init("native", .name, "The tool's own name of it."), .init("magnitude", magnitude),
    .init("dose", .word(Dose.allCases.map(\.rawValue))), .init("scope", .fraction, "The share of instances or traffic.")
  )
  static let window = Schema.object(.required("from", .time), .required("to", .time))
  static let node: [Schema.Member] = [.init("component", .name), .init("journey", .name)]
  static let criterion = Schema.object(
    node + [
      .init("subject", .object(node)), .required("metric", .name),
      .required("op", .word(Comparison.allCases.map(\.rawValue))), .required("threshold", .number()),
      .required("unit", .text(maximum: 40)),
    ])
  static let clause = Schema.object(
    .required("id", .name), .required("claim", .word(Clause.Claim.allCases.map(\.rawValue))),
    .required("subject", .object(node)), .init("metric", .name),
    .init("op", .word(Comparison.allCases.map(\.rawValue))), .init("threshold", .number()),
    .init("unit", .text(maximum: 40)), .init("relativeTo", .word(ThresholdBasis.allCases.map(\.rawValue))),
    .init("withinSeconds", .amount))

  /// What every intent has; a revision has some of it.
  static let intent: [Schema.Member] = [
    .init("title", .name), .init("hypothesis", .text(maximum: 4000)), .init("journey", .name), .init("target", target),
    .init("fault", fault), .init("clauses", .array(of: clause, most: 200)),
    .init(
      "steadyState",
      .object(.required("windowSeconds", .amount), .required("criteria", .array(of: criterion, most: 200)))),
    .init("abortWhen", .array(of: criterion, most: 200)), .init("exclusions", .array(of: .name, most: 1000)),
    .init("environment", .name), .init("maxDurationSeconds", .amount),
    .init("rollback", .array(of: .text(), most: 200)),
    .init("owner", .name), .init("proposal", .name),
  ]

  static let runStarted: [Schema.Member] = [
    .required("environment", .name), .init("target", target), .required("fault", fault),
    .required("runner", .object(.required("tool", .name), .init("version", .name))), .init("intent", .name),
    .init("proposal", .name), .init("baseline", window, "The time to compare with."),
    .init("journeys", .array(of: .name, most: 1000), "Journeys under load."),
  ]
  static let faultInjected: [Schema.Member] = [
    .init("at", .time, "When it took effect."), .required("confirmed", .flag, "Whether that was seen."),
    .init("evidence", .text(maximum: 4000), "What shows it."),
  ]
  static let metricSampled: [Schema.Member] = [
    .init("component", .name), .init("journey", .name), .init("dependency", dependency),
    .init("reporter", .word(SampleSubject.Reporter.allCases.map(\.rawValue)), "Which end of the call says so."),
    .required("metric", .name, "Such as error_rate or latency_p99."), .required("value", .number()),
    .required("unit", .text(maximum: 40)), .init("phase", .word(Phase.allCases.map(\.rawValue))),
    .init("windowSeconds", .amount),
  ]
  static let probeObserved: [Schema.Member] = [
    .required("name", .name), .init("component", .name), .init("journey", .name),
    .required("phase", .word(Phase.allCases.map(\.rawValue))), .init("met", .flag, "Absent where it is not known."),
    .init("value", .any), .init("tolerance", .any),
  ]
  static let faultCleared: [Schema.Member] = [
    .required("how", .word(FaultCleared.How.allCases.map(\.rawValue))), .required("confirmed", .flag),
  ]
  static let runAborted: [Schema.Member] = [
    .required("reason", .word(RunAborted.Reason.allCases.map(\.rawValue))), .init("criterion", .text()),
  ]
  static let runFinished: [Schema.Member] = [
    .init(
      "native", .object(.required("tool", .name), .init("status", .text()), .init("verdict", .text())),
      "What its tool claims.")
  ]
  static let why: [Schema.Member] = [.required("why", .text(maximum: 4000))]
  static let findingOpened: [Schema.Member] = [
    .required("id", .name), .required("title", .text()),
    .required("severity", .word(FailureModeCatalogued.Impact.allCases.map(\.rawValue))), .required("component", .name),
    .init("recommendation", .text(maximum: 4000)),
  ]
  static let findingResolved: [Schema.Member] = [.required("id", .name), .required("how", .text(maximum: 4000))]
  static let component: [Schema.Member] = [
    .required("component", .name), .required("kind", .name, "service, database, cache, queue, …"),
    .init("owner", .name),
    .init("tier", .name), .init("tags", .array(of: .name, most: 1000)),
  ]
  static let componentChanged: [Schema.Member] = [
    .required("component", .name), .required("change", .word(ComponentChanged.Change.allCases.map(\.rawValue))),
    .init("version", .name), .init("reference", .text()),
  ]
  static let dependencyDeclared: [Schema.Member] = [
    .required("caller", .name), .required("callee", .name),
    .required("mode", .word(CallMode.allCases.map(\.rawValue))), .init("kind", .name),
    .init(
      "guards",
      .object(
        .init("timeoutMs", .amount), .init("retries", .integer(0...1000)), .init("breaker", .flag),
        .init("fallback", .flag))),
  ]
  static let journey: [Schema.Member] = [
    .required("journey", .name), .required("entry", .array(of: .name, most: 1000)),
    .required("criticality", .fraction),
    .init(
      "objective",
      .object(
        .init("latencyP99Ms", .amount), .init("errorRate", .fraction), .init("availability", .fraction),
        .init("window", .text(maximum: 40)))),
  ]
  static let failureMode: [Schema.Member] = [
    .required("id", .name), .required("name", .text()),
    .required("category", .word(FailureModeCatalogued.Category.allCases.map(\.rawValue))),
    .required("fault", .text(maximum: 100), "The kind of fault."), .init("component", .name),
    .required("likelihood", .word(FailureModeCatalogued.Likelihood.allCases.map(\.rawValue))),
    .required("impact", .word(FailureModeCatalogued.Impact.allCases.map(\.rawValue))),
    .init("detection", .text(maximum: 4000)), .init("currentHandling", .text(maximum: 4000)),
    .init("desiredHandling", .text(maximum: 4000)),
  ]
  static let budget: [Schema.Member] = node + [.required("remaining", .fraction), .init("burnRate", .amount)]
  static let incident: [Schema.Member] = [
    .required("started", .time), .init("ended", .time), .required("suspected", .name), .required("fault", fault),
    .required("attribution", .fraction),
    .required(
      "observations",
      .array(
        of: .object(
          node + [
            .required("symptom", .word(Symptom.allCases.map(\.rawValue))),
            .required("state", .word(ObservedState.allCases.map(\.rawValue))),
            .init("onsetSeconds", .number()), .init("confidence", .fraction),
          ]), most: 10_000)),
  ]
}
