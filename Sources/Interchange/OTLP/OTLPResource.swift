/// What a resource's attributes say of the service that it is.
enum OTLPResource {
  /// Attributes that name it, the most telling first.
  private static let telling = [
    "service.name", "k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "faas.name",
    "k8s.container.name", "container.name",
  ]

  /// The service's name; empty where none is stated. What the SDK puts where nobody named the service is no name.
  static func service(_ attributes: [String: String]) -> String {
    let name = telling.lazy.compactMap { attributes[$0] }.first { !$0.isEmpty && !$0.hasPrefix("unknown_service") }
    return PeerName.normal(name ?? "")
  }
}
