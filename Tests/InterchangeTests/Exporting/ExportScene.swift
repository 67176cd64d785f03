import Testing
import Vocabulary

@testable import Interchange

/// Experiments and bindings for tests of exporting.
enum ExportScene {
  /// Every fact that any exporter may ask for.
  static let bindings = """
    {
      "timing": {"baselineSeconds": 60, "faultSeconds": 120, "recoverySeconds": 60},
      "prometheus": "http://prometheus:9090/",
      "litmus": {"serviceAccount": "litmus-admin"},
      "aws": {"role": "arn:aws:iam::123456789012:role/fis",
        "alarms": ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout"]},
      "journeys": {"*": {"probe": "http://monitor/{journey}", "stop": "http://monitor/stop",
        "queries": {"error_rate": "sum(rate(errors{journey=\\"{journey}\\"}[1m]))"}}},
      "components": {
        "*": {
          "kubernetes": {"namespace": "shop", "selector": {"app": "{component}"}, "container": "app", "port": 8080,
            "cpus": 2, "memoryMB": 512, "volume": "/data", "rate": "1mbit", "host": "{component}.shop.svc.cluster.local",
            "replicas": 3, "claim": "{component}-0", "node": "{component}"},
          "toxiproxy": {"url": "http://toxiproxy:8474", "proxy": "{component}-proxy", "rate": 100}
        }
      },
      "dependencies": {"*": {"toxiproxy": {"url": "http://toxiproxy:8474", "proxy": "{caller}-{callee}", "rate": 100}}}
    }
    """

  /// What AWS FIS is to be told of a resource of a type beside `bindings`.
  static func aws(_ resourceType: String) -> String {
    """
    {"components": {"payments": {"aws": {"resourceType": "\(resourceType)", "tags": {"app": "something-else"},
      "actionParameters": {"kubernetesServiceAccount": "fis", "port": "80", "protocol": "tcp",
        "trafficType": "ingress", "region": "eu-west-1"}}}}}
    """
  }

  static func options(
    _ layers: String..., set settings: [String] = [], mayRound: Bool = false, unobserved: Bool = false
  )
    throws -> ExportOptions
  {
    let documents = try layers.map { Bindings.Layer(name: "bindings.json", json: try JSON.parse(Array($0.utf8))) }
    return ExportOptions(
      bindings: try Bindings(documents + settings.map { try Bindings.Layer(setting: $0) }), mayBeUnobserved: unobserved,
      mayRound: mayRound)
  }

  static let component = Target.component("payments")
  static let call = Target.dependency(Dependency(caller: "checkout", callee: "payments"))

  /// A fault of a kind in the middle of a dose's band; nil where the kind has only the dose high.
  static func sized(_ kind: FaultKind, _ dose: Dose) -> Fault? {
    guard let unit = DoseBands.unit(of: kind), let edges = DoseBands.standard.edges(of: kind) else {
      return dose == .high ? Fault(kind: kind, dose: .high) : nil
    }
    let value =
      switch dose {
      case .low: unit == .multiple ? 1.2 : edges.medium / 2
      case .medium: (edges.medium + edges.high) / 2
      case .high: unit == .ratio ? 0.9 : edges.high * 2
      }
    return Fault(kind: kind, magnitude: Magnitude(value: value, unit: unit.name), dose: dose)
  }

  static func intent(_ target: Target, _ fault: Fault, proposal: String? = "p-0123456789abcdef") -> IntentDeclared {
    let checkout = NodeID.journey("checkout")
    return IntentDeclared(
      title: "\(fault.kind) on \(target)",
      hypothesis: "While \(target) suffers \(fault.kind), checkout keeps: 2 % \"or less\".",
      journey: "checkout", target: target, fault: fault,
      clauses: [
        Clause(
          id: "c1", claim: .staysWithin, subject: checkout, metric: "error_rate", comparison: .atMost, threshold: 0.02,
          unit: "ratio"),
        Clause(
          id: "c2", claim: .recoversWithin, subject: checkout, metric: "error_rate", comparison: .atMost,
          threshold: 0.02,
          unit: "ratio", withinSeconds: 60),
      ],
      steadyState: SteadyState(
        windowSeconds: 60,
        criteria: [
          Criterion(subject: checkout, metric: "error_rate", comparison: .atMost, threshold: 0.02, unit: "ratio")
        ]),
      abortWhen: [
        Criterion(subject: checkout, metric: "error_rate", comparison: .greater, threshold: 0.5, unit: "ratio")
      ],
      exclusions: ["db"], environment: "staging", maxDurationSeconds: 900,
      rollback: ["Remove the fault.", "Check that it is back."], proposal: proposal)
  }

  static func experiment(
    _ kind: String = "net.latency", _ dose: Dose = .high, on target: Target = component, heldAs intent: String? = nil
  ) throws -> PlannedExperiment {
    let kind = try #require(FaultKind(named: kind))
    let fault = try #require(sized(kind, dose))
    return try experiment(fault, on: target, heldAs: intent)
  }

  static func experiment(_ fault: Fault, on target: Target, heldAs intent: String? = nil) throws -> PlannedExperiment {
    try PlannedExperiment(
      origin: intent.map { .intent($0) } ?? .proposal("p-0123456789abcdef"),
      intent: self.intent(target, fault, proposal: intent == nil ? "p-0123456789abcdef" : nil),
      journeys: ["browse", "checkout"], predicted: [.init(node: .component("payments"), probability: 0.75)],
      gates: [
        .init(name: "spacing", passed: true, why: "nothing ran"),
        .init(name: "error-budget", passed: nil, why: "none told"),
      ])
  }

  /// The message with which an export is refused; nil where it is not.
  static func refusal(_ experiment: PlannedExperiment, _ tool: ExportTool, _ options: ExportOptions) -> ExportError? {
    do {
      _ = try Exporter.document(of: experiment, as: tool, options: options)
      return nil
    } catch let error as ExportError {
      return error
    } catch {
      return ExportError(.unsound, "an error that is no ExportError: \(error)")
    }
  }

  /// The kinds that something can inject.
  static let kinds = FaultKind.all.filter { $0 != .none && $0 != .unknown }
}
