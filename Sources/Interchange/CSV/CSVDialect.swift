/// How a file of comma-separated values parts its fields.
enum CSVDialect {
  /// The words of a header line, in small letters, whichever separator it has.
  static func words(ofHeader line: String) -> [String] {
    let separator = separator(ofHeader: line)
    return line.split(separator: separator, omittingEmptySubsequences: false).map(word)
  }

  /// The separator that a header line has most of: comma, semicolon or tab.
  static func separator(ofHeader line: String) -> Character {
    let counts: [(Character, Int)] = [",", ";", "\t"].map { mark in (mark, line.count { $0 == mark }) }
    return counts.max { $0.1 < $1.1 }?.0 ?? ","
  }

  private static func word(_ field: Substring) -> String {
    let quotes: Set<Character> = ["\"", " ", "\r", "\u{FEFF}"]
    var bare = field.drop { quotes.contains($0) }
    while let last = bare.last, quotes.contains(last) { bare = bare.dropLast() }
    return bare.lowercased()
  }
}
