/// The verdict on one clause, with what was expected beside what was seen.
public struct ClauseVerdict: Sendable, Hashable {
  /// The clause's name.
  public let id: String
  /// What the run says about it.
  public let outcome: Outcome
  /// What the clause claims, in words and numbers.
  public let expected: String
  /// What was seen; nil where nothing was.
  public let actual: String?
  /// The unit of both.
  public let unit: String?
  /// Which samples or probes decided.
  public let evidence: String?
  /// The figures that decided; nil where none did.
  public let figures: ClauseFigures?

  /// A clause's verdict.
  public init(
    id: String, outcome: Outcome, expected: String, actual: String?, unit: String?, evidence: String?,
    figures: ClauseFigures? = nil
  ) {
    self.id = id
    self.outcome = outcome
    self.expected = expected
    self.actual = actual
    self.unit = unit
    self.evidence = evidence
    self.figures = figures
  }

  /// Reads a clause's verdict; `expected` and `actual` may be numbers or text.
  public static func read(_ fields: FieldReader) throws -> ClauseVerdict {
    ClauseVerdict(
      id: try fields.string("id"), outcome: try fields.word("outcome", Outcome.self),
      expected: fields.optionalWords("expected") ?? "", actual: fields.optionalWords("actual"),
      unit: fields.optionalWords("unit"), evidence: fields.optionalWords("evidence"),
      figures: ClauseFigures.read(fields))
  }

  /// The verdict as JSON, in the form that `read` takes.
  public var json: JSON {
    .object(
      (JSON.compact(
        ("id", .string(id)), ("outcome", .string(outcome.rawValue)), ("expected", .string(expected)),
        ("actual", actual.map { .string($0) }), ("unit", unit.map { .string($0) }),
        ("evidence", evidence.map { .string($0) })
      ).members ?? []) + (figures?.members ?? []))
  }
}

/// The figures behind a clause's verdict: `value` against `threshold`, both in the verdict's unit, over so many samples of a
/// window of time.
///
/// `{"value": 781.5, "op": "<=", "threshold": 500, "samples": 12, "window": {"from": …, "to": …}}`, beside the verdict's own
/// members.
public struct ClauseFigures: Sendable, Hashable {
  /// What was seen; nil where nothing was, or nothing that is one number.
  public let value: Double?
  /// How it compares where the claim holds.
  public let comparison: Comparison?
  /// What it was held against: the clause's threshold or, of a time, its limit.
  public let threshold: Double?
  /// How many samples and probes' answers decided.
  public let samples: Int
  /// From the begin of the first to the end of the last of them.
  public let window: TimeWindow?

  /// Figures.
  public init(
    value: Double? = nil, comparison: Comparison? = nil, threshold: Double? = nil, samples: Int = 0,
    window: TimeWindow? = nil
  ) {
    self.value = value
    self.comparison = comparison
    self.threshold = threshold
    self.samples = samples
    self.window = window
  }

  /// Reads the figures beside a verdict; nil where there are none, or where another program wrote something else under their
  /// names: a verdict from outside is not refused for them.
  static func read(_ fields: FieldReader) -> ClauseFigures? {
    guard let samples = try? fields.optionalCount("samples") else { return nil }
    return ClauseFigures(
      value: try? fields.optionalNumber("value"), comparison: try? fields.optionalWord("op", Comparison.self),
      threshold: try? fields.optionalNumber("threshold"), samples: samples,
      window: (try? fields.optionalObject("window")).flatMap { try? TimeWindow.read($0) })
  }

  /// The figures as members of a verdict.
  var members: [JSON.Member] {
    JSON.compact(
      ("value", value.map { .number($0) }), ("op", comparison.map { .string($0.rawValue) }),
      ("threshold", threshold.map { .number($0) }), ("samples", .integer(Int64(samples))), ("window", window?.json)
    ).members ?? []
  }
}
