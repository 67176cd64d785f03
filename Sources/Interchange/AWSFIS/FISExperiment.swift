import Vocabulary

/// A template, or an experiment that was made of one: both have targets and actions.
struct FISExperiment {
  let element: Element
  let title: String
  let actions: [FISAction]
  let tags: [String: String]
  /// The reasons for which it stops by itself; empty for none.
  let stopConditions: [String]

  init(_ element: Element) throws {
    _ = try element.members()
    self.element = element
    element.count(known: [
      "id", "arn", "description", "targets", "actions", "stopConditions", "roleArn", "tags", "experimentOptions",
      "experimentTemplateId", "state", "creationTime", "startTime", "endTime", "lastUpdateTime", "logConfiguration",
      "targetAccountConfigurationsCount", "experimentReportConfiguration", "experimentReport",
    ])
    tags = try element.labels("tags")
    let name = tags["Name"].flatMap { $0.isEmpty ? nil : $0 }
    title =
      try element.label("description") ?? name ?? element.label("experimentTemplateId") ?? element.label("id")
      ?? "FIS experiment"
    let targets = try element.object("targets")
    let tagged = tags
    let own = OwnNames.target { name in tagged["faultbook.io/\(name)"].flatMap { $0.isEmpty ? nil : $0 } }
    actions =
      try element.object("actions")?.members().map {
        try FISAction($0.name, $0.value, targets: targets, own: own)
      } ?? []
    stopConditions = try element.elements("stopConditions").compactMap { condition in
      guard let source = try condition.label("source"), source != "none" else { return nil }
      return try condition.label("value") ?? source
    }
  }

  /// Whether it was run, or is run.
  var isExperiment: Bool { element["state"] != nil || element["experimentTemplateId"] != nil }

  /// What it says of itself in our own terms, as a tag.
  func own(_ name: String) -> String? { tags["faultbook.io/\(name)"].flatMap { $0.isEmpty ? nil : $0 } }

  /// The actions that disturb something.
  var injecting: [FISAction] { actions.filter { $0.fault != nil } }

  /// What an action believes, as an intent. Nothing in a template says what is expected.
  func intent(_ action: FISAction, fault: Fault) -> IntentDeclared {
    let subject = action.target?.description ?? "the target"
    let expectation = tags["faultbook.io/hypothesis"]
    return IntentDeclared(
      title: injecting.count > 1 ? "\(title): \(action.name)" : title,
      hypothesis: expectation ?? "\(subject) suffers \(ToolFault.words(fault)), and the template states no expectation",
      journey: own("journey"), target: action.target, fault: fault, environment: own("environment"),
      maxDurationSeconds: action.seconds, proposal: own("proposal"))
  }
}

/// One action, with what became of it where the experiment was run.
struct FISAction {
  let name: String
  let actionID: String
  /// Nil for an action that disturbs nothing.
  let fault: Fault?
  let target: Target?
  /// What it aims at where that is no component, as a clause.
  let targetWords: String
  let seconds: Double?
  let isOneShot: Bool
  let status: String?
  let reason: String?
  let startedAt: Timestamp?
  let endedAt: Timestamp?

  /// `own` is the target by the book's names, where the tags tell it.
  init(_ name: String, _ element: Element, targets: Element?, own: Target?) throws {
    self.name = name
    actionID = try element.required("actionId")
    element.count(known: [
      "actionId", "description", "parameters", "targets", "startAfter", "state", "startTime", "endTime",
    ])
    let parameters = try element.labels("parameters")
    let named = try element.labels("targets").sorted { $0.key < $1.key }.map(\.value)
    let chosen = try named.lazy.compactMap { try targets?.object($0) }.first.map { try FISTarget($0) }
    fault = try FISFaults.fault(actionID, parameters, scope: chosen?.scope, in: element)
    let component = chosen?.component ?? element.context.options.component
    target = own ?? component.map { .component($0) }
    targetWords =
      named.isEmpty
      ? "action \"\(name)\" has no target"
      : "what action \"\(name)\" aims at (\(named.joined(separator: ", "))) is chosen by no name of a service"
    let length = parameters["duration"] ?? parameters["startInstancesAfterDuration"] ?? parameters["maxDuration"]
    seconds = length.flatMap(Durations.iso8601).flatMap { $0 > 0 && $0 < 1e8 ? $0 : nil }
    isOneShot = FISFaults.isOneShot(actionID, parameters)
    status = try element["state"]?.label("status")?.lowercased()
    reason = try element["state"]?.label("reason")
    startedAt = try element.instant("startTime")
    endedAt = try element.instant("endTime")
  }

  /// Whether it acted. A skipped action found no target, a cancelled one never began; a failed one began if it has a time.
  var isInjected: Bool {
    switch status {
    case "completed", "running", "stopped", "stopping": startedAt != nil
    case "failed": startedAt != nil && !isTargetless
    default: false
    }
  }

  /// Whether the tool says that it found nothing to act on, or was not let.
  private var isTargetless: Bool {
    let words = reason?.lowercased() ?? ""
    return ["empty", "no target", "not resolve", "unable to resolve", "not authorized", "access denied", "permission"]
      .contains { words.contains($0) }
  }
}

/// A target: which resources, and how many of them.
struct FISTarget {
  let component: String?
  let scope: Double?

  init(_ element: Element) throws {
    let mode = try element.label("selectionMode") ?? ""
    if mode == "ALL" {
      scope = 1
    } else if mode.hasPrefix("PERCENT("), let share = Double(mode.dropFirst(8).prefix { $0 != ")" }) {
      scope = share / 100
    } else {
      scope = nil
    }
    component = try FISTarget.component(element)
  }

  /// Tags whose value is an application's name, the most telling first, in small letters.
  private static let telling = [
    "app.kubernetes.io/name", "app", "application", "service", "component", "ecs:service", "workload", "name",
  ]

  private static func component(_ element: Element) throws -> String? {
    let parameters = try element.labels("parameters")
    if let selector = parameters["selectorValue"] {
      return selector.contains("=") ? ComponentNames.of(selector: selector) : ComponentNames.plain(selector)
    }
    if let service = parameters["service"] { return ComponentNames.plain(service) }
    let tags = try element.labels("resourceTags")
    let small = Dictionary(tags.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    if let found = telling.lazy.compactMap({ small[$0] }).first { return ComponentNames.plain(found) }
    let arns = try element.strings("resourceArns")
    guard arns.count == 1, let last = arns[0].split(whereSeparator: { $0 == "/" || $0 == ":" }).last else { return nil }
    return ComponentNames.plain(String(last))
  }
}
