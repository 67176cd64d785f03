import Vocabulary

/// The faults of Chaos Mesh's kinds and actions. Their parameters are text: `latency: "90ms"`, `loss: "25"`.
enum MeshFaults {
  /// The canonical kinds, by kind and action; an action of `*` stands for all.
  static let table: [(kind: String, action: String, canonical: String)] = [
    ("PodChaos", "*", "compute.kill"), ("NetworkChaos", "delay", "net.latency"), ("NetworkChaos", "loss", "net.loss"),
    ("NetworkChaos", "duplicate", "net.duplicate"), ("NetworkChaos", "corrupt", "net.corrupt"),
    ("NetworkChaos", "partition", "net.partition"), ("NetworkChaos", "bandwidth", "net.bandwidth"),
    ("IOChaos", "latency", "storage.latency"), ("IOChaos", "fault", "storage.error"),
    ("IOChaos", "attrOverride", "storage.error"), ("IOChaos", "mistake", "storage.error"),
    ("BlockChaos", "*", "storage.latency"), ("DNSChaos", "*", "net.dns"), ("TimeChaos", "*", "time.skew"),
    ("JVMChaos", "latency", "app.latency"), ("JVMChaos", "return", "app.response"),
    ("JVMChaos", "exception", "app.exception"), ("JVMChaos", "gc", "app.latency"),
    ("AWSChaos", "ec2-stop", "compute.node"), ("AWSChaos", "ec2-restart", "compute.node"),
    ("AWSChaos", "detach-volume", "storage.error"), ("GCPChaos", "node-stop", "compute.node"),
    ("GCPChaos", "node-reset", "compute.node"), ("GCPChaos", "disk-loss", "storage.error"),
    ("AzureChaos", "vm-stop", "compute.node"), ("AzureChaos", "vm-restart", "compute.node"),
    ("AzureChaos", "disk-detach", "storage.error"), ("PhysicalMachineChaos", "stress-cpu", "compute.cpu"),
    ("PhysicalMachineChaos", "stress-mem", "compute.memory"),
    ("PhysicalMachineChaos", "disk-write-payload", "storage.latency"),
    ("PhysicalMachineChaos", "disk-read-payload", "storage.latency"),
    ("PhysicalMachineChaos", "disk-fill", "storage.full"), ("PhysicalMachineChaos", "network-corrupt", "net.corrupt"),
    ("PhysicalMachineChaos", "network-duplicate", "net.duplicate"),
    ("PhysicalMachineChaos", "network-loss", "net.loss"), ("PhysicalMachineChaos", "network-delay", "net.latency"),
    ("PhysicalMachineChaos", "network-partition", "net.partition"),
    ("PhysicalMachineChaos", "network-bandwidth", "net.bandwidth"),
    ("PhysicalMachineChaos", "network-dns", "net.dns"), ("PhysicalMachineChaos", "network-down", "net.partition"),
    ("PhysicalMachineChaos", "network-flood", "load.surge"), ("PhysicalMachineChaos", "process", "compute.kill"),
    ("PhysicalMachineChaos", "jvm-latency", "app.latency"), ("PhysicalMachineChaos", "jvm-return", "app.response"),
    ("PhysicalMachineChaos", "jvm-exception", "app.exception"), ("PhysicalMachineChaos", "jvm-gc", "app.latency"),
    ("PhysicalMachineChaos", "clock", "time.skew"), ("PhysicalMachineChaos", "redis-restart", "compute.kill"),
    ("PhysicalMachineChaos", "redis-stop", "compute.kill"), ("PhysicalMachineChaos", "kafka-fill", "storage.full"),
    ("PhysicalMachineChaos", "kafka-flood", "load.surge"), ("PhysicalMachineChaos", "kafka-io", "storage.error"),
    ("PhysicalMachineChaos", "http-abort", "app.abort"), ("PhysicalMachineChaos", "http-delay", "app.latency"),
    ("PhysicalMachineChaos", "http-request", "load.surge"), ("PhysicalMachineChaos", "vm", "compute.node"),
  ]

  /// The kinds of objects that inject something.
  static let kinds: Set<String> = Set(table.map(\.kind)).union(["StressChaos", "HTTPChaos", "KernelChaos"])

  /// The fault of a kind's specification.
  static func fault(_ kind: String, _ spec: Element, scope: Double?) throws -> Fault {
    let action = try spec.label("action") ?? ""
    let native = action.isEmpty ? kind : "\(kind)/\(action)"
    switch kind {
    case "NetworkChaos": return try network(spec, action: action, native: native, scope: scope)
    case "StressChaos": return try stress(spec, scope: scope)
    case "HTTPChaos": return try http(spec, scope: scope)
    case "IOChaos":
      let share = try spec.number("percent").map { $0 / 100 } ?? 1
      if action == "latency" {
        return make(native, "storage.latency", milliseconds: try spec.label("delay"), scope: scope)
      }
      return ToolFault.make(ToolFault.kind("storage.error"), native: native, value: share, scope: scope)
    case "BlockChaos":
      return make(native, "storage.latency", milliseconds: try spec["delay"]?.label("latency"), scope: scope)
    case "TimeChaos":
      let offset = try spec.label("timeOffset").flatMap(Durations.go)
      return ToolFault.make(ToolFault.kind("time.skew"), native: native, value: offset, unit: "s", scope: scope)
    case "KernelChaos": return try kernel(spec, scope: scope)
    case "JVMChaos": return try jvm(spec, action: action, native: native, scope: scope)
    case "PhysicalMachineChaos": return try machine(spec, action: action, native: native, scope: scope)
    default: return ToolFault.make(canonical(kind, action), native: native, scope: scope)
    }
  }

  private static func canonical(_ kind: String, _ action: String) -> FaultKind {
    let row = table.first { $0.kind == kind && ($0.action == action || $0.action == "*") }
    return row.map { ToolFault.kind($0.canonical) } ?? .unknown
  }

  private static func make(_ native: String, _ kind: String, milliseconds text: String?, scope: Double?) -> Fault {
    ToolFault.make(
      ToolFault.kind(kind), native: native, value: text.flatMap(Durations.go).map { $0 * 1000 }, unit: "ms",
      scope: scope)
  }

  private static func network(_ spec: Element, action: String, native: String, scope: Double?) throws -> Fault {
    // `netem` may hold several; the first of them names the fault.
    let found =
      action == "netem" ? ["delay", "loss", "corrupt", "duplicate", "bandwidth"].first { spec[$0] != nil } : action
    guard let found else { return ToolFault.make(.unknown, native: native, scope: scope) }
    switch found {
    case "delay": return make(native, "net.latency", milliseconds: try spec["delay"]?.label("latency"), scope: scope)
    case "loss", "duplicate", "corrupt":
      return ToolFault.make(
        canonical("NetworkChaos", found), native: native, value: try spec[found]?.number(found), unit: "percent",
        scope: scope)
    default: return ToolFault.make(canonical("NetworkChaos", found), native: native, scope: scope)
    }
  }

  private static func stress(_ spec: Element, scope: Double?) throws -> Fault {
    let stressors = spec["stressors"]
    if let cpu = stressors?["cpu"] {
      let native = stressors?["memory"] == nil ? "StressChaos/cpu" : "StressChaos/cpu+memory"
      return ToolFault.make(
        ToolFault.kind("compute.cpu"), native: native, value: try cpu.number("load"), unit: "percent", scope: scope)
    }
    guard let memory = stressors?["memory"] else {
      let words = try spec.label("stressngStressors") ?? ""
      let kind = words.contains("vm") ? "compute.memory" : words.contains("cpu") ? "compute.cpu" : "unknown"
      return ToolFault.make(ToolFault.kind(kind), native: "StressChaos", scope: scope)
    }
    let size = try memory.label("size") ?? ""
    let amount = FaultWords.memory(size)
    return ToolFault.make(
      ToolFault.kind("compute.memory"), native: "StressChaos/memory", value: amount?.value, unit: amount?.unit ?? "MB",
      scope: scope)
  }

  private static func http(_ spec: Element, scope: Double?) throws -> Fault {
    func native(_ part: String) -> String { "HTTPChaos/\(part)" }
    if try spec.flag("abort") ?? false {
      return ToolFault.make(ToolFault.kind("app.abort"), native: native("abort"), value: 1, scope: scope)
    }
    if let replaced = spec["replace"] {
      let code = try replaced.number("code")
      let kind = (code ?? 200) >= 400 ? "app.error" : "app.response"
      return ToolFault.make(ToolFault.kind(kind), native: native("replace"), value: 1, scope: scope)
    }
    if let delay = try spec.label("delay") {
      return make(native("delay"), "app.latency", milliseconds: delay, scope: scope)
    }
    let isPatched = spec["patch"] != nil
    return ToolFault.make(
      isPatched ? ToolFault.kind("app.response") : .unknown, native: isPatched ? native("patch") : "HTTPChaos",
      value: isPatched ? 1 : nil, scope: scope)
  }

  private static func kernel(_ spec: Element, scope: Double?) throws -> Fault {
    // 0 and 1 fail allocations of memory, 2 fails reads and writes of blocks.
    let type = try spec["failKernRequest"]?.number("failtype")
    return ToolFault.make(
      ToolFault.kind(type == 2 ? "storage.error" : type == nil ? "unknown" : "compute.memory"), native: "KernelChaos",
      scope: scope)
  }

  private static func jvm(_ spec: Element, action: String, native: String, scope: Double?) throws -> Fault {
    switch action {
    case "latency":
      return ToolFault.make(
        ToolFault.kind("app.latency"), native: native, value: try spec.number("latency"), unit: "ms", scope: scope)
    case "stress":
      let kind = try spec.label("memType") == nil ? "compute.cpu" : "compute.memory"
      return ToolFault.make(ToolFault.kind(kind), native: native, scope: scope)
    case "mysql":
      if try spec.label("exception") != nil {
        return ToolFault.make(ToolFault.kind("app.exception"), native: native, scope: scope)
      }
      return ToolFault.make(
        ToolFault.kind("app.latency"), native: native, value: try spec.number("latency"), unit: "ms", scope: scope)
    default: return ToolFault.make(canonical("JVMChaos", action), native: native, scope: scope)
    }
  }

  private static func machine(_ spec: Element, action: String, native: String, scope: Double?) throws -> Fault {
    let kind = canonical("PhysicalMachineChaos", action)
    let details = spec[action]
    switch kind.name {
    case "net.latency": return make(native, kind.name, milliseconds: try details?.label("latency"), scope: scope)
    case "app.latency": return make(native, kind.name, milliseconds: try details?.label("delay"), scope: scope)
    case "net.loss", "net.corrupt", "net.duplicate":
      return ToolFault.make(kind, native: native, value: try details?.number("percent"), unit: "percent", scope: scope)
    case "compute.cpu":
      return ToolFault.make(kind, native: native, value: try details?.number("load"), unit: "percent", scope: scope)
    case "time.skew":
      let offset = try details?.label("time-offset").flatMap(Durations.go)
      return ToolFault.make(kind, native: native, value: offset, unit: "s", scope: scope)
    default: return ToolFault.make(kind, native: native, scope: scope)
    }
  }
}
