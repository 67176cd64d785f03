/// The forms in which an experiment leaves the book. The raw value is what a user types after `--as`.
public enum ExportTool: String, Sendable, Hashable, CaseIterable {
  /// A Chaos Toolkit experiment in JSON.
  case chaosToolkit = "chaostoolkit"
  /// One object of Chaos Mesh.
  case chaosMesh = "chaos-mesh"
  /// A Workflow of Chaos Mesh: wait, disturb while a status check may abort it, wait.
  case chaosMeshWorkflow = "chaos-mesh-workflow"
  /// A ChaosEngine of LitmusChaos.
  case litmus
  /// A template of AWS Fault Injection Service.
  case awsFIS = "aws-fis"
  /// A toxic of Toxiproxy.
  case toxiproxy
  /// A scenario file of Krkn.
  case krkn
  /// A plan for people, in Markdown.
  case markdown

  /// The tool's name in sentences.
  var title: String {
    switch self {
    case .chaosToolkit: "Chaos Toolkit"
    case .chaosMesh, .chaosMeshWorkflow: "Chaos Mesh"
    case .litmus: "LitmusChaos"
    case .awsFIS: "AWS FIS"
    case .toxiproxy: "Toxiproxy"
    case .krkn: "Krkn"
    case .markdown: "the plan"
    }
  }

  /// The ending of its files.
  var fileExtension: String {
    switch self {
    case .chaosToolkit, .awsFIS, .toxiproxy: "json"
    case .chaosMesh, .chaosMeshWorkflow, .litmus, .krkn: "yaml"
    case .markdown: "md"
    }
  }

  /// The format that it comes back in; nil for what only people read.
  var format: Format? {
    switch self {
    case .chaosToolkit: .chaosToolkitExperiment
    case .chaosMesh, .chaosMeshWorkflow: .chaosMesh
    case .litmus: .litmus
    case .awsFIS: .awsFIS
    case .toxiproxy: .toxiproxy
    case .krkn: .krkn
    case .markdown: nil
    }
  }
}
