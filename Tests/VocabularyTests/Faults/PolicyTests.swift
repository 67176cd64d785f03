import Testing
import Vocabulary

@Suite("Policy")
struct PolicyTests {
  static func set(_ key: String, _ value: JSON) throws -> PolicySet {
    try PolicySet(from: FieldReader(["key": .string(key), "value": value, "why": "because"]))
  }

  @Test("The defaults are the vocabulary's")
  func defaults() throws {
    let policy = Policy()
    #expect(policy.halfLifeDays == 180 && policy.changeFactor == 0.7 && policy.trust(inEnvironment: "staging") == 0.5)
    #expect(Grade.allCases.map { policy.weight(of: $0) } == [0, 0, 0.25, 0.5, 1, 1])
    #expect(policy.spacingSeconds == 300 && policy.maxExpectedComponents == nil && policy.minBudgetRemaining == nil)
    #expect(policy.maxCriticalJourneyProbability == nil && policy.excludedComponents.isEmpty && policy.freezes.isEmpty)
    #expect(FailureModeCatalogued.Likelihood.allCases.map { policy.likelihoodWeight($0) } == [9, 3, 1])
    #expect(policy.settings.isEmpty && policy.doseBands == .standard)
  }

  @Test(
    "A sound setting is taken, and null takes it back",
    arguments: [
      ("belief.halfLifeDays", 90), ("belief.changeFactor", 0.5), ("belief.environmentTrust.staging", 0.8),
      ("belief.environmentTrust.eu.west", 1), ("belief.grade.E2", 0), ("belief.grade.E3", 0.6), ("belief.grade.E4", 1),
      ("belief.grade.E5", 0.9), ("dose.net.latency", [50, 200.5]), ("dose.load.surge", [2, 4]),
      ("safety.maxExpectedComponents", 2.5), ("safety.maxCriticalJourneyProbability", 0.1),
      ("safety.minBudgetRemaining", 0.2), ("safety.spacingSeconds", 0), ("safety.exclude", ["ledger"]),
      ("safety.exclude", []), ("safety.production", ["live"]),
      ("safety.freeze", [["from": "2026-12-20T00:00:00Z", "to": "2027-01-02T00:00:00Z"]]),
      ("score.likelihood", ["common": 5]), ("plan.cost.compute.kill", 30), ("plan.cost.none", 0),
      ("notify.stop", "say stop"), ("notify.refuted", ["webhook": "https://example.org"]),
    ] as [(String, JSON)])
  func sound(key: String, value: JSON) throws {
    var policy = Policy()
    policy.apply(try Self.set(key, value))
    #expect(policy.settings.map(\.key) == [key] && policy.settings.map(\.value) == [value])
    #expect(policy != Policy())
    policy.apply(try Self.set(key, .null))
    #expect(policy == Policy())
  }

  @Test(
    "A setting of another form, or of no known name, is refused",
    arguments: [
      ("belief.halfLifeDays", 0, "data.value: of belief.halfLifeDays must be a number above 0, found 0"),
      ("belief.halfLifeDays", "90", "data.value: of belief.halfLifeDays must be a number above 0, found \"90\""),
      ("belief.changeFactor", 70, "data.value: of belief.changeFactor must be a fraction from 0 to 1, found 70"),
      ("belief.grade.E2", 1.5, "data.value: of belief.grade.E2 must be a fraction from 0 to 1, found 1.5"),
      ("safety.spacingSeconds", -1, "data.value: of safety.spacingSeconds must be a number of at least 0, found -1"),
      ("safety.exclude", "ledger", "data.value: of safety.exclude must be an array of names, found \"ledger\""),
      ("safety.exclude", [""], "data.value: of safety.exclude must be an array of names, found [\"\"]"),
      (
        "dose.net.latency", [500, 100],
        "data.value: of dose.net.latency must be [medium edge, high edge], rising, found [500,100]"
      ),
      (
        "dose.net.latency", [0, 100],
        "data.value: of dose.net.latency must be [medium edge, high edge], rising, found [0,100]"
      ),
      ("dose.net.latency", 100, "data.value: of dose.net.latency must be [medium edge, high edge], rising, found 100"),
      ("dose.compute.kill", [1, 2], "data.key: compute.kill has no magnitude to band; its dose is always high"),
      (
        "safety.freeze", [["from": "2027-01-02T00:00:00Z", "to": "2026-12-20T00:00:00Z"]],
        "data.value: of safety.freeze must be an array of {\"from\", \"to\"} in RFC 3339, or {\"days\", \"from\", \"to\", \"zone\"}, found [{\"from\":\"2027-01-02T00:00:00Z\",\"to\":\"2026-12-20T00:00:00Z\"}"
      ),
      (
        "score.impact", ["huge": 1],
        "data.value: of score.impact must be an object with numbers of at least 0 for critical, high, medium and low, found {\"huge\":1}"
      ),
      (
        "score.likelihood", ["often": 1],
        "data.value: of score.likelihood must be an object with numbers of at least 0 for common, occasional and rare, found {\"often\":1}"
      ),
      (
        "plan.cost.compute.kill", "free",
        "data.value: of plan.cost.compute.kill must be a number of at least 0, found \"free\""
      ),
    ] as [(String, JSON, String)])
  func refused(key: String, value: JSON, message: String) {
    let error = #expect(throws: VocabularyError.self) { try Self.set(key, value) }
    #expect(error?.description == message)
  }

  @Test(
    "A misspelt key is refused, so that no setting is silently without effect",
    arguments: [
      "", "halfLifeDays", "belief.halflifedays", "belief.grade.E1", "belief.grade.E6", "belief.environmentTrust.",
      "dose.", "dose.latency", "safety.maxComponents", "score.impcat", "plan.cost.", "plan.cost.latency", "notify.",
    ])
  func unknownKey(key: String) {
    let error = #expect(throws: VocabularyError.self) { try Self.set(key, 1) }
    #expect(error?.field == "data.key")
  }

  @Test("Settings reach the answers that they shape")
  func effects() throws {
    var policy = Policy()
    for (key, value) in [
      ("belief.halfLifeDays", 90), ("belief.environmentTrust.staging", 0.8), ("belief.grade.E2", 0.1),
      ("dose.net.latency", [200, 1000]), ("safety.exclude", ["ledger", "db"]), ("safety.production", ["live"]),
      ("safety.freeze", [["from": "2026-12-20T00:00:00Z", "to": "2027-01-02T00:00:00Z"]]),
      ("score.likelihood", ["common": 5]), ("plan.cost.compute.kill", 30), ("safety.maxExpectedComponents", 2),
      ("safety.minBudgetRemaining", 0.25), ("safety.maxCriticalJourneyProbability", 0.05),
      ("safety.spacingSeconds", 60),
      ("belief.changeFactor", 0.9),
    ] as [(String, JSON)] { policy.apply(try Self.set(key, value)) }
    #expect(policy.halfLifeDays == 90 && policy.trust(inEnvironment: "staging") == 0.8 && policy.changeFactor == 0.9)
    #expect(
      policy.trust(inEnvironment: "test") == 0.5 && policy.weight(of: .e2) == 0.1 && policy.weight(of: .e3) == 0.5)
    #expect(policy.excludedComponents == ["ledger", "db"] && policy.productionEnvironments == ["live"])
    let window = try #require(Timestamp(rfc3339: "2026-12-24T00:00:00Z"))
    #expect(policy.freezes.map { $0.overlap(from: window, to: window)?.from.description } == ["2026-12-20T00:00:00Z"])
    #expect(policy.likelihoodWeight(.common) == 5 && policy.likelihoodWeight(.rare) == 1)
    let kill = try #require(FaultKind(named: "compute.kill"))
    #expect(policy.costMinutes(of: kill) == 30 && policy.costMinutes(of: .unknown) == 15)
    #expect(policy.maxExpectedComponents == 2 && policy.minBudgetRemaining == 0.25 && policy.spacingSeconds == 60)
    #expect(policy.maxCriticalJourneyProbability == 0.05)
    let latency = try #require(FaultKind(named: "net.latency"))
    let fault = Fault(kind: latency, magnitude: Magnitude(value: 150, unit: "ms"))
    #expect(fault.dose() == .medium && fault.dose(policy.doseBands) == .low)
    policy.apply(try Self.set("dose.net.latency", .null))
    #expect(fault.dose(policy.doseBands) == .medium)
  }

  @Test("The order of settings of different keys does not matter, the last of one key counts")
  func order() throws {
    let one = try [Self.set("belief.halfLifeDays", 90), Self.set("safety.spacingSeconds", 5)]
    var forward = Policy()
    var backward = Policy()
    for set in one { forward.apply(set) }
    for set in one.reversed() { backward.apply(set) }
    #expect(forward == backward)
    forward.apply(try Self.set("belief.halfLifeDays", 30))
    #expect(forward.halfLifeDays == 30)
  }
}
