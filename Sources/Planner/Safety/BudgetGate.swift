internal import SystemModel
internal import Vocabulary

/// The error budgets within the blast radius bear the expected burn.
///
/// What is left now is what was reported, less what its burn rate has taken since: remaining − rate · age / window. A degraded
/// journey is taken to burn its budget at the full rate for the length of the run: minutes / (window × allowed share of failures),
/// times the probability that it degrades. Window and allowed share are those of its objective, imported or declared: its error rate,
/// its availability, or one request in a hundred of an objective on the 99th percentile; the window is 30 days where none is stated.
///
/// In doubt where a journey in reach has no budget reported, where the report is older than its window, and where no objective tells
/// how fast the run would burn it: then what is left now must at least be enough. Of a component's budget the burn is not known
/// either, and only what is left is compared.
public struct BudgetGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "error-budget" }

  /// What is known of one budget.
  private enum Standing {
    case spent(String)
    case doubtful(String)
    case enough(left: Double, String)
  }

  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    var silent: [NodeID] = []
    var doubts: [String] = []
    var tightest: (left: Double, words: String)?
    // Of thousands of components few have a budget.
    for node in question.radius.filter({ $0.kind == .journey || question.model.budget(of: $0) != nil }).sorted() {
      guard let budget = question.model.budget(of: node) else {
        silent.append(node)
        continue
      }
      switch standing(budget, question) {
      case .spent(let why): return (false, why)
      case .doubtful(let why): doubts.append(why)
      case .enough(let left, let words): if left < tightest?.left ?? .infinity { tightest = (left, words) }
      }
    }
    if !silent.isEmpty {
      doubts.insert("no budget is reported for \(silent.map(\.description).joined(separator: ", "))", at: 0)
    }
    if !doubts.isEmpty { return (nil, doubts.joined(separator: "; ")) }
    return (true, tightest?.words ?? "no journey is within the blast radius")
  }

  private func standing(_ budget: Budget, _ question: SafetyQuestion) -> Standing {
    let node = budget.node
    let least = question.policy.minBudgetRemaining ?? 0
    let objective = node.kind == .journey ? question.model.journey(node.name)?.objective : nil
    guard let window = BudgetGate.minutes(of: objective) else {
      return .doubtful("the window \"\(objective?.window ?? "")\" of \(node)'s objective is not understood")
    }
    let age = max(question.now.seconds(since: budget.at), 0)
    guard age <= window * 60 else {
      return .doubtful(
        "the budget of \(node) was reported \(span(age)) ago, longer than its window of \(span(window * 60))")
    }
    let since = (budget.burnRate ?? 0) * age / (window * 60)
    let now = budget.remaining - since
    let rule = least > 0 ? "policy keeps \(percent(least))" : "none may be overdrawn"
    let reported =
      since > 0.0005
      ? " (\(percent(budget.remaining)) were reported \(span(age)) ago, and it burns at \(short(budget.burnRate ?? 0)))"
      : ""
    let has = "\(node) has \(percent(max(now, 0))) of its budget left\(reported)"
    if now <= 0 || now < least { return .spent("\(has); \(rule)") }
    guard node.kind == .journey else { return .enough(left: now, "\(has); \(rule)") }
    if objective?.errorRate == 0 || objective?.availability == 1 {
      return .spent("\(node)'s objective allows no failure at all, so there is no budget to burn")
    }
    guard let burn = BudgetGate.burn(node, question) else {
      return .doubtful("\(has), and no objective tells how much the run would burn")
    }
    let left = now - burn
    let words = "\(has), \(percent(max(left, 0))) after an expected burn of \(percent(burn)); \(rule)"
    return left < least || left <= 0 ? .spent(words) : .enough(left: left, words)
  }

  /// The share of a journey's whole budget that the run is expected to burn; nil where its objective does not tell.
  static func burn(_ node: NodeID, _ question: SafetyQuestion) -> Double? {
    guard node.kind == .journey, let objective = question.model.journey(node.name)?.objective,
      let window = minutes(of: objective)
    else { return nil }
    let tail = objective.latencyP99Ms.map { _ in SafetyLimits.tailShare }
    guard let allowed = objective.errorRate ?? objective.availability.map({ 1 - $0 }) ?? tail, allowed > 0 else {
      return nil
    }
    return question.probability(of: node) * question.minutes / (window * allowed)
  }

  /// The window of an objective in minutes, 30 days where none is stated; nil for a text that is none.
  ///
  /// `90m`, `12h`, `30d` and `4w`; of OpenSLO also `1M`, `1Q` and `1Y`, taken for 30, 90 and 365 days.
  static func minutes(of objective: Objective?) -> Double? {
    guard let window = objective?.window else { return 30 * 24 * 60 }
    let day = 24.0 * 60
    let units: [Character: Double] = [
      "m": 1, "h": 60, "d": day, "w": 7 * day, "M": 30 * day, "Q": 90 * day, "Y": 365 * day,
    ]
    guard let last = window.last, let unit = units[last], let count = Double(window.dropLast()), count > 0 else {
      return nil
    }
    return count * unit
  }
}
