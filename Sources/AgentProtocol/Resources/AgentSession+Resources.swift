import KnowledgeBase
import Vocabulary

extension AgentSession {
  /// How many reports one answer lists.
  private static var pageLength: Int { 200 }

  /// The reports that there are: of the evidence, for auditors, and of each run, the newest first; page by page.
  func listResources(_ parameters: JSON) throws(RPCError) -> JSON {
    try mayRead()
    var start = 0
    if let cursor = parameters["cursor"], !cursor.isNull {
      guard let text = cursor.stringValue, let place = Int(text), place > 0 else {
        throw .invalidParameters("params.cursor: expected what nextCursor gave")
      }
      start = place
    }
    do {
      let runs = try desk.ask { try $0.runs() }.json["runs"]?.arrayValue ?? []
      let names = runs.reversed().compactMap { $0["run"]?.stringValue }
      let page = names.dropFirst(start).prefix(Self.pageLength)
      var entries = page.map { ReportResource.entry("run/" + ReportResource.encoded($0), "Report of run \($0)") }
      if start == 0, client.rights.contains(.audit) {
        entries.insert(ReportResource.entry("evidence", "What the runs' passes were worth"), at: 0)
      }
      let end = start + page.count
      return .compact(
        ("resources", .array(entries)), ("nextCursor", end < names.count ? .string(String(end)) : nil))
    } catch {
      throw .internal(sentence(error))
    }
  }

  func readResource(_ parameters: JSON, _ revision: ProtocolRevision) throws(RPCError) -> JSON {
    try mayRead()
    guard let uri = parameters["uri"]?.stringValue else { throw .invalidParameters("params.uri: expected an address") }
    guard let resource = ReportResource(uri) else { throw .unknownResource(uri, in: revision) }
    try mayRead(resource.right)
    do {
      let text = try desk.ask { try resource.markdown($0) }
      return .compact(
        (
          "contents",
          [.compact(("uri", .string(uri)), ("mimeType", "text/markdown"), ("text", .string(text)))]
        ))
    } catch let error as FaultbookError where [.usage, .unknown].contains(error.code) {
      throw RPCError(
        code: RPCError.unknownResource(uri, in: revision).code, message: error.message,
        data: .compact(("uri", .string(uri))))
    } catch {
      throw .internal(sentence(error))
    }
  }

  private func mayRead(_ right: AgentRights = .ask) throws(RPCError) {
    guard client.rights.contains(right) else {
      let why = "reading this report needs the role \(right.role), which this client has not"
      desk.refused("resources", why: why)
      throw .invalidRequest(why)
    }
  }
}
