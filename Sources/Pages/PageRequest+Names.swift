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

  /// The same page, seen from a position.
  func seen(from position: Int64) -> PageRequest {
    PageRequest(
      path, query.merging(["at": "\(position)"]) { $1 }, mayDecide: mayDecide, mayRecord: mayRecord,
      mayAudit: mayAudit, viewer: viewer, waiting: waiting, refused: refused, at: minute)
  }
}

extension Place {
  /// What its page takes beside what every page does.
  fileprivate var names: [String] {
    switch self {
    case .overview, .runs, .trends: []
    case .system: ["around", "hops"]
    case .next, .proposal, .export: ["id", "as", "top", "journey", "plan", "why", "about"]
    case .record: StartForm.names + ["top", "journey", "plan", "load"]
    case .history: ["from"]
    case .audit: ["verify"]
    case .ask: ["query"]
    case .component, .journey: ["name"]
    case .dependency: ["caller", "callee"]
    case .belief, .run: ["id"]
    }
  }
}
