import Testing

@testable import Vocabulary

@Suite("Doses")
struct DoseTests {
  /// The bands of chapter 1, and who has them: the kinds, a unit, the edges of medium and high.
  static let bands: [(kinds: [String], unit: String, medium: Double, high: Double)] = [
    (
      ["net.latency", "app.latency", "storage.latency", "queue.delay", "tool.slow", "model.timeout", "data.lock"],
      "ms", 100, 500
    ),
    (
      [
        "app.error", "app.abort", "app.exception", "app.response", "net.loss", "net.corrupt", "net.duplicate",
        "net.reorder", "queue.duplicate", "queue.reorder", "storage.error", "tool.ratelimit", "tool.malformed",
        "model.error",
      ], "ratio", 0.1, 0.5
    ),
    (["compute.cpu", "compute.memory", "storage.full"], "ratio", 0.5, 0.8),
    (["load.surge"], "multiple", 1.5, 3),
    (["time.skew"], "s", 1, 60),
  ]

  @Test("Every edge: just below, on it, just above", arguments: bands.indices)
  func edges(row: Int) throws {
    let (kinds, unit, medium, high) = Self.bands[row]
    for name in kinds {
      let kind = try #require(FaultKind(named: name))
      func dose(_ value: Double) -> Dose { Fault(kind: kind, magnitude: Magnitude(value: value, unit: unit)).dose() }
      #expect(dose(0) == .low && dose(medium.nextDown) == .low)
      #expect(dose(medium) == .medium && dose(medium.nextUp) == .medium && dose(high.nextDown) == .medium)
      #expect(dose(high) == .high && dose(high.nextUp) == .high)
      #expect(DoseBands.unit(of: kind)?.name == unit)
      #expect(DoseBands.standard.edges(of: kind) == DoseBands.Edges(medium: medium, high: high))
    }
  }

  @Test("Kinds without a magnitude are high, whatever is said of their size")
  func withoutMagnitude() throws {
    let banded = Set(Self.bands.flatMap(\.kinds))
    for kind in FaultKind.all where !banded.contains(kind.name) {
      #expect(Fault(kind: kind).dose() == .high)
      #expect(Fault(kind: kind, magnitude: Magnitude(value: 0.01, unit: "ratio")).dose() == .high, "\(kind)")
      #expect(DoseBands.unit(of: kind) == nil && DoseBands.standard.edges(of: kind) == nil)
    }
  }

  @Test("A magnitude that is missing, or in a unit that is unknown or measures something else, is high")
  func unknownMagnitude() throws {
    let latency = try #require(FaultKind(named: "net.latency"))
    #expect(Fault(kind: latency).dose() == .high)
    for unit in ["", "MS", "furlongs", "ratio", "percent", "B", "1/s"] {
      #expect(Fault(kind: latency, magnitude: Magnitude(value: 1, unit: unit)).dose() == .high, "\(unit)")
    }
  }

  @Test(
    "Magnitudes are converted before they are compared, exactly at the edges",
    arguments: [
      ("net.latency", 0.1, "s", .medium), ("net.latency", 0.5, "seconds", .high), ("net.latency", 99_999, "us", .low),
      ("net.latency", 100_000, "us", .medium), ("net.latency", 500_000, "µs", .high),
      ("net.latency", 500_000, "\u{3BC}s", .high), ("net.latency", 100_000_000, "ns", .medium),
      ("net.latency", 1, "min", .high), ("net.loss", 10, "percent", .medium), ("net.loss", 9.99, "%", .low),
      ("net.loss", 50, "%", .high), ("net.loss", 0.5, "1", .high), ("compute.cpu", 80, "percent", .high),
      ("compute.cpu", 0.5, "fraction", .medium), ("load.surge", 1.5, "x", .medium), ("load.surge", 3, "times", .high),
      ("time.skew", 999, "ms", .low), ("time.skew", 1000, "ms", .medium), ("time.skew", 1, "min", .high),
      ("time.skew", -1, "s", .medium), ("time.skew", -3600, "s", .high), ("time.skew", -0.5, "s", .low),
    ] as [(String, Double, String, Dose)])
  func conversion(kind: String, value: Double, unit: String, dose: Dose) throws {
    let kind = try #require(FaultKind(named: kind))
    #expect(Fault(kind: kind, magnitude: Magnitude(value: value, unit: unit)).dose() == dose)
  }

  @Test("A magnitude outweighs a stated dose, and policy moves the edges of one kind alone")
  func statedAndOverridden() throws {
    let latency = try #require(FaultKind(named: "net.latency"))
    let slow = try #require(FaultKind(named: "tool.slow"))
    let magnitude = Magnitude(value: 200, unit: "ms")
    #expect(Fault(kind: latency, magnitude: magnitude, dose: .high).dose() == .medium)
    #expect(Fault(kind: latency, magnitude: Magnitude(value: 5000, unit: "ms"), dose: .low).dose() == .high)
    #expect(Fault(kind: latency, dose: .low).dose() == .low)
    #expect(
      Fault(kind: latency, magnitude: magnitude, dose: .low).doseProblem(.standard)?.hasPrefix(
        "200 ms of net.latency is dose medium")
        == true)
    #expect(Fault(kind: latency, magnitude: magnitude, dose: .medium).doseProblem(.standard) == nil)
    let bands = DoseBands.standard.setting(latency, to: DoseBands.Edges(medium: 250, high: 1000))
    #expect(Fault(kind: latency, magnitude: magnitude).dose() == .medium)
    #expect(Fault(kind: latency, magnitude: magnitude).dose(bands) == .low)
    #expect(Fault(kind: slow, magnitude: magnitude).dose(bands) == .medium)
    #expect(Fault(kind: latency, magnitude: magnitude, dose: .high).dose(bands) == .low)
    let kill = try #require(FaultKind(named: "compute.kill"))
    #expect(bands.setting(kill, to: DoseBands.Edges(medium: 1, high: 2)).edges(of: kill) == nil)
  }
}
