public import Vocabulary

/// A report as plain values: what stands where, in which words, with which numbers, and the same as a document for programs.
///
/// It knows nothing of pages: the module Reports makes Markdown and HTML of it. A report is a function of the book's position and of
/// the view that it was asked with; it holds no time of its making, so that the same position gives the same bytes.
public struct Report: Sendable {
  /// Which kind of report: `run`, `period`, `evidence`.
  public let kind: String
  /// What it is about.
  public let title: String
  /// Where and when, in a line.
  public let subtitle: String
  /// The few words that somebody in a hurry reads.
  public let marks: [Mark]
  /// Its parts, in order.
  public let sections: [Section]
  /// All of it for programs.
  public let json: JSON

  /// A report.
  public init(
    kind: String, title: String, subtitle: String, marks: [Mark] = [], sections: [Section], json: JSON
  ) {
    self.kind = kind
    self.title = title
    self.subtitle = subtitle
    self.marks = marks
    self.sections = sections
    self.json = json
  }

  /// How good or bad something is.
  public enum Tone: String, Sendable {
    /// As one would wish.
    case good
    /// Not as one would wish.
    case bad
    /// Not known, or to be looked at.
    case doubt
    /// Neither.
    case plain
  }

  /// A word or number with its name, such as `verdict refuted`.
  public struct Mark: Sendable {
    /// Its name.
    public let name: String
    /// The word or number.
    public let value: String
    /// How good it is.
    public let tone: Tone

    /// A mark.
    public init(_ name: String, _ value: String, _ tone: Tone = .plain) {
      self.name = name
      self.value = value
      self.tone = tone
    }
  }

  /// One part of a report.
  public struct Section: Sendable {
    /// Its name within the report, for links.
    public let id: String
    /// Its heading.
    public let title: String
    /// What stands in it, in order.
    public let blocks: [Block]

    /// A part.
    public init(_ id: String, _ title: String, _ blocks: [Block]) {
      self.id = id
      self.title = title
      self.blocks = blocks
    }
  }

  /// Something that stands in a report.
  public enum Block: Sendable {
    /// A paragraph.
    case text(String)
    /// A paragraph that must not be overlooked.
    case note(String, Tone)
    /// Names and values.
    case facts([(name: String, value: String)])
    /// Rows under columns, with the table's title above.
    case table(AnswerTable)
    /// Beliefs before and after.
    case curves([BeliefCurve])
    /// Samples over the time of a run.
    case charts([SampleChart])
  }
}

/// One belief before and after something taught about it.
public struct BeliefCurve: Sendable {
  /// What is believed, in words.
  public let title: String
  /// The belief's id.
  public let id: String
  /// KL(after ‖ before) at the dose at which it moved most, in bits.
  public let bits: Double
  /// Before.
  public let before: Side
  /// After.
  public let after: Side

  /// A distribution over 0 … 1.
  public struct Side: Sendable {
    /// Its mean.
    public let mean: Double
    /// Its 5 % quantile.
    public let low: Double
    /// Its 95 % quantile.
    public let high: Double
    /// How probably the value lies in each of equal stretches of 0 … 1.
    public let masses: [Double]

    /// A distribution.
    public init(mean: Double, low: Double, high: Double, masses: [Double]) {
      self.mean = mean
      self.low = low
      self.high = high
      self.masses = masses
    }
  }

  /// A belief at two places.
  public init(title: String, id: String, bits: Double, before: Side, after: Side) {
    self.title = title
    self.id = id
    self.bits = bits
    self.before = before
    self.after = after
  }
}

/// Samples of one metric over the time of a run, in seconds after the injection.
public struct SampleChart: Sendable {
  /// Of whom, and which metric.
  public let title: String
  /// The unit of all values.
  public let unit: String
  /// When and how much; a time is the end of its window.
  public let points: [(second: Double, value: Double)]
  /// When the fault acted; the end is that of the record where nothing says that it ended.
  public let faults: [(from: Double, to: Double)]
  /// What the values are held against; nil where there is nothing.
  public let threshold: (value: Double, name: String)?
  /// How many samples it was drawn from.
  public let samples: Int

  /// A chart.
  public init(
    title: String, unit: String, points: [(second: Double, value: Double)], faults: [(from: Double, to: Double)],
    threshold: (value: Double, name: String)?, samples: Int
  ) {
    self.title = title
    self.unit = unit
    self.points = points
    self.faults = faults
    self.threshold = threshold
    self.samples = samples
  }
}

extension Report {
  /// The report as the other commands answer: the document, its tables one below the other, and its sentences as notes.
  public var answer: Answer {
    var tables: [AnswerTable] = []
    var notes =
      [subtitle] + (marks.isEmpty ? [] : [marks.map { "\($0.name) \($0.value)" }.joined(separator: "; ") + "."])
    for section in sections {
      for block in section.blocks {
        switch block {
        case .text(let text), .note(let text, _): notes.append(text)
        case .table(let table): tables.append(table)
        case .facts, .curves, .charts: continue
        }
      }
    }
    let first = tables.first.map { AnswerTable(title: title, columns: $0.columns, rows: $0.rows) }
    return Answer(
      json: json, table: first ?? AnswerTable(title: title, columns: [], rows: []), further: Array(tables.dropFirst()),
      notes: notes)
  }
}
