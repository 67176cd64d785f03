/// Why the log refused: a stable code for programs, and one sentence for people that says what to do.
public struct EventLogError: Error, Equatable, CustomStringConvertible {
  /// The kind of an error. Open-ended: new kinds may be added.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name, as it stands in documents for programs.
    public let name: String

    private init(_ name: String) { self.name = name }

    public var description: String { name }

    /// There is no file at the path.
    public static let missing = Code("missing")
    /// There is already a file at the path.
    public static let exists = Code("exists")
    /// The file is no SQLite database.
    public static let notABook = Code("not-a-book")
    /// The file is an SQLite database of another program.
    public static let foreign = Code("foreign")
    /// The book was written by a newer version of this program.
    public static let newer = Code("newer")
    /// The book was written by an older version and must be opened for writing once.
    public static let older = Code("older")
    /// The book contradicts itself or cannot be read.
    public static let damaged = Code("damaged")
    /// The book is not the one that a checkpoint kept outside it is of: an older copy, or one with another past.
    public static let rolledBack = Code("rolled-back")
    /// Two books that should tell one history tell two.
    public static let forked = Code("forked")
    /// Another process writes to the book.
    public static let locked = Code("locked")
    /// Another connection holds the database for longer than we wait, or too many appends wait already.
    public static let busy = Code("busy")
    /// The book, its folder or this opening of it cannot be written.
    public static let readOnly = Code("read-only")
    /// The disk is full; nothing was written.
    public static let diskFull = Code("disk-full")
    /// The operating system refused.
    public static let inputOutput = Code("input-output")
    /// The book was closed.
    public static let closed = Code("closed")
    /// The stream is not at the expected version.
    public static let conflict = Code("conflict")
    /// An id is known already, with other content.
    public static let idReused = Code("id-reused")
    /// An event or a request is out of bounds.
    public static let invalid = Code("invalid")
    /// SQLite refused for another reason; the cause says which.
    public static let database = Code("database")
  }

  /// The kind.
  public let code: Code
  /// One sentence: what, where, what to do.
  public let message: String
  /// What lies beneath, in the words of SQLite or of the operating system.
  public let cause: String?
  /// The version that the stream has, where `code` is `conflict`; 0 for a stream without events.
  public let actualVersion: Int64?
  /// The position of the event that the error speaks of: the known one, where `code` is `idReused`.
  public let position: Int64?

  /// An error.
  public init(
    _ code: Code, _ message: String, cause: String? = nil, actualVersion: Int64? = nil, position: Int64? = nil
  ) {
    self.code = code
    self.message = message
    self.cause = cause
    self.actualVersion = actualVersion
    self.position = position
  }

  /// Whether the book as it stands cannot serve: damaged, rolled back, foreign, locked, or not writable. What the command line turns
  /// into exit code 3; all other errors are the caller's input.
  public var isDamageOrLock: Bool {
    switch code {
    case .notABook, .foreign, .newer, .older, .damaged, .rolledBack, .forked, .locked, .busy, .readOnly, .diskFull,
      .inputOutput, .closed,
      .database:
      true
    default: false
    }
  }

  /// The sentence, and the cause where there is one.
  public var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
