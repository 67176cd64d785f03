import Testing
import Vocabulary

@testable import Interchange

@Suite struct FISTests {
  private func experiment(
    actions: String, status: String = "completed", reason: String = "Experiment completed.", options: String = ""
  ) -> String {
    """
    {"experiment": {"id": "EXPabc", "experimentTemplateId": "EXTabc", "roleArn": "arn:aws:iam::1:role/fis",
      "state": {"status": "\(status)", "reason": "\(reason)"},
      "targets": {"T": {"resourceType": "aws:ec2:instance", "resourceTags": {"Service": "checkout"}, "selectionMode": "PERCENT(50)"}},
      "actions": {\(actions)}, "stopConditions": [{"source": "none"}], "tags": {"faultbook.io/proposal": "p-1"},
      "creationTime": "2026-03-18T15:36:10Z", "startTime": "2026-03-18T15:36:11Z", "endTime": "2026-03-18T15:40:00Z"\(options)}}
    """
  }

  private func action(
    _ id: String, _ status: String, parameters: String = "\"duration\": \"PT2M\"", reason: String = "",
    timed: Bool = true
  ) -> String {
    let times = timed ? #", "startTime": "2026-03-18T15:37:00Z", "endTime": "2026-03-18T15:39:00Z""# : ""
    return
      #"{"actionId": "\#(id)", "parameters": {\#(parameters)}, "targets": {"Instances": "T"}, "state": {"status": "\#(status)", "reason": "\#(reason)"}\#(times)}"#
  }

  @Test func `completed speaks of the injection alone`() throws {
    let found = try importing(
      experiment(
        actions:
          "\"slow\": \(action("aws:ecs:task-network-latency", "completed", parameters: "\"duration\": \"PT2M\", \"delayMilliseconds\": \"200\""))"
      ))
    #expect(
      found.started?.fault
        == Fault(
          kind: ToolFault.kind("net.latency"), native: "aws:ecs:task-network-latency",
          magnitude: Magnitude(value: 200, unit: "ms"), scope: 0.5))
    #expect(found.started?.target == .component("checkout"))
    #expect(found.started?.proposal == "p-1")
    #expect(found.intents.first?.maxDurationSeconds == 120)
    #expect(found.injections.map(\.confirmed) == [true])
    #expect(found.clearings == [FaultCleared(how: .expired, confirmed: true)])
    #expect(found.probes.isEmpty && found.facts(.verdictReached).isEmpty)
    #expect(found.native == NativeClaim(tool: "aws-fis", status: "completed"))
    #expect(found.runID == "EXPabc")
  }

  @Test func `an action that was skipped for an empty target did nothing, whatever the experiment says`() throws {
    let found = try importing(
      experiment(
        actions: "\"stop\": \(action("aws:ec2:stop-instances", "skipped", timed: false))",
        options: #", "experimentOptions": {"emptyTargetResolutionMode": "skip"}"#))
    #expect(found.native?.status == "completed")
    #expect(found.injections.isEmpty && found.started != nil)
    #expect(found.summary.notes.contains { $0.contains("its target was empty") })
  }

  @Test(arguments: [("failed", "Target resolution returned empty set"), ("cancelled", ""), ("pending", "")])
  func `what failed for want of a target or never began injected nothing`(status: String, reason: String) throws {
    let found = try importing(
      experiment(
        actions: "\"stop\": \(action("aws:ec2:stop-instances", status, reason: reason))", status: "failed",
        reason: "Experiment failed."))
    #expect(found.injections.isEmpty)
    #expect(found.aborts.map(\.reason) == [.error])
  }

  @Test func `a stop condition stopped it`() throws {
    let found = try importing(Files.fixture("SYNTHETIC-get-experiment-stopped.json"))
    #expect(found.aborts == [RunAborted(reason: .guardrail, criterion: "Experiment halted by stop condition.")])
    #expect(found.clearings == [FaultCleared(how: .rolledBack, confirmed: false)])
    #expect(found.started?.target == nil && found.started?.targetUnnamed?.contains("aims at") == true)
    #expect(found.summary.notes.contains { $0.contains("its target is not named, for what action") })
    #expect(found.summary.notes.contains { $0.contains("--component") })
  }

  @Test func `what stopped instances without starting them again left them stopped`() throws {
    let left = try importing(
      experiment(actions: "\"stop\": \(action("aws:ec2:stop-instances", "completed", parameters: ""))"))
    #expect(left.injections.count == 1 && left.clearings.isEmpty)
    let back = try importing(
      experiment(
        actions:
          "\"stop\": \(action("aws:ec2:stop-instances", "completed", parameters: "\"startInstancesAfterDuration\": \"PT2M\""))"
      ))
    #expect(back.clearings.count == 1)
  }

  @Test func `two actions that acted are two runs`() throws {
    let actions =
      "\"a\": \(action("aws:ecs:stop-task", "completed")), \"w\": \(action("aws:fis:wait", "completed")), \"b\": \(action("aws:rds:failover-db-cluster", "completed"))"
    let found = try importing(experiment(actions: actions))
    #expect(Set(found.events.compactMap { StreamFamily.run.id(in: $0.stream) }) == ["EXPabc-a", "EXPabc-b"])
    #expect(failure(experiment(actions: actions), ImportOptions(run: "r"))?.contains("holds 2 runs") == true)
  }

  @Test func `an asserted alarm is the one thing that FIS looks at`() throws {
    let actions =
      "\"a\": \(action("aws:ecs:stop-task", "completed")), \"alarm\": \(action("aws:cloudwatch:assert-alarm-state", "failed"))"
    let found = try importing(experiment(actions: actions))
    #expect(found.probes.map(\.met) == [false])
  }

  @Test func `JSON inside texts is read: documents' parameters, and another tool's experiment`() throws {
    let document =
      #""documentArn": "arn:aws:ssm:eu::document/AWSFIS-Run-Network-Latency", "documentParameters": "{\"DelayMilliseconds\": \"300\", \"DurationSeconds\": \"60\"}""#
    let slow = try importing(
      experiment(actions: "\"a\": \(action("aws:ssm:send-command", "completed", parameters: document))"))
    #expect(slow.started?.fault.magnitude == Magnitude(value: 300, unit: "ms"))
    let mesh =
      #""kubernetesApiVersion": "chaos-mesh.org/v1alpha1", "kubernetesKind": "PodChaos", "kubernetesSpec": "{\"action\": \"pod-kill\", \"mode\": \"all\", \"selector\": {\"labelSelectors\": {\"app\": \"x\"}}}""#
    let kill = try importing(
      experiment(
        actions: "\"a\": \(action("aws:eks:inject-kubernetes-custom-resource", "completed", parameters: mesh))"))
    #expect(kill.started?.fault.kind.name == "compute.kill")
    let broken = document.replacing(#"\"60\"}"#, with: "")
    let found = try importing(
      experiment(actions: "\"a\": \(action("aws:ssm:send-command", "completed", parameters: broken))"))
    #expect(found.started?.fault.magnitude == nil && found.summary.notes.contains { $0.contains("should hold JSON") })
  }

  @Test func `an experiment that is not over is an intent and no run`() throws {
    let found = try importing(
      experiment(actions: "\"a\": \(action("aws:ecs:stop-task", "running"))", status: "running"))
    #expect(found.intents.count == 1 && found.started == nil)
  }

  @Test func `times may be seconds since 1970, as older command lines print them`() throws {
    let text = experiment(actions: "\"a\": \(action("aws:ecs:stop-task", "completed"))")
      .replacing("\"2026-03-18T15:36:11Z\"", with: "1773848171.0")
    #expect(try importing(text).events.first { $0.type == .runStarted }?.time?.description == "2026-03-18T15:36:11Z")
  }

  @Test(arguments: [("PT5M", 300.0), ("P1DT2H", 93_600), ("PT1.5S", 1.5), ("P1M", nil), ("5M", nil), ("PT", nil)])
  func `durations are those of ISO 8601`(text: String, seconds: Double?) {
    #expect(Durations.iso8601(text) == seconds)
  }

  @Test func `every action of the table is of a known kind`() {
    for row in FISFaults.rows { #expect(FaultKind(named: row.kind) != nil, "\(row.action)") }
  }
}
