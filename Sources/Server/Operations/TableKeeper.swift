import KnowledgeBase
import Logging
import Metrics
import ServiceLifecycle

/// Writes the tables after the log while the server runs. They are what people's own SQL reads; every other answer comes from
/// the state in memory. A stretch without appends costs nothing; under load tables take at most a tenth of the time, as
/// their writing holds up the appends.
struct TableKeeper: Service {
  let desk: Desk
  /// Between two writings at least.
  var pause = Duration.milliseconds(250)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var written: Int64 = -1
      while !Task.isCancelled {
        await desk.tail.wait(beyond: max(written, 0))
        if Task.isCancelled || desk.tail.isEnded { break }
        let start = ContinuousClock.now
        let position = desk.book.position
        do {
          try await desk.heavy.run { try desk.book.bringTablesUpToDate() }
          written = position
        } catch {
          desk.log.warning("tables cannot follow the log", metadata: ["error": "\(error)"])
          try? await Task.sleep(for: .seconds(5))
        }
        let time = ContinuousClock.now - start
        Timer(label: "faultbook_tables_write_seconds", factory: desk.figures).recordSeconds(time.seconds)
        try? await Task.sleep(for: max(pause, time * 9))
      }
    }
    // The tails end before it is this service's turn; one that ends unasked is taken for a failure.
    try? await gracefulShutdown()
  }
}

/// Ends the live tails as soon as the server is told to end, so that nobody waits for streams that never do.
struct TailEnder: Service {
  let desk: Desk

  func run() async throws {
    try? await gracefulShutdown()
    desk.tail.end()
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
