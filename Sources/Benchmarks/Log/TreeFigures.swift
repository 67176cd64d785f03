import EventLog
import Transparency
import Vocabulary

/// What the Merkle tree costs appending, as shares of the processor time that appending takes in this process.
///
/// Events are appended at batch 100 on disk. Then the log's own writer of the tree does the same work once more over the
/// same leaves, in the same batches, on a book of its own: node hashes, the tile for every 256 events, and the right edge
/// for every batch, with the statements that store them, all in one transaction that is undone. That leaves out the
/// tree's part in each commit: a page or two of the hundred. The leaves, which every log that proves anything has to hash,
/// tree or chain, are a line of their own: the hash of each payload and that of the fields around it.
func treeFigures(_ bench: LogBench) throws -> [Figure] {
  let batch = 100
  let count = 100_000
  var shares: (tree: [Double], leaves: [Double]) = ([], [])
  var spent: [Double] = []
  for _ in 0..<bench.rounds {
    var source = SampleEvents()
    let batches = (0..<(count / batch)).map { _ in (events: source.next(batch), now: source.now) }
    let (appending, leaves): (Double, [TreeHash]) = try bench.folder.withBook("tree.sqlite") { log in
      let spent = try processorSeconds {
        for batch in batches { try log.append(batch.events, actor: "bench", now: batch.now) }
      }
      return (spent, try allLeaves(of: log, count))
    }
    spent.append(appending)
    shares.tree.append(try treeSeconds(leaves, batch: batch, bench.folder) / appending)
    shares.leaves.append(leafSeconds(batches.flatMap(\.events)) / appending)
  }
  let yardstick = "append \(hundredths(median(spent) / Double(count) * 1e6)) µs of the processor an event"
  return [
    Figure(
      name: "the tree, of the append's processor time", measured: micros(shares.tree, spent, count),
      yardstick: yardstick, ratio: percent(median(shares.tree)), required: "≤ 10 %", isMet: median(shares.tree) <= 0.1),
    Figure(
      name: "hashing payloads and leaves, likewise", measured: micros(shares.leaves, spent, count),
      yardstick: yardstick, ratio: percent(median(shares.leaves))),
  ]
}

private func micros(_ shares: [Double], _ spent: [Double], _ count: Int) -> String {
  "\(hundredths(median(zip(shares, spent).map { $0 * $1 }) / Double(count) * 1e6)) µs an event"
}

/// Every leaf, from the tiles.
private func allLeaves(of log: EventLog, _ count: Int) throws -> [TreeHash] {
  try TileID.all(size: Int64(count)).filter { $0.level == 0 }.flatMap { try log.tile($0) }
}

/// Processor seconds of the tree over these leaves.
private func treeSeconds(_ leaves: [TreeHash], batch: Int, _ folder: WorkFolder) throws -> Double {
  struct Measured: Error { let seconds: Double }
  return try folder.withBook("rehearsal.sqlite") { log in
    do {
      try log.writeDatabase { database in
        let tree = try TreeWriter(database, builder: TileBuilder())
        throw Measured(
          seconds: try processorSeconds {
            for start in stride(from: 0, to: leaves.count, by: batch) {
              for leaf in leaves[start..<min(start + batch, leaves.count)] { tree.append(leaf) }
              try tree.store()
            }
          })
      }
    } catch let measured as Measured {
      return measured.seconds
    }
    throw BenchError("the tree was not written again")
  }
}

/// Processor seconds of hashing the payloads and leaves of these events.
private func leafSeconds(_ events: [NewEvent]) -> Double {
  var hasher = LeafHasher()
  // As long as the stored form of a UUID.
  let id = [UInt8](repeating: 0, count: 17)
  var position: Int64 = 0
  var last = MerkleTree.emptyRoot
  let time = processorSeconds {
    for event in events {
      position += 1
      last = id.withUnsafeBytes { id in
        bytes(event.source) { source in
          bytes(event.stream) { stream in
            bytes(event.type.name) { type in
              bytes("bench") { actor in
                hasher.leaf(
                  LeafFields(
                    position: position, source: source, id: id, stream: stream, version: position, type: type,
                    schemaVersion: 1, occurredAt: position, recordedAt: position, actor: actor, correlation: nil,
                    causation: nil, keyID: nil, payloadHash: bytes(event.payload) { TreeHash(sha256: $0) }))
              }
            }
          }
        }
      }
    }
  }
  precondition(last != MerkleTree.emptyRoot, "nothing was hashed")
  return time
}

private func bytes<Value>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
  var text = text
  return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
}
