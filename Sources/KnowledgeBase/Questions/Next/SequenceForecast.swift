import Beliefs
import Planner
import SystemModel
import Vocabulary

/// What a number of experiments, one after the other, is expected to teach: courses in systems drawn from the present beliefs,
/// each outcome learnt before the next experiment is chosen.
///
/// A batch is run as it stands; a sequence is planned anew after every outcome. Safety gates that hang on time (spacing, faults not
/// yet cleared) are taken for kept, since the experiments need not follow at once. Group priors are not fitted again on the way.
struct SequenceForecast {
  /// What is expected after so many experiments.
  struct Step {
    /// How many experiments.
    let count: Int
    /// The experiment that most courses ran at this place, and in which share of all.
    let experiment: (name: String, share: Double)?
    /// The share of courses that came so far: others had nothing left that may run.
    let reached: Double
    /// The mean of the promised bits, of those delivered about calls, summed up to here.
    let promised: Double
    let delivered: Double
    /// Coverage: mean, 5 % and 95 % quantile over the courses.
    let coverage: (mean: Double, low: Double, high: Double)
  }

  /// From none to all experiments.
  let steps: [Step]
  let courses: Int

  /// A batch's forecast infers its families anew in every course; on systems of more calls than this it is left out.
  static let mostCalls = 5000
  /// How many courses are simulated where nobody says.
  static let courses = 12

  private struct Place {
    var names: [String: Int] = [:]
    var promised: [Double] = []
    var delivered: [Double] = []
    var coverage: [Double] = []
  }

  /// A batch where `fixed` is given, else a sequence of `count` that `plan` chooses.
  ///
  /// Cost: per course and experiment the inference of the families that it touches; of a sequence one plan as well.
  init(
    _ source: ProjectionSource, count: Int, courses: Int = SequenceForecast.courses, seed: UInt64,
    environment: String?, fixed: [Proposal]?, plan: (BeliefBook, RunHistory) -> Proposal?
  ) {
    let start = source.book
    let whole = start.coverageSum
    let first = fixed == nil ? plan(start, SequenceForecast.settled(source.runHistory, source)) : nil
    var places = Array(repeating: Place(), count: count + 1)
    for course in 0..<courses {
      var world = SupposedSystem(start, seed: SequenceForecast.seed(seed, UInt64(course)))
      var book = start
      var coverage = whole
      var history = SequenceForecast.settled(source.runHistory, source)
      var promised = 0.0
      var delivered = 0.0
      places[0].promised.append(0)
      places[0].delivered.append(0)
      places[0].coverage.append(coverage.value)
      for number in 1...max(count, 1) where number <= count {
        let chosen =
          fixed.map { number <= $0.count ? $0[number - 1] : nil } ?? (number == 1 ? first : plan(book, history))
        let stream = "run/forecast-\(number)"
        guard let chosen,
          let run = world.run(
            chosen.target, chosen.fault.kind, chosen.dose, stream: stream, position: .max - Int64(count - number),
            environment: environment ?? source.environment ?? "forecast", at: source.now, chance: UInt64(number))
        else { break }
        let evidence = RunEvidence(run, in: book.inputs.graph)
        let touched = Set(evidence.families)
        let before = book.coverageSum(of: touched)
        promised += chosen.promisedBits
        delivered += book.delivered(by: evidence, stream: stream).propagationBits
        book = book.recording(evidence, stream: stream)
        let after = book.coverageSum(of: touched)
        coverage.learned += after.learned - before.learned
        coverage.whole += after.whole - before.whole
        history.runs.append(SequenceForecast.past(chosen, number, source, states: run.states))
        places[number].names[SequenceForecast.name(chosen), default: 0] += 1
        places[number].promised.append(promised)
        places[number].delivered.append(delivered)
        places[number].coverage.append(coverage.value)
      }
    }
    self.courses = courses
    steps = places.enumerated().filter { !$0.element.coverage.isEmpty }.map { number, place in
      SequenceForecast.step(number, place, courses: courses)
    }
  }

  private static func step(_ number: Int, _ place: Place, courses: Int) -> Step {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
    let sorted = place.coverage.sorted()
    // Between the two courses next to it (Hyndman & Fan 1996, type 7): the courses are few.
    func quantile(_ level: Double) -> Double {
      let place = level * Double(sorted.count - 1)
      let low = Int(place)
      let high = min(low + 1, sorted.count - 1)
      return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }
    let most = place.names.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return Step(
      count: number, experiment: most.map { ($0.key, Double($0.value) / Double(place.coverage.count)) },
      reached: Double(place.coverage.count) / Double(courses), promised: mean(place.promised),
      delivered: mean(place.delivered), coverage: (mean(place.coverage), quantile(0.05), quantile(0.95)))
  }

  private static func name(_ proposal: Proposal) -> String {
    "\(proposal.fault.kind.name) (\(proposal.dose.rawValue)) on \(proposal.target)"
  }

  private static func seed(_ seed: UInt64, _ course: UInt64) -> UInt64 {
    var generator = Xoshiro256(seed: seed &+ course &* 0x9E37_79B9_7F4A_7C15)
    return generator.next()
  }

  /// The past with every fault cleared and every run long enough ago.
  private static func settled(_ history: RunHistory, _ source: ProjectionSource) -> RunHistory {
    var history = history
    history.unplacedFaults = []
    history.unaimed = []
    let gap = source.state.policy.spacingSeconds + 1
    for index in history.runs.indices {
      history.runs[index].isFaultActive = false
      history.runs[index].unseenEnd = nil
      let end = history.runs[index].endedAt ?? history.runs[index].startedAt
      if source.now.seconds(since: end) < gap { history.runs[index].endedAt = source.now.advanced(bySeconds: -gap) }
    }
    return history
  }

  private static func past(
    _ proposal: Proposal, _ number: Int, _ source: ProjectionSource, states: [NodeID: NodeState]
  ) -> RunHistory.PastRun {
    let at = source.now.advanced(bySeconds: -(source.state.policy.spacingSeconds + 1))
    return RunHistory.PastRun(
      id: "forecast-\(number)", target: proposal.target, kind: proposal.fault.kind, dose: proposal.dose,
      environment: proposal.environment ?? "forecast", startedAt: at, endedAt: at, grade: .e4,
      degraded: states.filter(\.value.isDegraded).keys.sorted())
  }
}

extension Proposal {
  /// The bits that it promises where it stands: in a batch by information less what those before it are expected to have taught, in
  /// the share in which that lessens its value.
  fileprivate var promisedBits: Double {
    let alone = sources.reduce(0) { $0 + $1.weight * $1.bits }
    let share = objective.name == "information" && alone > 0 ? min(1, objectiveValue / alone) : 1
    return share * bits + bitsOffPath
  }
}

extension SequenceForecast {
  /// The forecast as a table: a row for each number of experiments.
  var table: AnswerTable {
    AnswerTable(
      title: "Forecast over \(courses) simulated courses",
      columns: [
        .init("experiments"), .init("experiment", "most often"), .init("share", "of courses"),
        .init("promised", "bits promised"), .init("delivered", "bits expected"), .init("coverage"),
        .init("coverageLow", "90 % from"), .init("coverageHigh", "to"),
      ],
      rows: steps.map { step in
        [
          .integer(step.count), .text(step.experiment?.name), .number(step.experiment?.share, decimals: 2),
          .number(step.promised), .number(step.delivered), .number(step.coverage.mean), .number(step.coverage.low),
          .number(step.coverage.high),
        ]
      })
  }

  /// `[{"experiments", "experiment"?, "share"?, "reached", "promisedBits", "expectedBits", "coverage", "coverageLow", "coverageHigh"}]`.
  var json: JSON {
    .array(
      steps.map { step in
        .compact(
          ("experiments", .integer(Int64(step.count))), ("experiment", step.experiment.map { .string($0.name) }),
          ("share", step.experiment.map { .number($0.share) }), ("reached", .number(step.reached)),
          ("promisedBits", .number(step.promised)), ("expectedBits", .number(step.delivered)),
          ("coverage", .number(step.coverage.mean)), ("coverageLow", .number(step.coverage.low)),
          ("coverageHigh", .number(step.coverage.high)))
      })
  }
}
