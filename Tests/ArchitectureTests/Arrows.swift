/// A folder of `Sources`, and what it may import. `Package.swift` must declare exactly this.
///
/// Arrows point one way: the command line → Server; it, the server and the benchmarks → KnowledgeBase → {Interchange, EventLog, Planner,
/// Judgement, Queries}; EventLog → {Transparency, Migrations}; Planner → Beliefs → SystemModel; all → Vocabulary.
struct Room: Sendable {
  /// The folder of `Sources`, which is the module's name.
  let name: String
  /// Our own modules that it may import.
  let ours: Set<String>
  /// Modules of other packages.
  let libraries: Set<String>
  /// Modules that come with the toolchain.
  let toolchain: Set<String>
  /// Whether it keeps from clocks, chance, the environment, networks and databases.
  let isPure: Bool

  /// Everything that it may import.
  var allowed: Set<String> { ours.union(libraries).union(toolchain) }
  /// What `Package.swift` must declare.
  var declared: Set<String> { ours.union(libraries) }

  /// Foundation's networking is a module of its own, and not among these.
  private static let plain: Set<String> = ["Foundation", "FoundationEssentials", "Glibc", "Darwin"]

  private static func pure(
    _ name: String, _ ours: Set<String> = [], libraries: Set<String> = [], toolchain: Set<String> = []
  ) -> Room {
    Room(name: name, ours: ours, libraries: libraries, toolchain: plain.union(toolchain), isPure: true)
  }

  private static func room(
    _ name: String, _ ours: Set<String> = [], libraries: Set<String> = [], toolchain: Set<String> = []
  ) -> Room {
    let usual = plain.union(["Dispatch", "Synchronization"]).union(toolchain)
    return Room(name: name, ours: ours, libraries: libraries, toolchain: usual, isPure: false)
  }

  /// The drawing of the house.
  static let all: [Room] = [
    // Pure.
    pure("Vocabulary"),
    pure("Transparency", ["Vocabulary"], libraries: ["Crypto"]),
    pure("SystemModel", ["Vocabulary"]),
    pure("Judgement", ["Vocabulary"]),
    // Several cores give the same beliefs and plans sooner: threads are neither clock nor chance.
    pure(
      "Beliefs", ["Vocabulary", "SystemModel"], libraries: ["RealModule"], toolchain: ["Dispatch", "Synchronization"]),
    pure("Planner", ["Vocabulary", "SystemModel", "Beliefs"], toolchain: ["Dispatch", "Synchronization"]),
    pure("Interchange", ["Vocabulary", "CZlib"], libraries: ["Yams", "Crypto"]),
    // Text, embedded: SQL, the example of `demo`, and the failure modes that are shipped.
    pure("Migrations"),
    pure("Queries"),
    pure("Example"),
    pure("FailureModes", ["Vocabulary"]),
    // Where events are kept, and where everything meets.
    room(
      "EventLog", ["Vocabulary", "Transparency", "Migrations", "CSQLite", "GatheringDisk"],
      libraries: ["GRDB", "Crypto"]),
    room(
      "KnowledgeBase",
      [
        "Vocabulary", "SystemModel", "Judgement", "Beliefs", "Planner", "Interchange", "EventLog", "Transparency",
        "Queries", "Migrations", "Example", "FailureModes",
      ], libraries: ["GRDB", "Crypto"]),
    // How people meet it.
    // Answers as pages; it opens no book.
    room("Reports", ["KnowledgeBase", "Vocabulary"], libraries: ["Mustache"]),
    // A server hands files over as Interchange's sources and names the kinds of Beliefs, as the command line does.
    room(
      "Server", ["KnowledgeBase", "AgentProtocol", "Reports", "Pages", "Interchange", "Beliefs", "Vocabulary"],
      libraries: [
        "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "ServiceLifecycle", "Logging", "Metrics", "CoreMetrics",
        "HTTPTypes",
        "AsyncHTTPClient", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "UnixSignals", "JWTKit", "Crypto",
        "GRPCCore", "GRPCNIOTransportHTTP2Posix",
      ]),
    // Names the tools of Interchange that an experiment can be handed to; templates are those of Reports.
    room("Pages", ["KnowledgeBase", "Reports", "Interchange", "Vocabulary"]),
    // The tools of AI agents; how their messages come is for others.
    room("AgentProtocol", ["KnowledgeBase", "Reports", "Interchange", "Beliefs", "Vocabulary"]),
    // The command line hands files over as Interchange's sources and names the kinds of Beliefs; it opens neither.
    room(
      "faultbook", ["KnowledgeBase", "AgentProtocol", "Reports", "Server", "Interchange", "Beliefs", "Vocabulary"],
      libraries: ["ArgumentParser", "Logging", "Yams"]),
    // The benchmarks measure single floors of the house, and so reach past KnowledgeBase; nothing imports them.
    room(
      "Benchmarks",
      [
        "KnowledgeBase", "EventLog", "Interchange", "Transparency", "Planner", "Beliefs", "SystemModel", "Vocabulary",
        "Server", "CSQLite",
      ],
      // A yardstick for the server, and a client that costs little.
      libraries: ["ArgumentParser", "Hummingbird", "Logging", "NIOCore", "NIOPosix"]),
    // Building.
    room("EmbedFiles"),
    room("EmbedFilesPlugin", ["EmbedFiles"], toolchain: ["PackagePlugin"]),
  ]

  /// What keeps a database.
  static let databases: Set<String> = ["GRDB", "CSQLite"]

  static func named(_ name: String) -> Room? { all.first { $0.name == name } }
}
