import Testing
import Vocabulary

@testable import Interchange

/// What is exported comes back as the same experiment.
@Suite struct RoundTripTests {
  /// What a tool does to a component and to a call, by kind; the rest it must refuse.
  static let able: [ExportTool: (component: Set<String>, call: Set<String>)] = [
    .chaosMesh: (
      Set(MeshSpecification.kinds(of: ExportScene.component)), Set(MeshSpecification.kinds(of: ExportScene.call))
    ),
    .chaosMeshWorkflow: (
      Set(MeshSpecification.kinds(of: ExportScene.component)), Set(MeshSpecification.kinds(of: ExportScene.call))
    ),
    .litmus: (Set(LitmusExporter.kinds(of: ExportScene.component)), Set(LitmusExporter.kinds(of: ExportScene.call))),
    .toxiproxy: (Set(ToxiproxyToxic.kinds), Set(ToxiproxyToxic.kinds)),
    .krkn: (Set(KrknExporter.kinds), []),
    // By Toxiproxy or by Chaos Mesh.
    .chaosToolkit: (
      Set(MeshSpecification.kinds(of: ExportScene.component) + ToxiproxyToxic.kinds),
      Set(MeshSpecification.kinds(of: ExportScene.call) + ToxiproxyToxic.kinds)
    ),
  ]

  @Test(arguments: [
    ExportTool.chaosToolkit, .chaosMesh, .chaosMeshWorkflow, .litmus, .toxiproxy, .krkn,
  ])
  func `every kind, dose and target that a tool can do comes back as itself, and the rest is refused in words`(
    tool: ExportTool
  ) throws {
    let options = try ExportScene.options(ExportScene.bindings, mayRound: true)
    let able = try #require(Self.able[tool])
    var exported: Set<String> = []
    for kind in ExportScene.kinds {
      for dose in Dose.allCases {
        for target in [ExportScene.component, ExportScene.call] {
          guard let fault = ExportScene.sized(kind, dose) else { continue }
          let experiment = try ExportScene.experiment(fault, on: target)
          let isComponent = target == ExportScene.component
          let row = "\(tool.rawValue): \(kind) (\(dose.rawValue)) on \(target)"
          do {
            let document = try Exporter.document(of: experiment, as: tool, options: options)
            // Krkn's network scenarios refuse members that they do not know; the file's name carries the proposal.
            try expectSame(experiment, document, row, isWhole: tool != .krkn || document.text.contains("faultbook:"))
            exported.insert("\(kind) \(isComponent)")
            #expect((isComponent ? able.component : able.call).contains(kind.name), "\(row) was not to be expected")
          } catch let error as ExportError {
            #expect(error.code == .inexpressible || error.code == .missing, "\(row): \(error)")
            #expect(error.message.contains(kind.name) || error.message.contains("every request"), "\(row): \(error)")
          }
        }
      }
    }
    #expect(exported == Set(able.component.map { "\($0) true" } + able.call.map { "\($0) false" }))
  }

  @Test func `every action of FIS comes back as itself`() throws {
    for (resource, kind) in FISActionText.able {
      let options = try ExportScene.options(ExportScene.bindings, ExportScene.aws(resource.rawValue))
      for dose in Dose.allCases {
        guard let fault = ExportScene.sized(try #require(FaultKind(named: kind)), dose) else { continue }
        let experiment = try ExportScene.experiment(fault, on: ExportScene.component)
        let document = try Exporter.document(of: experiment, as: .awsFIS, options: options)
        try expectSame(experiment, document, "\(kind) of \(resource.rawValue), \(dose.rawValue)", isWhole: false)
      }
    }
  }

  /// - Parameter isWhole: whether the document holds the intent with all of its claims.
  private func expectSame(
    _ experiment: PlannedExperiment, _ document: ExportedDocument, _ row: String, isWhole: Bool = true
  ) throws {
    let imported = try importing(document.text, name: document.fileName)
    let intent = try #require(imported.intents.first, "\(row)")
    #expect(imported.intents.count == 1, "\(row)")
    #expect(intent.target == experiment.target, "\(row)")
    #expect(intent.fault?.kind == experiment.fault.kind, "\(row)")
    #expect(intent.fault?.dose() == experiment.dose, "\(row)")
    #expect(intent.proposal == "p-0123456789abcdef", "\(row)")
    #expect(imported.summary.ignoredFields == 0, "\(row): \(document.text)")
    guard isWhole else { return }
    #expect(imported.events.contains { $0.stream == "intent/p-0123456789abcdef" }, "\(row)")
    #expect(intent.clauses == experiment.intent.clauses, "\(row)")
    #expect(intent.hypothesis == experiment.intent.hypothesis, "\(row)")
    #expect(intent.abortWhen == experiment.intent.abortWhen, "\(row)")
    // Twice is once.
    let again = try importing(document.text, name: document.fileName)
    #expect(again.events.map(\.id) == imported.events.map(\.id), "\(row)")
  }

  @Test func `a way of one's own does any kind, and says what it is`() throws {
    let own = """
      {"components": {"*": {"inject": [{"kinds": [\(ExportScene.kinds.map { "\"\($0)\"" }.joined(separator: ", "))],
        "command": ["./disturb", "--what", "{kind}", "--for", "{faultSeconds}s", "{component}"],
        "undo": {"command": ["./undo", "{component}"]}}]}}}
      """
    let options = try ExportScene.options(ExportScene.bindings, own)
    for kind in ExportScene.kinds {
      for dose in Dose.allCases {
        guard let fault = ExportScene.sized(kind, dose) else { continue }
        let experiment = try ExportScene.experiment(fault, on: ExportScene.component)
        let document = try Exporter.document(of: experiment, as: .chaosToolkit, options: options)
        try expectSame(experiment, document, "\(kind)")
        let json = try JSON.parse(Array(document.text.utf8))
        #expect(
          json["method"]?.arrayValue?.first?["provider"]?["arguments"]
            == ["--what", .string(kind.name), "--for", "120s", "payments"])
      }
    }
  }

  @Test(arguments: ExportTool.allCases)
  func `an intent that the book holds is referred to, and not told again`(tool: ExportTool) throws {
    let aws = #"{"components": {"payments": {"aws": {"resourceType": "aws:ecs:task", "tags": {"app": "p"}}}}}"#
    let options = try ExportScene.options(ExportScene.bindings, aws)
    let document = try Exporter.document(
      of: ExportScene.experiment(tool == .krkn ? "net.partition" : "net.latency", heldAs: "checkout-survives"),
      as: tool, options: options)
    #expect(document.text.contains("checkout-survives"))
    guard tool != .markdown, tool != .toxiproxy, tool != .krkn else { return }
    #expect(try importing(document.text, name: document.fileName).intents.isEmpty)
  }
}
