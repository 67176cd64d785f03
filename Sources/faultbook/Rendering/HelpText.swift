/// Help as the parser writes it, with the line on usage made readable.
enum HelpText {
  private static let common =
    "[--book <file>] [--format <format>] [--actor <name>] [--now <time|wall>] [--environment <name>] "
    + "[--as-of <position|time>] [--wait <seconds>]"
  private static let width = 80

  /// The text with the options of every command as `[<options>]` in its usage, broken at spaces.
  static func shortened(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.hasPrefix("USAGE: ") else { return String(line) }
      let usage = line.dropFirst("USAGE: ".count).replacing(common, with: "[<options>]")
      return "USAGE: " + DisplayText.wrapped(String(usage), to: width - 7).joined(separator: "\n       ")
    }.joined(separator: "\n")
  }
}
