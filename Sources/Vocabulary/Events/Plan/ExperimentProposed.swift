/// `experiment.proposed`: a whole proposal, with the position, policy and seed that it was computed from, so that
/// anyone can compute it again.
public struct ExperimentProposed: EventPayload {
  public static let type = EventType.experimentProposed
  /// The proposal's id.
  public let id: String
  /// What would be disturbed.
  public let target: Target
  /// The fault.
  public let fault: Fault
  /// The information that it promises, in bits.
  public let bits: Double
  /// The log position that it was computed at.
  public let position: Int
  /// The seed of its simulation.
  public let seed: UInt64
  /// The whole proposal.
  public let proposal: JSON

  public init(from fields: FieldReader) throws {
    let seed = try fields.count("seed")
    self.id = try fields.string("id")
    self.target = try Target.read(fields.object("target"))
    self.fault = try Fault.read(fields.object("fault"))
    self.bits = try fields.number("bits")
    self.position = try fields.count("position")
    self.seed = UInt64(seed)
    self.proposal = fields.json
  }

  public var json: JSON { proposal }
}
