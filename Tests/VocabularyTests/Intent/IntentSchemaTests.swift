import SchemaPeer
import Testing

@testable import Vocabulary

/// The published schema says what the reader says: of the golden intent, of a table of wrong ones, and of thousands that were
/// changed at random.
@Suite("Schema of an intent")
struct IntentSchemaTests {
  static let golden: JSON = {
    guard let bytes = try? Golden.bytes("faultbook.intent.declared.1.json") else { return .null }
    return (try? JSON.parse(bytes))?["data"] ?? .null
  }()

  static let bare: JSON = ["title": "t", "hypothesis": "h"]

  private static func isRead(_ document: JSON) -> Bool {
    guard let fields = try? FieldReader(document) else { return false }
    return (try? IntentDeclared(from: fields)) != nil
  }

  /// The golden intent with another value somewhere.
  private static func golden(_ path: [String], _ value: JSON?) -> JSON { golden.with(value, at: path[...]) }

  static let wrong: [(String, JSON)] = [
    ("no object", []), ("no title", ["hypothesis": "h"]), ("no hypothesis", ["title": "t"]),
    ("an empty title", golden(["title"], "")), ("a title of null", golden(["title"], .null)),
    ("a title that is a number", golden(["title"], 5)),
    ("a target without a name", golden(["target"], [:])),
    ("a target that is two", golden(["target", "component"], "a")),
    ("half a dependency", golden(["target", "dependency", "callee"], nil)),
    ("a fault without a kind", golden(["fault", "kind"], nil)),
    ("a fault that nobody knows", golden(["fault", "kind"], "net.latancy")),
    ("a magnitude without a unit", golden(["fault", "magnitude", "unit"], nil)),
    ("a magnitude below nothing", golden(["fault", "magnitude", "value"], -5)),
    (
      "more than all of the traffic",
      golden(["fault"], ["kind": "net.loss", "magnitude": ["value": 30, "unit": "ratio"]])
    ),
    ("a dose of another word", golden(["fault", "dose"], "huge")),
    ("a scope in percent", golden(["fault", "scope"], 50)),
    ("clauses that are no array", golden(["clauses"], ["id": "c1"])),
    ("a clause without an id", golden(["clauses", "0", "id"], nil)),
    ("a claim of another word", golden(["clauses", "0", "claim"], "stays-below")),
    ("a clause about nobody", golden(["clauses", "0", "subject"], [:])),
    ("a clause about two", golden(["clauses", "0", "subject"], ["component": "a", "journey": "b"])),
    ("a threshold without a unit", golden(["clauses", "0", "unit"], nil)),
    ("a threshold as text", golden(["clauses", "0", "threshold"], "500")),
    ("a latency in bytes", golden(["clauses", "0", "unit"], "MB")),
    ("a latency below nothing", golden(["clauses", "0", "threshold"], -1)),
    (
      "errors in percent",
      golden(
        ["clauses", "0"],
        [
          "id": "c", "claim": "isolates", "subject": ["journey": "j"], "metric": "error_rate", "threshold": 5,
          "unit": "percent",
        ])
    ),
    (
      "errors beyond all",
      golden(
        ["clauses", "0"],
        [
          "id": "c", "claim": "isolates", "subject": ["journey": "j"], "metric": "error_rate", "threshold": 5,
          "unit": "ratio",
        ])
    ),
    ("an op of another word", golden(["clauses", "0", "op"], "≤")),
    ("another basis", golden(["clauses", "0", "relativeTo"], "yesterday")),
    ("a time below nothing", golden(["clauses", "1", "withinSeconds"], -30)),
    ("a steady state without criteria", golden(["steadyState", "criteria"], nil)),
    ("a steady state without its time", golden(["steadyState", "windowSeconds"], nil)),
    ("a criterion without an op", golden(["abortWhen", "0", "op"], nil)),
    ("a criterion without a threshold", golden(["abortWhen", "0", "threshold"], nil)),
    ("a criterion about nobody", golden(["abortWhen", "0", "journey"], nil)),
    ("a criterion about two", golden(["abortWhen", "0", "component"], "a")),
    ("a criterion in percent", golden(["abortWhen", "0", "threshold"], 50)),
    ("an exclusion without a name", golden(["exclusions"], [""])),
    ("a duration below nothing", golden(["maxDurationSeconds"], -1)),
    ("a rollback that is no list", golden(["rollback"], "delete it")),
  ]

  @Test("its members are those of an intent, and what must be there is what the reader misses")
  func members() {
    #expect(IntentSchema.fields.map(\.name) == ["id"] + IntentDeclared.fieldNames)
    for name in IntentDeclared.fieldNames {
      let isMissed = !Self.isRead(Self.golden([name], nil))
      #expect(IntentSchema.required.contains(name) == isMissed, "\(name)")
    }
  }

  @Test("every word of the vocabulary stands in it")
  func words() {
    let text = IntentSchema.json().text
    let words =
      FaultKind.all.map(\.name) + Clause.Claim.allCases.map(\.rawValue) + Comparison.allCases.map(\.rawValue)
      + Dose.allCases.map(\.rawValue) + ThresholdBasis.allCases.map(\.rawValue)
    for word in words { #expect(text.contains("\"\(word)\""), "\(word)") }
  }

  @Test("the golden intent is valid, strictly too, and the wrong ones are not")
  func table() throws {
    for (name, document) in Self.wrong { #expect(!Self.isRead(document), "\(name) is read") }
    #expect(Self.isRead(Self.golden) && Self.isRead(Self.bare))
    let sound = [Self.golden, Self.bare]
    for strict in [false, true] {
      let documents = sound + Self.wrong.map(\.1)
      guard let found = try SchemaPeer.verdicts(on: documents, by: IntentSchema.json(strict: strict)) else { return }
      try #require(found.count == documents.count)
      #expect(Array(found.prefix(2)) == [true, true])
      for (index, one) in Self.wrong.enumerated() { #expect(!found[index + 2], "\(one.0) is valid") }
    }
    let misspelt = [
      Self.golden(["clausess"], []), Self.golden(["clauses", "0", "metrik"], "m"),
      Self.golden(["clauses", "0", "subject", "name"], "m"), Self.golden(["fault", "size"], 5),
    ]
    #expect(misspelt.allSatisfy(Self.isRead))
    #expect(try SchemaPeer.verdicts(on: misspelt, by: IntentSchema.json()) == [true, true, true, true])
    #expect(
      try SchemaPeer.verdicts(on: misspelt, by: IntentSchema.json(strict: true)) == [false, false, false, false])
  }

  @Test("a document is valid exactly where it is read", arguments: [1, 2, 3] as [UInt64])
  func agreement(_ seed: UInt64) throws {
    var random = Xoshiro256(seed: seed)
    let documents = (0..<1500).map { _ in Self.changed(&random) }
    guard let found = try SchemaPeer.verdicts(on: documents, by: IntentSchema.json()) else { return }
    try #require(found.count == documents.count)
    var read = 0
    for (document, isValid) in zip(documents, found) {
      let isRead = Self.isRead(document)
      if isRead { read += 1 }
      #expect(isRead == isValid, "seed \(seed): \(document.text)")
    }
    #expect(read > 50 && read < 1300, "both kinds were tried: \(read) of 1500 are read")
  }

  /// The golden intent with one to three of its values replaced. Ids of clauses and the ends of the dependency are left as they
  /// are: that they differ no schema can say.
  private static func changed(_ random: inout Xoshiro256) -> JSON {
    func pick<Element>(_ from: [Element]) -> Element { from[Int(random.next() % UInt64(from.count))] }
    let values: [JSON?] = [
      nil, .null, "", "x", 0, 1, -1, 0.5, 1.5, 150, true, [], [""], ["x"], [5], [:], ["component": "a"],
      ["journey": "b"],
      ["component": "a", "journey": "b"], "ratio", "ms", "percent", "MB", "1/s", "baseline", "absolute", "<=", "==",
      "error_rate", "latency_p99", "up", "queue_depth", "other", "net.loss", "time.skew", "compute.cpu", "none",
      "isolates", "low", ["value": 1, "unit": "ratio"], ["value": -1, "unit": "s"], ["value": 200, "unit": "%"],
      ["windowSeconds": 5, "criteria": []], ["kind": "time.skew", "magnitude": ["value": -1, "unit": "s"]],
      ["dependency": ["caller": "a", "callee": "b"], "component": "c"],
      ["subject": ["journey": "b"], "metric": "up", "op": ">", "threshold": 1, "unit": "x", "component": 5],
    ]
    var document = golden
    for _ in 0..<(1 + random.next() % 3) {
      let paths = document.paths.filter { path in
        guard let last = path.last else { return false }
        return last != "caller" && last != "callee" && !(last == "id" && path.first == "clauses")
      }
      document = document.with(pick(values), at: pick(paths)[...])
    }
    return document
  }
}

extension JSON {
  /// The paths of all values in this one, and of the members that a clause and a criterion may have.
  fileprivate var paths: [[String]] {
    switch self {
    case .object(let members):
      members.flatMap { member in [[member.name]] + member.value.paths.map { [member.name] + $0 } }
    case .array(let values):
      values.indices.flatMap { index in [["\(index)"]] + values[index].paths.map { ["\(index)"] + $0 } }
    default: []
    }
  }

  /// The value with another one, or none, at a path of names and indices.
  fileprivate func with(_ value: JSON?, at path: ArraySlice<String>) -> JSON {
    guard let name = path.first else { return value ?? .null }
    let rest = path.dropFirst()
    if case .array(var values) = self, let index = Int(name), index < values.count {
      if rest.isEmpty, value == nil {
        values.remove(at: index)
      } else {
        values[index] = values[index].with(value, at: rest)
      }
      return .array(values)
    }
    let members = self.members ?? []
    if rest.isEmpty, value == nil { return .object(members.filter { $0.name != name }) }
    guard members.contains(where: { $0.name == name }) else {
      return .object(members + [Member(name, JSON.null.with(value, at: rest))])
    }
    return .object(members.map { $0.name == name ? Member(name, $0.value.with(value, at: rest)) : $0 })
  }
}
