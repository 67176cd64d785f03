import Vocabulary

/// The faults of LitmusChaos' experiments, and what their environment variables say of size and share.
enum LitmusFaults {
  private struct Row {
    let kind: String
    /// The variable that holds the size, and the unit of its number.
    var size: (variable: String, unit: String)?
    /// The variable that holds the share of requests, in percent.
    var share: String?
  }

  private static let rows: [String: Row] = [
    "pod-delete": Row(kind: "compute.kill"), "container-kill": Row(kind: "compute.kill"),
    "kafka-broker-pod-failure": Row(kind: "compute.kill"), "cassandra-pod-delete": Row(kind: "compute.kill"),
    "pod-cpu-hog": Row(kind: "compute.cpu", size: ("CPU_LOAD", "percent")),
    "pod-cpu-hog-exec": Row(kind: "compute.cpu", size: ("CPU_LOAD", "percent")),
    "node-cpu-hog": Row(kind: "compute.cpu", size: ("CPU_LOAD", "percent")),
    "pod-memory-hog": Row(kind: "compute.memory", size: ("MEMORY_CONSUMPTION", "MB")),
    "pod-memory-hog-exec": Row(kind: "compute.memory", size: ("MEMORY_CONSUMPTION", "MB")),
    "node-memory-hog": Row(kind: "compute.memory", size: ("MEMORY_CONSUMPTION_PERCENTAGE", "percent")),
    "pod-io-stress": Row(kind: "storage.latency"), "pod-fio-stress": Row(kind: "storage.latency"),
    "node-io-stress": Row(kind: "storage.latency"),
    "disk-fill": Row(kind: "storage.full", size: ("FILL_PERCENTAGE", "percent")),
    "pod-network-latency": Row(kind: "net.latency", size: ("NETWORK_LATENCY", "ms")),
    "pod-network-loss": Row(kind: "net.loss", size: ("NETWORK_PACKET_LOSS_PERCENTAGE", "percent")),
    "pod-network-corruption": Row(kind: "net.corrupt", size: ("NETWORK_PACKET_CORRUPTION_PERCENTAGE", "percent")),
    "pod-network-duplication": Row(kind: "net.duplicate", size: ("NETWORK_PACKET_DUPLICATION_PERCENTAGE", "percent")),
    "pod-network-partition": Row(kind: "net.partition"), "pod-network-rate-limit": Row(kind: "net.bandwidth"),
    "pod-dns-error": Row(kind: "net.dns"), "pod-dns-spoof": Row(kind: "net.dns"),
    "pod-http-latency": Row(kind: "app.latency", size: ("LATENCY", "ms"), share: "TOXICITY"),
    "pod-http-status-code": Row(kind: "app.error", size: ("TOXICITY", "percent")),
    "pod-http-modify-body": Row(kind: "app.response", size: ("TOXICITY", "percent")),
    "pod-http-modify-header": Row(kind: "app.response", size: ("TOXICITY", "percent")),
    "pod-http-reset-peer": Row(kind: "net.reset", share: "TOXICITY"),
    "pod-autoscaler": Row(kind: "config.change"), "k6-loadgen": Row(kind: "load.surge"),
    "node-drain": Row(kind: "compute.node"), "node-taint": Row(kind: "compute.node"),
    "node-restart": Row(kind: "compute.node"), "node-poweroff": Row(kind: "compute.node"),
    "docker-service-kill": Row(kind: "compute.node"), "kubelet-service-kill": Row(kind: "control.plane"),
    "redfish-node-restart": Row(kind: "compute.node"), "vm-poweroff": Row(kind: "compute.node"),
    "ec2-terminate-by-id": Row(kind: "compute.node"), "ec2-terminate-by-tag": Row(kind: "compute.node"),
    "ec2-stop-by-id": Row(kind: "compute.node"), "ec2-stop-by-tag": Row(kind: "compute.node"),
    "azure-instance-stop": Row(kind: "compute.node"), "gcp-vm-instance-stop": Row(kind: "compute.node"),
    "gcp-vm-instance-stop-by-label": Row(kind: "compute.node"), "rds-instance-stop": Row(kind: "compute.kill"),
    "ebs-loss-by-id": Row(kind: "storage.error"), "ebs-loss-by-tag": Row(kind: "storage.error"),
    "azure-disk-loss": Row(kind: "storage.error"), "gcp-vm-disk-loss": Row(kind: "storage.error"),
    "gcp-vm-disk-loss-by-label": Row(kind: "storage.error"),
    "spring-boot-app-kill": Row(kind: "compute.kill"),
    "spring-boot-latency": Row(kind: "app.latency", size: ("LATENCY", "ms")),
    "spring-boot-exceptions": Row(kind: "app.exception"), "spring-boot-cpu-stress": Row(kind: "compute.cpu"),
    "spring-boot-memory-stress": Row(kind: "compute.memory"),
  ]

  /// The experiments that are known, for tests.
  static var known: [(experiment: String, kind: String)] {
    rows.map { ($0.key, $0.value.kind) }.sorted { $0.0 < $1.0 }
  }

  /// The fault of an experiment with these variables; what no table knows is named by what its name speaks of.
  static func fault(_ experiment: String, environment: [String: String] = [:]) -> Fault {
    let row = rows[experiment]
    let kind = row.map { ToolFault.kind($0.kind) } ?? FaultWords.kind(inName: experiment) ?? .unknown
    func number(_ variable: String?) -> Double? { variable.flatMap { environment[$0] }.flatMap { Double($0) } }
    let share = number(row?.share) ?? number("PODS_AFFECTED_PERC") ?? number("NODES_AFFECTED_PERC")
    return ToolFault.make(
      kind, native: experiment, value: number(row?.size?.variable), unit: row?.size?.unit ?? "ratio",
      // A share of 0 stands for one instance of however many there are.
      scope: share.flatMap { $0 > 0 ? $0 / 100 : nil })
  }
}
