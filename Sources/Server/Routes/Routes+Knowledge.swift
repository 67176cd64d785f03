import HTTPTypes
import Hummingbird
import KnowledgeBase
import Vocabulary

extension RouteTable {
  /// What could happen, and what did: failure modes, scenarios from traffic, incidents.
  static let hazards: [Route] = [
    question(
      "/failure-modes", "failure-modes.list", "Failure modes by priority: the likely, harmful and unknown first.",
      command: "failure-modes list",
      [
        .query("all", .flag, "Also those that strike no component that the book knows."),
        .query("category", .word(FailureModeCatalogued.Category.allCases.map(\.rawValue)), "Only of one category."),
      ] + Parameter.view, load: .heavy
    ) {
      try $0.failureModes(
        all: $1.arguments.flag("all"),
        category: $1.arguments.text("category").flatMap(FailureModeCatalogued.Category.init(rawValue:)),
        view: $1.arguments.view)
    },
    question(
      "/failure-modes/{mode}", "failure-modes.show",
      "One failure mode: what to watch, what helps, where it strikes, its runs.", command: "failure-modes show",
      [.path("mode", "Its id in the catalogue.", example: "TF-001")] + Parameter.view, load: .heavy
    ) { try $0.failureMode($1.arguments.required("mode"), view: $1.arguments.view) },
    command(
      "/failure-modes/adopt", "failure-modes.adopt", "Takes shipped failure modes into the book, so that they weigh.",
      command: "failure-modes adopt", .record,
      [
        .query("time", .time, "When it happened in the world; else when it is recorded."),
        .query("dry-run", .flag, "Say what would be recorded, and record nothing."),
      ],
      body: .json(
        .object(
          .init("ids", .array(of: .name, most: 1000), "Their ids; all that strike a component where none is named.")),
        isRequired: false), success: .created, load: .light
    ) { book, call in
      let ids = (call.json["ids"]?.arrayValue ?? []).compactMap(\.stringValue)
      return try book.adoptFailureModes(
        ids, time: call.arguments.time("time"), actor: call.actor, dryRun: call.arguments.flag("dry-run"))
    },
    question(
      "/scenarios", "scenarios.list", "Scenarios, links and paths, the most troubled and exposed first.",
      command: "scenarios list",
      [
        .query("top", .integer(1...10_000), "How many of each.", example: 10),
        .query("kind", .word(KnowledgeBase.scenarioKinds), "Only scenarios of one kind."),
        .query("journey", .text(maximum: 255), "Only what a journey depends on."),
      ] + Parameter.view, load: .heavy
    ) {
      try $0.scenarios(
        top: $1.arguments.integer("top") ?? 10, kind: $1.arguments.text("kind"), journey: $1.arguments.text("journey"),
        view: $1.arguments.view)
    },
    question(
      "/scenarios/intent", "scenarios.intent", "The intent of a scenario, ready to be declared.",
      command: "scenarios intent",
      [
        .query("id", .text(maximum: 1024), "The scenario's id, as the list has it.").required,
        .query("as", .text(maximum: 193), "The intent's id; made of the scenario's where none is given."),
      ] + Parameter.view, load: .heavy
    ) {
      try $0.scenarioIntent(
        $1.arguments.required("id"), as: $1.arguments.text("as"), view: $1.arguments.view)
    },
    question("/incidents", "incidents.list", "The incidents, and what each taught.", command: "incident list") {
      try $0.incidents(view: $1.arguments.view)
    },
    question(
      "/incidents/{incident}", "incidents.show",
      "An incident: what was seen, what the book would have said of it right before, and what it taught.",
      command: "incident show", [.path("incident", "The incident's id.")] + Parameter.view, load: .heavy
    ) { try $0.incident($1.arguments.required("incident"), view: $1.arguments.view) },
    question(
      "/incidents/{incident}/warning", "incidents.warning",
      "Which experiment would have warned of an incident, what it promised, and what became of it.",
      command: "incident warning",
      [
        .path("incident", "The incident's id."),
        .query("top", .integer(1...200), "How many experiments are told.", example: 10),
        .query("seed", .integer(0...(1 << 53)), "The seed of the planner's worlds.", example: 1),
      ] + Parameter.view, load: .heavy
    ) {
      try $0.warning(
        of: $1.arguments.required("incident"), top: $1.arguments.integer("top") ?? 10,
        seed: UInt64($1.arguments.integer("seed") ?? 1), view: $1.arguments.view)
    },
    question(
      "/schemas/intent", "schemas.intent", "The JSON Schema (2020-12) of an intent's file.", command: "intent schema",
      [.query("strict", .flag, "Refuse members that an intent does not have.")], answer: .object([], isOpen: true),
      isPure: false
    ) { _, call in KnowledgeBase.intentSchema(strict: call.arguments.flag("strict")) },
  ]
}
