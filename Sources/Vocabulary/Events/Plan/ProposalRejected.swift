/// `proposal.rejected`: somebody decided against it.
///
/// `{"proposal": "p-…", "why": "the vendor has a freeze"}`
public struct ProposalRejected: EventPayload {
  public static let type = EventType.proposalRejected
  /// The proposal's id.
  public let proposal: String
  /// Why.
  public let why: String?

  /// A rejection.
  public init(proposal: String, why: String? = nil) {
    self.proposal = proposal
    self.why = why
  }

  public init(from fields: FieldReader) throws {
    self.init(proposal: try fields.string("proposal"), why: try fields.optionalString("why"))
  }

  public var json: JSON { .compact(("proposal", .string(proposal)), ("why", why.map { .string($0) })) }
}
