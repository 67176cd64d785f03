import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import ServiceLifecycle
import Vocabulary

/// Events as they come, as server-sent events (WHATWG HTML §9.2): `id` is the position, `event` the type, `data` the
/// CloudEvents object. A client that comes back with `Last-Event-ID` goes on right behind it.
struct LiveTail: Sendable {
  /// Which events are told.
  struct Filter: Sendable {
    /// One stream; nil for all.
    var stream: String?
    /// Types; empty for all.
    var types: [EventType] = []
    /// How far the log has come, and nothing of what is in it: some bytes, at most once a `pause`.
    var tellsPositionOnly = false
  }

  let desk: Desk
  let filter: Filter
  /// What the client was let in by; it is asked for again before anything is told.
  let standing: Standing
  /// Between two positions at least, where they are all that is told.
  private static let pause = Duration.seconds(1)
  /// How long nothing is said before a sign of life.
  var silence = Duration.seconds(15)
  /// Positions that are looked at in one go.
  private static let stretch: Int64 = 2000

  init(_ desk: Desk, filter: Filter, standing: Standing) {
    self.desk = desk
    self.filter = filter
    self.standing = standing
  }

  /// The response. Throws `Problem` 400 for a last id that is no position of this log, 503 where there are too many.
  func response(after position: Int64) throws -> Response {
    guard position <= desk.book.position else {
      throw Problem.badRequest(
        "position \(position) is not in this log, which ends at \(desk.book.position); leave Last-Event-ID out")
    }
    guard desk.tail.enter(most: desk.options.limits.tails) else {
      throw Problem.retry(
        .serviceUnavailable, "busy", "\(desk.options.limits.tails) live tails are open already; try again later",
        after: 5)
    }
    // Given back when the body is done with, or dropped unsent.
    let place = Place(desk.tail)
    var headers = HTTPFields()
    headers[.contentType] = MediaTypes.serverSentEvents
    headers[.cacheControl] = "no-store"
    headers[HTTPField.Name("X-Accel-Buffering")!] = "no"
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        defer { place.leave() }
        // A page may know by the first piece that it is connected.
        try await writer.write(ByteBuffer(string: "retry: 1000\nid: \(position)\n\n"))
        try await run(after: position, &writer)
        try await writer.finish(nil)
      })
  }

  private func run(after position: Int64, _ writer: inout any ResponseBodyWriter) async throws {
    var cursor = TailCursor(after: position, head: desk.tail.head)
    while true {
      if desk.tail.isEnded { cursor.end() }
      // A token that was revoked or has expired opens nothing from then on, what is open already included.
      if let problem = await standing.problem() {
        return try await writer.write(ByteBuffer(string: ": \(plainLine(problem.detail))\n\n"))
      }
      switch cursor.action {
      case .stop: return
      case .read(_, let head) where filter.tellsPositionOnly:
        try await writer.write(ByteBuffer(string: "id: \(head)\nevent: position\ndata: \(head)\n\n"))
        cursor.read(through: head)
        await wait(beyond: .max, atMost: LiveTail.pause)
        cursor.grew(to: desk.tail.head)
      case .read(let after, let head):
        let through = min(head, after + LiveTail.stretch)
        let piece = try await desk.light.run { try self.piece(after: after, through: through) }
        try await writer.write(piece)
        cursor.read(through: through)
      case .wait(let beyond):
        await wait(beyond: beyond, atMost: silence)
        cursor.grew(to: desk.tail.head)
        // A sign of life, which also finds out whether the client is still there.
        if case .wait = cursor.action, !desk.tail.isEnded { try await writer.write(ByteBuffer(string: ": \n\n")) }
      }
    }
  }

  /// Waits for more, for so long at most.
  private func wait(beyond position: Int64, atMost time: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await desk.tail.wait(beyond: position) }
      group.addTask { try? await Task.sleep(for: time) }
      await group.next()
      group.cancelAll()
    }
  }

  /// The text of the events of a stretch. Where the last of it were held back by the filter, an id alone tells how far the
  /// client has come, so that it need not go over them again.
  private func piece(after: Int64, through: Int64) throws -> ByteBuffer {
    let events = try desk.book.events(
      after: after, through: through, stream: filter.stream, types: filter.types, limit: Int(through - after))
    var text = ""
    for event in events {
      text += "id: \(event.position)\nevent: \(event.type.name)\ndata: \(CloudEvents.text(of: event))\n\n"
    }
    if events.last?.position ?? after < through { text += "id: \(through)\n\n" }
    return ByteBuffer(string: text)
  }

  /// A place among the tails, given back once.
  final class Place: Sendable {
    private let hub: TailHub
    private let isTaken = Once()
    init(_ hub: TailHub) { self.hub = hub }
    deinit { leave() }
    func leave() { if isTaken.first() { hub.leave() } }
  }
}
