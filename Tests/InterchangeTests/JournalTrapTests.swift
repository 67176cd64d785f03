import Testing
import Vocabulary

@testable import Interchange

/// A journal built for one trap.
struct JournalText {
  var head = ""
  var configuration = "{}"
  var extensions = #"[{"name":"lab","id":"r1","target":"db","fault":"latency","magnitude":600,"unit":"ms"}]"#
  var provider = #"{"type":"http","url":"http://db:8080/fault","method":"POST","arguments":{"kind":"latency"}}"#
  var status = "succeeded"
  var output = #"{"status":200,"body":{}}"#
  var before = #"{"steady_state_met":true,"probes":[]}"#
  var after = "null"
  var run = ""
  var rollbacks = "[]"
  var tolerance = "200"
  var dry = "null"
  var state = "completed"

  var action: String { #"{"type":"action","name":"act","provider":\#(provider)}"# }

  var experiment: String {
    #"{"title":"t","description":"d","configuration":\#(configuration),"extensions":\#(extensions),"dry":\#(dry),\#(head)"#
      + #""steady-state-hypothesis":{"title":"h","probes":[{"type":"probe","name":"p","tolerance":\#(tolerance),"provider":{"type":"http","url":"http://x/"}}]},"#
      + #""method":[\#(action)],"rollbacks":[]}"#
  }

  var text: String {
    let act =
      status.isEmpty
      ? ""
      : #"{"activity":\#(action),"output":\#(output),"status":"\#(status)","start":"2026-01-01T00:00:10Z","end":"2026-01-01T00:00:11Z"}"#
    let entries = [act, run].filter { !$0.isEmpty }.joined(separator: ",")
    return
      #"{"chaoslib-version":"1.44.0","experiment":\#(experiment),"start":"2026-01-01T00:00:00Z","status":"\#(state)","deviated":false,"#
      + #""steady_states":{"before":\#(before),"after":\#(after),"during":[]},"run":[\#(entries)],"rollbacks":\#(rollbacks),"#
      + #""end":"2026-01-01T00:01:00Z"}"#
  }

  static func probe(_ name: String, at: String, met: String = "true", value: String = "200", tolerance: String = "200")
    -> String
  {
    #"{"activity":{"type":"probe","name":"\#(name)","tolerance":\#(tolerance),"provider":{"type":"http","url":"http://x/"}},"#
      + #""output":{"status":\#(value)},"start":"\#(at)","end":"\#(at)","status":"succeeded","tolerance_met":\#(met)}"#
  }
}

@Suite struct JournalTrapTests {
  @Test func `steady states may be null altogether`() throws {
    let text = JournalText().text.replacing(
      #""steady_states":{"before":{"steady_state_met":true,"probes":[]},"after":null,"during":[]}"#,
      with: #""steady_states":null"#)
    #expect(text.contains(#""steady_states":null"#))
    #expect(try importing(text).injections.map(\.confirmed) == [true])
  }

  @Test func `times without an offset are UTC`() throws {
    let text = JournalText().text.replacing(":00Z\"", with: ":00.123456\"").replacing(":10Z\"", with: ":10\"")
      .replacing(":11Z\"", with: ":11\"")
    let found = try importing(text)
    #expect(found.events.first { $0.type == .runStarted }?.time == Timestamp(rfc3339: "2026-01-01T00:00:00.123456Z"))
    #expect(found.summary.notes.contains { $0.contains("1.43.1") })
  }

  @Test(arguments: [
    "200", "[200,204]", #"{"type":"range","range":[1,5],"target":"body"}"#,
    #"{"type":"regex","pattern":"^ok","target":"stdout"}"#, #"{"type":"jsonpath","path":"$.x","expect":[1]}"#,
    #"["up","degraded"]"#,
  ])
  func `tolerances are kept as they are`(tolerance: String) throws {
    var journal = JournalText()
    journal.before =
      #"{"steady_state_met":true,"probes":[\#(JournalText.probe("p", at: "2026-01-01T00:00:01Z", tolerance: tolerance))]}"#
    let probe = try #require(try importing(journal.text).probes.first)
    #expect(probe.tolerance == (try JSON.parse(tolerance)))
    #expect(probe.met == true)
  }

  @Test func `a failed action is an injection that is known not to have come`() throws {
    var journal = JournalText()
    journal.status = "failed"
    journal.output = "null"
    let found = try importing(journal.text)
    #expect(found.injections.map(\.confirmed) == [false])
    #expect(found.clearings.isEmpty)
  }

  @Test func `an answer of 500 is no injection although the tool calls the action succeeded`() throws {
    var journal = JournalText()
    journal.output = #"{"status":500,"body":"no"}"#
    #expect(try importing(journal.text).injections.map(\.confirmed) == [false])
  }

  @Test(arguments: ["\"actions\"", "\"activities\"", "true"])
  func `a dry run injects nothing`(dry: String) throws {
    var journal = JournalText()
    journal.dry = dry
    let found = try importing(journal.text)
    #expect(found.injections.isEmpty)
    #expect(found.summary.notes.contains { $0.contains("dry run") })
  }

  @Test func `the fault ends by its own limit where that comes before the rollback`() throws {
    var journal = JournalText()
    journal.provider =
      #"{"type":"http","url":"http://db/fault","method":"POST","arguments":{"kind":"latency","seconds":18}}"#
    journal.after =
      #"{"steady_state_met":true,"probes":[\#(JournalText.probe("p", at: "2026-01-01T00:00:40Z"))]}"#
    let found = try importing(journal.text)
    #expect(found.clearings == [FaultCleared(how: .expired, confirmed: false)])
    #expect(found.events.first { $0.type == .faultCleared }?.time == Timestamp(rfc3339: "2026-01-01T00:00:28Z"))
    #expect(found.probes.map(\.phase) == [.recovery])
  }

  @Test func `after the method a lasting fault still acts and a passing one is over`() throws {
    var journal = JournalText()
    journal.after = #"{"steady_state_met":true,"probes":[\#(JournalText.probe("p", at: "2026-01-01T00:00:40Z"))]}"#
    #expect(try importing(journal.text).probes.map(\.phase) == [.fault])
    journal.extensions = "[]"
    journal.provider =
      #"{"type":"python","module":"chaosk8s.pod.actions","func":"terminate_pods","arguments":{"label_selector":"app=db"}}"#
    #expect(try importing(journal.text).probes.map(\.phase) == [.recovery])
  }

  @Test func `a rollback that failed clears nothing and is said`() throws {
    var journal = JournalText()
    journal.rollbacks =
      #"[{"activity":{"type":"action","name":"undo","provider":{"type":"http","url":"http://db/fault","method":"DELETE"}},"output":null,"status":"failed","start":"2026-01-01T00:00:50Z","end":"2026-01-01T00:00:51Z"}]"#
    let found = try importing(journal.text)
    #expect(found.clearings.isEmpty)
    #expect(found.summary.notes.contains { $0.contains("undo") })
  }

  @Test(arguments: [("interrupted", RunAborted.Reason.operator), ("aborted", .error)])
  func `a run that was stopped is aborted`(status: String, reason: RunAborted.Reason) throws {
    var journal = JournalText()
    journal.state = status
    #expect(try importing(journal.text).aborts.map(\.reason) == [reason])
  }

  @Test func `variables are put in where the configuration has them and left open where it has not`() throws {
    var journal = JournalText()
    journal.extensions = "[]"
    journal.configuration = #"{"ms":250,"url":{"type":"env","key":"URL","default":"http://x"}}"#
    journal.provider =
      #"{"type":"python","module":"chaostoxi.toxic.actions","func":"create_latency_toxic","arguments":{"for_proxy":"orders","latency":"${ms}"}}"#
    let run = try #require(try importing(journal.text).started)
    #expect(run.fault.magnitude == Magnitude(value: 250, unit: "ms"))
    #expect(run.target == .component("orders"))
    journal.provider = #"{"type":"http","url":"${url}/fault","arguments":{"kind":"latency","magnitude":"${other}"}}"#
    let open = try importing(journal.text)
    #expect(open.started?.fault.magnitude == nil)
    #expect(open.started?.target == nil)
    #expect(open.started?.targetUnnamed == "nothing in its method says whom it disturbs")
    #expect(open.summary.notes.contains { $0.contains("--component") })
    let named = try importing(journal.text, ImportOptions(component: "db"))
    #expect(named.started?.target == .component("db"))
  }

  @Test func `our own extension ties the run to proposal and intent and declares nothing again`() throws {
    var journal = JournalText()
    journal.extensions =
      #"[{"name":"faultbook","run":"2026/7","proposal":"p1","intent":"i1","environment":"staging","target":{"dependency":{"caller":"a","callee":"b"}},"fault":{"kind":"net.latency","magnitude":{"value":1,"unit":"s"}}}]"#
    let found = try importing(journal.text)
    #expect(found.intents.isEmpty)
    let run = try #require(found.started)
    #expect((run.intent, run.proposal, run.environment) == ("i1", "p1", "staging"))
    #expect(run.target == .dependency(Dependency(caller: "a", callee: "b")))
    #expect(run.fault.kind.name == "net.latency")
    #expect(found.events[0].stream == "run/2026-7")
  }

  @Test func `what the user says of run and environment wins`() throws {
    let found = try importing(JournalText().text, ImportOptions(environment: "prod", run: "mine"))
    #expect(found.events[1].stream == "run/mine")
    #expect(found.started?.environment == "prod")
  }

  @Test func `secrets leave no trace in what is stored`() throws {
    var journal = JournalText()
    journal.head =
      #""secrets":{"vault":{"token":"hunter2hunter2","ref":{"type":"env","key":"KEY","default":"fallback-secret"}}},"#
    journal.provider =
      #"{"type":"http","url":"http://admin:pa55word@db/fault?api_key=k3yk3yk3y","method":"POST","headers":{"Authorization":"Bearer tok-en-1234"},"arguments":{"kind":"latency"}}"#
    journal.before =
      #"{"steady_state_met":true,"probes":[{"activity":{"type":"probe","name":"p http://u:pa55word@h/?token=abc","tolerance":"hunter2hunter2","provider":{"type":"process","path":"x"}},"output":{"status":0,"stdout":"hunter2hunter2 fallback-secret Bearer tok-en-1234 api_key=k3yk3yk3y password=abc123","stderr":"http://admin:pa55word@db"},"start":"2026-01-01T00:00:01Z","end":"2026-01-01T00:00:01Z","status":"succeeded","tolerance_met":true}]}"#
    let found = try importing(journal.text)
    let stored = found.events.map(\.payload).joined()
    for secret in ["hunter2", "fallback-secret", "pa55word", "tok-en-1234", "k3yk3yk3y", "abc123"] {
      #expect(!stored.contains(secret), "\(secret) was stored")
    }
    #expect(found.probes.first?.tolerance == .string(Redactor.mark))
    #expect(stored.contains("KEY") == false)
  }

  @Test func `a secret that is a word of the vocabulary breaks nothing`() throws {
    var journal = JournalText()
    journal.head = #""secrets":{"x":{"a":"fault","b":"completed","c":"baseline","d":"ms","e":"test"}},"#
    journal.before =
      #"{"steady_state_met":true,"probes":[\#(JournalText.probe("fault", at: "2026-01-01T00:00:01Z"))]}"#
    let found = try importing(journal.text)
    #expect(found.probes.map(\.name) == [Redactor.mark])
    #expect(found.probes.map(\.phase) == [.baseline])
    #expect(found.started?.environment == "test")
  }

  @Test func `a secret across the place where long output is cut leaves nothing of itself`() throws {
    var journal = JournalText()
    journal.head = #""secrets":{"x":{"a":"correct-horse-battery"}},"#
    let long = String(repeating: "x", count: 1990) + "correct-horse-battery"
    journal.before =
      #"{"steady_state_met":true,"probes":[{"activity":{"type":"probe","name":"p","tolerance":0,"provider":{"type":"process","path":"x"}},"output":{"status":0,"stdout":"\#(long)"},"start":"2026-01-01T00:00:01Z","end":"2026-01-01T00:00:01Z","status":"succeeded","tolerance_met":true}]}"#
    #expect(try importing(journal.text).events.allSatisfy { !$0.payload.contains("corr") })
  }

  @Test func `several journals in one file are several runs`() throws {
    let one = JournalText().text
    let other = one.replacing("\"r1\"", with: "\"r2\"")
    for text in ["[\(one),\(other)]", one + "\n" + other] {
      let found = try importing(text)
      #expect(Set(found.events.map(\.stream)).filter { $0.hasPrefix("run/") }.sorted() == ["run/r1", "run/r2"])
    }
  }

  @Test func `a run without an id of its own has one that follows from its content`() throws {
    var journal = JournalText()
    journal.extensions = "[]"
    let one = try importing(journal.text)
    let same = try importing(journal.text, name: "other")
    #expect(one.events[1].stream == same.events[1].stream)
    let later = try importing(
      journal.text.replacing("\"start\":\"2026-01-01T00:00:00Z\"", with: "\"start\":\"2026-01-02T00:00:00Z\""))
    #expect(one.events[1].stream != later.events[1].stream)
    #expect(one.events[0].stream == later.events[0].stream)
  }

  @Test func `YAML reads as JSON does`() throws {
    let yaml = """
      title: Orders survive a slow database
      steady-state-hypothesis:
        title: Orders answer
        probes:
          - type: probe
            name: p99 latency of orders in ms
            tolerance: {type: range, range: [0, 400]}
            provider: {type: python, module: chaosprometheus.probes, func: query}
      extensions:
        - name: faultbook
          journey: orders
      method:
        - type: action
          name: slow
          provider: &slow
            type: python
            module: chaostoxi.toxic.actions
            func: create_latency_toxic
            arguments: {for_proxy: orders-db, toxic_name: slow, latency: 300}
      rollbacks:
        - type: action
          name: undo
          provider: *slow
      """
    let found = try importing(yaml, name: "experiment.yaml")
    #expect(found.summary.format == .chaosToolkitExperiment)
    let intent = try #require(found.intents.first)
    #expect(intent.title == "Orders survive a slow database")
    #expect(intent.hypothesis == "Orders answer")
    #expect(intent.target == .component("orders-db"))
    #expect(intent.fault?.kind.name == "net.latency")
    #expect(intent.rollback == ["undo"])
    #expect(
      intent.clauses == [
        Clause(
          id: "p99-latency-of-orders-in-ms", claim: .staysWithin, subject: .journey("orders"), metric: "latency_p99",
          comparison: .atMost, threshold: 400, unit: "ms")
      ])
  }

  @Test func `aliases that would fill the memory are refused`() {
    var yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for level in 1..<9 {
      let refs = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
      yaml += "a\(level): &a\(level) [\(refs)]\n"
    }
    yaml += "method: []\ntitle: t\n"
    #expect(failure(yaml)?.contains("aliases") == true)
  }
}

/// What providers mean.
@Suite struct ProviderTests {
  struct Case: CustomTestStringConvertible {
    let provider: String
    let kind: String?
    let target: String?
    var magnitude: Magnitude?
    var seconds: Double?
    var role = ActionReading.Role.injects
    var testDescription: String { provider }
  }

  static func python(_ module: String, _ function: String, _ arguments: String = "{}") -> String {
    #"{"type":"python","module":"\#(module)","func":"\#(function)","arguments":\#(arguments)}"#
  }

  static func process(_ path: String, _ arguments: String) -> String {
    #"{"type":"process","path":"\#(path)","arguments":"\#(arguments)"}"#
  }

  static let cases: [Case] = [
    Case(
      provider: python("chaosk8s.pod.actions", "terminate_pods", #"{"label_selector":"tier=x,app=payments"}"#),
      kind: "compute.kill", target: "payments"),
    Case(
      provider: python("chaosk8s.node.actions", "drain_nodes", #"{"name":"n1"}"#), kind: "compute.node", target: "n1"),
    Case(
      provider: python("chaosk8s.deployment.actions", "scale_deployment", #"{"name":"web","replicas":0}"#),
      kind: "compute.kill", target: "web"),
    Case(
      provider: python("chaosk8s.deployment.actions", "scale_deployment", #"{"name":"web","replicas":3}"#),
      kind: "config.change", target: "web"),
    Case(
      provider: python(
        "chaosk8s.chaosmesh.network.actions", "add_latency",
        #"{"name":"slow","label_selectors":"app=db","latency":"500ms"}"#),
      kind: "net.latency", target: "db", magnitude: Magnitude(value: 500, unit: "ms")),
    Case(
      provider: python("chaostoxi.toxic.actions", "create_latency_toxic", #"{"for_proxy":"db","latency":1000}"#),
      kind: "net.latency", target: "db", magnitude: Magnitude(value: 1000, unit: "ms")),
    Case(
      provider: python("chaostoxi.proxy.actions", "disable_proxy", #"{"proxy_name":"db"}"#), kind: "net.partition",
      target: "db"),
    Case(
      provider: python("chaostoxi.toxic.actions", "delete_toxic", #"{"for_proxy":"db"}"#), kind: nil, target: "db",
      role: .clears),
    Case(
      provider: python("chaosaws.rds.actions", "failover_db_cluster", #"{"db_cluster_identifier":"orders"}"#),
      kind: "data.failover", target: "orders"),
    Case(
      provider: python("chaosaws.ec2.actions", "stop_instances", #"{"instance_ids":["i-1"]}"#), kind: "compute.node",
      target: "i-1"),
    Case(provider: python("chaosaws.az.actions", "fail_az", #"{"az":"eu-1a"}"#), kind: "zone.outage", target: nil),
    Case(
      provider: python(
        "chaosistio.fault.actions", "add_delay_fault",
        #"{"virtual_service_name":"reviews","fixed_delay":"5s","percentage":50}"#),
      kind: "app.latency", target: "reviews", magnitude: Magnitude(value: 5, unit: "s")),
    Case(
      provider: python(
        "chaosspring.actions", "change_assaults_configuration",
        #"{"assaults_configuration":{"latencyActive":true,"latencyRangeEnd":900},"service":"shop"}"#),
      kind: "app.latency", target: "shop", magnitude: Magnitude(value: 900, unit: "ms")),
    Case(provider: python("time", "sleep", #"{"secs":3}"#), kind: nil, target: nil, role: .neutral),
    Case(
      provider: python("ours.faults", "inject_packet_loss", #"{"target":"db","percent":20}"#), kind: "net.loss",
      target: "db", magnitude: Magnitude(value: 0.2, unit: "ratio")),
    Case(
      provider: python("ours.things", "frobnicate", #"{"name":"db"}"#), kind: "unknown", target: "db", role: .unknown),
    Case(
      provider: process("toxiproxy-cli", "toxic add -t latency -a latency=500 inventory"), kind: "net.latency",
      target: "inventory", magnitude: Magnitude(value: 500, unit: "ms")),
    Case(
      provider: process("toxiproxy-cli", "toxic remove -n latency_downstream inventory"), kind: nil,
      target: "inventory", role: .clears),
    Case(provider: process("/usr/bin/kubectl", "delete pod -l app=cart"), kind: "compute.kill", target: "cart"),
    Case(provider: process("docker", "stop shop-db"), kind: "compute.kill", target: "shop-db"),
    Case(provider: process("docker", "start shop-db"), kind: nil, target: nil, role: .clears),
    Case(
      provider: process("tc", "qdisc add dev eth0 root netem delay 100ms"), kind: "net.latency", target: nil,
      magnitude: Magnitude(value: 100, unit: "ms")),
    Case(
      provider: process("tc", "qdisc add dev eth0 root netem loss 10%"), kind: "net.loss", target: nil,
      magnitude: Magnitude(value: 0.1, unit: "ratio")),
    Case(provider: process("stress-ng", "--cpu 4 --timeout 60s"), kind: "compute.cpu", target: nil, seconds: 60),
    Case(provider: process("sleep", "5"), kind: nil, target: nil, role: .neutral),
    Case(
      provider:
        #"{"type":"http","url":"http://toxi:8474/proxies/redis/toxics","method":"POST","arguments":{"type":"timeout","attributes":{"timeout":0}}}"#,
      kind: "net.partition", target: "redis"),
    Case(
      provider:
        #"{"type":"http","url":"http://toxi:8474/proxies/redis","method":"POST","arguments":{"enabled":false}}"#,
      kind: "net.partition", target: "redis"),
    Case(
      provider:
        #"{"type":"http","url":"http://cart:80/fault","method":"POST","arguments":{"kind":"error","magnitude":0.8,"seconds":18,"link":"db"}}"#,
      kind: "app.error", target: "cart → db", magnitude: Magnitude(value: 0.8, unit: "ratio"), seconds: 18),
    Case(
      provider: #"{"type":"http","url":"http://127.0.0.1:18082/fault?delay=0&fail=0"}"#, kind: nil, target: nil,
      role: .clears),
    Case(
      provider: #"{"type":"http","url":"http://cart/fault","method":"DELETE"}"#, kind: nil, target: nil, role: .clears),
  ]

  @Test(arguments: cases) func `a provider says fault, target and size`(one: Case) throws {
    let json = try JSON.parse(#"{"type":"action","name":"x","provider":\#(one.provider)}"#)
    let reading = ActionReading(Activity(json, configuration: Configuration(nil)))
    #expect(reading.role == one.role)
    if one.kind != nil || one.role == .injects { #expect(reading.fault?.kind.name == one.kind) }
    #expect(reading.target?.description == one.target)
    #expect(reading.fault?.magnitude == one.magnitude)
    #expect(reading.seconds == one.seconds)
  }
}
