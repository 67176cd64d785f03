/// The formats that can be imported. The raw value is what provenance keeps.
public enum Format: String, Sendable, Hashable, CaseIterable {
  /// CloudEvents 1.0 in JSON: one event a line, or arrays of them.
  case cloudEvents = "cloudevents"
  /// OTLP traces in JSON: one request, or one a line.
  case otlp
  /// Jaeger's JSON: the UI's export, a bare trace, an array of spans, or the model's form.
  case jaeger
  /// Zipkin v2 JSON: an array of spans, or of traces.
  case zipkin
  /// A Chaos Toolkit experiment, in JSON or YAML.
  case chaosToolkitExperiment = "chaostoolkit-experiment"
  /// A Chaos Toolkit journal, in JSON or YAML.
  case chaosToolkitJournal = "chaostoolkit-journal"
  /// Bare samples, one JSON object a line.
  case samples

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
    default: rawValue
    }
  }

  /// The names that a user may type, for help and messages.
  public static let names = ["cloudevents", "otlp", "jaeger", "zipkin", "chaostoolkit", "samples"]
}
