import KnowledgeBase
import Vocabulary

/// Which events a caller may bring, beyond what their route asks for.
enum Admission {
  /// Throws `Problem` 403 where an event says that somebody else than the caller said it, or is of a kind that the caller may
  /// not record.
  static func check(_ events: [NewEvent], _ call: Call) throws {
    guard !call.principal.may(.administer) else { return }
    for event in events {
      if let actor = event.actor, actor != call.actor {
        throw Problem.forbidden(
          "event \(event.id) says that \(actor) said it, and \(call.actor) cannot speak for others; leave actor out")
      }
      try check(event.type, call)
    }
  }

  /// Settings, corrections and what became of keys and of the book itself are an admin's to say; plans a planner's.
  static func check(_ type: EventType, _ call: Call) throws {
    let needed: Permission =
      switch type.streams {
      case .policy, .correction, .subject, .book: .administer
      case .plan: .plan
      case .system, .intent, .run, .incident, .imports: .record
      }
    guard call.principal.may(needed) || call.principal.may(.administer) else {
      let roles = Role.allCases.filter { $0.allows(needed) }.map(\.rawValue).joined(separator: " or ")
      throw Problem.forbidden("events of type \(type.shortName) are for role \(roles)")
    }
  }

  /// What the headers expect; nil for nothing. Throws `Problem` 400 where they do not go together.
  static func expectedVersion(_ call: Call) throws -> String? {
    let expected = call.arguments.text("Expected-Version")
    guard let tag = call.arguments.text("If-Match") else { return expected }
    guard expected == nil else {
      throw Problem.badRequest("If-Match and Expected-Version stand together; give one of them")
    }
    let version = tag.filter { $0 != "\"" }
    if version == "*" { return "stream-exists" }
    guard Int64(version) != nil else {
      throw Problem.badRequest("If-Match takes a stream's version in quotes, such as \"3\", or *")
    }
    return version
  }
}
