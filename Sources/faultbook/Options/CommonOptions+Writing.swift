import KnowledgeBase
import Server

extension CommonOptions {
  /// What a command that writes is answered: by the server that holds the book where there is one, else by the book itself, which
  /// `body` gets open for writing.
  func writing(
    _ handover: Handover, create: Bool = false, _ body: (KnowledgeBase) throws -> Answer
  ) throws -> Answer {
    let (path, actor) = (bookPath, actorName)
    if let answer = try Blocking.run({ try await handover.answer(book: path, actor: actor) }) { return answer }
    let book = try openForWriting(create: create)
    defer { book.close() }
    return try body(book)
  }
}
