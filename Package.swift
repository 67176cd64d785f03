// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors where `CI` is set in the environment: a newer compiler's new warning never breaks a user's build.
let strict: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
  strict + [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]

/// A target of ours, with the settings that all of them share.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

/// A pure module that counts or reads bytes: optimised in debug builds too, where a test of a whole book would otherwise spend nearly all
/// of its time in it. Preconditions and overflow checks stay.
func optimised(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: name, dependencies: dependencies,
    swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))])
}

/// The tests of one module, in the folder of its name.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let real = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let grpc = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcTransport = Target.Dependency.product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")

let package = Package(
  name: "Faultbook",
  products: [
    .executable(name: "faultbook", targets: ["faultbook"]),
    .executable(name: "faultbook-bench", targets: ["Benchmarks"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    .package(url: "https://github.com/grpc/grpc-swift-2", exact: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", exact: "2.9.2"),
  ],
  targets: [
    // The top-level folders of SQL, embedded in the binary.
    .executableTarget(name: "EmbedFiles", swiftSettings: settings),
    .plugin(
      name: "EmbedFilesPlugin", capability: .buildTool(), dependencies: ["EmbedFiles"], path: "Sources/EmbedFilesPlugin"
    ),
    module("Migrations", plugins: ["EmbedFilesPlugin"]),
    module("Queries", plugins: ["EmbedFilesPlugin"]),
    .target(name: "Example", exclude: ["Files"], swiftSettings: settings, plugins: ["EmbedFilesPlugin"]),
    .target(
      name: "FailureModes", dependencies: ["Vocabulary"], exclude: ["Files"], swiftSettings: settings,
      plugins: ["EmbedFilesPlugin"]),

    // Pure modules: no clock, no chance but seeded, no environment, no database.
    module("Vocabulary"),
    module("Transparency", ["Vocabulary", crypto]),
    module("SystemModel", ["Vocabulary"]),
    module("Judgement", ["Vocabulary"]),
    optimised("Beliefs", ["Vocabulary", "SystemModel", real]),
    optimised("Planner", ["Vocabulary", "SystemModel", "Beliefs"]),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    optimised("Interchange", ["Vocabulary", "CZlib", yams, crypto]),

    // Where they are kept, and where they meet.
    .systemLibrary(
      name: "CSQLite", path: "Sources/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "GatheringDisk", dependencies: ["CSQLite"]),
    module("EventLog", ["Vocabulary", "Transparency", "Migrations", "CSQLite", "GatheringDisk", grdb, crypto]),
    module(
      "KnowledgeBase",
      [
        "Vocabulary", "SystemModel", "Judgement", "Beliefs", "Planner", "Interchange", "EventLog", "Transparency",
        "Queries", "Migrations", "Example", "FailureModes", grdb, crypto,
      ]),
    // Reports as pages: plain values of KnowledgeBase in, Markdown and HTML out.
    .target(
      name: "Reports", dependencies: ["KnowledgeBase", "Vocabulary", mustache], exclude: ["Files"],
      swiftSettings: settings,
      plugins: ["EmbedFilesPlugin"]),
    module(
      "Server",
      [
        "KnowledgeBase", "AgentProtocol", "Reports", "Pages", "Interchange", "Beliefs", "Vocabulary", hummingbird,
        hummingbirdCore,
        hummingbirdTLS, lifecycle, logging, metrics, coreMetrics, httpTypes, httpClient, nio, nioPosix, nioHTTP, nioSSL,
        signals, jwt, crypto, grpc, grpcTransport,
      ]),
    // The book's pages: what the web shows of it, without a server.
    .target(
      name: "Pages", dependencies: ["KnowledgeBase", "Reports", "Interchange", "Vocabulary"], exclude: ["Files"],
      swiftSettings: settings,
      plugins: ["EmbedFilesPlugin"]),
    // The tools and reports of AI agents, whatever carries the messages.
    module("AgentProtocol", ["KnowledgeBase", "Reports", "Interchange", "Beliefs", "Vocabulary"]),
    .executableTarget(
      name: "faultbook",
      dependencies: [
        "KnowledgeBase", "AgentProtocol", "Reports", "Server", "Interchange", "Beliefs", "Vocabulary", arguments,
        logging, yams,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "KnowledgeBase", "EventLog", "Interchange", "Transparency", "Vocabulary", "Planner", "Beliefs", "SystemModel",
        "Server", "CSQLite", arguments, hummingbird, logging, nio, nioPosix,
      ],
      swiftSettings: settings),

    tests("VocabularyTests", ["Vocabulary", "SchemaPeer"], exclude: ["Golden"]),
    tests("TransparencyTests", ["Transparency", "Vocabulary", crypto], exclude: ["Fixtures"]),
    tests("SystemModelTests", ["SystemModel", "Vocabulary"]),
    tests("JudgementTests", ["Judgement", "Vocabulary"]),
    tests("BeliefsTests", ["Beliefs", "SystemModel", "Vocabulary"], exclude: ["Fixtures"]),
    tests("PlannerTests", ["Planner", "Beliefs", "SystemModel", "Vocabulary"]),
    tests(
      "InterchangeTests", ["Interchange", "Vocabulary", "MalformedCorpus", "SchemaPeer", crypto], exclude: ["Fixtures"]),
    // Another program that reads our JSON Schemas; not shipped.
    .target(name: "SchemaPeer", dependencies: ["Vocabulary"], path: "Tests/SchemaPeer", swiftSettings: settings),
    // Files for the tests of importing to give; not shipped.
    .target(
      name: "MalformedCorpus", dependencies: ["Vocabulary", "CZlib"], path: "Tests/MalformedCorpus",
      swiftSettings: settings),
    tests("EventLogTests", ["EventLog", "Transparency", "Vocabulary", "Migrations", "crash-writer", grdb, crypto]),
    // A process for the tests of the log to kill; not shipped.
    .executableTarget(
      name: "crash-writer", dependencies: ["EventLog", "Vocabulary", "FaultyDisk", grdb], path: "Tests/CrashSupport",
      swiftSettings: settings),
    .target(name: "FaultyDisk", dependencies: ["CSQLite"], path: "Tests/FaultyDisk"),
    tests(
      "KnowledgeBaseTests",
      [
        "KnowledgeBase", "EventLog", "Interchange", "Example", "FailureModes", "Planner", "SystemModel", "Transparency",
        "Vocabulary", "Queries", grdb, crypto,
      ]),
    tests("PagesTests", ["Pages", "KnowledgeBase", "Interchange", "Example", "Vocabulary"]),
    tests("ReportsTests", ["Reports", "KnowledgeBase", "Interchange", "Example", "Vocabulary"]),
    tests(
      "ServerTests",
      [
        "Server", "KnowledgeBase", "AgentProtocol", "Interchange", "Vocabulary", hummingbird, hummingbirdTesting,
        httpTypes, httpClient, nio, nioHTTP,
        lifecycle, logging, jwt, crypto, grpc, grpcTransport,
      ]),
    tests("EndToEndTests", ["faultbook", "Vocabulary", "CSQLite", "MalformedCorpus"]),
    tests("ArchitectureTests", []),
  ]
)
