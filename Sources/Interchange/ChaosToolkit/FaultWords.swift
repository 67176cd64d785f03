import Vocabulary

/// Words that tools use for faults, where no table knows the tool.
enum FaultWords {
  /// The kind that a tool's single word stands for; nil for other words.
  static func kind(_ word: String) -> FaultKind? {
    let word = word.lowercased()
    if let exact = FaultKind(named: word) { return exact }
    return exact[word].flatMap { FaultKind(named: $0) }
  }

  private static let exact: [String: String] = [
    "latency": "app.latency", "delay": "app.latency", "slow": "app.latency", "timeout": "app.latency",
    "error": "app.error", "errors": "app.error", "fail": "app.error", "failure": "app.error", "fault": "app.error",
    "error_rate": "app.error", "abort": "app.abort", "exception": "app.exception", "return": "app.response",
    "crash": "compute.kill", "kill": "compute.kill", "terminate": "compute.kill", "stop": "compute.kill",
    "shutdown": "compute.kill", "pod-delete": "compute.kill", "cpu": "compute.cpu", "memory": "compute.memory",
    "network_latency": "net.latency", "network_delay": "net.latency", "packet_loss": "net.loss", "loss": "net.loss",
    "partition": "net.partition", "blackhole": "net.partition", "dns": "net.dns", "bandwidth": "net.bandwidth",
    "corrupt": "net.corrupt", "duplicate": "net.duplicate", "reorder": "net.reorder", "reset": "net.reset",
    "reset_peer": "net.reset", "disk": "storage.full", "disk_full": "storage.full", "io": "storage.latency",
    "load": "load.surge", "skew": "time.skew", "failover": "data.failover", "none": "none",
  ]

  /// The parts of a function's or a program's name, from the most telling on.
  private static let parts: [(part: String, kind: String)] = [
    ("failover", "data.failover"), ("packet_loss", "net.loss"), ("latency", "net.latency"), ("delay", "net.latency"),
    ("loss", "net.loss"), ("partition", "net.partition"), ("blackhole", "net.partition"),
    ("deny_all", "net.partition"), ("disable_proxy", "net.partition"), ("corrupt", "net.corrupt"),
    ("duplicate", "net.duplicate"), ("reorder", "net.reorder"), ("bandwi", "net.bandwidth"), ("dns", "net.dns"),
    ("reset_peer", "net.reset"), ("cpu", "compute.cpu"), ("memory", "compute.memory"), ("fill_disk", "storage.full"),
    ("burn_io", "storage.latency"), ("stress_io", "storage.latency"), ("drain", "compute.node"),
    ("reboot", "compute.node"), ("terminate", "compute.kill"), ("kill", "compute.kill"), ("stop", "compute.kill"),
    ("delete", "compute.kill"), ("crash", "compute.kill"), ("restart", "compute.kill"), ("shutdown", "compute.kill"),
    ("exception", "app.exception"), ("abort", "app.abort"), ("error", "app.error"),
  ]

  /// The kind that a function's or a program's name speaks of; nil where it speaks of none.
  static func kind(inName name: String) -> FaultKind? {
    let name = name.lowercased()
    return parts.first { name.contains($0.part) }.flatMap { FaultKind(named: $0.kind) }
  }

  private static let undoing = [
    "rollback", "restore", "recover", "remove", "clear", "undo", "uncordon", "delete_toxic", "delete_fault",
    "reset_all",
    "enable_proxy", "unset", "heal", "revert", "cleanup", "clean_up", "remove_fault",
  ]

  /// Whether a name speaks of taking a fault back.
  static func isUndoing(_ name: String) -> Bool {
    let name = name.lowercased()
    return undoing.contains { name.contains($0) }
  }

  /// A fault of settings such as `delay=0.3` (seconds) or `fail=1`; nil where all of them are zero or none is known.
  static func fault(settings: [String], native: String) -> Fault? {
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let kind = kind(parts[0]) ?? namedSetting(parts[0]) else { continue }
      let (value, unit) = amount(.string(parts[1])) ?? (0, nil)
      guard value > 0 else { continue }
      let isTime = DoseBands.unit(of: kind) == .milliseconds
      return Fault(
        kind: kind, native: native,
        magnitude: magnitude(value, unit: unit ?? (isTime ? (parts[0].hasSuffix("ms") ? "ms" : "s") : "ratio")))
    }
    return nil
  }

  private static func namedSetting(_ name: String) -> FaultKind? {
    let name = name.lowercased()
    if name.hasPrefix("delay") || name.hasPrefix("latency") { return FaultKind(named: "app.latency") }
    if name.hasPrefix("fail") || name.hasPrefix("error") { return FaultKind(named: "app.error") }
    return nil
  }

  /// A size in the book's units: percent become a ratio, a unit that is no unit of the book is kept.
  static func magnitude(_ value: Double, unit: String) -> Magnitude? {
    guard value.isFinite, !unit.isEmpty else { return nil }
    if Unit(named: unit)?.convert(1, to: .ratio) != nil, unit != Unit.ratio.name {
      return Unit(named: unit)?.convert(value, to: .ratio).map { Magnitude(value: $0, unit: Unit.ratio.name) }
    }
    return Magnitude(value: value, unit: unit)
  }

  /// A size of memory as stress-ng and Kubernetes write it, `256m`, `1Gi`, `512MB`, `90%`: the value and its unit where one is written.
  /// A letter alone is a power of 1024, and `m` no minute.
  static func memory(_ text: String) -> (value: Double, unit: String?)? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number.isFinite else { return nil }
    switch text.dropFirst(digits.count).drop(while: { $0 == " " }).lowercased() {
    case "": return (number, nil)
    case "%": return (number, "%")
    case "b": return (number, "B")
    case "k", "ki", "kib": return (number, "KiB")
    case "m", "mi", "mib": return (number, "MiB")
    case "g", "gi", "gib": return (number, "GiB")
    case "t", "ti", "tib": return (number * 1024, "GiB")
    case "kb": return (number, "kB")
    case "mb": return (number, "MB")
    case "gb": return (number, "GB")
    default: return nil
    }
  }

  /// A number, or a text such as `500ms`, `5s`, `10%`: the value and its unit where one is written.
  static func amount(_ value: JSON) -> (value: Double, unit: String?)? {
    if let number = value.doubleValue { return (number, nil) }
    guard let text = value.stringValue else { return nil }
    let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
    guard let number = Double(digits), number.isFinite else { return nil }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard !unit.isEmpty else { return (number, nil) }
    let known = unit == "m" ? "min" : unit == "gb" ? "GB" : unit == "mb" ? "MB" : String(unit)
    return Unit(named: known) == nil ? nil : (number, known)
  }
}
