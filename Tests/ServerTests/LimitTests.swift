import Glibc
import HTTPTypes
import HummingbirdTesting
import KnowledgeBase
import Logging
import NIOCore
import NIOPosix
import Testing
import Vocabulary

@testable import Server

@Suite("Limits of the server")
struct LimitTests {
  @Test("A caller that asks too often is told when to come back, and others are served")
  func rates() async throws {
    let served = try await Served {
      $0.limits.requestsPerSecond = 0.001
      $0.limits.burst = 3
    }
    let (one, other) = (try served.token(.reader, name: "one"), try served.token(.reader, name: "other"))
    try await served.test { client in
      for _ in 0..<3 { #expect(try await client.get("/api/v1/scores", token: one).status == 200) }
      let reply = try await client.get("/api/v1/scores", token: one)
      #expect(reply.status == 429 && reply.json["code"]?.stringValue == "too-many-requests")
      #expect(Int(reply.headers[.retryAfter] ?? "") ?? 0 >= 1)
      #expect(try await client.get("/api/v1/scores", token: other).status == 200)
      #expect(try await client.get("/health/live").status == 200)
    }
  }

  @Test("Bodies, header fields and paths that are too large are refused before they are kept, and change nothing")
  func sizes() async throws {
    let served = try await Served { $0.limits.bodyBytes = 1000 }
    try await served.test { client in
      let large = String(repeating: "x", count: 2000)
      let body = try await client.post("/api/v1/components", ["component": .string(large), "kind": "service"])
      #expect(body.status == 413 && body.json["code"]?.stringValue == "too-large")
      #expect(
        try await client.get("/api/v1/scores", headers: ["X-Much": String(repeating: "y", count: 20_000)]).status == 431
      )
      #expect(try await client.get("/api/v1/runs/" + String(repeating: "z", count: 9000)).status == 431)
    }
    #expect(served.book.position == 0)
  }

  @Test(
    "Other sites' pages cannot call a server on their reader's machine",
    arguments: [
      (["Origin": "https://evil.example"], 403), (["Host": "evil.example"], 421), (["Host": "localhost"], 200),
      (["Host": "127.0.0.1:8321"], 200),
    ])
  func sites(headers: [String: String], status: Int) async throws {
    let served = try await Served()
    try await served.live { client in
      let reply = try await client.get("/api/v1/scores", headers: headers)
      #expect(reply.status == status, "\(reply.text)")
    }
  }

  @Test(
    "Every response has the headers that keep pages apart", arguments: ["/api/v1/scores", "/nowhere", "/health/live"])
  func headers(path: String) async throws {
    let served = try await Served()
    try await served.test { client in
      let reply = try await client.get(path)
      #expect(reply.headers[.xContentTypeOptions] == "nosniff")
      #expect(reply.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
      #expect(reply.headers[HTTPField.Name("X-Frame-Options")!] == "DENY")
      #expect(reply.headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer")
      #expect(reply.headers[.cacheControl] != nil && reply.headers[HTTPField.Name("X-Request-Id")!] != nil)
    }
  }

  @Test("Beyond this machine nobody is let in without a token, nor without TLS unless something in front ends it")
  func beyond() async throws {
    await #expect(throws: FaultbookError.self) { _ = try await Served { $0.host = "0.0.0.0" } }
    var options = ServerOptions(log: .init(label: "test"))
    options.host = "0.0.0.0"
    #expect(throws: FaultbookError.self) { try options.check() }
    options.allowsPlaintext = true
    #expect(throws: Never.self) { try options.check() }
  }

  @Test("A body that does not come is given up on, and so is a head that comes drop by drop", .timeLimit(.minutes(10)))
  func slow() async throws {
    let served = try await Served { ($0.limits.bodySeconds, $0.limits.idleSeconds) = (0.3, 600) }
    try await served.live { client in
      let port = try #require(client.inner.port)
      let head = "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      let body = try await Drip(port: port).answer(to: head + "Content-Length: 100\r\n\r\n{", then: [])
      #expect(body.text.hasPrefix("HTTP/1.1 408"), "\(body.text)")
    }
    #expect(served.book.position == 0)
    let uploads = try await Served {
      ($0.limits.bodySeconds, $0.limits.heavySeconds, $0.limits.idleSeconds) = (0.3, 600, 600)
    }
    try await uploads.live { client in
      let port = try #require(client.inner.port)
      let head = "POST /api/v1/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
      let upload = try await Drip(port: port).answer(to: head + "Content-Length: 100\r\n\r\n{", then: [])
      #expect(upload.text.hasPrefix("HTTP/1.1 408"), "\(upload.text)")
    }
    #expect(uploads.book.position == 0)
    let impatient = try await Served { $0.limits.idleSeconds = 0.5 }
    try await impatient.live { client in
      let port = try #require(client.inner.port)
      let head = "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n"
      // Each drop comes sooner than the connection would be idle; together they take too long.
      let drops = (0..<200).map { "X-Drop-\($0): 1\r\n" }
      let dripped = try await Drip(port: port).answer(to: head, then: drops)
      #expect(dripped.text.isEmpty && dripped.unsent > 0, "\(dripped.text)")
    }
  }

  @Test(
    "A client that waits to be told so is told to send its body, unless it is longer than any", .timeLimit(.minutes(10))
  )
  func expectations() async throws {
    let served = try await Served { ($0.limits.bodyBytes, $0.limits.fileBytes) = (1000, 1000) }
    try await served.live { client in
      let port = try #require(client.inner.port)
      let body = #"{"component":"db","kind":"database"}"#
      let head = "POST /api/v1/components HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      let rest = "Expect: 100-continue\r\nConnection: close\r\n"
      let told = try await Drip(port: port).answer(
        to: head + rest + "Content-Length: \(body.utf8.count)\r\n\r\n", then: [body])
      #expect(told.text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201"), "\(told.text)")
      let refused = try await Drip(port: port).answer(to: head + rest + "Content-Length: 1001\r\n\r\n", then: [])
      #expect(refused.text.hasPrefix("HTTP/1.1 413"), "\(refused.text)")
    }
    #expect(served.book.position == 1)
  }

  @Test(
    "A body is never waited for so long that its connection counts as idle", arguments: [0.5, 30, 75, 600], [1, 75])
  func patience(body: Double, idle: Double) {
    var limits = ServerOptions.Limits()
    (limits.bodySeconds, limits.idleSeconds) = (body, idle)
    #expect(limits.bodyPatience < idle && limits.bodyPatience <= body)
    #expect(ServerOptions.Limits().bodyPatience == 30)
  }

  @Test("Each piece of an upload is waited for as long as the first")
  func pieces() {
    let start = ContinuousClock.now
    func at(_ seconds: Double) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }
    var patience = Patience(.seconds(30), from: start)
    #expect(patience.left(at: at(10)) == .seconds(20) && patience.left(at: at(30)) == nil)
    // A piece every 29 seconds: an hour of them is no stall, half a minute without one is.
    for piece in 1...120 {
      let now = at(29 * Double(piece))
      #expect(patience.left(at: now) == .seconds(1))
      patience.took(at: now)
    }
    #expect(patience.left(at: at(29 * 120 + 29)) == .seconds(1) && patience.left(at: at(29 * 120 + 30)) == nil)
    // What is told late moves nothing back.
    patience.took(at: at(5))
    #expect(patience.left(at: at(29 * 120 + 29)) == .seconds(1))
  }

  @Test("A form that holds no file is refused", arguments: ["append", "import", "import?dry-run=true"])
  func emptyForm(path: String) async throws {
    let served = try await Served()
    let request = "--x\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{}\r\n"
    try await served.test { client in
      for parts in ["", request] {
        let reply = try await client.send(
          .post, "/api/v1/" + path, type: "multipart/form-data; boundary=x", body: parts + "--x--\r\n")
        #expect(reply.status == 400 && reply.text.contains("send at least one"), "\(reply.text)")
      }
    }
    #expect(served.book.position == 0)
  }
}

/// A client that sends slower than anybody should.
private struct Drip: Sendable {
  let port: Int

  /// What came back until the server closed the connection, and how many drops were not sent by then. Drops are sent 20 ms apart, by
  /// a thread that may wait: those of tests serve the server, too.
  func answer(to text: String, then drops: [String]) async throws -> (text: String, unsent: Int) {
    try await NIOThreadPool.singleton.runIfActive { try talk(text, drops) }
  }

  private func talk(_ text: String, _ drops: [String]) throws -> (text: String, unsent: Int) {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    func say(_ text: String) -> Bool { send(socket, text, text.utf8.count, Int32(MSG_NOSIGNAL)) > 0 }
    guard status == 0, say(text) else { throw IOError(errnoCode: errno, reason: "no connection") }
    var answer: [UInt8] = []
    var rest = drops[...]
    while true {
      var asked = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      if poll(&asked, 1, rest.isEmpty ? 500_000 : 20) == 0 {
        guard let drop = rest.popFirst(), say(drop) else { break }
        continue
      }
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { break }
      answer += piece[..<count]
      if answer.starts(with: "HTTP/1.1 4".utf8) { break }
    }
    return (String(decoding: answer, as: UTF8.self), rest.count)
  }
}
