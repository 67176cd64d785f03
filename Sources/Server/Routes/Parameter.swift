import Vocabulary

/// One parameter of a route: where it stands, what it may be, and what it means. Binding, the OpenAPI document and its
/// examples derive from it.
struct Parameter: Sendable {
  /// Where it stands in a request.
  enum Place: String, Sendable {
    case path
    case query
    case header
  }

  /// What it may be.
  enum Kind: Sendable {
    /// Text of at most so many characters, never empty, without control characters.
    case text(maximum: Int)
    /// A whole number.
    case integer(ClosedRange<Int64>)
    /// A finite number.
    case number(ClosedRange<Double>)
    /// `true` or `false`.
    case flag
    /// One of these words.
    case word([String])
    /// An instant (RFC 3339).
    case time
    /// `book`, `wall` or an instant.
    case now
    /// `head`, a position, `[recorded:]TIME` or `occurred:TIME`.
    case place
  }

  let name: String
  let place: Place
  let kind: Kind
  /// What it means, for the document.
  let what: String
  var isRequired = false
  /// Whether it may be given several times.
  var isRepeated = false
  var example: JSON?

  /// Part of the path; always there.
  static func path(_ name: String, _ what: String, maximum: Int = 255, example: JSON? = nil) -> Parameter {
    Parameter(
      name: name, place: .path, kind: .text(maximum: maximum), what: what, isRequired: true, example: example)
  }

  /// A number in the path.
  static func position(_ name: String, _ what: String) -> Parameter {
    Parameter(name: name, place: .path, kind: .integer(1...(1 << 53)), what: what, isRequired: true, example: 1)
  }

  static func query(_ name: String, _ kind: Kind, _ what: String, example: JSON? = nil) -> Parameter {
    Parameter(name: name, place: .query, kind: kind, what: what, example: example)
  }

  static func header(_ name: String, _ kind: Kind, _ what: String, example: JSON? = nil) -> Parameter {
    Parameter(name: name, place: .header, kind: kind, what: what, example: example)
  }

  /// The parameter, which must be given.
  var required: Parameter {
    var parameter = self
    parameter.isRequired = true
    return parameter
  }

  /// The parameter, which may be given several times.
  var repeated: Parameter {
    var parameter = self
    parameter.isRepeated = true
    return parameter
  }
}

extension Parameter {
  /// How a state is read: what every question about one takes.
  static let view: [Parameter] = [
    query(
      "as-of", .place,
      "Read the book as of a log position, a recorded time (`[recorded:]TIME`) or `occurred:TIME`: what had happened by then.",
      example: "head"),
    query(
      "now", .now, "The time that evidence ages to: `book`, the newest time in it, `wall`, or a time.", example: "book"),
    query("environment", .text(maximum: 255), "The environment that is asked about."),
  ]

  /// What a plan is asked for.
  static let plan: [Parameter] = [
    query("top", .integer(1...1000), "How many proposals at most.", example: 5),
    query("batch", .integer(1...100), "So many that together teach most, none a near-duplicate of another."),
    query("journey", .text(maximum: 255), "Only what can reach this journey."),
    query("objective", .text(maximum: 255), "What the experiments are to be good for.", example: "information"),
    query("intent", .text(maximum: 255), "Derive target, fault and magnitude from this intent."),
    query("failure-mode", .text(maximum: 255), "Only what tests this failure mode, such as TF-001."),
    query("by", .word(["bits", "bits-per-cost"]), "What to rank by.", example: "bits"),
    query(
      "seed", .integer(0...(1 << 53)), "Seed of the simulated cascades; the same seed gives the same list.", example: 1),
  ]

  /// A list of experiments one behind the other, or a goal on one link, in place of the best ones.
  static let goal: [Parameter] = [
    query("sequence", .integer(1...50), "So many, planned anew after each simulated outcome; forecasts coverage."),
    query("goal", .word(["breaking-point"]), "Find the dose from which on a link breaks, in the fewest runs."),
    query("dependency", .text(maximum: 520), "With `goal`: the link, CALLER:CALLEE."),
    query("class", .word(FaultClass.allCases.map(\.rawValue)), "With `goal`: only this class of faults."),
    query("level", .number(0.001...0.999), "With `goal`: degrading this probably is breaking."),
    query("confidence", .number(0.5...0.999), "With `goal`: how sure the answer has to be."),
  ]

  /// Whether the tables are held against the events before they are read.
  static let verified = query(
    "verified", .flag, "Compare every table with the events first: 503 where one does not say what they say.")

  /// What is injected, and into what.
  static let fault: [Parameter] = [
    query("component", .text(maximum: 255), "The component: all its callers meet the fault."),
    query("caller", .text(maximum: 255), "With `callee`: only this caller meets the fault."),
    query("callee", .text(maximum: 255), "With `caller`: whom it calls."),
    query("fault", .word(FaultKind.all.map(\.name)), "The kind of fault.", example: "net.latency").required,
    query("dose", .word(Dose.allCases.map(\.rawValue)), "How large it is, as a band; high where neither is given."),
    query("magnitude", .number(-1e15...1e15), "How large it is, in `unit`."),
    query("unit", .text(maximum: 20), "The unit of `magnitude`, such as ms, s or ratio."),
  ]

  /// Whether what is sealed is opened.
  static let reveal = query("reveal", .flag, "Open what is sealed and whose key is here; for role admin alone.")

  /// What somebody who records one event may say of it.
  static let recording: [Parameter] = [
    query("time", .time, "When it happened in the world; else when it is recorded."),
    query("event-id", .text(maximum: 200), "The event's own id: the same one again adds nothing."),
    query("subject", .text(maximum: 255), "Whose personal data it holds: that is sealed with their own key."),
    query(
      "seal", .text(maximum: 1024), "The members to seal, with commas between; all of free text where none is named."),
    expectedVersion,
  ]

  /// What the writer takes a stream's version to be.
  static let expectedVersion = header(
    "Expected-Version", .text(maximum: 20),
    "What the stream's version must be: any, no-stream, stream-exists, or a number. 412 tells the actual one.",
    example: "any")
}
