/// `proposal.accepted`: somebody means to run it.
///
/// `{"proposal": "p-…", "why": "fits Thursday's game day"}`
public struct ProposalAccepted: EventPayload {
  public static let type = EventType.proposalAccepted
  /// The proposal's id.
  public let proposal: String
  /// Why.
  public let why: String?

  /// An acceptance.
  public init(proposal: String, why: String? = nil) {
    self.proposal = proposal
    self.why = why
  }

  public init(from fields: FieldReader) throws {
    self.init(proposal: try fields.string("proposal"), why: try fields.optionalString("why"))
  }

  public var json: JSON { .compact(("proposal", .string(proposal)), ("why", why.map { .string($0) })) }
}
