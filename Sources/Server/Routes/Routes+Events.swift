import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

extension RouteTable {
  /// The events themselves: as they stand, as they come, and new ones.
  static let events: [Route] = [
    Route(
      method: .get, path: api + "/events", name: "events.list",
      summary: "Events in the order of their positions, page by page; as lines all of them in one stream.",
      permission: .read, command: "log",
      parameters: [
        .query("from", .integer(1...(1 << 53)), "The first position; the last events where none is given.", example: 1),
        .query("limit", .integer(1...1000), "How many at most in a page; 50 where nothing is said.", example: 50),
        .query("stream", .text(maximum: 200), "Only of this stream, such as run/r1."), .reveal,
      ] + Parameter.view, types: [MediaTypes.json, MediaTypes.cloudEvents, MediaTypes.lines],
      answer: .shared("Events"), action: .respond(EventPages.respond)),
    Route(
      method: .get, path: api + "/events/{position}", name: "events.show", summary: "One event, as it stands.",
      permission: .read, parameters: [.position("position", "Its position."), .reveal] + Parameter.view,
      types: [MediaTypes.cloudEvent, MediaTypes.json], answer: .shared("CloudEvent"),
      action: .respond(EventPages.one)),
    Route(
      method: .post, path: api + "/events", name: "events.append",
      summary: "Appends CloudEvents in structured, batch or binary mode, or as lines: all or none.",
      permission: .record, command: "append",
      parameters: [
        .expectedVersion,
        .header(
          "If-Match", .text(maximum: 40),
          "The stream's version in quotes: the same as Expected-Version with that number."),
        .query(
          "stream", .text(maximum: 200), "The stream that the expected version is of; that of the first event else."),
      ], body: .events, success: .created, types: AnswerForm.types, answer: .shared("Appended"),
      action: .append { book, call in
        guard case .events(let events) = call.body, !events.isEmpty else {
          throw Problem(.unprocessableContent, "input", "the body holds no event; send at least one")
        }
        try Admission.check(events, call)
        return try await book.submit(
          events, expecting: try Admission.expectedVersion(call), stream: call.arguments.text("stream"),
          actor: call.actor)
      }),
    Route(
      method: .post, path: api + "/feed", name: "events.feed",
      summary: "Appends events line by line while the request stays open; each is answered when it is on disk.",
      permission: .record, body: .feed, types: [MediaTypes.lines], answer: .any, load: .endless,
      action: .respond { desk, call in
        guard case .feed(let body) = call.body else { throw Problem.badRequest("the body is missing; send events") }
        return try EventFeed(desk: desk, call: call, body: body).response()
      }),
    Route(
      method: .get, path: api + "/tail", name: "events.tail",
      summary: "Events as they come, as server-sent events; Last-Event-ID goes on where a client was.",
      permission: .read,
      parameters: [
        .header("Last-Event-ID", .integer(0...(1 << 53)), "Go on behind this position."),
        .query(
          "from", .integer(0...(1 << 53)), "Begin behind this position; at the end of the log where none is given."),
        .query("stream", .text(maximum: 200), "Only of this stream."),
        .query("type", .word(EventType.all.map(\.name)), "Only of this type.").repeated,
        .query(
          "only", .word(["position"]),
          "Tell how far the log has come, at most once a second, and no event: `event: position`."),
      ], types: [MediaTypes.serverSentEvents], answer: .any, load: .endless,
      action: .respond { desk, call in
        // What a client saw last is more than what it first asked for.
        let position = call.arguments.integer("Last-Event-ID") ?? call.arguments.integer("from")
        let filter = LiveTail.Filter(
          stream: call.arguments.text("stream"), types: call.arguments.texts("type").compactMap(EventType.init(named:)),
          tellsPositionOnly: call.arguments.text("only") != nil)
        if filter.tellsPositionOnly, filter.stream != nil || !filter.types.isEmpty {
          throw Problem(
            .unprocessableContent, "usage", "positions alone are those of the whole log; leave stream and type out")
        }
        return try LiveTail(desk, filter: filter, standing: Standing(desk, call)).response(
          after: position.map(Int64.init) ?? desk.book.position)
      }),
  ]
}

/// One page of events, as it is sent.
private struct EventPage: Sendable {
  let position: Int64
  /// Where the next page begins; nil where this is the last one, or none was asked for from a place on.
  let next: Int64?
  let text: ByteBuffer

  /// - Parameter isWhole: whether the position and the next page stand around the events, or nothing does.
  init(
    _ book: KnowledgeBase, _ arguments: Arguments, _ reveals: Bool, _ from: Int64?, _ limit: Int, isWhole: Bool
  ) throws {
    let stream = arguments.text("stream")
    let (texts, last): ([[UInt8]], Int64?)
    if reveals {
      let answer = try book.events(from: from, stream: stream, limit: limit, view: arguments.view, reveal: true)
      let events = answer.json["events"]?.arrayValue ?? []
      position = answer.json["position"]?.integerValue ?? 0
      (texts, last) = (events.map(\.bytes), events.last?["sequence"]?.stringValue.flatMap { Int64($0) })
    } else {
      let found = try book.eventTexts(from: from, stream: stream, limit: limit, view: arguments.view)
      position = found.position
      (texts, last) = (found.events.map(\.text), found.events.last?.position)
    }
    let isMore = from != nil && texts.count == limit && (last ?? .max) < position
    next = isMore ? last.map { $0 + 1 } : nil
    var out = ByteBuffer()
    out.reserveCapacity(texts.reduce(100) { $0 + $1.count + 1 })
    out.writeString(isWhole ? "{\"position\":\(position),\"events\":[" : "[")
    for (index, text) in texts.enumerated() {
      if index > 0 { out.writeInteger(UInt8(ascii: ",")) }
      out.writeBytes(text)
    }
    out.writeString("]" + (isWhole ? ",\"next\":\(next.map { "\($0)" } ?? "null")}" : "") + "\n")
    self.text = out
  }
}

/// Events page by page, or all in one stream.
enum EventPages {
  /// So many events are a short page.
  private static let shortPage = 50

  @Sendable static func respond(_ desk: Desk, _ call: Call) async throws -> Response {
    guard let type = MediaTypes.chosen(call.headers[.accept], among: call.route.types) else {
      throw Problem(.notAcceptable, "not-acceptable", "events are told as \(call.route.types.joined(separator: ", "))")
    }
    let reveals = try call.reveals()
    let arguments = call.arguments
    if type == MediaTypes.lines { return try await stream(desk, call) }
    let limit = arguments.integer("limit") ?? 50
    let from = arguments.integer("from").map(Int64.init)
    let isWhole = type == MediaTypes.json
    let make: @Sendable () throws -> EventPage = {
      try EventPage(desk.book, arguments, reveals, from, limit, isWhole: isWhole)
    }
    // A short page costs less than a change of threads, and waits for nobody: it is read where its connection is.
    let isShort = from != nil && limit <= shortPage && !reveals && arguments.text("stream") == nil
    let page = try isShort && desk.book.readsAsStored(arguments.view) ? make() : await desk.light.run(make)
    let position = page.position
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.faultbookPosition] = String(position)
    headers[.vary] = "Accept"
    headers[.cacheControl] = "private, no-cache"
    let tag = "\"\(position)\(isWhole ? "" : "-batch")\""
    if !reveals {
      headers[.eTag] = tag
      let given = (call.headers[.ifNoneMatch] ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
      if given.contains(tag) || given == ["*"] { return Response(status: .notModified, headers: headers) }
    }
    if let next = page.next {
      let stream = arguments.text("stream").map { "&stream=\(escaped($0))" } ?? ""
      headers[HTTPField.Name("Link")!] =
        "<\(call.route.path)?from=\(next)&limit=\(limit)\(stream)&as-of=\(position)>; rel=\"next\""
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: page.text))
  }

  /// Every event from a position on to the end of the log as it is now, one a line, read while it is sent.
  private static func stream(_ desk: Desk, _ call: Call) async throws -> Response {
    guard !call.arguments.flag("reveal"), call.arguments.text("as-of") == nil || call.arguments.asOfPosition != nil
    else {
      throw Problem(
        .unprocessableContent, "usage", "lines are events as they stand; leave reveal out, and as-of a position")
    }
    let book = desk.book
    let end = min(call.arguments.asOfPosition ?? .max, book.position)
    let start = call.arguments.integer("from").map(Int64.init) ?? 1
    let most = call.arguments.integer("limit")
    let stream = call.arguments.text("stream")
    var headers = HTTPFields()
    headers[.contentType] = MediaTypes.lines
    headers[.faultbookPosition] = String(end)
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        var after = start - 1
        var left = most ?? .max
        while after < end, left > 0 {
          let wanted = min(500, left)
          let behind = after
          let events = try await desk.light.run {
            try book.events(after: behind, through: end, stream: stream, limit: wanted)
          }
          guard let last = events.last else { break }
          var piece = ByteBuffer()
          for event in events {
            piece.writeBytes(CloudEvents.bytes(of: event))
            piece.writeInteger(UInt8(ascii: "\n"))
          }
          try await writer.write(piece)
          after = last.position
          left -= events.count
        }
        try await writer.finish(nil)
      })
  }

  /// One event: the CloudEvent, or with JSON the answer of `log POSITION`.
  @Sendable static func one(_ desk: Desk, _ call: Call) async throws -> Response {
    guard let type = MediaTypes.chosen(call.headers[.accept], among: call.route.types) else {
      throw Problem(.notAcceptable, "not-acceptable", "an event is told as \(call.route.types.joined(separator: ", "))")
    }
    let reveals = try call.reveals()
    let position = Int64(call.arguments.integer("position") ?? 0)
    let view = call.arguments.view
    guard position <= desk.book.position else {
      throw Problem(
        .notFound, "unknown", "there is no event at position \(position); the log goes from 1 to \(desk.book.position)")
    }
    let answer = try await desk.light.run { try desk.book.event(at: position, view: view, reveal: reveals) }
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.vary] = "Accept"
    guard type == MediaTypes.cloudEvent, let event = answer.json["events"]?.arrayValue?.first else {
      return Response(headers: headers, json: answer.json)
    }
    return Response(headers: headers, json: event)
  }

  private static func escaped(_ text: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
    return text.utf8.map { plain.contains($0) ? String(UnicodeScalar($0)) : "%" + Hexadecimal.text([$0]).uppercased() }
      .joined()
  }
}

extension Arguments {
  /// The position that `as-of` names, where it names one.
  var asOfPosition: Int64? { if case .position(let position) = view.asOf { position } else { nil } }
}

extension Response {
  /// A JSON document under header fields that say what it is.
  init(headers: HTTPFields, json: JSON) {
    self.init(
      status: .ok, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes + [UInt8(ascii: "\n")])))
  }
}
