import EventLog
import Vocabulary

/// Proofs from the tiles of the large book: that any event is in the tree of all, and that the tree of all begins with
/// that of any earlier size. Each is checked against the stored leaf and roots, which is part of handing it out.
func proofFigures(_ bench: LogBench) throws -> [Figure] {
  try bench.withLargeLog { log in
    var random = Xoshiro256(seed: 3)
    func median(of prove: (Int64) throws -> Void) rethrows -> Double {
      let times = try (0..<1000).map { _ in
        let place = Int64(1 + random.next() % UInt64(bench.events))
        return try seconds { try prove(place) } * 1000
      }
      return percentile(times, 0.5)
    }
    func figure(_ name: String, _ time: Double) -> Figure {
      Figure(
        name: "\(name) of \(grouped(Double(bench.events))) events, p50", measured: "\(hundredths(time)) ms",
        required: "≤ 1 ms", isMet: time <= 1)
    }
    return [
      figure("inclusion proof in a tree", try median { _ = try log.inclusionProof(position: $0) }),
      figure("consistency proof of a tree", try median { _ = try log.consistencyProof(from: $0) }),
    ]
  }
}
