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
    /// There is no book where one was looked for.
    public static let noBook = Code(rawValue: "no-book")
    /// The book is damaged, foreign, of a newer program, or locked.
    public static let book = Code(rawValue: "book")
    /// The machine would not: a read-only folder, a full disk.
    public static let environment = Code(rawValue: "environment")
  }

  /// What kind of trouble.
  public let code: Code
  /// One sentence.
  public let message: String

  /// An error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The exit code of the command line: 3 where the book is damaged, foreign or locked, else 2.
  public var exitCode: Int32 { code == .book ? 3 : 2 }

  public var description: String { message }
}
