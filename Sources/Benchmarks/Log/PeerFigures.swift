import Foundation

/// Appending at batch 100 against Python's `eventsourcing` on SQLite, where a Python with it was given.
func peerFigures(_ bench: LogBench) throws -> [Figure] {
  guard let python = bench.peerPython else { return [] }
  let script = Yardstick.sharedFolder.appending(path: "peer_eventsourcing.py").path
  var rates: [Double] = []
  var peer: [Double] = []
  for _ in 0..<bench.rounds {
    bench.folder.discard("peer.db")
    let text = try Yardstick.output(python, [script, bench.folder.path("peer.db"), "quick"])
    for line in text.split(separator: "\n") {
      let found = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard found?["k"] as? String == "pyes_recorder_insert", (found?["batch"] as? NSNumber)?.intValue == 100,
        let rate = (found?["ev_s"] as? NSNumber)?.doubleValue
      else { continue }
      peer.append(rate)
    }
    rates.append(try appendRate(bench.folder, batch: 100, events: 100_000))
  }
  let ratio = median(zip(rates, peer).map { $0 / $1 })
  return [
    Figure(
      name: "append, batch 100, against eventsourcing", measured: "\(grouped(median(rates)))/s, \(times(ratio))",
      yardstick: "eventsourcing 9.5 \(grouped(median(peer)))/s", required: "1.0 ×", isMet: ratio >= 1)
  ]
}

private func times(_ ratio: Double) -> String { "\((ratio * 10).rounded() / 10) ×" }
