internal import GRDB

/// The rows of `sources` or `streams` as the writer needs them, so that appending looks each name up once.
///
/// Confined to the writer's queue, the only one that adds names; forgets everything when a transaction is undone.
final class NameTable {
  /// A name, its key, and its bytes at a fixed place while this object lives.
  final class Entry {
    let key: Int64
    let bytes: UnsafeRawBufferPointer
    /// The version of the stream's last event, once it was looked up.
    var version: Int64?

    init(key: Int64, name: String) {
      self.key = key
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: name.utf8.count, alignment: 1)
      copy.copyBytes(from: name.utf8)
      bytes = UnsafeRawBufferPointer(copy)
    }

    deinit { bytes.deallocate() }
  }

  /// Names kept at most; beyond, all are forgotten and looked up again.
  private static let capacity = 1 << 16

  private let database: Database
  private let select: PreparedStatement
  private let insert: PreparedStatement
  private var entries: [String: Entry] = [:]
  private var last: (name: String, entry: Entry)?
  private var nextKey: Int64?
  private let newestKey: String
  /// Whether every name of the table is in `entries`, so that no other need be looked up: a table that was empty.
  private var isComplete = false
  /// How many names this object has added.
  private(set) var added: Int64 = 0

  /// The table whose key column is `key` and whose names are in `name`.
  init(_ database: Database, table: String, key: String, name: String) throws {
    select = try PreparedStatement(database, "SELECT \(key) FROM \(table) WHERE \(name) = ?")
    insert = try PreparedStatement(database, "INSERT OR FAIL INTO \(table)(\(key), \(name)) VALUES(?, ?)")
    self.database = database
    newestKey = "SELECT coalesce(max(\(key)), 0) FROM \(table)"
  }

  func forget() {
    entries = [:]
    last = nil
    nextKey = nil
    isComplete = false
  }

  /// The entry of a name, which is added where it is new.
  func entry(_ name: String) throws -> Entry {
    if let last, last.name == name { return last.entry }
    let entry = try entries[name] ?? look(name)
    last = (name, entry)
    return entry
  }

  private func look(_ name: String) throws -> Entry {
    if entries.count >= NameTable.capacity {
      entries = [:]
      isComplete = false
    }
    let key = try nextKey ?? readNextKey()
    let entry = try isComplete ? add(name, key) : find(name) ?? add(name, key)
    entries[name] = entry
    return entry
  }

  private func find(_ name: String) throws -> Entry? {
    var name = name
    return try name.withUTF8 { bytes in
      select.bind(1, text: UnsafeRawBufferPointer(bytes))
      defer { select.reset() }
      return try select.step() ? select.integer(0) : nil
    }.map { Entry(key: $0, name: name) }
  }

  private func add(_ name: String, _ key: Int64) throws -> Entry {
    let entry = Entry(key: key, name: name)
    entry.version = 0
    insert.bind(1, entry.key)
    insert.bind(2, text: entry.bytes)
    try insert.run()
    nextKey = key + 1
    added += 1
    return entry
  }

  private func readNextKey() throws -> Int64 {
    let key = try (Int64.fetchOne(database, sql: newestKey) ?? 0) + 1
    nextKey = key
    isComplete = key == 1
    return key
  }
}
