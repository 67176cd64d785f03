import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

/// Events as a producer has them, over one request that stays open: a CloudEvents object a line, each appended by itself and answered by
/// a line of its own once it is on disk. The counterpart of `LiveTail`.
///
/// An answer is `{"line":n,"id":…,"position":n}`, with `"known":true` where the event stood in the log before, or
/// `{"line":n,"id":…,"problem":{…}}`; they come in the order of the lines. A line that is refused keeps no other back. Whoever
/// was not answered, because the connection broke or the server ended, sends the line again: with the same id it is appended once.
///
/// Cost: that of appending; a request costs several times as much as a line. All that came while the last lines were written is
/// written together.
struct EventFeed: Sendable {
  let desk: Desk
  let call: Call
  let body: RequestBody

  /// Lines that are appended in one go.
  private static let stretch = 128
  /// Bytes that wait for the log before a client is slowed down.
  private static let waitingBytes = 1 << 18
  /// Above so many bytes a line is read beside the event loop, as it would hold up its other connections.
  private static let longLine = 1 << 15

  /// The response. Throws `Problem` 503 where there are too many.
  func response() throws -> Response {
    guard desk.tail.enter(most: desk.options.limits.tails) else {
      throw Problem.retry(
        .serviceUnavailable, "busy",
        "\(desk.options.limits.tails) live tails and feeds are open already; try again later", after: 5)
    }
    let place = LiveTail.Place(desk.tail)
    var headers = HTTPFields()
    headers[.contentType] = MediaTypes.lines
    headers[.cacheControl] = "no-store"
    headers[HTTPField.Name("X-Accel-Buffering")!] = "no"
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        defer { place.leave() }
        let inlet = FeedInlet(most: EventFeed.waitingBytes)
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await receive(into: inlet) }
          group.addTask {
            // The server is about to end: what has come is written and answered, and no more is taken.
            await desk.tail.wait(beyond: .max)
            inlet.end()
          }
          try await feed(from: inlet, &writer)
          try await writer.finish(nil)
          group.cancelAll()
        }
      })
  }

  /// Takes what the client sends, until it has no more or is gone.
  private func receive(into inlet: FeedInlet) async throws {
    defer { inlet.end() }
    for try await piece in body {
      guard await inlet.put(piece) else { return }
    }
  }

  private func feed(from inlet: FeedInlet, _ writer: inout any ResponseBodyWriter) async throws {
    var lines = FeedLines(longest: desk.options.limits.bodyBytes)
    let standing = Standing(desk, call)
    while let piece = await inlet.take() {
      for stretch in lines.take(piece).stretches(of: EventFeed.stretch) {
        // A token that was revoked or has expired takes nothing from then on.
        if let problem = await standing.problem() { return try await refuse(problem, at: stretch[0], &writer) }
        try await writer.write(answers(to: stretch))
      }
      if lines.isTooLong {
        return try await refuse(
          BodyReader.tooLarge(desk.options.limits.bodyBytes), at: .init(number: lines.count + 1, bytes: []), &writer)
      }
    }
    if let last = lines.last() { try await writer.write(answers(to: [last])) }
  }

  private func refuse(
    _ problem: Problem, at line: FeedLines.Line, _ writer: inout any ResponseBodyWriter
  ) async throws {
    var answer = FeedAnswers()
    answer.add(line.number, nil, problem)
    try await writer.write(answer.text)
  }

  /// Appends the events of some lines; the answers to them.
  private func answers(to lines: [FeedLines.Line]) async throws -> ByteBuffer {
    try await slowDown()
    let read = await read(lines)
    var appended = await desk.book.submit(each: read.compactMap { try? $0.get() }, actor: call.actor)[...]
    var answers = FeedAnswers()
    for (line, event) in zip(lines, read) {
      switch event {
      case .failure(let problem):
        // What is no event of ours may still be an object with an id, by which its producer knows it.
        answers.add(line.number, (try? JSON.parse(line.bytes))?["id"]?.stringValue, problem)
      case .success(let event):
        switch appended.removeFirst() {
        case .success(let appended): answers.add(line.number, event.id, appended)
        case .failure(let error): answers.add(line.number, event.id, Problem(error))
        }
      }
    }
    return answers.text
  }

  private func read(_ lines: [FeedLines.Line]) async -> [Result<NewEvent, Problem>] {
    let read: @Sendable () -> [Result<NewEvent, Problem>] = {
      lines.map { line in
        Result {
          let event = try CloudEvents.read(line.bytes)
          try Admission.check([event], call)
          return event
        }.mapError { error in
          (error as? JSONError).map { .badRequest("the line is no sound JSON: \($0)") } ?? Problem(error)
        }
      }
    }
    guard lines.contains(where: { $0.bytes.count > EventFeed.longLine }) else { return read() }
    return await withTaskExecutorPreference(globalConcurrentExecutor) { read() }
  }

  /// Lines that are appended together count as one request of their caller; where those are too many, the client waits.
  private func slowDown() async throws {
    while let seconds = desk.callers.requests.wait(call.principal.account) {
      try await Task.sleep(for: .seconds(seconds))
    }
  }
}

extension Array {
  /// Its elements in order, so many at most in each stretch.
  fileprivate func stretches(of most: Int) -> [[Element]] {
    guard count > most else { return isEmpty ? [] : [self] }
    return stride(from: 0, to: count, by: most).map { Array(self[$0..<Swift.min($0 + most, count)]) }
  }
}
