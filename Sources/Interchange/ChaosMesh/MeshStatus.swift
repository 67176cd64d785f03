import Vocabulary

/// What an experiment's status says of the injection. It says nothing of the system.
struct MeshStatus {
  /// When a fault was first seen to take effect on something; nil where none was.
  private(set) var appliedAt: Timestamp?
  /// When the last was seen to be taken back.
  private(set) var recoveredAt: Timestamp?
  /// Whether something is injected, even where no time of it is kept.
  private(set) var isInjected = false
  private(set) var isRecovered = false
  /// How many of the objects that were chosen kept a record, and how many of those were never injected.
  private(set) var records = 0
  private(set) var missed = 0
  /// Why injecting failed, in the tool's words.
  private(set) var failure: String?
  /// Whether the tool wants nothing injected any more.
  private(set) var isStopped = false
  /// Whether the selector found nothing.
  private(set) var isEmpty = false
  /// The status in the tool's words.
  private(set) var words = ""

  init(_ status: Element) throws {
    status.count(known: ["conditions", "experiment", "instances", "failedMessage", "scheduler", "ids"])
    var conditions: [String: String] = [:]
    for condition in try status.elements("conditions") {
      if let type = try condition.label("type") { conditions[type] = try condition.label("status") ?? "" }
    }
    words = conditions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    isEmpty = conditions["Selected"]?.lowercased() == "false"
    let experiment = try status.object("experiment")
    isStopped = try experiment?.label("desiredPhase") == "Stop"
    if let phase = try experiment?.label("desiredPhase") ?? experiment?.label("phase") {
      words = words.isEmpty ? phase : "\(phase), \(words)"
    }
    let records = try experiment?.elements("containerRecords") ?? []
    for record in records { try read(record) }
    self.records = records.count
    // Before 2.0 there was one time for all.
    appliedAt = try appliedAt ?? experiment?.time("startTime")
    if try experiment?.label("phase") == "Finished" { recoveredAt = try recoveredAt ?? experiment?.time("endTime") }
    isInjected = isInjected || appliedAt != nil || conditions["AllInjected"]?.lowercased() == "true" && !records.isEmpty
    isRecovered =
      recoveredAt != nil || isInjected && conditions["AllRecovered"]?.lowercased() == "true"
    failure = try failure ?? status.label("failedMessage")
  }

  private mutating func read(_ record: Element) throws {
    let before = isInjected
    isInjected = false
    // Before 2.2 a record forgets, when it is over, that anything was injected.
    let isTold = try record.number("injectedCount") != nil || !record.elements("events").isEmpty
    defer {
      if !isInjected, isTold { missed += 1 }
      isInjected = isInjected || before
    }
    if try record.label("phase") == "Injected" { isInjected = true }
    if let count = try record.number("injectedCount"), count > 0 { isInjected = true }
    for event in try record.elements("events") {
      let time = try event.time("timestamp")
      switch (try event.label("operation"), try event.label("type")) {
      case ("Apply", "Succeeded"):
        isInjected = true
        appliedAt = [appliedAt, time].compactMap(\.self).min()
      case ("Recover", "Succeeded"): recoveredAt = [recoveredAt, time].compactMap(\.self).max()
      case ("Apply", "Failed"): failure = try failure ?? event.label("message") ?? "no reason given"
      default: continue
      }
    }
  }
}
