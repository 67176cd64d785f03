/// The formats that can be imported. The raw value is what provenance keeps, and what a user types after `--as`.
public enum Format: String, Sendable, Hashable, CaseIterable {
  /// CloudEvents 1.0 in JSON: one event a line, or arrays of them.
  case cloudEvents = "cloudevents"
  /// OTLP traces: one request in JSON, or one a line, or in Protocol Buffers.
  case otlp
  /// Jaeger's JSON: the UI's export, a bare trace, an array of spans, or the model's form.
  case jaeger
  /// Zipkin v2 JSON: an array of spans, or of traces.
  case zipkin
  /// Dependency links as Zipkin and Jaeger answer them: parent, child, count of calls.
  case dependencyLinks = "dependency-links"
  /// Kiali's graph in JSON.
  case kiali
  /// Entities of a Backstage catalog.
  case backstage
  /// A Docker Compose file.
  case compose
  /// A Chaos Toolkit experiment, in JSON or YAML.
  case chaosToolkitExperiment = "chaostoolkit-experiment"
  /// A Chaos Toolkit journal, in JSON or YAML.
  case chaosToolkitJournal = "chaostoolkit-journal"
  /// LitmusChaos' ChaosEngine and ChaosResult.
  case litmus
  /// Chaos Mesh's experiments, Schedules and Workflows.
  case chaosMesh = "chaos-mesh"
  /// Krkn's telemetry, resiliency report and scenario files.
  case krkn
  /// Templates and experiments of AWS Fault Injection Service.
  case awsFIS = "aws-fis"
  /// Toxiproxy's configuration, and what it answers of its proxies.
  case toxiproxy
  /// Answers of Prometheus' query API: matrices and vectors.
  case prometheus
  /// OpenMetrics text, or Prometheus' own exposition.
  case openMetrics = "openmetrics"
  /// OpenSLO objectives.
  case openSLO = "openslo"
  /// Sloth's objectives.
  case sloth
  /// Pyrra's objectives.
  case pyrra
  /// Incidents as people write them down, in YAML or JSON.
  case incident
  /// Bare samples, one JSON object a line.
  case samples
  /// Samples as comma-separated values: run, component, metric, unit, at, value.
  case csv

  /// The format that a user names: its raw value, or `chaostoolkit`, which the content makes an experiment or a journal.
  public init?(named name: String) {
    let name = name.lowercased()
    if let known = Format(rawValue: name) {
      self = known
    } else if name == "chaostoolkit" {
      self = .chaosToolkitJournal
    } else {
      return nil
    }
  }

  /// The tool, or the standard, whose format it is.
  var tool: String {
    switch self {
    case .chaosToolkitExperiment, .chaosToolkitJournal: "chaostoolkit"
    case .csv: Format.samples.rawValue
    default: rawValue
    }
  }

  /// The names that a user may type, for help and messages.
  public static let names = [
    "cloudevents", "otlp", "jaeger", "zipkin", "dependency-links", "kiali", "backstage", "compose", "chaostoolkit",
    "litmus", "chaos-mesh", "krkn", "aws-fis", "toxiproxy", "prometheus", "openmetrics", "openslo", "sloth", "pyrra",
    "incident", "samples", "csv",
  ]
}
