/// A unit of measure that values can be converted in.
public struct Unit: Sendable, Hashable, CustomStringConvertible {
  private enum Quantity: Sendable, Hashable { case time, ratio, rate, size, multiple }

  /// The unit's name, as it stands in events.
  public let name: String
  private let quantity: Quantity
  private let factor: Double

  private init(_ name: String, _ quantity: Quantity, _ factor: Double) {
    self.name = name
    self.quantity = quantity
    self.factor = factor
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
    func add(_ names: [String], _ quantity: Quantity, _ factor: Double) {
      for name in names { units[name] = Unit(name, quantity, factor) }
    }
    add(["ns"], .time, 1e-6)
    add(["us", "µs"], .time, 1e-3)
    add(["ms", "milliseconds"], .time, 1)
    add(["s", "seconds"], .time, 1000)
    add(["min", "minutes"], .time, 60_000)
    add(["h", "hours"], .time, 3_600_000)
    add(["ratio", "fraction"], .ratio, 1)
    add(["percent", "%"], .ratio, 0.01)
    add(["multiple", "x"], .multiple, 1)
    add(["1/s", "rps", "qps"], .rate, 1)
    add(["1/min"], .rate, 1.0 / 60)
    add(["B", "bytes"], .size, 1)
    add(["kB", "KB"], .size, 1e3)
    add(["KiB"], .size, 1024)
    add(["MB"], .size, 1e6)
    add(["MiB"], .size, 1_048_576)
    add(["GB"], .size, 1e9)
    add(["GiB"], .size, 1_073_741_824)
    return units
  }()

  /// The unit of that name; nil where values in it cannot be converted.
  public init?(named name: String) {
    guard let unit = Unit.named[name] else { return nil }
    self = unit
  }

  /// The value in another unit; nil where the two do not measure the same.
  public func convert(_ value: Double, to other: Unit) -> Double? {
    guard quantity == other.quantity else { return nil }
    return factor == other.factor ? value : value * factor / other.factor
  }

  public var description: String { name }
}
