import EventLog
import Vocabulary

/// What a log should hold and answer, in memory and without haste: the protocol of appending as chapter "The log" tells it.
struct LogModel {
  /// An event as it is kept.
  struct Kept: Equatable {
    let event: NewEvent
    let version: Int64
    let occurredAt: Timestamp
    let recordedAt: Timestamp
  }

  /// What became of requests.
  enum Answer: Equatable {
    case done([AppendOutcome])
    /// An id that is known with other content, at a position.
    case idReused(Int64)
    /// A stream that is not as expected, at a version.
    case conflict(Int64)
  }

  private(set) var kept: [Kept] = []
  private var positions: [[String]: Int64] = [:]
  private var versions: [String: Int64] = [:]

  func version(of stream: String) -> Int64 { versions[stream] ?? 0 }

  /// Takes up requests, all or nothing.
  mutating func append(_ requests: [AppendRequest]) -> Answer {
    var copy = self
    var outcomes: [AppendOutcome] = []
    for request in requests {
      switch copy.append(request) {
      case .success(let outcome): outcomes.append(outcome)
      case .failure(let refusal): return refusal.answer
      }
    }
    self = copy
    return .done(outcomes)
  }

  private struct Refusal: Error { let answer: Answer }

  private mutating func append(_ request: AppendRequest) -> Result<AppendOutcome, Refusal> {
    var found: [Int64] = []
    var appended = 0
    var duplicates = 0
    let recordedAt = max(request.now, kept.last?.recordedAt ?? request.now)
    for event in request.events {
      if let position = positions[[event.source, event.id]] {
        guard isSame(event, kept[Int(position) - 1]) else { return .failure(Refusal(answer: .idReused(position))) }
        duplicates += 1
        found.append(position)
        continue
      }
      if appended == 0 {
        let version = version(of: request.stream ?? request.events[0].stream)
        let isExpected =
          switch request.expecting {
          case .any: true
          case .noStream: version == 0
          case .streamExists: version > 0
          case .exactly(let expected): version == expected
          }
        guard isExpected else { return .failure(Refusal(answer: .conflict(version))) }
      }
      versions[event.stream, default: 0] += 1
      kept.append(
        Kept(
          event: event, version: version(of: event.stream), occurredAt: event.time ?? recordedAt,
          recordedAt: recordedAt))
      positions[[event.source, event.id]] = Int64(kept.count)
      found.append(Int64(kept.count))
      appended += 1
    }
    return .success(AppendOutcome(positions: found, appended: appended, duplicates: duplicates))
  }

  private func isSame(_ event: NewEvent, _ known: Kept) -> Bool {
    event.type == known.event.type && event.stream == known.event.stream
      && (event.time == nil || event.time == known.occurredAt) && event.fact == known.event.fact
  }
}
