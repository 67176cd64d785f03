import EventLog
import Vocabulary

/// What the stream `correction` makes of the events of a log, up to a position: some are read as absent, some with
/// another payload, each in its place and at its time.
///
/// The last word on an event stands. A correction or a retraction that is itself retracted is read as absent, so that the
/// word before it stands again. Every fold of a book and every reading of a run goes through `effective`, and nothing
/// else does. Cost to make: two lookups where nothing was corrected, else some for each correction.
struct Corrections: Sendable {
  /// How an event is read.
  enum Reading: Sendable {
    /// As if it were not there, by the word at this position.
    case absent(by: Int64)
    /// With the payload that was said at this position.
    case corrected(EventCorrected, by: Int64)

    /// The position of the word that stands.
    var position: Int64 {
      switch self {
      case .absent(let position), .corrected(_, let position): position
      }
    }
  }

  /// What one correction or retraction speaks of, in the end: the event that is no correction.
  struct Concern: Sendable {
    let position: Int64
    let stream: String
    let type: EventType
    /// Whether the word at hand gives that event another payload.
    let isCorrected: Bool
  }

  private var readings: [Int64: Reading] = [:]
  private var concerns: [Int64: Concern] = [:]
  /// The words that change nothing, by position, and why.
  private(set) var void: [Int64: String] = [:]

  /// The corrections of a log up to a position, and after them those of events that are not in it yet.
  init(_ log: EventLog, through position: Int64, adding events: [NewEvent] = []) throws {
    let stream = StreamFamily.correction.stream()
    guard try !events.isEmpty || log.version(ofStream: stream) > 0 else { return }
    var words: [Word] = []
    try log.read(through: position, stream: stream) { event in
      // What cannot be read stops the family in the fold, which says so; nothing follows from it here.
      guard let fact = try? event.fact(), let word = try Word(fact, at: event.position, log) else { return }
      words.append(word)
    }
    for (index, event) in events.enumerated() {
      guard let word = try Word(event.fact, at: position + 1 + Int64(index), log) else { continue }
      words.append(word)
    }
    settle(words)
  }

  /// One correction or retraction.
  private struct Word {
    let position: Int64
    let correction: EventCorrected?
    let target: RecordedEvent?

    init?(_ fact: Fact, at position: Int64, _ log: EventLog) throws {
      let reference: EventReference
      switch fact {
      case .eventCorrected(let payload): (correction, reference) = (payload, payload.event)
      case .eventRetracted(let payload): (correction, reference) = (nil, payload.event)
      default: return nil
      }
      self.position = position
      target = try log.event(source: reference.source, id: reference.id)
    }
  }

  /// From the last word to the first: who comes first here has the last word, and may silence those before.
  private mutating func settle(_ words: [Word]) {
    let byPosition = Dictionary(uniqueKeysWithValues: words.map { ($0.position, $0) })
    for word in words.reversed() {
      if let why = Corrections.objection(to: word.target, at: word.position, as: word.correction?.corrected) {
        void[word.position] = why
        continue
      }
      guard let target = word.target else { continue }
      concerns[word.position] = concern(of: word, byPosition)
      if case .absent = readings[word.position] { continue }
      guard readings[target.position] == nil else { continue }
      readings[target.position] =
        word.correction.map { .corrected($0, by: word.position) } ?? .absent(by: word.position)
    }
  }

  private func concern(of word: Word, _ words: [Int64: Word]) -> Concern? {
    var target = word.target
    var isCorrected = word.correction != nil
    while let event = target, event.type.streams == .correction {
      target = words[event.position]?.target
      isCorrected = false
    }
    return target.map {
      Concern(position: $0.position, stream: $0.stream, type: $0.type, isCorrected: isCorrected)
    }
  }

  /// Why a word about an event changes nothing; nil where it does. `type` is that of the payload which it brings.
  static func objection(to target: RecordedEvent?, at position: Int64, as type: EventType?) -> String? {
    guard let target else { return "it speaks of an event that the log does not hold" }
    guard target.position < position else { return "it speaks of an event that comes after it" }
    guard target.type.isRetractable else {
      return "it speaks of a \(target.type.shortName), which can be neither corrected nor retracted"
    }
    guard let type, type != target.type else { return nil }
    return "it brings the payload of \(type.shortName), and the event is \(target.type.shortName)"
  }

  /// Whether every event is read as it stands.
  var isEmpty: Bool { readings.isEmpty }

  /// How the event at a position is read; nil where it is read as it stands.
  func reading(at position: Int64) -> Reading? { readings[position] }

  /// The event as it is read; nil where it is read as absent.
  func effective(_ event: RecordedEvent) -> RecordedEvent? {
    switch readings[event.position] {
    case nil: event
    case .absent: nil
    case .corrected(let correction, _):
      event.replacing(payload: correction.data.text, schemaVersion: correction.schemaVersion ?? 1)
    }
  }

  /// What the word at a position speaks of in the end; nil where it changes nothing.
  func concern(at position: Int64) -> Concern? { concerns[position] }

  /// Whether a state that was folded up to a position is what this log gives up to there: no later word speaks of an
  /// event that it had taken up.
  func leaves(stateAt position: Int64) -> Bool {
    !concerns.contains { $0.key > position && $0.value.position <= position }
  }

  /// The positions of the samples that are read as absent, by stream.
  var absentSamples: [String: Set<Int64>] {
    var found: [String: Set<Int64>] = [:]
    for concern in concerns.values where concern.type == .metricSampled {
      guard case .absent = readings[concern.position] else { continue }
      found[concern.stream, default: []].insert(concern.position)
    }
    return found
  }
}
