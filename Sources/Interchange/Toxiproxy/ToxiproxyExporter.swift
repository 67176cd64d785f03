import Vocabulary

/// Writes an experiment as a toxic, as Toxiproxy's API takes it on `POST /proxies/NAME/toxics`.
///
/// The member `faultbook` is ours: Toxiproxy passes over it, and the importer reads it. Of what Toxiproxy answers later only the
/// toxic's name is left, which carries the proposal.
struct ToxiproxyExporter {
  private let experiment: PlannedExperiment
  private let timing: ExperimentTiming
  private let binding: ComponentBinding

  init(_ experiment: PlannedExperiment, _ options: ExportOptions) throws {
    self.experiment = experiment
    timing = try ExperimentTiming(experiment, options.bindings.timing)
    switch experiment.target {
    case .component(let name): binding = try options.bindings.component(name)
    case .dependency(let link): binding = try options.bindings.dependency(link)
    }
  }

  func document() throws -> ExportedDocument {
    guard ToxiproxyToxic.kinds.contains(experiment.fault.kind.name) else {
      throw ExportError.inexpressible(experiment, .toxiproxy, can: ToxiproxyToxic.kinds)
    }
    guard let proxy = try binding.toxiproxy else {
      throw Bindings.missing(
        "the proxy that stands before \(experiment.place)", at: "\(binding.owner).toxiproxy.proxy", such: "NAME",
        for: .toxiproxy)
    }
    guard let toxic = try ToxiproxyToxic.make(experiment, proxy) else {
      throw ExportError.inexpressible(experiment, .toxiproxy, "needs the magnitude of \(experiment.fault.kind)")
    }
    let json = JSON.object(
      (toxic.json.members ?? []) + [JSON.Member("faultbook", experiment.own)])
    let url = proxy.url ?? "http://TOXIPROXY:8474"
    let toxics = "\(url)/proxies/\(proxy.proxy)/toxics"
    return ExportedDocument(
      experiment, .toxiproxy, text: json.prettyText,
      notes: [
        "Keep samples for \(ExportWords.seconds(timing.baseline)) first; then: curl -d @FILE \(toxics)",
        "After \(ExportWords.seconds(timing.fault)) take it back, as nothing else does: curl -X DELETE \(toxics)/\(toxic.name)",
        "Record the run with faultbook run start --proposal, inject and clear, and import its samples",
      ])
  }
}
