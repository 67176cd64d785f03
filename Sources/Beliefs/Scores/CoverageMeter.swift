internal import SystemModel
internal import Vocabulary

/// The coverage of a book that takes up run after run, without inferring anything.
///
/// Coverage follows from priors and from how much was observed: of a family without evidence it is the sum of its priors' variances, and of
/// the others every observation loses weight with its age alike, wherever it was made. So after each run only the families that it touched
/// are looked at, and the ages of all that was observed.
///
/// - Complexity: of a coverage O(observations of calls); once for every fit of the priors, O(classes · calls).
public struct CoverageMeter {
  /// The beliefs about one call: v, n₀ and, by day, the weight of what was seen of it before any ageing.
  private struct Belief {
    let value: Double
    let strength: Double
    let observed: [(day: Int64, weight: Double)]
  }

  /// What was seen of one family.
  private struct Family {
    /// Σ v of its calls less that of the calls that are known now: of those that are known no more.
    var extra = 0.0
    /// The beliefs that anything was seen of.
    var beliefs: [Belief] = []
  }

  private var priors: GroupPriors?
  private var classes: Set<FaultClass> = []
  /// Σ v over all calls, by their priors alone.
  private var whole = 0.0
  /// In the order in which they were first taken up, so that sums are added up in one order.
  private var families: [Family] = []
  private var placeOf: [FamilyKey: Int] = [:]

  /// Before anything was taken up.
  public init() {}

  /// The coverage of a book, as ``BeliefBook/coverageSum`` has it but for rounding. The books of one meter are of one system and policy.
  ///
  /// - Parameter touched: the families whose evidence changed since the last one.
  public mutating func coverage(of book: BeliefBook, touched: Set<FamilyKey>) -> CoverageSum {
    let inputs = book.inputs
    var touched = touched
    if priors != inputs.priors {
      if priors == nil { classes = Set(inputs.weighedFaults.map(\.faultClass)) }
      priors = inputs.priors
      whole = CoverageMeter.whole(inputs, classes)
      touched = Set(book.testedFamilies)
    } else if inputs.model.hasChanges {
      // What changed since makes evidence tell less of some calls than of others.
      touched = Set(book.testedFamilies)
    }
    for key in touched.filter({ classes.contains($0.faultClass) }).sorted() {
      let found = CoverageMeter.family(key, inputs)
      if let place = placeOf[key] {
        families[place] = found
      } else {
        placeOf[key] = families.count
        families.append(found)
      }
    }
    var fresh: [Int64: Double] = [:]
    var sum = CoverageSum(learned: 0, whole: whole)
    for family in families {
      sum.whole += family.extra
      for belief in family.beliefs {
        var evidence = 0.0
        for (day, weight) in belief.observed {
          let share = fresh[day] ?? inputs.weighing.freshness(day: day)
          fresh[day] = share
          evidence += weight * share
        }
        sum.learned += belief.value * evidence / (evidence + belief.strength)
      }
    }
    return sum
  }

  private static func family(_ key: FamilyKey, _ inputs: BeliefInputs) -> Family {
    var found = Family()
    guard let criticality = CoverageMeter.criticality(of: key, inputs) else { return found }
    var plan = FamilyPlan(inputs, key)
    let known = plan.causes.count
    let rows = inputs.ledger.rows(of: key)
    for row in rows {
      switch row.key.subject {
      case .family(_, let causes, _), .unseen(_, let causes, _): plan.add(causes, inputs)
      case .symptom, .leak: break
      }
    }
    var observed = Array(repeating: [(day: Int64, weight: Double)](), count: plan.causes.count)
    for row in rows {
      guard case .family(_, let named, let dose) = row.key.subject, row.key.isDegraded || dose == .high else {
        continue
      }
      let places = plan.members(named).compactMap(plan.place)
      let fresh = inputs.weighing.freshness(day: row.key.day)
      for place in places {
        let weight = inputs.weighing.weight(row, effect: key.effect, cause: plan.causes[place])
        guard weight > 0 else { continue }
        observed[place].append((row.key.day, weight / fresh / (row.key.isDegraded ? Double(places.count) : 1)))
      }
    }
    for (place, cause) in plan.causes.enumerated() where cause.kind == .call {
      let prior = plan.priors[place].theta(.high)
      let value = prior.variance * criticality
      if place >= known { found.extra += value }
      if !observed[place].isEmpty {
        found.beliefs.append(Belief(value: value, strength: prior.strength, observed: observed[place]))
      }
    }
    return found
  }

  /// What the beliefs about an effect weigh; nil where they do not count.
  private static func criticality(of key: FamilyKey, _ inputs: BeliefInputs) -> Double? {
    let graph = inputs.graph
    guard let node = graph.index(key.effect), !graph.calls(of: node).isEmpty else { return nil }
    return graph.componentCount < graph.nodes.count ? graph.criticalityReach[node] : 1
  }

  /// Σ v over all calls under some classes.
  private static func whole(_ inputs: BeliefInputs, _ classes: Set<FaultClass>) -> Double {
    let graph = inputs.graph
    var sum = 0.0
    for faultClass in classes.sorted() {
      for node in graph.nodes.indices {
        let key = FamilyKey(effect: graph.nodes[node], faultClass: faultClass)
        guard let criticality = criticality(of: key, inputs) else { continue }
        sum += FamilyPlan(inputs, key).priors.reduce(0) { $0 + $1.theta(.high).variance * criticality }
      }
    }
    return sum
  }
}
