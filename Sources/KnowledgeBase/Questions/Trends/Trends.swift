import Beliefs
import Planner
import SystemModel
import Vocabulary

/// What every recorded run was expected to teach, what it taught, and how the scores moved on the way.
struct Trends {
  /// One run or incident, as seen by the beliefs right before it and right after.
  struct Entry {
    let lesson: Lesson
    let at: Timestamp
    let dose: Dose
    /// What the beliefs right before it expected it to teach about calls, whether anybody asked or not; nil where nothing is
    /// expected: placebos, faults of no class, incidents without a known cause.
    let expected: Double?
    let quality: ForecastQuality?
    /// Coverage right after it.
    let coverage: Double
  }

  /// The scores right after a run.
  struct Point {
    let stream: String
    let position: Int64
    let at: Timestamp
    let runs: Int
    let coverage: Double
    let scores: BriefScores
  }

  /// All that taught, in the order of their verdicts; the last ones where fewer are asked for.
  let entries: [Entry]
  /// Evenly over what taught, the last among them.
  let points: [Point]
  /// Over all entries.
  let quality: ForecastQuality?

  private static let scoreEffort = ForecastEffort(words: 16, draws: 30, wordsPerDraw: 2)

  /// Cost: what is kept of each run is read; of each that nothing is kept of a forecast, and the inference of the families that it touches
  /// and of those that its trouble can reach; for each point the scores.
  init(_ source: ProjectionSource, last: Int, points wanted: Int, seed: UInt64) {
    // Where nobody has asked for all lessons yet, those of the last runs do.
    let lessons = source.knownLessons.map {
      Dictionary($0.map { ($0.stream, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let order = source.history.order
    let places = Trends.evenly(order.count, wanted)
    let shown = max(0, order.count - last)..<order.count
    let memory = source.memory
    var coverages: [Int: Double] = [:]
    var expected: [Int: Double?] = [:]
    var taught: [Int: Lesson] = [:]
    var scores: [Int: BriefScores] = [:]
    for place in Set(shown).union(places) { coverages[place] = memory?.known(.coverage, place) }
    for place in places { scores[place] = memory?.known(.trend, place) }
    for place in shown {
      taught[place] = lessons?[order[place].stream] ?? memory?.lesson(place, order[place], source.state)
      // What is expected is drawn: kept of the one seed that pages and commands ask with.
      if seed == 1, let known: Expected = memory?.known(.expected, place) { expected[place] = .some(known.bits) }
    }
    func isKnown(_ place: Int) -> Bool {
      coverages[place] != nil && (!places.contains(place) || scores[place] != nil)
        && (!shown.contains(place) || taught[place] != nil && expected[place] != nil)
    }
    let missing = Set(shown).union(places).filter { !isKnown($0) }.sorted()
    if let first = missing.first {
      // The coverage after a run is counted on from that before it.
      let isCovered = missing.allSatisfy { coverages[$0] != nil }
      var number = isCovered ? first : 0
      var meter = CoverageMeter()
      Lessons.walk(source.state, source.history, source.graph, from: number) { run, evidence, before, after in
        defer { number += 1 }
        if !isCovered {
          let coverage = meter.coverage(of: after, touched: Set(evidence.families)).value
          coverages[number] = coverage
          _ = memory?.value(.coverage, number) { coverage }
        }
        if shown.contains(number) {
          if taught[number] == nil {
            taught[number] = memory.lesson(number, run, source.state) {
              Lesson(run, evidence, before: before, after: after, source.state)
            }
          }
          if expected[number] == nil {
            let bits = Expected(bits: Trends.expected(run, before, source, seed: seed))
            expected[number] = .some(bits.bits)
            if seed == 1 { _ = memory?.value(.expected, number) { bits } }
          }
        }
        if places.contains(number), scores[number] == nil {
          let board = BriefScores(after.scores(effort: Trends.scoreEffort, ofComponents: false))
          scores[number] = board
          _ = memory?.value(.trend, number) { board }
        }
        return number < missing[missing.count - 1]
      }
    }
    entries = shown.compactMap { place in
      guard let lesson = taught[place], let coverage = coverages[place] else { return nil }
      return Entry(
        lesson: lesson, at: order[place].injected, dose: order[place].dose, expected: expected[place] ?? nil,
        quality: ForecastQuality(lesson.foreseen), coverage: coverage)
    }
    points = places.compactMap { place in
      guard let scores = scores[place], let coverage = coverages[place] else { return nil }
      return Point(
        stream: order[place].stream, position: order[place].position, at: order[place].injected, runs: place + 1,
        coverage: coverage, scores: scores)
    }
    quality = ForecastQuality(entries.flatMap(\.lesson.foreseen))
  }

  /// What was expected of a run in bits; nil where nothing is.
  private struct Expected: Packable {
    let bits: Double?

    init(bits: Double?) { self.bits = bits }
    func pack(into packer: inout Packer) { packer.put(bits) }
    init(from unpacker: inout Unpacker) throws { bits = try unpacker.next() }
  }

  /// At most `count` places of 0..<all, the last among them.
  static func evenly(_ all: Int, _ count: Int) -> [Int] {
    guard all > 0, count > 0 else { return [] }
    let shown = min(all, count)
    return (1...shown).map { all * $0 / shown - 1 }
  }

  /// The information that the beliefs right before a run expected of it, over all families.
  private static func expected(
    _ run: ObservedRun, _ before: BeliefBook, _ source: ProjectionSource, seed: UInt64
  ) -> Double? {
    guard let target = run.target, run.tookEffect, run.fault.faultClass != nil else { return nil }
    let planner = Planner(
      model: source.state.system, networks: { before.network($0, $1, around: target) }, policy: source.state.policy,
      history: RunHistory(), now: run.injected, seed: seed, position: run.position, safety: SafetyEvaluator([]))
    let plan = planner.propose(PlanRequest(top: 1, target: target, kinds: [run.fault], dose: run.dose))
    return plan.proposals.first.map { $0.bits + $0.bitsOffPath }
  }
}

extension Trends {
  /// What was expected in all, what came, and how surely the difference is none.
  struct Balance {
    let runs: Int
    let expected: Double
    let delivered: Double
    /// The mean difference, delivered less expected, and half its 90 % band.
    let difference: Double
    let band: Double

    init?(_ pairs: [(expected: Double, delivered: Double)]) {
      guard !pairs.isEmpty else { return nil }
      runs = pairs.count
      expected = pairs.reduce(0) { $0 + $1.expected }
      delivered = pairs.reduce(0) { $0 + $1.delivered }
      let mean = (delivered - expected) / Double(pairs.count)
      difference = mean
      let squares = pairs.reduce(0) {
        let off = $1.delivered - $1.expected - mean
        return $0 + off * off
      }
      band = pairs.count > 1 ? 1.645 * (squares / Double(pairs.count * (pairs.count - 1))).squareRoot() : .nan
    }

    /// Delivered over expected.
    var ratio: Double? { expected > 0 ? delivered / expected : nil }
  }

  /// The runs that expected something, with what came.
  private var pairs: [(expected: Double, delivered: Double)] {
    entries.compactMap { entry in entry.expected.map { ($0, entry.lesson.deliveredBits) } }
  }

  /// Over all of them.
  var balance: Balance? { Balance(pairs) }

  /// Those with a recorded proposal: what that had promised.
  var promised: Balance? {
    Balance(entries.compactMap { entry in entry.lesson.promisedBits.map { ($0, entry.lesson.deliveredBits) } })
  }

  /// By bands of what was expected: fourths of the runs, the least first.
  var bands: [Balance] {
    let sorted = pairs.sorted { ($0.expected, $0.delivered) < ($1.expected, $1.delivered) }
    let parts = min(4, sorted.count)
    guard parts > 0 else { return [] }
    return (0..<parts).compactMap { part in
      Balance(Array(sorted[sorted.count * part / parts..<sorted.count * (part + 1) / parts]))
    }
  }
}
