import AsyncHTTPClient
import Foundation
import KnowledgeBase
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization
import Testing
import Vocabulary

@testable import Server

@Suite("The end of a server")
struct ShutdownTests {
  /// What the producers were answered.
  private final class Account: Sendable {
    let acknowledged = Mutex<[Int64: String]>([:])
    private let count = Mutex(0)

    /// Counts one; whether it is that one.
    func isNumber(_ number: Int) -> Bool {
      count.withLock { count in
        count += 1
        return count == number
      }
    }
  }

  @Test(
    "Told to end under load it answers what it began, loses nothing that it answered, and gives the lock back",
    .timeLimit(.minutes(10)))
  func losesNothing() async throws {
    let served = try await Served()
    let account = Account()
    let crowd = Outermost<AnyResponder>.Crowd(most: 1000)
    let (addresses, told) = AsyncStream.makeStream(of: String.self)
    let group = try FaultbookServer.group(served.desk, crowd) { told.yield($0) }
    let running = Task { try await group.run() }
    let address = try #require(await addresses.first { _ in true })
    #expect(KnowledgeBase.server(of: served.path)?.address == address)
    var configuration = HTTPClient.Configuration.manyConnections
    // Where nobody listens any more a producer is done, rather than trying again until its time is over.
    configuration.connectionPool.retryConnectionEstablishment = false
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    await withTaskGroup(of: Void.self) { producers in
      // A tail never ends by itself; it must not hold up the end.
      producers.addTask {
        guard
          let reply = try? await http.execute(
            HTTPClientRequest(url: address + "/api/v1/tail?from=0"), timeout: .seconds(300))
        else { return }
        do { for try await _ in reply.body {} } catch {}
      }
      for producer in 0..<8 {
        producers.addTask {
          for index in 0..<100_000 {
            guard await Self.append("p\(producer)-\(index)", address, http, account) else { return }
            if account.isNumber(200) { await group.triggerGracefulShutdown() }
          }
        }
      }
    }
    try await running.value
    try await http.shutdown()
    let acknowledged = account.acknowledged.withLock { $0 }
    #expect(acknowledged.count >= 200)
    served.book.close()
    // Another process could have it now, and finds every event that was answered where the answer said.
    let book = try KnowledgeBase.openForWriting(at: served.path, wait: 0)
    defer { book.close() }
    let events = try book.events(after: 0, through: book.position, limit: 1_000_000)
    #expect(events.count >= acknowledged.count)
    for (position, id) in acknowledged {
      #expect(events[Int(position) - 1].id == id, "position \(position)")
    }
    #expect(try book.verify().isYes)
  }

  /// Appends one event and notes what was answered; false where nobody listens any more.
  private static func append(_ id: String, _ address: String, _ http: HTTPClient, _ account: Account) async -> Bool {
    let event: JSON = [
      "specversion": "1.0", "id": .string(id), "source": "test", "type": "faultbook.component.declared",
      "subject": "system", "data": ["component": .string(id), "kind": "service"],
    ]
    var request = HTTPClientRequest(url: address + "/api/v1/events")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: MediaTypes.cloudEvent)
    request.body = .bytes(ByteBuffer(string: event.text))
    guard let reply = try? await http.execute(request, timeout: .seconds(300)),
      let body = try? await reply.body.collect(upTo: 1 << 16), reply.status == .created,
      let position = try? JSON.parse(String(buffer: body))["last"]?.integerValue
    else { return false }
    account.acknowledged.withLock { $0[position] = id }
    return true
  }

  @Test("A question that nobody waits for any more does not hold up the end", .timeLimit(.minutes(10)))
  func orphans() async throws {
    let served = try await Served()
    let desk = served.desk
    let gate = DispatchSemaphore(value: 0)
    let asked = Task { try? await desk.heavy.run { gate.wait() } }
    while desk.heavy.load == 0 { await Task.yield() }
    // Returns though the question's thread still waits; the gate opens behind it alone.
    await desk.shutdown()
    #expect(desk.heavy.load == 1)
    gate.signal()
    await asked.value
  }
}
