import Testing
import Vocabulary

@testable import Interchange

/// What a user must tell an exporter, and how it is said where that is missing or wrong.
@Suite struct BindingTests {
  @Test(arguments: [
    (ExportTool.chaosMesh, "components.payments.kubernetes.namespace"),
    (.krkn, "components.payments.kubernetes.selector.app"),
    (.litmus, "components.payments.kubernetes.namespace"), (.awsFIS, "components.payments.aws.resourceType"),
    (.toxiproxy, "components.payments.toxiproxy.proxy"), (.chaosToolkit, "components.payments.inject"),
  ])
  func `without bindings the fact that is missing is named with its place`(tool: ExportTool, place: String) throws {
    let found = ExportScene.refusal(try ExportScene.experiment(), tool, try ExportScene.options())
    #expect(found?.code == .missing)
    let expected = place
    #expect(found?.message.contains(expected) == true, "\(String(describing: found))")
  }

  @Test func `what observes a journey must be told, or its lack be accepted`() throws {
    let unobserved = ExportScene.bindings.replacing(#""*": {"probe""#, with: #""browse": {"probe""#)
    let experiment = try ExportScene.experiment()
    for tool in [ExportTool.chaosToolkit, .litmus] {
      let found = ExportScene.refusal(experiment, tool, try ExportScene.options(unobserved))
      #expect(found?.message.contains("journeys.checkout.probe") == true)
      let document = try Exporter.document(
        of: experiment, as: tool, options: try ExportScene.options(unobserved, unobserved: true))
      #expect(document.notes.contains { $0.contains("Nothing asks whether journey checkout is well") })
    }
  }

  @Test func `FIS has no template without an alarm that stops it`() throws {
    let aws =
      #"{"components": {"payments": {"aws": {"resourceType": "aws:ecs:task", "tags": {"app": "p"}}}}, "aws": {"alarms": []}}"#
    let found = ExportScene.refusal(
      try ExportScene.experiment(), .awsFIS, try ExportScene.options(ExportScene.bindings, aws))
    #expect(found?.message.contains("needs CloudWatch alarms that stop the experiment") == true)
  }

  @Test func `a workflow has no status check without an address that may stop it`() throws {
    let endless = ExportScene.bindings.replacing(#""stop": "http://monitor/stop","#, with: "")
    let found = ExportScene.refusal(try ExportScene.experiment(), .chaosMeshWorkflow, try ExportScene.options(endless))
    #expect(found?.message.contains("journeys.checkout.stop") == true)
  }

  @Test func `later layers win, member by member, and a single fact wins over both`() throws {
    let options = try ExportScene.options(
      #"{"components": {"*": {"kubernetes": {"namespace": "a", "port": 1}}}}"#,
      #"{"components": {"payments": {"kubernetes": {"namespace": "b"}}}}"#, set: ["kubernetes.port=2"])
    let payments = try options.bindings.component("payments").kubernetes
    #expect(payments.namespace == "b" && payments.port == 2)
    #expect(try options.bindings.component("cart").kubernetes.namespace == "a")
  }

  @Test(arguments: [
    (#"{"komponents": {}}"#, "komponents: is known to no exporter"),
    (#"{"components": {"db": {"kubernets": {}}}}"#, "components.db.kubernets: is known to no exporter"),
    (#"{"journeys": {"buy": {"kubernetes": {}}}}"#, "journeys.buy.kubernetes: is known to no exporter"),
    (#"{"dependencies": {"checkout-payments": {}}}"#, "write it as caller:callee"),
    (#"{"dependencies": {":checkout:payments": {}}}"#, "write it as caller:callee"),
    (#"{"components": {"db": null}}"#, "components.db: is missing"),
  ])
  func `what no exporter knows is named with the file and the member`(document: String, problem: String) throws {
    let error = #expect(throws: ExportError.self) { try ExportScene.options(document) }
    #expect(error?.message.hasPrefix("bindings.json: ") == true, "\(String(describing: error))")
    #expect(error?.message.contains(problem) == true, "\(String(describing: error))")
  }

  private static let kubernetes: [ExportTool] = [.chaosToolkit, .chaosMesh, .chaosMeshWorkflow, .litmus, .krkn]
  private static let observing: [ExportTool] = [.chaosToolkit, .chaosMesh, .chaosMeshWorkflow, .litmus]

  @Test(
    arguments: [
      (
        #"{"components": {"db": {"kubernetes": {"namespce": "a"}}}}"#,
        "components.db.kubernetes.namespce: is known to no exporter", kubernetes
      ),
      (
        #"{"components": {"db": {"kubernetes": {"port": "http"}}}}"#,
        "components.db.kubernetes.port: expected a whole number", kubernetes
      ),
      (
        #"{"components": {"*": {"aws": {"resourceType": "aws:moon"}}}}"#,
        "components.*.aws.resourceType: expected one of", [.awsFIS]
      ),
      (#"{"aws": {"roll": "arn"}}"#, "aws.roll: is known to no exporter", [.awsFIS]),
      (#"{"aws": 5}"#, "aws: expected an object", [.awsFIS]),
      (#"{"litmus": {"serviceAccount": 5}}"#, "litmus.serviceAccount: expected a string", [.litmus]),
      (#"{"chaostoolkit": {"secret": {}}}"#, "chaostoolkit.secret: is known to no exporter", [.chaosToolkit]),
      (#"{"journeys": {"buy": {"probe": 5}}}"#, "journeys.buy.probe: expected a string", observing),
      (
        #"{"dependencies": {"*": {"toxiproxy": {"url": 5}}}}"#, "dependencies.*.toxiproxy.url: expected a string",
        [.chaosToolkit, .toxiproxy]
      ),
      (
        #"{"components": {"db": {"inject": [{"kinds": ["net.latency"], "command": ["a"]}]}}}"#,
        "components.db.inject[0].undo: is missing", [.chaosToolkit]
      ),
      (
        #"{"components": {"db": {"inject": [{"kinds": ["net.lag"], "command": ["a"], "expires": true}]}}}"#,
        "\"net.lag\" is no known kind of fault", [.chaosToolkit]
      ),
      (#"{"timing": {"faultSeconds": 0}}"#, "timing.faultSeconds: must be above 0", ExportTool.allCases),
    ] as [(String, String, [ExportTool])])
  func `what is wrong for one tool is told when it is asked for, and stands in no other's way`(
    document: String, problem: String, refusing: [ExportTool]
  ) throws {
    let options = try ExportScene.options(document)
    for tool in ExportTool.allCases {
      let found = ExportScene.refusal(try ExportScene.experiment(), tool, options)
      let isTold = found?.code == .bindings && found?.message.contains(problem) == true
      #expect(isTold == refusing.contains(tool), "\(tool): \(String(describing: found))")
      if isTold { #expect(found?.message.hasPrefix("bindings.json: ") == true) }
    }
  }

  @Test func `what all share may be told in part, and the rest by each`() throws {
    let options = try ExportScene.options(
      #"{"components": {"*": {"toxiproxy": {"url": "http://t:1"}, "aws": {"selectionMode": "COUNT(1)"}}, "payments": {"toxiproxy": {"proxy": "p"}}}}"#,
      set: ["aws.tags.app=p"])
    #expect(ExportScene.refusal(try ExportScene.experiment(), .toxiproxy, options) == nil)
    let aws = ExportScene.refusal(try ExportScene.experiment(), .awsFIS, options)
    #expect(aws?.message.contains("components.payments.aws.resourceType") == true)
  }

  @Test(arguments: ["namespace", "=shop", "a..b=1"])
  func `a single fact without a path or a value is refused`(setting: String) {
    let error = #expect(throws: ExportError.self) { try Bindings.Layer(setting: setting) }
    #expect(error?.message.contains("--set \(setting)") == true)
  }

  @Test func `words in braces are replaced, foreign ones are left, and unknown ones are refused`() throws {
    let experiment = try ExportScene.experiment("net.latency", .high)
    let timing = try ExperimentTiming(experiment, ExportScene.options(ExportScene.bindings).bindings.timing)
    let words = Placeholders(experiment, timing, variables: [("admin", "http://h:1")])
    #expect(try words.text("{admin}/{component}?ms={milliseconds}") == "http://h:1/payments?ms=1000")
    #expect(try words.text("${token} {\"kind\": \"{kind}\"}") == "${token} {\"kind\": \"net.latency\"}")
    #expect(try words.json(["ms": "{milliseconds}", "s": "{seconds}"]) == ["ms": 1000, "s": 1])
    let error = #expect(throws: ExportError.self) { try words.text("{percent}") }
    #expect(error?.message.contains("{percent} in \"{percent}\" stands for nothing here") == true)
  }

  @Test func `a run longer than the intent allows is refused`() throws {
    let found = ExportScene.refusal(
      try ExportScene.experiment(), .chaosMesh,
      try ExportScene.options(ExportScene.bindings, set: ["timing.faultSeconds=3600"]))
    #expect(found?.code == .unsound && found?.message.contains("longer than the 900 s") == true)
  }

  @Test func `another magnitude is taken only where it is asked for, and never another dose`() throws {
    let exact = try ExportScene.options(ExportScene.bindings)
    let rounding = try ExportScene.options(ExportScene.bindings, mayRound: true)
    let high = try ExportScene.experiment("app.error", .high)
    #expect(ExportScene.refusal(high, .chaosMesh, exact)?.message.contains("--same-dose") == true)
    #expect(ExportScene.refusal(high, .chaosMesh, rounding) == nil)
    let low = ExportScene.refusal(try ExportScene.experiment("app.error", .low), .chaosMesh, rounding)
    #expect(low?.code == .inexpressible && low?.message.contains("another dose than low") == true)
  }

  @Test func `an intent without a fault says what to do`() {
    let error = #expect(throws: ExportError.self) {
      try PlannedExperiment(
        origin: .intent("i1"), intent: IntentDeclared(title: "t", hypothesis: "h", journey: "checkout"))
    }
    #expect(error?.message.contains("faultbook next --intent i1") == true)
  }
}
