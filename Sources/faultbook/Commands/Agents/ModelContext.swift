import AgentProtocol
import ArgumentParser
import KnowledgeBase

/// The book as tools of an AI agent.
struct ModelContext: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serve the book to an AI agent: the Model Context Protocol on standard input and output.",
    discussion: """
      Started by the agent's program, not by hand. A reader asks: scores, beliefs, system,
      named questions, explanations, predictions, next, and reports as resources. A
      planner also records and decides proposals; a recorder records intents, runs,
      samples and verdicts, and asks nothing. --role may be repeated. What is recorded
      bears --actor and is as final as anything in the log.

      The book is open only while a call is answered, so that others can write meanwhile.

      EXAMPLES
        faultbook mcp --book shop.sqlite
        faultbook mcp --book shop.sqlite --role planner --actor claude
        faultbook mcp --role reader --role recorder --actor ci-agent

      A CLIENT'S CONFIGURATION
        {"mcpServers": {"faultbook": {"command": "faultbook",
          "args": ["mcp", "--book", "/srv/shop.sqlite"]}}}
      """)

  @Option(help: "What the agent may do; may be repeated. (default: reader)")
  var role: [AgentRole] = []

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if common.format != nil || common.asOf != nil || common.now != nil || common.environment != nil {
      throw ValidationError(
        "--format, --as-of, --now and --environment belong to single questions; the agent gives the latter three with each call"
      )
    }
  }

  func run() throws {
    // A missing or damaged book is told now, not at the first call.
    try common.openForReading().close()
    var lines = AgentLines(common: common, roles: role)
    try lines.answerAll()
  }
}

/// What an agent may do. Roles mean here what they mean to the server.
enum AgentRole: String, ExpressibleByArgument, CaseIterable {
  case reader
  case planner
  case recorder
  case auditor
  case admin

  var rights: AgentRights {
    switch self {
    case .reader: .ask
    case .planner: [.ask, .plan]
    case .recorder: .record
    case .auditor: [.ask, .audit]
    case .admin: [.ask, .plan, .record, .audit]
    }
  }
}
