import Testing

@Suite("Pure modules stay pure")
struct PurityTests {
  /// What gives another answer tomorrow or elsewhere, and what to use instead.
  static let forbidden: [(instead: String, tokens: [String])] = [
    (
      "take the instant as an argument",
      ["Date()", "Date.now", "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday"]
    ),
    (
      "use Xoshiro256 with a seed: the library's algorithm is not promised",
      ["SystemRandomNumberGenerator", ".random(", ".randomElement(", ".shuffled(", ".shuffle("]
    ),
    ("use EventID with bits of the caller", ["UUID()"]),
    ("hash values differ from process to process", ["hashValue", "Hasher()"]),
    ("take the setting as an argument", ["ProcessInfo", "getenv", "CommandLine"]),
    ("there is no network here", ["URLSession", "socket("]),
  ]

  /// Reports stand on what is not pure and say nothing but what they are given: the same values give the same bytes.
  static let rooms = Room.all.filter(\.isPure).map(\.name) + ["Reports"]

  @Test("No clock, no chance but seeded, no environment, no network", arguments: rooms)
  func noClockNoChanceNoEnvironment(module: String) throws {
    for (file, source) in try House.sources(of: module) {
      let code = source.code.joined(separator: "\n")
      for (instead, tokens) in Self.forbidden {
        for token in tokens where code.holdsWord(token) {
          let line = source.code.firstIndex { $0.holdsWord(token) }.map { $0 + 1 } ?? 0
          Issue.record("\(file.path):\(line) uses \(token); \(instead)")
        }
      }
    }
  }

  @Test("The check sees code, also in interpolations, and overlooks comments and text")
  func lexerTellsCodeFromText() {
    let source = SwiftSource(
      ##"""
      import Foundation // import GRDB
      @testable public import struct Vocabulary.Timestamp
      /* Date() /* nested */ Date.now */
      let a = "Date() \(Date.now) \"quoted\" ProcessInfo"
      let b = #"raw " Date() \(not) \#(ContinuousClock())"#
      let c = """
        SELECT Date()
        """
      let d = "INSERT INTO t "
        + "VALUES (1)"
      """##)
    #expect(source.imports == ["Foundation", "Vocabulary"])
    let code = source.code.joined(separator: "\n")
    for token in ["Date.now", "ContinuousClock"] { #expect(code.holdsWord(token)) }
    for token in ["Date()", "ProcessInfo", "GRDB", "nested", "SELECT"] { #expect(!code.holdsWord(token)) }
    #expect(source.literals.map(\.line) == [4, 5, 6, 9, 10])
    #expect(source.literals.map(\.isMultiLine) == [false, false, true, false, false])
    #expect(source.literals[4].codeBefore == "+")
    #expect(!"myDate() + x".holdsWord("Date()"))
    #expect("a.random(in: b)".holdsWord(".random("))
  }
}
