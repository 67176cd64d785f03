public import Vocabulary

/// Samples of one run that come line by line, for as long as somebody writes them: JSON lines, or CSV with a header, as
/// ``Format/samples`` and ``Format/csv`` have them. The first line that is not blank tells which.
///
/// ```swift
/// var stream = SampleStream(run: "r1", name: "standard input")
/// if let event = try stream.event(line, arrived: now) { batch.append(event) }
/// ```
///
/// The ids of the events follow from their content and are those that an import of the same lines gives: what is sent again,
/// or imported later as a file, adds nothing. A sample without a time gets the one at which it came, and is new whenever it comes.
/// Memory is that of one line.
public struct SampleStream {
  private let run: String
  private let context: ImportContext
  private let found: Found
  private var form: Form?
  /// How many lines were read, blank ones and the header too.
  public private(set) var lines = 0
  /// How many of them are a header, which is no sample: one of CSV, once it was read.
  public var headerLines: Int { if case .csv = form { 1 } else { 0 } }
  /// How many samples had no time.
  public private(set) var untimed = 0
  /// How many samples had a value of null, or an empty one: no data is not zero.
  public private(set) var valueless = 0

  private enum Form {
    case json
    case csv(names: [String?], separator: Character)
  }

  /// Where the context puts what it made of a line.
  private final class Found { var event: NewEvent? }

  /// A stream of samples of a run. `name` is for messages.
  public init(run: String, name: String) {
    self.run = run
    let found = Found()
    self.found = found
    context = ImportContext(
      file: name, format: .samples, options: ImportOptions(run: run), sha256: "", bytes: 0, isStream: true
    ) { found.event = $0 }
  }

  /// The sample of a line as an event; nil for a line that holds none: a blank one, a comment before the header, the header, a
  /// sample whose value is null. Throws `ImportError` that names the line.
  public mutating func event(_ line: [UInt8], arrived: Timestamp) throws -> NewEvent? {
    lines += 1
    found.event = nil
    var bytes = line[...]
    if bytes.last == 0x0D { bytes = bytes.dropLast() }
    if lines == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw context.error("expected text in UTF-8, found other bytes", place)
    }
    if text.allSatisfy(\.isWhitespace) { return nil }
    switch form {
    case nil:
      if text.drop(while: \.isWhitespace).first == "{" {
        form = .json
        try readJSON(text, arrived)
      } else if !text.hasPrefix("#") {
        try readHeader(text)
      }
    case .json: try readJSON(text, arrived)
    case .csv(let names, let separator): try readRecord(text, names, separator, arrived)
    }
    return found.event
  }

  private var place: ImportContext.Place { ImportContext.Place(line: lines) }

  private mutating func readHeader(_ text: String) throws {
    let separator = CSVDialect.separator(ofHeader: text)
    let words = CSVDialect.words(ofHeader: text)
    guard words.contains("value") else {
      throw context.error(
        "expected a JSON object or a header of CSV such as component,metric,unit,at,value, found \"\(text.prefix(60))\"",
        place)
    }
    // The ids are then those of such a file.
    context.format = .csv
    form = .csv(names: try CSVImporter(context).header(text, number: lines, needsTime: false), separator: separator)
  }

  private mutating func readJSON(_ text: String, _ arrived: Timestamp) throws {
    let json: JSON
    do {
      json = try JSON.parse(text)
    } catch let error as JSONError {
      throw context.error("is no sound JSON: \(error)", place, remedy: "write one object a line")
    }
    guard let members = json.members else {
      throw context.error("expected an object, found \(json.kind)", place, remedy: "write one object a line")
    }
    try read(members, arrived)
  }

  private mutating func readRecord(
    _ text: String, _ names: [String?], _ separator: Character, _ arrived: Timestamp
  ) throws {
    var none = LineReader(NoMore(), context: context)
    let fields = try CSVImporter(context).record(text, separator: separator, &none, first: lines)
    guard fields.count == names.count else {
      throw context.error(
        "expected \(names.count) fields, found \(fields.count)", place, remedy: "correct the line or leave it out")
    }
    try read(try CSVImporter(context).members(names, fields, place), arrived)
  }

  private mutating func read(_ members: [JSON.Member], _ arrived: Timestamp) throws {
    var members = members
    func value(_ name: String) -> JSON? { members.first { $0.name == name && !$0.value.isNull }?.value }
    if let other = value("run"), other.stringValue.map(RunID.normal) != RunID.normal(run) {
      throw context.error("is a sample of run \(other.text), and this stream is of run \"\(run)\"", place)
    }
    let samples = SamplesImporter(context)
    guard value("value") != nil else {
      try sound { try samples.requireValue(FieldReader(.object(members), path: "sample")) }
      valueless += 1
      return
    }
    if value("at") == nil, value("time") == nil {
      members = members.filter { $0.name != "at" } + [JSON.Member("at", .string(arrived.description))]
      untimed += 1
    }
    try sound { try samples.sample(FieldReader(.object(members), path: "sample"), place) }
  }

  /// Does something with a sample, and says where what is wrong with it stands.
  private func sound(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as VocabularyError {
      throw context.error("\(error)", place, remedy: "correct the sample or leave it out")
    }
  }

  /// A source that has no more.
  private struct NoMore: ByteSource { mutating func next() throws -> [UInt8]? { nil } }
}

extension SampleStream {
  /// What whoever sent the samples should know of those so far.
  public var remarks: [String] {
    var remarks: [String] = []
    if valueless > 0 { remarks.append("\(valueless) samples had no value and were left out.") }
    if untimed > 0 { remarks.append("\(untimed) samples had no time and got the one at which they came.") }
    return remarks
  }
}
