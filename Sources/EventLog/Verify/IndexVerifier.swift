internal import GRDB
internal import Vocabulary

/// A sum over entries that does not depend on their order: the same for a table and for an index on it, and for nothing
/// else but by chance (1 in 2⁶⁴ for an accident; no defence against malice, which the tree is for).
struct IndexSum: Equatable {
  private var sum: UInt64 = 0
  private(set) var count: Int64 = 0

  mutating func add(_ key: Int64, _ value: Int64, _ position: Int64) {
    sum &+= mixed(mixed(mixed(UInt64(bitPattern: key)) ^ UInt64(bitPattern: value)) ^ UInt64(bitPattern: position))
    count += 1
  }

  mutating func add(_ key: Int64, _ bytes: UnsafeRawBufferPointer, _ position: Int64) {
    var state = mixed(UInt64(bitPattern: key) ^ UInt64(bytes.count) << 32)
    var at = 0
    while at + 8 <= bytes.count {
      state = mixed(state ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      at += 8
    }
    var rest: UInt64 = 0
    while at < bytes.count {
      rest = rest << 8 | UInt64(bytes[at])
      at += 1
    }
    sum &+= mixed(mixed(state ^ rest) ^ UInt64(bitPattern: position))
    count += 1
  }

  mutating func add(_ other: IndexSum) {
    sum &+= other.sum
    count += other.count
  }

  /// The finaliser of SplitMix64: every bit of the input moves half of the output's.
  private func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// What each index of `events` must hold.
struct IndexSums {
  var versions = IndexSum()
  var ids = IndexSum()
  /// All but samples, by position.
  var facts = IndexSum()

  mutating func add(_ other: IndexSums) {
    versions.add(other.versions)
    ids.add(other.ids)
    facts.add(other.facts)
  }
}

/// The pass over the indexes of `events`: the order of versions, and that each says what the table says. On them rests
/// that no event is appended twice, and that no projection misses one.
enum IndexVerifier {
  static func check(
    _ events: LogVerifier, through last: Int64, _ database: Database, _ problems: inout ProblemList
  ) throws {
    let expected = events.indexes
    func compare(_ name: String, _ sum: IndexSum?, _ expected: IndexSum) {
      // Rows that could not be read are in an index all the same.
      guard let sum, sum != expected, events.isWhole else { return }
      problems.add(0, "the index of \(name) does not go with the events")
    }
    compare(
      "versions",
      try problems.reading("the index of versions") { try sumVersions(through: last, database, &$0) }, expected.versions
    )
    compare("ids", try problems.reading("the index of ids") { _ in try sumIDs(through: last, database) }, expected.ids)
    compare(
      "facts", try problems.reading("the index of facts") { _ in try sumFacts(through: last, database) },
      expected.facts)
  }

  private static func sumVersions(
    through last: Int64, _ database: Database, _ problems: inout ProblemList
  ) throws -> IndexSum {
    let order = "ORDER BY stream_id, version"
    let sql = "SELECT stream_id, version, position FROM events INDEXED BY sqlite_autoindex_events_1 \(order)"
    let row = try PreparedStatement(database, sql)
    var sum = IndexSum()
    var before: (stream: Int64, version: Int64, position: Int64) = (.min, 0, 0)
    while try row.step() {
      let entry = (stream: row.integer(0), version: row.integer(1), position: row.integer(2))
      guard entry.position <= last else { continue }
      sum.add(entry.stream, entry.version, entry.position)
      if entry.stream != before.stream { before = (entry.stream, 0, 0) }
      if entry.version != before.version &+ 1 {
        problems.add(entry.position, "its version is \(entry.version), that before it in its stream \(before.version)")
      } else if entry.position < before.position {
        problems.add(entry.position, "it follows in its stream an event that comes later in the log")
      }
      before = entry
    }
    return sum
  }

  private static func sumIDs(through last: Int64, _ database: Database) throws -> IndexSum {
    let order = "ORDER BY source_id, event_id"
    let sql = "SELECT source_id, event_id, position FROM events INDEXED BY sqlite_autoindex_events_2 \(order)"
    let row = try PreparedStatement(database, sql)
    var sum = IndexSum()
    while try row.step() {
      let position = row.integer(2)
      if position <= last { sum.add(row.integer(0), row.blob(1), position) }
    }
    return sum
  }

  private static func sumFacts(through last: Int64, _ database: Database) throws -> IndexSum {
    let facts = "events INDEXED BY events_facts WHERE type <> '\(EventType.metricSampled.name)'"
    let row = try PreparedStatement(database, "SELECT position FROM \(facts) ORDER BY position")
    var sum = IndexSum()
    while try row.step() {
      let position = row.integer(0)
      if position <= last { sum.add(0, 0, position) }
    }
    return sum
  }
}
