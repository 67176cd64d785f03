import Testing
import Vocabulary

@Suite("Units")
struct UnitTests {
  @Test(
    "Values are converted within a quantity, exactly where doubles allow",
    arguments: [
      (1, "s", "ms", 1000), (250, "ms", "s", 0.25), (57, "percent", "ratio", 0.57), (0.25, "ratio", "percent", 25),
      (1, "h", "min", 60), (3, "ns", "us", 0.003), (90, "1/min", "1/s", 1.5), (2, "qps", "rps", 2),
      (1, "GiB", "MiB", 1024), (1, "MB", "kB", 1000), (1, "KiB", "B", 1024), (3, "x", "multiple", 3),
      (0.4, "1", "fraction", 0.4), (1500, "\u{B5}s", "ms", 1.5), (1500, "\u{3BC}s", "ms", 1.5),
    ] as [(Double, String, String, Double)])
  func convert(value: Double, from: String, to: String, expected: Double) throws {
    let one = try #require(Unit(named: from))
    let other = try #require(Unit(named: to))
    #expect(one.convert(value, to: other) == expected)
    #expect(one.name == from)
  }

  @Test("There is no way from one quantity to another, and unknown names are no units")
  func refused() throws {
    let names = ["ms", "ratio", "multiple", "1/s", "B"]
    for one in names {
      for other in names {
        #expect((try #require(Unit(named: one)).convert(1, to: #require(Unit(named: other))) != nil) == (one == other))
      }
    }
    for name in ["", "Ms", "S", "M", "msec ", "percent_of_limit", "bool", "count"] { #expect(Unit(named: name) == nil) }
  }

  @Test("The named units are those of the table")
  func constants() {
    for unit in [Unit.milliseconds, .seconds, .ratio, .multiple, .perSecond, .bytes] {
      #expect(Unit(named: unit.name) == unit)
    }
  }
}
