public import ArgumentParser
import KnowledgeBase
public import Server
import Vocabulary

extension Role: ExpressibleByArgument {}

/// What a token allows, and for how long.
struct TokenOptions: ParsableArguments {
  @Option(
    name: .customLong("role"), help: ArgumentHelp("What it allows; may be repeated.", valueName: "role"))
  var roles: [Role]

  @Option(
    help: ArgumentHelp("When it ends: a time, or a span such as 90d or 12h. (default: never)", valueName: "time|span"))
  var expires: String?

  func validate() throws {
    if roles.isEmpty { throw ValidationError("no role is given; give --role, one of \(TokenOptions.roleNames)") }
    _ = try end(from: WallClock.now)
  }

  static let roleNames = Role.allCases.map(\.rawValue).joined(separator: ", ")

  /// When it ends; nil for never.
  func end(from now: Timestamp) throws -> Timestamp? {
    guard let expires else { return nil }
    if let time = Timestamp(rfc3339: expires) { return time }
    let seconds: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = expires.last.flatMap({ seconds[$0] }), let count = Double(expires.dropLast()),
      count > 0, count * unit <= 86_400 * 36_500
    else { throw ValidationError("--expires takes a time such as 2027-01-01T00:00:00Z, or a span such as 90d or 12h") }
    return now.advanced(bySeconds: count * unit)
  }

  /// The tokens of the book; throws where there is no book.
  static func file(_ common: CommonOptions) throws -> TokenFile {
    let book = try KnowledgeBase.openForReading(at: common.bookPath)
    defer { book.close() }
    return TokenFile(book: book.file)
  }
}
