import Vocabulary

/// A part of a binding document: its members stand here once, for the reader that refuses others, for ``BindingsSchema``, and for the
/// table that people read.
enum BindingPart: String, Sendable, CaseIterable {
  case bindings, timing, chaostoolkit, litmus, aws, component, journey, kubernetes, toxiproxy
  case resource, injection, undo, http

  /// One member of a part.
  struct Member: Sendable {
    /// What its value is.
    enum Form: Sendable {
      case text, texts, count, amount, positive, flag, labels, object, anything
      case word([String])
      case words([String])
      case part(BindingPart)
      case list(BindingPart)
      /// Parts by the names of components or journeys, `"*"` for all.
      case entries(BindingPart)
      /// Parts by the names of calls, `caller:callee`, `"*"` for all.
      case calls(BindingPart)
    }

    let name: String
    let form: Form
    let description: String
    var isRequired = false
  }

  /// What the part is.
  var title: String {
    switch self {
    case .bindings: "How the parts of a system are reached: what an exporter must know and a book does not."
    case .timing: "How long the parts of a run last."
    case .chaostoolkit: "What a Chaos Toolkit experiment holds besides, word for word."
    case .litmus: "Under which account LitmusChaos acts."
    case .aws: "Under which role AWS FIS acts, and what stops it."
    case .component: "How a component, or one call, is reached, observed and disturbed."
    case .journey: "How it is seen whether a journey is well."
    case .kubernetes: "Where a component runs in Kubernetes: for Chaos Mesh, LitmusChaos, Krkn and Chaos Toolkit."
    case .toxiproxy: "The proxy of Toxiproxy before a component, or in one call: for Toxiproxy and Chaos Toolkit."
    case .resource: "What a component is in AWS: for AWS FIS."
    case .injection: "A way of your own to bring faults about, and to take them back: for Chaos Toolkit."
    case .undo: "How a fault is taken back: a request or a command."
    case .http: "A request."
    }
  }

  /// Its members, in the order in which people write them.
  var members: [Member] {
    switch self {
    case .bindings:
      [
        Member(name: "components", form: .entries(.component), description: "Components, by name."),
        Member(name: "dependencies", form: .calls(.component), description: "Calls, by caller:callee."),
        Member(name: "journeys", form: .entries(.journey), description: "Journeys, by name."),
        Member(name: "timing", form: .part(.timing), description: "How long the parts of a run last."),
        Member(name: "prometheus", form: .text, description: "Where Prometheus answers the queries."),
        Member(
          name: "chaostoolkit", form: .part(.chaostoolkit),
          description: "What Chaos Toolkit's experiments hold besides."),
        Member(name: "litmus", form: .part(.litmus), description: "What LitmusChaos needs."),
        Member(name: "aws", form: .part(.aws), description: "What AWS FIS needs."),
      ]
    case .timing:
      [
        Member(name: "baselineSeconds", form: .amount, description: "Time with samples before the fault."),
        Member(name: "faultSeconds", form: .positive, description: "How long the fault acts."),
        Member(name: "recoverySeconds", form: .amount, description: "Time with samples after it."),
      ]
    case .chaostoolkit:
      [
        Member(name: "configuration", form: .object, description: "The experiment's configuration."),
        Member(name: "secrets", form: .object, description: "Where its secrets come from; not the secrets themselves."),
      ]
    case .litmus:
      [Member(name: "serviceAccount", form: .text, description: "The chaosServiceAccount.")]
    case .aws:
      [
        Member(name: "role", form: .text, description: "The ARN of the role."),
        Member(name: "alarms", form: .texts, description: "ARNs of the CloudWatch alarms that stop an experiment."),
      ]
    case .component:
      [
        Member(
          name: "variables", form: .labels,
          description: "Words of its own: {NAME} in the texts of inject stands for one.")
      ] + BindingPart.journey.members + [
        Member(
          name: "inject", form: .list(.injection),
          description: "Ways of your own; the first that does the kind is taken."),
        Member(name: "kubernetes", form: .part(.kubernetes), description: "Where it runs in Kubernetes."),
        Member(name: "toxiproxy", form: .part(.toxiproxy), description: "The proxy that stands before it."),
        Member(name: "aws", form: .part(.resource), description: "What it is in AWS."),
      ]
    case .journey:
      [
        Member(name: "probe", form: .text, description: "An address that answers 200 while it meets its objectives."),
        Member(name: "stop", form: .text, description: "An address that answers 200 while a run may go on."),
        Member(name: "queries", form: .labels, description: "PromQL by metric, in the unit of the criteria."),
      ]
    case .kubernetes: BindingPart.kubernetesMembers
    case .toxiproxy:
      [
        Member(name: "proxy", form: .text, description: "The proxy's name."),
        Member(name: "url", form: .text, description: "Where Toxiproxy's own API answers."),
        Member(name: "rate", form: .amount, description: "What a narrowed bandwidth leaves, in kB a second."),
      ]
    case .resource:
      [
        Member(
          name: "resourceType", form: .word(AWSResourceBinding.Kind.allCases.map(\.rawValue)),
          description: "The type of the target."),
        Member(name: "arns", form: .texts, description: "ARNs of the resources."),
        Member(name: "tags", form: .labels, description: "Tags that select them."),
        Member(
          name: "parameters", form: .labels,
          description: "What the target takes besides: clusterIdentifier, namespace, selectorType, selectorValue."),
        Member(
          name: "actionParameters", form: .labels,
          description: "What the actions take besides: kubernetesServiceAccount, port, protocol, trafficType."),
        Member(name: "selectionMode", form: .text, description: "Which of them: ALL, COUNT(1), PERCENT(50)."),
      ]
    case .injection:
      [
        Member(
          name: "kinds", form: .words(FaultKind.all.map(\.name)), description: "The kinds of fault that it does.",
          isRequired: true)
      ] + BindingPart.undo.members + [
        Member(name: "undo", form: .part(.undo), description: "How it is taken back; needed unless it expires."),
        Member(name: "expires", form: .flag, description: "Whether the fault ends by itself."),
      ]
    case .undo:
      [
        Member(name: "http", form: .part(.http), description: "A request; this or command."),
        Member(name: "command", form: .texts, description: "A program and its arguments."),
      ]
    case .http:
      [
        Member(name: "method", form: .text, description: "POST where nothing is said."),
        Member(name: "url", form: .text, description: "The address.", isRequired: true),
        Member(name: "headers", form: .labels, description: "Headers by name."),
        Member(name: "body", form: .anything, description: "The body, sent as JSON."),
        Member(name: "timeoutSeconds", form: .amount, description: "10 where nothing is said."),
      ]
    }
  }

  private static var kubernetesMembers: [Member] {
    [
      Member(name: "namespace", form: .text, description: "Its namespace."),
      Member(name: "selector", form: .labels, description: "The labels of its pods."),
      Member(name: "container", form: .text, description: "The container that is disturbed."),
      Member(name: "port", form: .count, description: "Where its application listens."),
      Member(name: "cpus", form: .count, description: "How many processors it may use."),
      Member(name: "memoryMB", form: .amount, description: "How much memory it may use, in MB."),
      Member(name: "volume", form: .text, description: "The path at which its volume is mounted."),
      Member(name: "rate", form: .text, description: "What a narrowed bandwidth leaves, as tc writes it: 1mbps."),
      Member(
        name: "kill", form: .word(KubernetesBinding.Kill.allCases.map(\.rawValue)),
        description: "How Chaos Mesh takes pods away; pod-failure where nothing is said."),
      Member(name: "node", form: .text, description: "The node that it is the name of, or runs on."),
      Member(name: "claim", form: .text, description: "The claim of its volume."),
      Member(name: "host", form: .text, description: "The address under which others call it."),
      Member(name: "replicas", form: .count, description: "How many pods it has."),
      Member(
        name: "workload", form: .word(KubernetesBinding.Workload.allCases.map(\.rawValue)),
        description: "What keeps its pods; deployment where nothing is said."),
    ]
  }
}

extension FieldReader {
  /// Refuses members that a part of the bindings does not have.
  func allow(_ part: BindingPart) throws {
    let names = part.members.map(\.name)
    for member in json.members ?? [] where !names.contains(member.name) {
      throw error(member.name, "is known to no exporter; known here are \(names.sorted().joined(separator: ", "))")
    }
  }
}
