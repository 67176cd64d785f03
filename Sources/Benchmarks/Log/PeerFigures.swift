import Foundation

/// Appending at batch 100 against Python's `eventsourcing` on SQLite, where there is a Python with it.
func peerFigures(_ bench: LogBench) throws -> [Figure] {
  let name = "append, batch 100, against a peer"
  let required = "≥ 1.0 ×"
  guard let python = bench.peerPython else {
    return [Figure(name: name, measured: "", yardstick: "no eventsourcing 9.5 here: --peer-python", required: required)]
  }
  var rates: [Double] = []
  var peer: [Double] = []
  for _ in 0..<bench.rounds {
    peer.append(try Peer.rate(python, bench.folder))
    rates.append(try appendRun(bench.folder, batch: 100, events: 100_000).rate)
  }
  let ratio = median(zip(rates, peer).map { $0 / $1 })
  return [
    Figure(
      name: name, measured: "\(grouped(median(rates)))/s",
      yardstick: "Python eventsourcing 9.5 \(grouped(median(peer)))/s", ratio: "\(hundredths(ratio)) ×",
      required: required, isMet: ratio >= 1)
  ]
}

/// The peer: `peer_eventsourcing.py` beside the repository.
enum Peer {
  private static let script = Yardstick.sharedFolder.appending(path: "peer_eventsourcing.py").path

  /// The given Python, else `python3` if it has the peer and its program is there; else nil.
  static func find(_ python: String?) -> String? {
    if let python { return python }
    guard FileManager.default.fileExists(atPath: script),
      let path = try? Yardstick.output("/usr/bin/env", ["which", "python3"]).split(separator: "\n").first.map(
        String.init),
      (try? Yardstick.output(
        path, ["-c", "import importlib.util as u, sys; sys.exit(u.find_spec('eventsourcing') is None)"]))
        != nil
    else { return nil }
    return path
  }

  /// Events a second at batch 100, as its program prints them.
  static func rate(_ python: String, _ folder: WorkFolder) throws -> Double {
    folder.discard("peer.db")
    defer { folder.discard("peer.db") }
    let text = try Yardstick.output(python, [script, folder.path("peer.db"), "quick"])
    for line in text.split(separator: "\n") {
      let found = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard found?["k"] as? String == "pyes_recorder_insert", (found?["batch"] as? NSNumber)?.intValue == 100,
        let rate = (found?["ev_s"] as? NSNumber)?.doubleValue
      else { continue }
      return rate
    }
    throw BenchError("the peer gave no rate of batch 100: \(text)")
  }
}
