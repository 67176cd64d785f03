public import KnowledgeBase

/// Where the tools find the book: apart from how messages come, and from how a book is held open meanwhile.
public protocol AgentDesk {
  /// Asks the book something as it stands now.
  func ask<Result>(_ question: (KnowledgeBase) throws -> Result) throws -> Result
  /// Records something.
  func write<Result>(_ command: (KnowledgeBase) throws -> Result) throws -> Result
  /// Hears that a client was refused something that its role does not allow, for whoever keeps account of that.
  func refused(_ operation: String, why: String)
}

extension AgentDesk {
  /// Keeps no account.
  public func refused(_ operation: String, why: String) {}
}

/// What a client may do, from the role that it has.
public struct AgentRights: OptionSet, Sendable {
  public let rawValue: UInt8

  /// Rights.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// To ask.
  public static let ask = AgentRights(rawValue: 1)
  /// To record and decide proposals.
  public static let plan = AgentRights(rawValue: 2)
  /// To record intents, runs and verdicts.
  public static let record = AgentRights(rawValue: 4)
  /// To check the history, and see what the runs were worth.
  public static let audit = AgentRights(rawValue: 8)

  /// The role that a refusal names.
  var role: String {
    contains(.audit) ? "auditor" : contains(.record) ? "recorder" : contains(.plan) ? "planner" : "reader"
  }
}

/// Who a client is to the book.
public struct AgentClient: Sendable {
  /// The name that stands in the log as the actor of what is recorded.
  public let actor: String
  /// What it may do.
  public let rights: AgentRights

  /// A client.
  public init(actor: String, rights: AgentRights) {
    self.actor = actor
    self.rights = rights
  }
}
