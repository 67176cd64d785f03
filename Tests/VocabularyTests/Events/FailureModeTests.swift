import Testing
import Vocabulary

@Suite("Failure modes in the catalogue")
struct FailureModeTests {
  private static let least: JSON = [
    "id": "TF-001", "name": "tool server down", "category": "tool", "fault": "tool.unavailable",
    "likelihood": "common", "impact": "high",
  ]

  private static func with(_ name: String, _ value: JSON) -> JSON {
    .object((least.members ?? []) + [JSON.Member(name, value)])
  }

  @Test(
    "Each of the optional members is kept as it is",
    arguments: [
      ("description", "it is gone"), ("symptoms", "silence"), ("otherFaults", ["net.partition", "compute.kill"]),
      ("componentKinds", ["tool", "model"]), ("mitigations", ["time-outs"]),
      (
        "observe",
        [
          [
            "of": "callers", "claim": "recovers-within", "metric": "error_rate", "op": "<=", "threshold": 0.05,
            "unit": "ratio", "withinSeconds": 60,
          ],
          [
            "of": "target", "claim": "stays-within", "metric": "request_rate", "op": "<=", "threshold": 1.5,
            "unit": "multiple", "relativeTo": "baseline",
          ],
        ]
      ),
    ] as [(String, JSON)])
  func kept(name: String, value: JSON) throws {
    let mode = try FailureModeCatalogued(from: FieldReader(Self.with(name, value)))
    #expect(mode.json == Self.with(name, value))
  }

  @Test(
    "What cannot be watched or provoked is refused, with its place",
    arguments: [
      ("otherFaults", ["net.gone"], "data.otherFaults[0]"), ("description", "", "data.description"),
      (
        "observe", [["of": "all", "claim": "isolates", "metric": "up", "op": ">=", "threshold": 1, "unit": "ratio"]],
        "data.observe[0].of"
      ),
      (
        "observe",
        [
          [
            "of": "target", "claim": "stays-within", "metric": "error_rate", "op": "<=", "threshold": 5,
            "unit": "percent",
          ]
        ], "data.observe[0].threshold"
      ),
      (
        "observe", [["of": "target", "claim": "stays-within", "metric": "up", "op": ">=", "threshold": 1]],
        "data.observe[0].unit"
      ),
    ] as [(String, JSON, String)])
  func refused(name: String, value: JSON, place: String) {
    #expect {
      _ = try FailureModeCatalogued(from: FieldReader(Self.with(name, value)))
    } throws: { error in
      (error as? VocabularyError)?.field == place
    }
  }

  @Test("Rates a year and words of likelihood agree with what the words stand for")
  func words() {
    let table: [(Double, FailureModeCatalogued.Likelihood)] = [
      (0, .rare), (0.3, .rare), (1, .occasional), (4, .occasional), (14, .occasional), (15, .common), (52, .common),
      (5000, .common),
    ]
    for (rate, word) in table { #expect(FailureModeCatalogued.Likelihood(timesPerYear: rate) == word, "\(rate)") }
  }
}
