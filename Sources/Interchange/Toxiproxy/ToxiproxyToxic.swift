import Vocabulary

/// A toxic that does what an experiment asks for (Shopify/toxiproxy, README "Toxics").
struct ToxiproxyToxic {
  let name: String
  let type: String
  let attributes: JSON

  /// The kinds that a toxic can do.
  static let kinds = ["net.bandwidth", "net.latency", "net.partition", "net.reset"]

  /// The toxic; nil where none does it. Throws where a fact is missing. Its name carries the proposal, as a proxy tells of its
  /// toxics no more than this.
  static func make(_ experiment: PlannedExperiment, _ proxy: ToxiproxyBinding) throws -> ToxiproxyToxic? {
    func toxic(_ type: String, _ attribute: String, _ value: Double) -> ToxiproxyToxic {
      ToxiproxyToxic(
        name: experiment.proposal.map { ToxicName.text(proposal: $0) } ?? experiment.slug, type: type,
        attributes: .compact((attribute, .number(value.rounded()))))
    }
    switch experiment.fault.kind.name {
    case "net.latency": return experiment.magnitude(in: .milliseconds).map { toxic("latency", "latency", $0) }
    // Without a time the data never come, and the connection stays.
    case "net.partition": return toxic("timeout", "timeout", 0)
    case "net.reset": return toxic("reset_peer", "timeout", 0)
    case "net.bandwidth":
      guard let rate = proxy.rate else {
        throw ExportError(
          .missing,
          "a bandwidth toxic needs the rate that it leaves, in kB a second; write toxiproxy.rate in the bindings")
      }
      return toxic("bandwidth", "rate", rate)
    default: return nil
    }
  }

  /// The toxic as Toxiproxy's API takes it.
  var json: JSON {
    .compact(
      ("name", .string(name)), ("type", .string(type)), ("stream", "downstream"), ("toxicity", 1),
      ("attributes", attributes))
  }
}

/// Names of toxics that carry a proposal.
enum ToxicName {
  private static let prefix = "faultbook-"

  static func text(proposal: String) -> String { prefix + proposal }

  /// The proposal in a name; nil where it holds none.
  static func proposal(in name: String) -> String? {
    name.hasPrefix(prefix) && name.count > prefix.count ? String(name.dropFirst(prefix.count)) : nil
  }
}
