import KnowledgeBase

extension PageRequest {
  /// What every page takes.
  private static let common = ["at", "now", "environment"]

  /// Throws where the address says something that its page does not know: what is not heard is not to look as if it were.
  func checkNames(of place: Place) throws {
    let known = PageRequest.common + place.names
    for name in query.keys.sorted() where !known.contains(name) {
      if place == .ask, name.hasPrefix("p.") { continue }
      throw FaultbookError(
        .usage,
        "this page takes no \"\(plainLine(String(name.prefix(60))))\"; it takes \(known.joined(separator: ", "))")
    }
  }

  /// The same page without a plan that it would be of.
  var withoutPlan: PageRequest {
    PageRequest(
      path, query.filter { !["plan", "decided"].contains($0.key) }, mayDecide: mayDecide, mayRecord: mayRecord,
      mayAudit: mayAudit, viewer: viewer, at: minute)
  }

  /// The same page, seen from a position.
  func seen(from position: Int64) -> PageRequest {
    PageRequest(
      path, query.merging(["at": "\(position)"]) { $1 }, mayDecide: mayDecide, mayRecord: mayRecord,
      mayAudit: mayAudit, viewer: viewer, waiting: waiting, refused: refused, origin: origin, at: minute)
  }
}

extension Place {
  /// What its page takes beside what every page does.
  fileprivate var names: [String] {
    switch self {
    case .overview, .runs, .trends: []
    case .system: ["around", "hops"]
    case .next: ["top", "journey", "plan", "why", "about", "decided"]
    case .proposal, .export: ["id", "as", "top", "journey", "plan", "why", "about"]
    case .record: StartForm.names + ["top", "journey", "plan", "load"]
    case .history: ["from"]
    case .audit: ["verify"]
    case .ask: ["query"]
    case .component: ["name"]
    case .journey: ["name", "done"]
    case .dependency: ["caller", "callee"]
    case .belief: ["id"]
    case .run: ["id", "done", "known"]
    }
  }
}
