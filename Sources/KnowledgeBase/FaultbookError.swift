/// Why a command did nothing: one sentence that says what was wrong, where, and what to do.
public struct FaultbookError: Error, CustomStringConvertible {
  /// What kind of trouble; programs tell by it what to do next.
  public struct Code: Sendable, Hashable, RawRepresentable {
    /// The code's name.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The call was wrong: unknown option, name or id, a value out of range.
    public static let usage = Code(rawValue: "usage")
    /// The input was wrong: a missing, empty, truncated or unsound file.
    public static let input = Code(rawValue: "input")
    /// A name or an id that the book does not know.
    public static let unknown = Code(rawValue: "unknown")
    /// The stream is not at the version that the caller took it to be at.
    public static let conflict = Code(rawValue: "conflict")
    /// An event's id is known already, with other content.
    public static let idReused = Code(rawValue: "id-reused")
    /// There is no book where one was looked for.
    public static let noBook = Code(rawValue: "no-book")
    /// The book is damaged, foreign, of a newer program, or locked.
    public static let book = Code(rawValue: "book")
    /// Another process writes to the book.
    public static let locked = Code(rawValue: "locked")
    /// Too much waits already: the same again a moment later may well be done.
    public static let busy = Code(rawValue: "busy")
    /// The machine would not: a read-only folder, a full disk.
    public static let environment = Code(rawValue: "environment")
  }

  /// What kind of trouble.
  public let code: Code
  /// One sentence.
  public let message: String
  /// The version that the stream has, where `code` is `conflict`; 0 for a stream without events.
  public let actualVersion: Int64?
  /// The position of the event that the error speaks of, where `code` is `idReused`.
  public let position: Int64?
  /// The path of the field that was wrong, such as `fault.magnitude.unit`; nil where the trouble is with none alone.
  public let field: String?

  /// An error.
  public init(
    _ code: Code, _ message: String, actualVersion: Int64? = nil, position: Int64? = nil, field: String? = nil
  ) {
    self.code = code
    self.message = message
    self.actualVersion = actualVersion
    self.position = position
    self.field = field
  }

  /// The exit code of the command line: 3 where the book is damaged, foreign or locked, else 2.
  public var exitCode: Int32 { [.book, .locked, .busy].contains(code) ? 3 : 2 }

  public var description: String { message }
}
