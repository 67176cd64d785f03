import Beliefs
import Foundation
import SystemModel
import Vocabulary

/// A recorded campaign as the tests read it: a system, and runs whose observations are the campaign's own labels.
struct Campaign {
  struct Run {
    let id: String
    let target: String?
    let fault: FaultKind
    let magnitude: Magnitude?
    let injected: Timestamp
    let degraded: Set<String>
    let measurable: [String]

    var dose: Dose { DoseBands.standard.dose(of: fault, magnitude: magnitude) }

    func observed(position: Int64) -> ObservedRun {
      ObservedRun(
        stream: "run/\(id)", position: position, target: target.map { .component($0) }, fault: fault, dose: dose,
        environment: "test", grade: .e4, injected: injected,
        observations: measurable.map {
          Observation(node: .component($0), symptom: .latency, state: degraded.contains($0) ? .degraded : .steady)
        })
    }
  }

  var model = SystemModel()
  var runs: [Run] = []

  /// The folder of the recorded campaigns, beside the package; nil where it is not there.
  static func folder(_ name: String) -> URL? {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = package.appending(path: "../shared/data/campaigns/\(name)").standardizedFileURL
    guard FileManager.default.fileExists(atPath: folder.path) else {
      print("skipped: no recorded campaign at \(folder.path)")
      return nil
    }
    return folder
  }

  private static let kinds = [
    "cpu_contention": "compute.cpu", "cpu_consumed": "compute.cpu", "network_delay": "net.latency",
    "return": "app.response", "exception": "app.exception", "delay": "app.latency", "error_percent": "app.error",
    "error_mode": "app.error", "load": "load.surge", "none": "none",
  ]

  init(_ folder: URL) throws {
    func lines(_ name: String) throws -> [[String: Any]] {
      try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
    }
    let graph =
      try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "graph.json"))) as? [String: Any]
    let epoch = Timestamp(seconds: 0)
    for service in graph?["services"] as? [[String: Any]] ?? [] {
      let name = service["name"] as? String ?? ""
      let declared = ComponentDeclared(component: name, kind: service["kind"] as? String ?? "service")
      model.apply(.componentDeclared(declared), at: epoch, position: 1)
      if let alias = service["alias_of"] as? String { declare(name, alias) }
    }
    for call in graph?["calls"] as? [[String: Any]] ?? [] {
      declare(call["caller"] as? String ?? "", call["callee"] as? String ?? "")
    }
    var labels: [String: [String: Any]] = [:]
    for label in try lines("labels.jsonl") { labels[label["run"] as? String ?? ""] = label }
    for run in try lines("runs.jsonl") {
      let id = run["id"] as? String ?? ""
      guard let label = labels[id], let kind = FaultKind(named: Campaign.kinds[run["fault"] as? String ?? ""] ?? "")
      else { continue }
      let from = Timestamp(rfc3339: run["injected_from"] as? String ?? run["baseline_from"] as? String ?? "")
      runs.append(
        Run(
          id: id, target: kind == .none ? nil : run["target"] as? String, fault: kind,
          magnitude: Campaign.magnitude(run["magnitude"]), injected: from ?? epoch,
          degraded: Set(label["degraded"] as? [String] ?? []), measurable: label["measurable"] as? [String] ?? []))
    }
  }

  private mutating func declare(_ caller: String, _ callee: String) {
    guard caller != callee else { return }
    let declared = DependencyDeclared(dependency: Dependency(caller: caller, callee: callee), mode: .sync)
    model.apply(.dependencyDeclared(declared), at: Timestamp(seconds: 0), position: 1)
  }

  private static func magnitude(_ value: Any?) -> Magnitude? {
    guard let object = value as? [String: Any], let size = (object["value"] as? NSNumber)?.doubleValue,
      let unit = object["unit"] as? String
    else { return nil }
    return unit == "percent" ? Magnitude(value: size / 100, unit: "ratio") : Magnitude(value: size, unit: unit)
  }
}
