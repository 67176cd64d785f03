/// A unit of measure that values can be converted in.
public struct Unit: Sendable, Hashable, CustomStringConvertible {
  private enum Quantity: Sendable, Hashable { case time, ratio, rate, size, multiple }

  /// The unit's name, as it stands in events.
  public let name: String
  private let quantity: Quantity
  /// The unit is numerator / denominator of its quantity's base, both whole, so that a conversion is exact where it can be:
  /// 57 percent are 0.57, which 57 · 0.01 is not.
  private let numerator: Double
  private let denominator: Double

  private init(_ name: String, _ quantity: Quantity, _ numerator: Double, _ denominator: Double = 1) {
    self.name = name
    self.quantity = quantity
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Milliseconds.
  public static let milliseconds = Unit("ms", .time, 1)
  /// Seconds.
  public static let seconds = Unit("s", .time, 1000)
  /// A fraction of one.
  public static let ratio = Unit("ratio", .ratio, 1)
  /// Times the baseline.
  public static let multiple = Unit("multiple", .multiple, 1)
  /// Events a second.
  public static let perSecond = Unit("1/s", .rate, 1)
  /// Bytes.
  public static let bytes = Unit("B", .size, 1)

  private static let named: [String: Unit] = {
    var units: [String: Unit] = [:]
    func add(_ names: [String], _ quantity: Quantity, _ numerator: Double, _ denominator: Double = 1) {
      for name in names { units[name] = Unit(name, quantity, numerator, denominator) }
    }
    add(["ns", "nanoseconds"], .time, 1, 1_000_000)
    // The micro sign and the Greek letter look alike.
    add(["us", "\u{B5}s", "\u{3BC}s", "microseconds"], .time, 1, 1000)
    add(["ms", "milliseconds"], .time, 1)
    add(["s", "seconds"], .time, 1000)
    add(["min", "minutes"], .time, 60_000)
    add(["h", "hours"], .time, 3_600_000)
    add(["ratio", "fraction", "1"], .ratio, 1)
    add(["percent", "%"], .ratio, 1, 100)
    add(["multiple", "x", "times"], .multiple, 1)
    add(["1/s", "rps", "qps"], .rate, 1)
    add(["1/min"], .rate, 1, 60)
    add(["B", "bytes"], .size, 1)
    add(["kB", "KB"], .size, 1e3)
    add(["KiB"], .size, 1024)
    add(["MB"], .size, 1e6)
    add(["MiB"], .size, 1_048_576)
    add(["GB"], .size, 1e9)
    add(["GiB"], .size, 1_073_741_824)
    return units
  }()

  /// What is said where a unit that somebody gave by hand is none: values in it could not be compared with any other.
  public static func problemByHand(_ name: String) -> String? {
    guard named[name] == nil else { return nil }
    return
      "\"\(name.prefix(40))\" is no known unit; known are ns, us, ms, s, min, h, ratio, percent, multiple, 1/s, 1/min, B, kB, KiB, MB, MiB, GB, GiB, and 1 for what is only counted"
  }

  /// Whether it measures a rate or a size, of which there is nothing below 0; a time may be the difference of two.
  var isAmount: Bool { [.rate, .size].contains(quantity) }

  /// The names of the units that convert to another one, sorted.
  static func names(convertingTo other: Unit) -> [String] {
    named.filter { $0.value.convert(1, to: other) != nil }.keys.sorted()
  }

  /// The names of the units in which a number is the same as in another one, sorted.
  static func names(worth other: Unit) -> [String] {
    named.filter { $0.value.convert(1, to: other) == 1 }.keys.sorted()
  }

  /// The units that convert to another one, by name, each with what one of the other is in it: 100 for a ratio in percent.
  static func wholes(of other: Unit) -> [(unit: String, whole: Double)] {
    named.compactMap { name, unit in other.convert(1, to: unit).map { (name, $0) } }.sorted { $0.0 < $1.0 }
  }

  /// The unit of that name; nil where values in it cannot be converted.
  public init?(named name: String) {
    guard let unit = Unit.named[name] else { return nil }
    self = unit
  }

  /// The value in another unit; nil where the two do not measure the same.
  public func convert(_ value: Double, to other: Unit) -> Double? {
    guard quantity == other.quantity else { return nil }
    let up = numerator * other.denominator
    let down = denominator * other.numerator
    return up == down ? value : value * up / down
  }

  public var description: String { name }
}
