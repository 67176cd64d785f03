/// `budget.reported`: how much of an error budget is left.
///
/// `{"journey": "checkout", "remaining": 0.42, "burnRate": 1.3}`
public struct BudgetReported: EventPayload {
  public static let type = EventType.budgetReported
  /// Whose budget.
  public let node: NodeID
  /// What is left, 0 to 1 of the whole.
  public let remaining: Double
  /// How fast it burns: 1 spends it exactly by the end of its window.
  public let burnRate: Double?

  /// A report.
  public init(node: NodeID, remaining: Double, burnRate: Double? = nil) {
    self.node = node
    self.remaining = remaining
    self.burnRate = burnRate
  }

  public init(from fields: FieldReader) throws {
    self.init(
      node: try NodeID.require(fields), remaining: try fields.fraction("remaining"),
      burnRate: try fields.optionalAmount("burnRate"))
  }

  public var json: JSON {
    .compact(
      (node.kind.rawValue, .string(node.name)), ("remaining", .number(remaining)),
      ("burnRate", burnRate.map { .number($0) }))
  }
}
