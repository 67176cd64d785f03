import KnowledgeBase
import Server

extension CommonOptions {
  /// What a command that writes is answered: by the server that holds the book where there is one, else by the book itself, which
  /// `body` gets open for writing.
  func writing(
    _ handover: Handover, create: Bool = false, trust: [String] = TrustOptions.inEnvironment,
    _ body: (KnowledgeBase) throws -> Answer
  ) throws -> Answer {
    if let answer = try handedOver(handover) { return answer }
    let book = try openToWait(create: create, trust: trust)
    defer { book.close() }
    return try body(book)
  }

  /// The answer of the server that holds the book; nil where none does.
  func handedOver(_ handover: Handover) throws -> Answer? {
    let (path, actor) = (bookPath, actorName)
    return try Blocking.run { try await handover.answer(book: path, actor: actor) }
  }

  /// Opens the book for a command that no server takes over: one that holds the book does so for long, so that nobody waits for it.
  func openForWriting(trust: [String] = TrustOptions.inEnvironment) throws -> KnowledgeBase {
    guard wait == nil, let server = KnowledgeBase.server(of: bookPath) else { return try openToWait(trust: trust) }
    do {
      return try openToWait(trust: trust, seconds: 0)
    } catch let error as FaultbookError where error.code == .locked {
      throw FaultbookError(
        .locked,
        "\(bookPath) is held by the server at \(server.address) (process \(server.process)), and this cannot be handed over to it; "
          + "call its API or /mcp, or end it and say this again")
    }
  }

  /// Opens the book for writing as soon as nobody else does, waiting for so long as was asked for.
  func openToWait(
    create: Bool = false, trust: [String] = TrustOptions.inEnvironment, seconds: Double? = nil
  ) throws -> KnowledgeBase {
    try KnowledgeBase.openForWriting(
      at: bookPath, wait: seconds ?? waitSeconds, create: create, anchors: anchors, trust: trust,
      ownKey: KeyOptions.ownKey)
  }
}
