/// What the calls of one request of a service have to do with each other.
extension TraceResolver {
  /// Marks the first call of the trace on each dependency, the first of each request to each callee, and of those the ones whose request had asked a cache before.
  ///
  /// A request is the span in which a service answers its own caller; a call without one is a request by itself, unless it is a
  /// retry. Cost: the calls of a request by those to caches among them.
  mutating func markRequests(_ table: inout CallTable, isCache: (Int32) -> Bool) {
    struct Place: Hashable {
      let own: Int32
      let pair: CallTable.Pair
    }
    var seen: Set<Place> = []
    var pairs: Set<CallTable.Pair> = []
    var lookups: [Int32: [(end: Int64, cache: Int32)]] = [:]
    let order = attempts.indices.sorted { (attempts[$0].start, $0) < (attempts[$1].start, $1) }
    for index in order {
      let attempt = attempts[index]
      if pairs.insert(attempt.pair).inserted { attempts[index].call.flags.insert(.opensTrace) }
      guard attempt.own >= 0 else {
        if !attempt.call.flags.contains(.retried) { attempts[index].call.flags.insert(.opensRequest) }
        continue
      }
      if isCache(attempt.pair.callee) || table.isSaidToBeCache(attempt.pair.callee) {
        lookups[attempt.own, default: []].append((attempt.end, attempt.pair.callee))
      }
      guard seen.insert(Place(own: attempt.own, pair: attempt.pair)).inserted else { continue }
      attempts[index].call.flags.insert(.opensRequest)
      let before = lookups[attempt.own]?.last { $0.cache != attempt.pair.callee && $0.end <= attempt.start }
      if let before, !isCache(attempt.pair.callee), !attempt.call.flags.contains(.detached) {
        attempts[index].call.flags.insert(.afterCache)
        table.note(cache: before.cache, before: attempt.pair)
      }
    }
  }
}
