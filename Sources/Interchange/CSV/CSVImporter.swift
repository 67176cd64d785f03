import Vocabulary

/// Samples as comma-separated values (RFC 4180), with a header that names the columns.
///
/// ```
/// run,component,metric,unit,at,value
/// r1,db,latency_p99,ms,2026-11-20T18:11:44Z,2.35
/// ```
///
/// Columns may come in any order; `journey`, or `caller`, `callee` and `reporter` may stand for the component. Separators
/// are commas, semicolons or tabs. An empty value, or `NaN`, is no sample.
struct CSVImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  /// The columns that are understood, by what heads them, in small letters.
  private static let columns: [String: String] = [
    "run": "run", "component": "component", "service": "service", "journey": "journey", "caller": "caller",
    "callee": "callee", "reporter": "reporter", "metric": "metric", "unit": "unit", "value": "value", "at": "at",
    "time": "at", "timestamp": "at", "phase": "phase", "windowseconds": "windowSeconds", "window_s": "windowSeconds",
  ]

  func read(_ source: any ByteSource) throws {
    var lines = LineReader(source, context: context)
    var header: [String?]?
    var separator: Character = ","
    let samples = SamplesImporter(context)
    while let line = try lines.next() {
      let first = lines.number
      if line.allSatisfy(\.isWhitespace) || header == nil && line.hasPrefix("#") { continue }
      guard let names = header else {
        separator = CSVDialect.separator(ofHeader: line)
        header = try self.header(line, number: first)
        continue
      }
      let fields = try record(line, separator: separator, &lines, first: first)
      guard fields.count == names.count else {
        throw context.error(
          "expected \(names.count) fields, found \(fields.count)", ImportContext.Place(line: first),
          remedy: "correct the line or leave it out")
      }
      try sample(names, fields, samples, ImportContext.Place(line: first))
    }
    guard header != nil else { throw context.error("holds no line that names its columns") }
    if context.counts[.metricSampled] == nil { context.note("no sample is in it: no data is not zero") }
    if !lines.isComplete {
      context.note("its last line has no end; if the file was cut off there, the last value may be too short")
    }
  }

  /// The fields' names in order; nil for a column that is not understood.
  func header(_ line: String, number: Int, needsTime: Bool = true) throws -> [String?] {
    let words = CSVDialect.words(ofHeader: line)
    let names = words.map { CSVImporter.columns[$0] }
    guard names.contains("value"), names.contains("at") || !needsTime else {
      throw context.error(
        "expected a header with run, component, metric, unit, at and value, found \"\(line.prefix(60))\"",
        ImportContext.Place(line: number))
    }
    let known = names.compactMap(\.self)
    if let twice = known.first(where: { name in known.count { $0 == name } > 1 }) {
      throw context.error("has two columns for \(twice)", ImportContext.Place(line: number))
    }
    context.ignoredFields += names.count { $0 == nil }
    return names
  }

  /// The fields of a record, which may go on over several lines inside quotes.
  func record(_ line: String, separator: Character, _ lines: inout LineReader, first: Int) throws -> [String] {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var wasQuoted = false
    var rest = line[...]
    var length = line.utf8.count
    while true {
      while let character = rest.first {
        rest = rest.dropFirst()
        if isQuoted {
          if character != "\"" {
            field.append(character)
          } else if rest.first == "\"" {
            field.append("\"")
            rest = rest.dropFirst()
          } else {
            isQuoted = false
          }
        } else if character == "\"", field.allSatisfy({ $0 == " " }), !wasQuoted {
          field = ""
          isQuoted = true
          wasQuoted = true
        } else if character == separator {
          fields.append(field)
          field = ""
          wasQuoted = false
        } else if !wasQuoted || character != " " {
          guard !wasQuoted else {
            throw context.error("a field goes on after its closing quote", ImportContext.Place(line: first))
          }
          field.append(character)
        }
      }
      guard isQuoted else { break }
      guard let more = try lines.next(), length + more.utf8.count <= LineReader.longest else {
        throw context.error("the file ends inside quotes, which open here", ImportContext.Place(line: first))
      }
      length += more.utf8.count
      field.append("\n")
      rest = more[...]
    }
    return fields + [field]
  }

  private func sample(
    _ names: [String?], _ fields: [String], _ samples: SamplesImporter, _ place: ImportContext.Place
  ) throws {
    do {
      try samples.sample(FieldReader(.object(members(names, fields, place)), path: "sample"), place)
    } catch let error as VocabularyError {
      throw context.error("\(error)", place, remedy: "correct the sample or leave it out")
    }
  }

  /// The fields of a record as members of a sample; an empty field is absent, and an empty value is null.
  func members(_ names: [String?], _ fields: [String], _ place: ImportContext.Place) throws -> [JSON.Member] {
    var members: [JSON.Member] = []
    for (name, raw) in zip(names, fields) {
      let field = String(raw.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      guard let name else { continue }
      if field.isEmpty {
        if name == "value" { members.append(JSON.Member(name, .null)) }
        continue
      }
      switch name {
      case "value", "windowSeconds":
        guard let number = Double(field) else {
          throw context.error("\(name): expected a number, found \"\(field.prefix(40))\"", place)
        }
        guard number.isFinite || !field.contains(where: \.isNumber) else {
          throw context.error(
            "\(name): \"\(field.prefix(40))\" is larger than any number that can be kept", place,
            remedy: "correct the sample or leave it out")
        }
        // Neither not-a-number nor infinity is a measurement.
        if number.isFinite || name == "value" {
          members.append(JSON.Member(name, number.isFinite ? .number(number) : .null))
        }
      case "at": members.append(JSON.Member(name, .string(try time(field, place).description)))
      default: members.append(JSON.Member(name, .string(field)))
      }
    }
    return members
  }

  /// A time in RFC 3339, or in seconds or milliseconds since 1970, which differ by how large they are.
  private func time(_ text: String, _ place: ImportContext.Place) throws -> Timestamp {
    if let time = Timestamp(rfc3339: text) { return time }
    if let number = Double(text), let time = SampleTime.instant(number) { return time }
    throw context.error(
      "at: expected a time such as 2026-11-20T18:11:43Z, found \"\(text.prefix(40))\"", place,
      remedy: "give it with its offset")
  }
}

/// Times of samples as bare numbers.
enum SampleTime {
  /// The instant of seconds or milliseconds since 1970; nil for what is neither between 1970 and 2100.
  static func instant(_ number: Double) -> Timestamp? {
    guard number.isFinite, number > 0 else { return nil }
    let seconds = number > 1e11 ? number / 1000 : number
    return seconds < 4_102_444_800 ? Timestamp(seconds: seconds) : nil
  }
}
