public import Beliefs
public import Vocabulary

/// Finds the breaking dose of one link in the fewest runs: the least dose at which the caller degrades more often than not.
///
/// The posterior of θ_low ≤ θ_medium ≤ θ_high is held as weighted draws; the breaking dose B is a function of each, so P(B) is their
/// weight. A run at dose d multiplies the weights by its likelihood. The next dose is the one whose outcome tells most about B,
/// I(Y_d; B) = H(Y_d) − Σ_b P(b) H(Y_d | b), the smallest where doses are equal; the search ends once some dose, or none at all,
/// has the probability asked for. This is the design of a dose-finding trial (O'Quigley, Pepe & Fisher 1990) with the information
/// criterion in place of the nearest dose, since what is wanted is which dose it is and not to treat somebody at it.
///
///     var search = DoseFinding(family.posterior, variables: [.low: [0], .medium: [0, 1], .high: [0, 1, 2]], leak: 0.02)
///     while let dose = search.next() { search.observe(dose, isDegraded: run(dose)) }
///     search.standing                                  // P(breaking dose), nil for never
public struct DoseFinding: Sendable {
  /// How the next dose is chosen.
  public enum Way: String, Sendable, CaseIterable {
    /// By the information about the breaking dose.
    case planned
    /// Up from the smallest dose until it breaks, and again.
    case ladder
    /// The middle of the doses that are still in question, by the last outcomes; and again.
    case bisection
  }

  /// How many runs a search takes.
  public struct Effort: Sendable, Hashable {
    /// The mean over the courses; of those that did not end, the limit.
    public let mean: Double
    /// The 10 % quantile.
    public let low: Double
    /// The 90 % quantile.
    public let high: Double
    /// The share of courses that did not end within the limit.
    public let openShare: Double
    /// The share of courses whose answer was the truth.
    public let rightShare: Double
    /// The runs of each course. Two ways of one search with the same courses and seed meet the same truths and the same chance, so
    /// that they are compared course by course.
    public let lengths: [Double]

    /// How many runs fewer than another way's, and half the width of its 90 % interval over the courses.
    public func lead(over other: Effort) -> (mean: Double, halfWidth: Double) {
      let pairs = zip(other.lengths, lengths).map { $0 - $1 }
      let count = Double(max(pairs.count, 1))
      let mean = pairs.reduce(0, +) / count
      let spread = pairs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
      return (mean, 1.645 * (spread / count).squareRoot())
    }
  }

  /// The doses at which something can be injected, ascending.
  public let doses: [Dose]
  /// Degrading with at least this probability is breaking.
  public let level: Double
  /// How sure the answer has to be.
  public let confidence: Double

  private let leak: Double
  /// By draw and dose: P(degraded), the leak included.
  private let fires: [[Double]]
  /// By draw: the place of its breaking dose among `doses`; their count where there is none.
  private let breaking: [Int]
  private var weights: [Double]
  private var observations: [(place: Int, isDegraded: Bool)] = []

  /// How many draws stand for the posterior.
  public static let draws = 1500
  /// The most runs of a simulated search.
  public static let mostRuns = 60

  /// - Parameters:
  ///   - variables: by dose, what makes up θ of the link; at least one dose.
  ///   - leak: P(the caller is judged degraded of itself).
  ///   - seed: of the draws.
  public init(
    _ posterior: FamilyPosterior, variables: [Dose: [Int]], leak: Double, level: Double = 0.5, confidence: Double = 0.9,
    seed: UInt64 = 1
  ) {
    var generator = Xoshiro256(seed: seed)
    let doses = Dose.allCases.filter { variables[$0] != nil }
    let thetas = (0..<DoseFinding.draws).map { _ in
      let draw = posterior.draw(using: &generator)
      return doses.map { FamilyPosterior.theta(variables[$0] ?? [], in: draw) }
    }
    self.init(doses: doses, thetas: thetas, leak: leak, level: level, confidence: confidence)
  }

  /// - Parameter thetas: draws of θ, by draw and dose, rising with the dose.
  init(doses: [Dose], thetas: [[Double]], leak: Double, level: Double, confidence: Double) {
    self.doses = doses
    self.leak = leak
    self.level = level
    self.confidence = confidence
    fires = thetas.map { $0.map { 1 - (1 - leak) * (1 - $0) } }
    breaking = thetas.map { draw in draw.firstIndex { $0 >= level } ?? draw.count }
    weights = Array(repeating: 1 / Double(max(thetas.count, 1)), count: thetas.count)
  }

  /// P(it is the breaking dose), by dose; under nil that no dose breaks it.
  public var standing: [Dose?: Double] {
    var found: [Dose?: Double] = [:]
    for (place, share) in shares.enumerated() { found[place < doses.count ? doses[place] : nil] = share }
    return found
  }

  private var shares: [Double] {
    var shares = Array(repeating: 0.0, count: doses.count + 1)
    for (draw, weight) in weights.enumerated() { shares[breaking[draw]] += weight }
    return shares
  }

  /// The answer, once it is sure enough: a dose, or none that breaks it; nil while the search goes on.
  public var answer: Dose?? {
    guard let best = sureAnswer else { return nil }
    return .some(best < doses.count ? doses[best] : nil)
  }

  private var sureAnswer: Int? { shares.firstIndex { $0 >= confidence } }

  /// How many runs were observed.
  public var runs: Int { observations.count }

  /// What a run at a dose is expected to tell about the breaking dose, in bits.
  public func bits(_ dose: Dose) -> Double {
    doses.firstIndex(of: dose).map(information) ?? 0
  }

  private func information(_ place: Int) -> Double {
    var weight = Array(repeating: 0.0, count: doses.count + 1)
    var fired = weight
    for draw in weights.indices {
      weight[breaking[draw]] += weights[draw]
      fired[breaking[draw]] += weights[draw] * fires[draw][place]
    }
    let whole = fired.reduce(0, +)
    let within = weight.indices.reduce(0) { sum, answer in
      weight[answer] > 0 ? sum + weight[answer] * binaryEntropy(fired[answer] / weight[answer]) : sum
    }
    return max(0, binaryEntropy(min(whole, 1)) - within)
  }

  /// The next dose to run; nil once the answer is sure enough.
  public func next(by way: Way = .planned) -> Dose? {
    sureAnswer == nil ? doses[nextPlace(by: way)] : nil
  }

  private func nextPlace(by way: Way) -> Int {
    switch way {
    case .planned:
      let worth = doses.indices.map(information)
      let most = worth.max() ?? 0
      // The smallest of those that are practically equal.
      return worth.firstIndex { $0 >= 0.99 * most } ?? 0
    case .ladder:
      guard let last = observations.last else { return 0 }
      return last.isDegraded ? 0 : (last.place + 1) % doses.count
    case .bisection:
      var (low, high) = (0, doses.count)
      for one in observations {
        if one.isDegraded { high = one.place } else { low = one.place + 1 }
        // Narrowed down to nothing: begin again.
        if low >= high { (low, high) = (0, doses.count) }
      }
      return (low + high - 1) / 2
    }
  }

  /// Learns from one run.
  public mutating func observe(_ dose: Dose, isDegraded: Bool) {
    guard let place = doses.firstIndex(of: dose) else { return }
    observe(place, isDegraded)
  }

  private mutating func observe(_ place: Int, _ isDegraded: Bool) {
    observations.append((place, isDegraded))
    var whole = 0.0
    for draw in weights.indices {
      weights[draw] *= isDegraded ? fires[draw][place] : 1 - fires[draw][place]
      whole += weights[draw]
    }
    guard whole > 0 else { return }
    for draw in weights.indices { weights[draw] /= whole }
  }

  /// How many runs a way takes from here, by simulated searches whose truth is drawn from the present beliefs. The k-th run of a
  /// course at a dose has the same chance whichever way is taken. O(courses · runs · draws).
  public func effort(by way: Way, courses: Int = 120, seed: UInt64 = 1) -> Effort {
    var lengths: [Double] = []
    var open = 0
    var right = 0
    for course in 0..<courses {
      var generator = Xoshiro256(seed: seed &+ UInt64(course) &* 0x9E37_79B9_7F4A_7C15)
      let truth = drawn(&generator)
      var chance = doses.map { _ in Xoshiro256(seed: generator.next()) }
      var search = self
      var runs = 0
      while runs < DoseFinding.mostRuns, search.sureAnswer == nil {
        let place = search.nextPlace(by: way)
        search.observe(place, chance[place].unit() < fires[truth][place])
        runs += 1
      }
      if let answer = search.sureAnswer {
        if answer == breaking[truth] { right += 1 }
      } else {
        open += 1
      }
      lengths.append(Double(runs))
    }
    let sorted = lengths.sorted()
    func quantile(_ level: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(level * Double(sorted.count)))]
    }
    let count = Double(max(courses, 1))
    return Effort(
      mean: lengths.reduce(0, +) / count, low: quantile(0.1), high: quantile(0.9), openShare: Double(open) / count,
      rightShare: Double(right) / count, lengths: lengths)
  }

  private func drawn(_ generator: inout Xoshiro256) -> Int {
    var left = generator.unit()
    for (draw, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return draw }
    }
    return weights.count - 1
  }
}
