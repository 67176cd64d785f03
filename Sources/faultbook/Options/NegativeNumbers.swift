/// Negative numbers among the arguments: `--magnitude -30` says what `--magnitude=-30` says. The parser by itself takes whatever begins
/// with a dash for an option, and says that the value is missing.
enum NegativeNumbers {
  /// The arguments, with each negative number that follows an option's name tied to it. What stands behind `--` is left alone.
  static func tied(_ arguments: [String]) -> [String] {
    var tied: [String] = []
    var rest = arguments[...]
    while let next = rest.popFirst() {
      guard next != "--" else { return tied + [next] + rest }
      if next.hasPrefix("--"), !next.contains("="), let value = rest.first, isNegative(value) {
        tied.append("\(next)=\(value)")
        rest = rest.dropFirst()
      } else {
        tied.append(next)
      }
    }
    return tied
  }

  private static func isNegative(_ text: String) -> Bool {
    guard text.first == "-", let second = text.dropFirst().first else { return false }
    return second.isNumber || second == "." ? Double(text) != nil : false
  }
}
