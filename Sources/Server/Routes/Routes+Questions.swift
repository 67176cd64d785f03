import Beliefs
import HTTPTypes
import KnowledgeBase
import Vocabulary

extension RouteTable {
  /// A question about a state, which anybody may ask who may read.
  static func question(
    _ path: String, _ name: String, _ summary: String, command: String?, _ parameters: [Parameter] = Parameter.view,
    answer: Schema = .shared("Answer"), load: Route.Load = .light, isPure: Bool = true, permission: Permission = .read,
    _ ask: @escaping @Sendable (KnowledgeBase, Call) throws -> Answer
  ) -> Route {
    Route(
      method: .get, path: api + path, name: name, summary: summary, permission: permission, command: command,
      parameters: parameters, types: AnswerForm.types, answer: answer, load: load,
      action: .question(isPure: isPure, ask))
  }

  /// What is known, and what would be.
  static let questions: [Route] = [
    question(
      "/beliefs", "beliefs", "What is believed of every dependency, with its interval and its evidence.",
      command: "beliefs",
      [
        .query("cause", .text(maximum: 255), "Only of this cause."),
        .query("effect", .text(maximum: 255), "Only of this effect."),
        .query("class", .word(FaultClass.allCases.map(\.rawValue)), "Only under this class of faults."),
        .query("dose", .word(Dose.allCases.map(\.rawValue)), "Only at this dose."),
        .query("kind", .word(BeliefSummary.Kind.allCases.map(\.rawValue)), "Only of this kind."),
      ] + Parameter.view, answer: .shared("Beliefs")
    ) { book, call in
      let arguments = call.arguments
      return try book.beliefs(
        BeliefFilter(
          cause: arguments.text("cause"), effect: arguments.text("effect"),
          faultClass: arguments.text("class").flatMap(FaultClass.init(rawValue:)),
          dose: arguments.text("dose").flatMap(Dose.init(rawValue:)),
          kind: arguments.text("kind").flatMap(BeliefSummary.Kind.init(rawValue:))), view: arguments.view)
    },
    question(
      "/predict", "predict", "What a fault is expected to do to every component and journey.", command: "predict",
      Parameter.fault + Parameter.view, answer: .shared("Predicted")
    ) { book, call in
      let arguments = call.arguments
      return try book.predict(
        target: FaultArguments.target(arguments), fault: FaultArguments.fault(arguments), view: arguments.view)
    },
    question(
      "/next", "next", "The experiments that teach most, and whether each may run now.", command: "next",
      Parameter.plan + Parameter.goal + Parameter.view, answer: .shared("PlanOrGoal"), load: .heavy
    ) { try PlanArguments.answer($0, $1) },
    question(
      "/findings", "findings", "What runs showed that should be mended, and what was.", command: "findings"
    ) { try $0.findings(view: $1.arguments.view) },
    question("/policies", "policies", "The settings that differ from their defaults.", command: "policy list") {
      try $0.policies(view: $1.arguments.view)
    },
    question(
      "/queries", "queries", "The named questions and their parameters.", command: nil, [], isPure: false
    ) { book, _ in try book.ask(nil) },
    question(
      "/queries/{query}", "queries.ask", "The rows of a named question; its parameters as `param=name=value`.",
      command: "ask",
      [
        .path("query", "The question's name.", example: "weakest-dependencies"),
        .query("param", .text(maximum: 1024), "A parameter of the question, NAME=VALUE.", example: "limit=5").repeated,
        .verified,
      ] + Parameter.view, answer: .shared("Rows"), load: .heavy
    ) { book, call in
      var values: [String: String] = [:]
      for text in call.arguments.texts("param") {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, !halves[0].isEmpty, values[halves[0]] == nil else {
          throw Problem(.unprocessableContent, "usage", "param is NAME=VALUE, each name once, such as limit=5")
        }
        values[halves[0]] = halves[1]
      }
      return try book.ask(
        call.arguments.required("query"), parameters: values, view: call.arguments.view,
        verified: call.arguments.flag("verified"))
    },
    question(
      "/sql", "sql", "The rows of one read-only SQL statement on the book's tables.", command: "sql",
      [
        .query("q", .text(maximum: 8000), "The statement.", example: "select count(*) as events from log").required,
        .query("time-limit", .number(0.001...60), "Stop it after so many seconds.", example: 10), .verified,
      ] + Parameter.view, answer: .shared("Rows"), load: .heavy
    ) { book, call in
      try book.sql(
        call.arguments.required("q"), view: call.arguments.view, timeLimit: call.arguments.number("time-limit") ?? 10,
        verified: call.arguments.flag("verified"))
    },
  ]

  /// Where numbers come from.
  static let explanations: [Route] = [
    question(
      "/explain/belief", "explain.belief", "The evidence behind a belief: prior, runs, weights, and what each moved.",
      command: "explain belief",
      [.query("id", .text(maximum: 1024), "The belief's id, as /beliefs has it.").required] + Parameter.view
    ) { try $0.explain(belief: $1.arguments.required("id"), view: $1.arguments.view) },
    question(
      "/explain/score", "explain.score", "What a score is made of, what pulls it down, and what it hangs on.",
      command: "explain score",
      [
        .query("of", .text(maximum: 300), "`system`, `journey NAME` or `component NAME`.", example: "system").required
      ] + Parameter.view
    ) { try $0.explain(score: $1.arguments.required("of"), view: $1.arguments.view) },
    question(
      "/explain/proposal", "explain.proposal", "What a proposal's bits, cost and safety are made of.",
      command: "explain proposal",
      [.query("id", .text(maximum: 255), "The proposal's id.").required] + Parameter.plan + Parameter.view, load: .heavy
    ) {
      try $0.explain(
        proposal: $1.arguments.required("id"), request: PlanArguments.request($1.arguments), view: $1.arguments.view)
    },
  ]

  /// How what is known came to be.
  static let history: [Route] = [
    question(
      "/replay", "replay", "What was known at a place in the log.", command: "replay",
      [.query("until", .place, "The place.", example: "head")] + Parameter.view, load: .heavy
    ) { book, call in
      let view = call.arguments.view
      return try book.replay(until: call.arguments.text("until").flatMap(PlaceText.asOf) ?? view.asOf, view: view)
    },
    question(
      "/replay/steps", "replay.steps", "What each event changed, in bits.", command: nil,
      [
        .query("from", .place, "Begin behind this place."), .query("to", .place, "End at this place."),
        .query("top", .integer(1...100_000), "How many steps.", example: 50),
      ] + Parameter.view, load: .heavy
    ) { book, call in
      let view = call.arguments.view
      return try book.replaySteps(
        until: call.arguments.text("to").flatMap(PlaceText.asOf) ?? view.asOf,
        after: call.arguments.text("from").flatMap(PlaceText.asOf), top: call.arguments.integer("top") ?? 50, view: view
      )
    },
    question(
      "/replay/between", "replay.between", "What was learned between two places.", command: nil,
      [
        .query("from", .place, "Begin behind this place.", example: 0).required,
        .query("to", .place, "End at this place."),
        .query("top", .integer(1...100_000), "How many beliefs.", example: 20),
      ] + Parameter.view, load: .heavy
    ) { book, call in
      let (view, arguments) = (call.arguments.view, call.arguments)
      return try book.replayBetween(
        from: PlaceText.asOf(arguments.required("from")) ?? .head,
        to: arguments.text("to").flatMap(PlaceText.asOf) ?? view.asOf, view: view, top: arguments.integer("top") ?? 20)
    },
    Route(
      method: .post, path: api + "/replay/what-if", name: "replay.what-if",
      summary: "What would be thought without some runs, or under other settings.", permission: .read,
      parameters: [.query("top", .integer(1...100_000), "How many beliefs.", example: 20)] + Parameter.view,
      body: .json(
        .object(
          .init("without", .array(of: .name, most: 1000), "Runs and incidents that are left out."),
          .init("settings", .object([], isOpen: true), "Settings that hold in place of the log's, by key."))),
      types: AnswerForm.types, load: .heavy,
      action: .question(isPure: false) { book, call in
        var view = call.arguments.view
        view.without = (call.json["without"]?.arrayValue ?? []).compactMap(\.stringValue)
        if Set(view.without).count < view.without.count {
          throw Problem(.unprocessableContent, "usage", "without names a run twice; name it once")
        }
        if let settings = call.json["settings"] {
          view.settings = try KnowledgeBase.settings(settings, name: "settings")
        }
        guard view.supposes else {
          throw Problem(.unprocessableContent, "usage", "nothing is supposed; name runs in without, or settings")
        }
        return try book.replayWhatIf(view: view, top: call.arguments.integer("top") ?? 20)
      }),
  ]
}

/// A plan's arguments as they are asked for.
enum PlanArguments {
  static func request(_ arguments: Arguments) -> NextRequest {
    NextRequest(
      top: arguments.integer("top") ?? 5, batch: arguments.integer("batch"), journey: arguments.text("journey"),
      objective: arguments.text("objective") ?? "information", intent: arguments.text("intent"),
      failureMode: arguments.text("failure-mode"), by: arguments.text("by") ?? "bits",
      seed: UInt64(arguments.integer("seed") ?? 1))
  }

  /// The best experiments, those of a sequence, or those of a goal on one link. Throws `Problem` 422 where these are mixed.
  static func answer(_ book: KnowledgeBase, _ call: Call) throws -> Answer {
    let (arguments, view) = (call.arguments, call.arguments.view)
    func wrong(_ what: String) -> Problem { Problem(.unprocessableContent, "usage", what) }
    let count = arguments.integer("sequence")
    let ofGoal = ["dependency", "class", "level", "confidence"].first { arguments.text($0) != nil }
    guard [count != nil, arguments.text("batch") != nil, arguments.text("goal") != nil].count(where: { $0 }) < 2 else {
      throw wrong("sequence, batch and goal exclude one another; give one of them")
    }
    if let count { return try book.sequence(of: count, request(arguments), view: view) }
    guard arguments.text("goal") != nil else {
      if let ofGoal { throw wrong("\(ofGoal) stands with goal=breaking-point only") }
      return try book.next(request(arguments), view: view, actor: call.actor)
    }
    let ends = (arguments.text("dependency") ?? "").split(
      separator: arguments.text("dependency")?.contains("->") == true ? "->" : ":", omittingEmptySubsequences: false
    ).map(String.init)
    guard ends.count == 2, !ends[0].isEmpty, !ends[1].isEmpty, ends[0] != ends[1] else {
      throw wrong(
        "the goal is about one link; name it, dependency=CALLER:CALLEE, or CALLER->CALLEE where a name holds a colon")
    }
    let goal = BreakingPointGoal(
      Dependency(caller: ends[0], callee: ends[1]),
      faultClass: arguments.text("class").flatMap(FaultClass.init(rawValue:)),
      level: arguments.number("level") ?? 0.5, confidence: arguments.number("confidence") ?? 0.9)
    return try book.breakingPoint(goal, view: view, seed: request(arguments).seed)
  }
}

/// A fault's arguments as they are asked for.
enum FaultArguments {
  /// Throws `Problem` 422 where none or two targets are named.
  static func target(_ arguments: Arguments) throws -> Target {
    let (component, caller, callee) = (arguments.text("component"), arguments.text("caller"), arguments.text("callee"))
    switch (component, caller, callee) {
    case (let component?, nil, nil): return .component(component)
    case (nil, let caller?, let callee?) where caller != callee:
      return .dependency(Dependency(caller: caller, callee: callee))
    default:
      throw Problem(
        .unprocessableContent, "usage", "a fault has one target: give component, or caller and callee, which differ")
    }
  }

  /// Throws `Problem` 422 for a magnitude without its unit, or beside a dose, and for one that such a fault cannot have.
  static func fault(_ arguments: Arguments) throws -> Fault {
    guard let kind = arguments.text("fault").flatMap({ FaultKind(named: $0) }) else {
      throw Problem.badRequest("no such fault")
    }
    let (value, unit) = (arguments.number("magnitude"), arguments.text("unit"))
    func wrong(_ what: String) -> Problem { Problem(.unprocessableContent, "usage", what) }
    guard (value == nil) == (unit == nil) else {
      throw wrong("magnitude and unit belong together; give both or neither")
    }
    let dose = arguments.text("dose").flatMap(Dose.init(rawValue:))
    guard dose == nil || value == nil else { throw wrong("dose and magnitude stand together; give one of them") }
    let magnitude = value.flatMap { value in unit.map { Magnitude(value: value, unit: $0) } }
    if let magnitude, let problem = DoseBands.problem(magnitude, of: kind) { throw wrong("magnitude \(problem)") }
    return Fault(kind: kind, magnitude: magnitude, dose: dose)
  }
}
