import Testing
import Vocabulary

/// The shapes of the JSON answers that other programs read: members may be added, none of these may go.
@Suite struct ContractTests {
  private let workspace: Workspace
  private let book: String

  init() throws {
    workspace = try Workspace()
    book = try SharedBooks.demo.get().path
  }

  private func answer(_ arguments: String..., exitCode: Int32 = 0) throws -> JSON {
    try workspace.answer(arguments + ["--book", book], exitCode: exitCode)
  }

  private func expect(
    _ json: JSON?, has names: [String], _ place: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for name in names { #expect(json?[name] != nil, "\(place) has no \(name)", sourceLocation: sourceLocation) }
  }

  private func fractions(_ json: JSON, _ names: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    for name in names {
      let value = json[name]?.doubleValue ?? -1
      #expect((0...1).contains(value), "\(name) is \(value)", sourceLocation: sourceLocation)
    }
  }

  @Test func `beliefs: every dependency, class and dose, with its interval and its evidence`() throws {
    let json = try answer("beliefs")
    #expect(json["position"]?.integerValue ?? 0 > 0)
    #expect(Timestamp(rfc3339: json["now"]?.stringValue ?? "") != nil)
    let beliefs = try #require(json["beliefs"]?.arrayValue)
    #expect(beliefs.count > 20)
    for belief in beliefs {
      expect(
        belief,
        has: [
          "id", "kind", "cause", "effect", "effectKind", "faultClass", "dose", "mean", "sd", "low", "high", "priorMean",
          "evidence", "lastEvidence",
        ], "a belief")
      fractions(belief, ["mean", "low", "high", "priorMean"])
      let (low, high) = (belief["low"]?.doubleValue ?? 1, belief["high"]?.doubleValue ?? 0)
      #expect(low <= high && belief["sd"]?.doubleValue ?? -1 >= 0 && belief["evidence"]?.doubleValue ?? -1 >= 0)
      #expect(["propagation", "susceptibility", "coupling", "symptom"].contains(belief["kind"]?.stringValue))
      #expect(["component", "journey"].contains(belief["effectKind"]?.stringValue))
      #expect(FaultClass(rawValue: belief["faultClass"]?.stringValue ?? "") != nil)
      let dose = belief["dose"]?.stringValue.flatMap(Dose.init)
      #expect(dose != nil || belief["kind"] == "symptom")
    }
    let ids = beliefs.compactMap { $0["id"]?.stringValue }
    #expect(Set(ids).count == beliefs.count, "ids are unique")
    #expect(beliefs.contains { $0["evidence"]?.doubleValue == 0 }, "untested ones are there")
  }

  @Test func `next: proposals with arithmetic, gates, predictions and sources`() throws {
    let json = try answer("next", "--top", "5", "--now", "2027-01-01T00:00:00Z", "--seed", "7")
    #expect(json["seed"] == 7)
    expect(json, has: ["position", "seed", "objective", "proposals"], "next")
    let proposals = try #require(json["proposals"]?.arrayValue)
    #expect(!proposals.isEmpty && proposals.count <= 5)
    for (index, proposal) in proposals.enumerated() {
      expect(
        proposal,
        has: [
          "id", "rank", "target", "fault", "bits", "standardError", "value", "cost", "safety", "predicted", "sources",
          "intent",
        ], "a proposal")
      #expect(proposal["rank"]?.integerValue == Int64(index + 1))
      _ = try Target.read(FieldReader(proposal["target"] ?? .null))
      _ = try Fault.read(FieldReader(proposal["fault"] ?? .null))
      #expect(proposal["safety"]?["allowed"]?.boolValue != nil)
      for gate in proposal["safety"]?["gates"]?.arrayValue ?? [] {
        expect(gate, has: ["gate", "passed", "why"], "a gate")
      }
      for prediction in proposal["predicted"]?.arrayValue ?? [] {
        #expect(prediction["component"] != nil || prediction["journey"] != nil)
        fractions(prediction, ["probability"])
      }
      for source in proposal["sources"]?.arrayValue ?? [] {
        expect(source, has: ["effect", "causes", "bits"], "a source")
      }
    }
  }

  @Test func `predict: who degrades, how surely and in which way`() throws {
    let json = try answer("predict", "--component", "payments", "--fault", "compute.kill")
    #expect(json["position"]?.integerValue ?? 0 > 0)
    let predicted = try #require(json["predicted"]?.arrayValue)
    #expect(!predicted.isEmpty)
    for node in predicted {
      #expect((node["component"] == nil) != (node["journey"] == nil))
      expect(node, has: ["probability", "low", "high", "errors", "latency"], "a prediction")
      fractions(node, ["probability", "low", "high"])
    }
    let high = try answer("predict", "--component", "payments", "--fault", "compute.kill", "--dose", "high")
    #expect(
      high["predicted"] == json["predicted"], "without dose and magnitude a fault is high")
  }

  @Test func `scores: the system with interval, coverage and freshness, its journeys and its components`() throws {
    let json = try answer("scores")
    #expect(json["position"]?.integerValue ?? 0 > 0)
    expect(json["system"], has: ["resilience", "low", "high", "coverage", "freshness", "refuted"], "the system")
    #expect(json["journeys"]?.arrayValue?.isEmpty == false)
    #expect(json["components"]?.arrayValue?.isEmpty == false)
  }

  @Test func `system: components, dependencies and journeys`() throws {
    let json = try answer("system")
    for component in json["components"]?.arrayValue ?? [] {
      expect(component, has: ["component", "kind", "calls", "errorRate", "latencyMeanMs"], "a component")
    }
    for dependency in json["dependencies"]?.arrayValue ?? [] {
      expect(
        dependency,
        has: [
          "caller", "callee", "mode", "declared", "observed", "suspected", "calls", "errorRate", "latencyMeanMs",
          "latencyP50Ms", "latencyP99Ms",
        ], "a dependency")
    }
    for journey in json["journeys"]?.arrayValue ?? [] {
      expect(journey, has: ["journey", "entry", "criticality"], "a journey")
    }
    #expect(json["components"]?.arrayValue?.count ?? 0 > 3 && json["dependencies"]?.arrayValue?.count ?? 0 > 3)
    #expect(json["journeys"]?.arrayValue?.isEmpty == false)
  }

  @Test func `audit verify: events, root and that nothing was changed`() throws {
    let json = try answer("audit", "verify")
    #expect(json["events"]?.integerValue == (try answer("beliefs")["position"]?.integerValue))
    let root = json["root"]?.stringValue ?? ""
    #expect(root.count == 64 && root.allSatisfy(\.isHexDigit))
    #expect(json["ok"] == true && json["problems"] == [])
  }

  @Test func `every answer is the same when it is asked again`() throws {
    let book = try SharedBooks.small.get().path
    for command in [["beliefs"], ["scores"], ["system"], ["next", "--top", "3"], ["replay"], ["run", "list"]] {
      let first = try workspace.run(command + ["--book", book])
      let second = try workspace.run(command + ["--book", book])
      #expect(first.output == second.output && first.exitCode == second.exitCode, "\(command)")
    }
  }

  @Test func `an earlier state is read as it was known there`() throws {
    let head = try answer("beliefs")["position"]?.integerValue ?? 0
    let early = try answer("beliefs", "--as-of", "20")
    #expect(early["position"]?.integerValue == 20)
    #expect(try answer("beliefs", "--as-of", String(head)) == answer("beliefs"))
    expectFailure(try workspace.run(["beliefs", "--as-of", String(head + 1), "--book", book]), exitCode: 2)
    #expect(try answer("scores", "--now", "wall")["position"]?.integerValue == head)
  }

  @Test(arguments: [
    ["run", "show"], ["intent", "show"], ["judge"], ["explain", "belief"], ["explain", "score"],
    ["explain", "proposal"], ["audit", "recompute"], ["proposal", "accept"], ["proposal", "reject"],
    ["ask"], ["predict", "--fault", "compute.kill", "--component"], ["beliefs", "--cause"], ["beliefs", "--effect"],
    ["next", "--journey"], ["next", "--intent"], ["next", "--objective"],
  ])
  func `an unknown id, name or kind is exit code 2 and one sentence that names it`(_ command: [String]) throws {
    let copy = try SharedBooks.small.get().copied(to: workspace)
    let outcome = try workspace.run(command + ["no-such-thing", "--book", copy])
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains("no-such-thing"), "\(outcome.error)")
  }

  @Test func `demo tells its story and shows verdicts, beliefs, scores and proposals`() throws {
    let told = try SharedBooks.demo.get().outcome.output
    for word in ["Declared the system", "Imported", "Verdicts", "Dependencies", "beliefs", "Resilience", "next"] {
      #expect(told.contains(word), "\(word)")
    }
  }
}
