/// One step of a book's schema: a file of `Migrations/`, applied once, in the order of the names.
public struct Migration: Sendable {
  /// The file's name, `0001-event-log.sql`; also the identifier under which SQLite remembers that it was applied.
  public let name: String

  /// The statements, as they stand in the file.
  public let sql: String

  /// Every migration, in the order in which they apply.
  public static let all: [Migration] = embeddedFiles.map { Migration(name: $0.name, sql: "\($0.text)") }
}
