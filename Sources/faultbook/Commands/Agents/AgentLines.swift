import AgentProtocol
import KnowledgeBase
import Vocabulary

/// The messages of one agent, a line each, on standard input and output.
struct AgentLines {
  private var session: AgentSession<BookPerCall>
  private var input = LineInput()

  init(common: CommonOptions, roles: [AgentRole]) {
    let rights = (roles.isEmpty ? [.reader] : roles).reduce(into: AgentRights()) { $0.formUnion($1.rights) }
    session = AgentSession(
      desk: BookPerCall(common: common), client: AgentClient(actor: common.actorName, rights: rights))
  }

  /// Answers until the input ends, or nobody reads any more.
  mutating func answerAll() throws {
    while true {
      switch try input.next(within: 3600) {
      case .line(let line): try answer(line)
      case .idle: continue
      case .end(let rest):
        return try answer(rest)
      }
    }
  }

  private mutating func answer(_ line: [UInt8]) throws {
    guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }), let answer = session.answer(line) else {
      return
    }
    try StandardStreams.print(answer.text + "\n")
  }
}

/// The book, open only while it is asked or written to.
private struct BookPerCall: AgentDesk {
  let common: CommonOptions

  func ask<Result>(_ question: (KnowledgeBase) throws -> Result) throws -> Result {
    let book = try KnowledgeBase.openForReading(at: common.bookPath, anchors: common.anchors)
    defer { book.close() }
    return try question(book)
  }

  func write<Result>(_ command: (KnowledgeBase) throws -> Result) throws -> Result {
    let book = try common.openForWriting()
    defer { book.close() }
    return try command(book)
  }
}
