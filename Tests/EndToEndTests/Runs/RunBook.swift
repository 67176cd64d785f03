import Foundation
import Testing
import Vocabulary

/// A book of a shop with an intent, and commands in a line.
struct RunBook {
  let workspace: Workspace

  static let intent = """
    title: buying survives a slow shop
    hypothesis: the journey stays within its objective
    journey: buy
    target: {component: shop}
    fault: {kind: net.latency, magnitude: {value: 300, unit: ms}}
    clauses:
      - {id: p99, claim: stays-within, subject: {journey: buy}, metric: latency_p99, op: "<=", threshold: 500, unit: ms}
      - {id: errors, claim: stays-within, subject: {journey: buy}, metric: error_rate, op: "<=", threshold: 0.05, unit: ratio}
    abortWhen:
      - {journey: buy, metric: error_rate, op: ">", threshold: 0.2, unit: ratio}
    """

  init() throws {
    workspace = try Workspace()
    try answer("init")
    try answer("declare component web --kind gateway")
    try answer("declare component shop")
    try answer("declare dependency web shop")
    try answer("declare journey buy --entry web --criticality 1 --latency-p99-ms 500")
    try answer("intent declare --id slow-shop -", input: Self.intent)
  }

  private func words(_ line: String) -> [String] {
    line.split(separator: " ").map { String($0.replacing("~", with: " ")) }
  }

  /// The answer of a command that must be done; a tilde in it stands for a blank.
  @discardableResult
  func answer(_ line: String, input: String? = nil, exitCode: Int32 = 0) throws -> JSON {
    try workspace.answer(words(line), input: input, exitCode: exitCode)
  }

  /// What a command left behind.
  func run(_ line: String, input: String? = nil) throws -> Binary.Outcome {
    try workspace.run(words(line), input: input)
  }

  /// A running command.
  func conversation(_ line: String) throws -> Conversation { try Conversation(words(line), in: workspace) }

  /// Starts a run with its fault injected.
  func start(_ run: String, time: String? = nil, injected: String? = nil) throws {
    let at = { (time: String?) in time.map { " --time \($0)" } ?? "" }
    try answer(
      "run start \(run) --environment test --component shop --fault net.latency --magnitude 300 --unit ms "
        + "--intent slow-shop\(at(time))")
    try answer("run inject \(run) --confirmed\(at(injected ?? time))")
  }

  /// How many events the log holds.
  var events: Int64 {
    get throws { try workspace.state(of: "faultbook.sqlite")["events"]?.integerValue ?? 0 }
  }

  /// A sample of the journey as a line; without a time it is of now.
  static func sample(_ metric: String, _ value: Double, _ unit: String, at: String? = nil, node: String = "journey")
    -> String
  {
    let time = at.map { ",\"at\":\"\($0)\"" } ?? ""
    let name = node == "journey" ? "buy" : "web"
    return "{\"\(node)\":\"\(name)\",\"metric\":\"\(metric)\",\"value\":\(value),\"unit\":\"\(unit)\"\(time)}"
  }
}
