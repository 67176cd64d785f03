internal import Dispatch
internal import Synchronization

/// Works fixed pieces off on all cores. What comes out does not depend on how many there are: each piece is a function of
/// itself alone, and the results stand in the order of the pieces.
package func concurrentMap<Piece: Sendable, Result: Sendable>(
  _ pieces: [Piece], _ body: @Sendable (Piece) -> Result
) -> [Result] {
  if pieces.count < 2 { return pieces.map(body) }
  let results = Mutex([Result?](repeating: nil, count: pieces.count))
  DispatchQueue.concurrentPerform(iterations: pieces.count) { index in
    let result = body(pieces[index])
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0 }.compactMap(\.self)
}
