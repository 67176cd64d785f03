import Vocabulary

/// A mean of values by weight.
struct WeightedMean: Sendable, Equatable {
  private var sum = 0.0
  private var weight = 0.0

  /// The mean; nil without weight.
  var value: Double? { weight > 0 ? sum / weight : nil }

  init() {}

  mutating func add(_ value: Double?, weight: Int) {
    guard let value, weight > 0 else { return }
    sum += value * Double(weight)
    self.weight += Double(weight)
  }
}

extension WeightedMean: Packable {
  func pack(into packer: inout Packer) { packer.put(sum, weight) }
  init(from unpacker: inout Unpacker) throws {
    sum = try unpacker.next()
    weight = try unpacker.next()
  }
}
