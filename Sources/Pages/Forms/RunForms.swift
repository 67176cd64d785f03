import KnowledgeBase
import Reports
import Vocabulary

/// What can be said of a run on its page: a form for each step, in the order of its life.
struct RunForms {
  let place: RunPlace
  /// Whom the run may have reached, the target first.
  let watched: [Watched]
  let known: StartForm.Known
  let refused: RefusedForm?
  /// What the run is judged by, in words; nil where it tests nothing.
  let needs: String?

  var values: [String: Any] {
    let steps = place.steps
    return [
      "words": place.words, "needs": needs ?? false as Any,
      "refused": told ?? false as Any,
      "steps": steps.map(values), "run": place.run, "seen": "\(place.position)", "hasSteps": !steps.isEmpty,
      "lists": NameLists.values([
        ("components", known.components.count > StartForm.Known.most ? [] : known.components),
        ("journeys", Array(known.journeys.prefix(StartForm.Known.most))),
        (
          "metrics",
          [
            "error_rate", "availability", "latency_p50", "latency_p90", "latency_p99", "latency_avg", "request_rate",
            "retry_count", "queue_depth", "cpu_utilisation",
          ]
        ),
        ("units", ["ratio", "ms", "s", "1/s", "1"]),
      ]),
    ]
  }

  /// What is said of a form that was refused; a field that is not shown any more is not led to.
  private var told: [String: Any]? {
    guard let refused else { return nil }
    let step = RunStep(rawValue: refused.form)
    var told = refused.told(among: step.map(fields) ?? [])
    if step.map({ place.steps.contains($0) }) != true { told["field"] = false }
    return told
  }

  private func values(_ step: RunStep) -> [String: Any] {
    let typed = refused?.form == step.rawValue ? refused?.values ?? [:] : ["phase": place.phase.rawValue]
    return [
      "step": step.rawValue, "button": step.words, "legend": legend(step),
      "fields": FormField.values(of: fields(step), in: step.rawValue, typed: typed, refused: refused),
      "rows": step == .observe ? watched.map { row($0, typed) } : [],
      "others": step == .observe ? Watched.others.map { other($0, typed) } : [],
      "isObserving": step == .observe,
      // What is said seldom is there for those who ask.
      "isFolded": (step == .sample || step == .abort || (step == .clear && place.fault == "cleared"))
        && refused?.form != step.rawValue,
      "isSecond": [.sample, .abort, .judge].contains(step),
    ]
  }

  private func legend(_ step: RunStep) -> String {
    switch step {
    case .inject: "The fault"
    case .observe: "Who suffers"
    case .sample: "A measured value"
    case .clear: place.fault == "cleared" ? "More about the end of the fault" : "The end of the fault"
    case .finish: "The end of the run"
    case .abort: "Stopped before its end"
    case .judge: "The verdict"
    }
  }

  private func fields(_ step: RunStep) -> [FormField] {
    func seen(_ yes: String, _ no: String) -> FormField {
      .choice(
        "confirmed", "Was that seen?",
        [FormField.unchosen, .init(value: "true", words: yes), .init(value: "false", words: no)]
      ).required
    }
    switch step {
    case .inject:
      return [
        seen("yes, it acts", "no, nobody looked"), .text("evidence", "What shows it", isWide: true), .time,
      ]
    case .observe:
      return [
        .choice(
          "phase", "Seen",
          [
            .init(value: Phase.baseline.rawValue, words: "before the fault"),
            .init(value: Phase.fault.rawValue, words: "under the fault"),
            .init(value: Phase.recovery.rawValue, words: "after the fault"),
          ]), .time,
      ]
    case .sample:
      return [
        .choice(
          "kind", "Of a", [.init(value: "component", words: "component"), .init(value: "journey", words: "journey")]),
        .text("who", "Named", list: "components").required, .text("metric", "Metric", list: "metrics").required,
        .text("value", "Value", isNumber: true).required, .text("unit", "Unit", list: "units").required,
        .text("windowSeconds", "Over so many seconds", isNumber: true), .time,
      ]
    case .clear:
      return [
        .choice(
          "how", "How it ended",
          [
            FormField.unchosen, .init(value: FaultCleared.How.rolledBack.rawValue, words: "rolled back"),
            .init(value: FaultCleared.How.expired.rawValue, words: "by its own time limit"),
            .init(value: FaultCleared.How.manual.rawValue, words: "by hand"),
          ]
        ).required, seen("yes, it is gone", "no, nobody looked"), .time,
      ]
    case .abort:
      return [
        .choice(
          "reason", "By",
          [
            .init(value: RunAborted.Reason.operator.rawValue, words: "a person"),
            .init(value: RunAborted.Reason.guardrail.rawValue, words: "an abort criterion"),
            .init(value: RunAborted.Reason.error.rawValue, words: "the runner, which broke"),
          ]), .text("criterion", "The criterion that tripped", isWide: true), .time,
      ]
    case .finish: return [.time]
    case .judge: return []
    }
  }

  private func options(_ chosen: String?) -> [[String: Any]] {
    Sight.allCases.map { ["option": $0.rawValue, "words": $0.words, "isChosen": $0.rawValue == chosen ?? ""] }
  }

  private func row(_ one: Watched, _ typed: [String: String]) -> [String: Any] {
    [
      "field": one.field, "who": plainLine(one.kind == "journey" ? "journey \(one.name)" : one.name),
      "sights": options(typed[one.field]),
    ]
  }

  private func other(_ number: Int, _ typed: [String: String]) -> [String: Any] {
    [
      "n": "\(number)", "named": typed["other.\(number).name"] ?? "", "sights": options(typed["other.\(number).saw"]),
      "isJourney": typed["other.\(number).kind"] == "journey",
    ]
  }
}
