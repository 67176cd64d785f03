internal import GRDB
internal import Transparency

/// Reads rows of `events` as their leaves cover them: every field as it is stored. One reader serves one thread, and
/// keeps the names that it looked up.
struct LeafRowReader {
  /// The columns that it takes, in its order, and the stored leaf hash behind them.
  static let columns = EventRowReader.columns + ", leaf_hash"

  /// What a row was found to lack.
  enum Gap {
    case source
    case stream
  }

  private var sources: NameBytes
  private var streams: NameBytes

  /// A reader. Where it is told to pass over damage, a name that cannot be read counts as missing.
  init(passingOverDamage: Bool = false) {
    func look(_ name: @escaping (Int64, Database) throws -> String?) -> (Int64, Database) throws -> String? {
      guard passingOverDamage else { return name }
      return { key, database in
        do { return try name(key, database) } catch  where Unreadable.isDamage(error) { return nil }
      }
    }
    sources = NameBytes(look: look(StoredName.source))
    streams = NameBytes(look: look(StoredName.stream))
  }

  /// Calls `body` with the fields of the row at which the statement stands, and with the names that are missing: such a
  /// one counts as empty.
  mutating func fields<Result>(
    _ row: PreparedStatement, _ database: Database, _ body: (LeafFields, [Gap]) throws -> Result
  ) throws -> Result {
    let source = try sources.name(row.integer(1), database)
    let stream = try streams.name(row.integer(3), database)
    let gaps: [Gap] = (source == nil ? [.source] : []) + (stream == nil ? [.stream] : [])
    return try (source ?? []).withUnsafeBytes { source in
      try (stream ?? []).withUnsafeBytes { stream in
        try body(
          LeafFields(
            position: row.integer(0), source: source, id: row.blob(2), stream: stream, version: row.integer(4),
            type: row.text(5), schemaVersion: row.integer(6), occurredAt: row.integer(7), recordedAt: row.integer(8),
            actor: row.text(9), correlation: row.isNull(10) ? nil : row.blob(10),
            causation: row.isNull(11) ? nil : row.blob(11), keyID: row.isNull(13) ? nil : row.integer(13),
            payloadHash: TreeHash(sha256: row.text(12))), gaps)
      }
    }
  }
}

/// The names of a table by their keys, as bytes.
private struct NameBytes {
  private let look: (Int64, Database) throws -> String?
  private var names: [Int64: [UInt8]] = [:]
  private var last: (key: Int64, name: [UInt8])?

  init(look: @escaping (Int64, Database) throws -> String?) { self.look = look }

  /// The name of a key; nil where there is none.
  mutating func name(_ key: Int64, _ database: Database) throws -> [UInt8]? {
    if let last, last.key == key { return last.name }
    guard let name = try names[key] ?? look(key, database).map({ Array($0.utf8) }) else { return nil }
    if names.count >= StoredName.kept { names = [:] }
    names[key] = name
    last = (key, name)
    return name
  }
}
