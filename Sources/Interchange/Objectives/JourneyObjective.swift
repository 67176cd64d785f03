import Vocabulary

/// A service level objective as a journey with what it should reach.
///
/// An objective on latency names a share of requests and how long they may take. Of 99 % or more it bounds the 99th
/// percentile; of less it does not, and there is no other place for it.
struct JourneyObjective {
  let journey: String
  let entry: String
  let window: String?
  private(set) var availability: Double?
  private(set) var latencyP99Ms: Double?

  init(journey: String, entry: String, window: String?) {
    self.journey = journey
    self.entry = entry
    self.window = window
  }

  /// Takes up a share of good requests; of several the strictest.
  mutating func take(availability share: Double) { availability = max(availability ?? 0, share) }

  /// Takes up that a share of requests takes at most so long. False where that bounds no 99th percentile.
  mutating func take(share: Double, within milliseconds: Double) -> Bool {
    guard share >= 0.99 - 1e-9, milliseconds > 0, milliseconds.isFinite else { return false }
    latencyP99Ms = min(latencyP99Ms ?? .infinity, milliseconds)
    return true
  }

  /// A share of percent: 99.9 is 0.999, which 99.9 / 100 is not.
  static func share(percent: Double) -> Double { (percent * 1e10).rounded() / 1e12 }

  /// How much a journey matters, where nobody says.
  private static let criticality = 0.5

  func emit(in context: ImportContext, place: ImportContext.Place) throws {
    let objective =
      availability == nil && latencyP99Ms == nil
      ? nil : Objective(latencyP99Ms: latencyP99Ms, availability: availability, window: window)
    context.note(
      "how critical a journey is does not stand in objectives: \(Self.criticality) until you say with `declare journey`"
    )
    let journey = JourneyDeclared(
      journey: journey, entry: [entry], criticality: Self.criticality, objective: objective)
    try context.add(.journeyDeclared(journey), stream: StreamFamily.system.stream(), at: nil, place: place)
  }
}

/// What can be told of a query in PromQL without evaluating it.
enum Query {
  /// The bound of a histogram's bucket that a query asks for, in milliseconds; nil where it asks for none.
  static func bucketMilliseconds(_ query: String) -> Double? {
    guard let bucket = query.firstRange(of: "_bucket") else { return nil }
    guard let text = label("le", in: query), let bound = Double(text), bound.isFinite else { return nil }
    let name = query[..<bucket.lowerBound]
    if name.hasSuffix("_seconds") { return bound * 1000 }
    return name.hasSuffix("_milliseconds") || name.hasSuffix("_ms") ? bound : nil
  }

  /// The value that a label is required to have, `job="caddy"`; nil for patterns and negations.
  static func label(_ name: String, in query: String) -> String? {
    var rest = query[...]
    while let found = rest.firstRange(of: name) {
      let before = rest[..<found.lowerBound].last
      rest = rest[found.upperBound...]
      let isWhole = before == nil || before == "{" || before == "," || before == " "
      let after = rest.drop { $0 == " " }
      guard isWhole, after.hasPrefix("=\"") else { continue }
      let value = after.dropFirst(2).prefix { $0 != "\"" }
      return value.isEmpty ? nil : String(value)
    }
    return nil
  }

  /// The component that a query's selectors name.
  static func component(_ query: String) -> String? {
    ["service", "app", "job", "component"].lazy.compactMap { label($0, in: query) }.first.flatMap(ComponentNames.plain)
  }
}
