import Foundation
import Vocabulary

@testable import Judgement

/// The recorded campaigns and the lab beside the package, read by path; absent where the package stands alone.
enum SharedData {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared")

  /// Whether a folder is there; where not, its tests say so and are skipped.
  static func has(_ path: String) -> Bool {
    let found = FileManager.default.fileExists(atPath: root.appending(path: path).path)
    if !found { print("skipped: \(root.appending(path: path).path) is absent") }
    return found
  }

  static func json(_ path: String) throws -> JSON {
    try JSON.parse([UInt8](try Data(contentsOf: root.appending(path: path))))
  }

  static func lines(_ path: String) throws -> [JSON] {
    let bytes = [UInt8](try Data(contentsOf: root.appending(path: path)))
    return try bytes.split(separator: 0x0A).map { try JSON.parse(Array($0)) }
  }
}

extension JSON {
  func text(_ name: String) -> String? { self[name]?.stringValue }
  func instant(_ name: String) -> Timestamp? { text(name).flatMap { Timestamp(rfc3339: $0) } }
  func texts(_ name: String) -> Set<String> { Set((self[name]?.arrayValue ?? []).compactMap(\.stringValue)) }
}

/// A folder of `campaigns/`, its runs as the book's events make them.
struct Campaign {
  let name: String
  let runs: [RunRecord]
  /// By run: which components the labels call degraded, and which measurable.
  let labels: [String: (degraded: Set<String>, measurable: Set<String>)]

  init(_ name: String) throws {
    self.name = name
    let folder = "data/campaigns/\(name)/"
    let window = try SharedData.json(folder + "meta.json")["window_s"]?.doubleValue
    var samples: [String: [RunRecord.Sample]] = [:]
    for file in ["samples.jsonl", "edge_samples.jsonl"] where SharedData.has(folder + file) {
      for line in try SharedData.lines(folder + file) {
        guard let run = line.text("run"), let sample = Campaign.sample(line, window: window) else { continue }
        samples[run, default: []].append(sample)
      }
    }
    runs = try SharedData.lines(folder + "runs.jsonl").map { line in
      try Campaign.record(
        line, began: line.instant("baseline_from"), injected: line.instant("injected_from"),
        cleared: line.instant("injected_to"), ended: line.instant("recovery_to"),
        samples: samples[line.text("id") ?? ""] ?? [])
    }
    var labels: [String: (Set<String>, Set<String>)] = [:]
    for line in try SharedData.lines(folder + "labels.jsonl") {
      labels[line.text("run") ?? ""] = (line.texts("degraded"), line.texts("measurable"))
    }
    self.labels = labels
  }

  static let kinds = [
    "cpu_contention": "compute.cpu", "cpu_consumed": "compute.cpu", "network_delay": "net.latency",
    "return": "app.response", "exception": "app.exception", "delay": "app.latency", "error_percent": "app.error",
    "error_mode": "app.error", "load": "load.surge", "latency": "app.latency", "error": "app.error",
    "crash": "compute.kill", "none": "none",
  ]

  static func sample(_ line: JSON, window: Double?) -> RunRecord.Sample? {
    guard let metric = line.text("metric"), let at = line.instant("at"), let value = line["value"]?.doubleValue else {
      return nil
    }
    let subject: SampleSubject
    if let caller = line.text("caller"), let callee = line.text("callee") {
      let reporter = SampleSubject.Reporter(rawValue: line.text("reporter") ?? "caller") ?? .caller
      subject = .dependency(Dependency(caller: caller, callee: callee), reporter: reporter)
    } else if let journey = line.text("journey") {
      subject = .node(.journey(journey))
    } else {
      subject = .node(.component(line.text("service") ?? ""))
    }
    let name = metric.hasPrefix("latency_p") && metric.hasSuffix("_ms") ? String(metric.dropLast(3)) : metric
    return RunRecord.Sample(
      MetricSampled(
        subject: subject, metric: name, value: value, unit: line.text("unit") ?? "", windowSeconds: window), at: at)
  }

  static func record(
    _ line: JSON, began: Timestamp?, injected: Timestamp?, cleared: Timestamp?, ended: Timestamp?,
    samples: [RunRecord.Sample]
  ) throws -> RunRecord {
    let kind = FaultKind(named: kinds[line.text("fault") ?? ""] ?? "unknown") ?? .unknown
    let began = began ?? Timestamp(microseconds: 0)
    let target = line.text("target").map { name in
      line.text("link").map { Target.dependency(Dependency(caller: name, callee: $0)) } ?? Target.component(name)
    }
    var run = RunRecord(
      id: line.text("id") ?? "",
      start: RunStarted(
        environment: "test", target: target, fault: Fault(kind: kind), runner: Runner(tool: "recorded-campaign"),
        baseline: TimeWindow(from: began, to: line.instant("baseline_to") ?? injected ?? began)),
      at: began, position: 1)
    var facts: [(Timestamp, Int, Fact)] = samples.map { ($0.at, 2, .metricSampled($0.payload)) }
    if let injected {
      facts.append((injected, 1, .faultInjected(FaultInjected(at: injected, confirmed: kind != .none))))
    }
    if let cleared { facts.append((cleared, 3, .faultCleared(FaultCleared(how: .expired, confirmed: true)))) }
    facts.sort { ($0.0, $0.1) < ($1.0, $1.1) }
    let last = max(facts.last?.0 ?? began, ended ?? began)
    facts.append((last, 9, .runFinished(RunFinished())))
    for (index, fact) in facts.enumerated() { try run.apply(fact.2, at: fact.0, position: Int64(index + 2)) }
    return run
  }
}

extension RunRecord {
  /// The run with other samples, in the order given.
  func with(samples: [Sample]) throws -> RunRecord {
    var run = RunRecord(id: id, start: start, at: startedAt, position: 1)
    for injection in injections {
      try run.apply(
        .faultInjected(FaultInjected(at: injection.at, confirmed: injection.confirmed)), at: injection.at, position: 2)
    }
    for sample in samples { try run.apply(.metricSampled(sample.payload), at: sample.at, position: 3) }
    for clear in clears {
      try run.apply(.faultCleared(FaultCleared(how: .expired, confirmed: true)), at: clear, position: 4)
    }
    if life.course == .finished { try run.apply(.runFinished(RunFinished()), at: lastEventAt, position: 5) }
    return run
  }
}

extension VerdictReached {
  /// Whether a node is degraded, steady or unknown: degraded by any observation, steady by all.
  func state(_ node: NodeID) -> ObservedState {
    let states = observations.filter { $0.node == node }.map(\.state)
    if states.contains(.degraded) { return .degraded }
    return !states.isEmpty && states.allSatisfy { $0 == .steady } ? .steady : .unknown
  }

  func observation(_ node: NodeID, _ symptom: Symptom) -> Observation? {
    observations.first { $0.node == node && $0.symptom == symptom }
  }
}
