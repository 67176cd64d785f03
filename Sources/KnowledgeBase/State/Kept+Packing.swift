public import Beliefs
public import Vocabulary

extension FaultClass: Packable {}

extension GroupPriors: Packable {
  @usableFromInline package func pack(into packer: inout Packer) {
    packer.put(position, runs, fitted.count)
    for (group, prior) in fitted.sorted(by: { $0.key < $1.key }) {
      packer.put(group.description, prior.low, prior.medium, prior.high, prior.never, edges[group])
    }
  }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    let (position, runs, count): (Int64, Int, Int) = (
      try unpacker.next(), try unpacker.next(), try unpacker.next()
    )
    var fitted: [BeliefGroup: ThresholdPrior] = [:]
    var edges: [BeliefGroup: Int] = [:]
    for _ in 0..<count {
      guard let group = BeliefGroup(try unpacker.next()) else { throw unpacker.error }
      let counts: [Double] = [
        try unpacker.next(), try unpacker.next(), try unpacker.next(), try unpacker.next(),
      ]
      guard counts.allSatisfy({ $0 > 0 }) else { throw unpacker.error }
      fitted[group] = ThresholdPrior(low: counts[0], medium: counts[1], high: counts[2], never: counts[3])
      edges[group] = try Int?(from: &unpacker)
    }
    self.init(fitted: fitted, position: position, runs: runs, edges: edges)
  }
}

extension FamilyKey: Packable {
  @usableFromInline package func pack(into packer: inout Packer) { packer.put(effect, faultClass) }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(effect: try unpacker.next(), faultClass: try unpacker.next())
  }
}

extension DeliveredInformation.Family: Packable {
  @usableFromInline package func pack(into packer: inout Packer) { packer.put(key, bits, isPropagation) }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(key: try unpacker.next(), bits: try unpacker.next(), isPropagation: try unpacker.next())
  }
}

extension DeliveredInformation: Packable {
  @usableFromInline package func pack(into packer: inout Packer) { packer.put(families, symptomBits, leakBits) }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(
      families: try unpacker.next(), symptomBits: try unpacker.next(), leakBits: try unpacker.next())
  }
}

extension ForeseenState: Packable {
  @usableFromInline package func pack(into packer: inout Packer) { packer.put(node, probability, isDegraded) }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(node: try unpacker.next(), probability: try unpacker.next(), isDegraded: try unpacker.next())
  }
}

/// What of a lesson follows from what taught: all but what had been promised.
struct TaughtLesson: Packable, Equatable {
  let delivered: DeliveredInformation
  let foreseen: [ForeseenState]

  init(_ lesson: Lesson) { (delivered, foreseen) = (lesson.delivered, lesson.foreseen) }

  func pack(into packer: inout Packer) { packer.put(delivered, foreseen) }
  init(from unpacker: inout Unpacker) throws {
    delivered = try unpacker.next()
    foreseen = try unpacker.next()
  }
}

/// The scores of the system and its journeys, without what they are lost to.
struct BriefScores: Packable, Equatable {
  struct Score: Packable, Equatable {
    let name: String
    let mean: Double
    let low: Double
    let high: Double
    let coverage: Double

    init(_ score: ResilienceScore) {
      name = score.subject.name
      (mean, low, high, coverage) = (score.mean, score.low, score.high, score.coverage)
    }

    func pack(into packer: inout Packer) { packer.put(name, mean, low, high, coverage) }
    init(from unpacker: inout Unpacker) throws {
      name = try unpacker.next()
      mean = try unpacker.next()
      low = try unpacker.next()
      high = try unpacker.next()
      coverage = try unpacker.next()
    }
  }

  /// Nil without journeys.
  let system: Score?
  let journeys: [Score]

  init(_ board: Scoreboard) {
    system = board.system.map(Score.init)
    journeys = board.journeys.map(Score.init)
  }

  func pack(into packer: inout Packer) { packer.put(system, journeys) }
  init(from unpacker: inout Unpacker) throws {
    system = try unpacker.next()
    journeys = try unpacker.next()
  }
}
