import KnowledgeBase
import Logging
import ServiceLifecycle

/// Appends the windows of the spans that exporters sent, about once a second while the server runs, and all that is left once its
/// last request is answered: an orderly end loses no span that was acknowledged.
struct SpanKeeper: Service {
  let desk: Desk

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(1))
        do {
          try await desk.lane.run { _ = try desk.intake.settle() }
        } catch {
          desk.log.warning("windows of spans cannot be appended", metadata: ["error": "\(error)"])
        }
      }
    }
    do {
      try await desk.lane.run { try desk.intake.close() }
    } catch {
      desk.log.error("windows of spans are lost", metadata: ["error": "\(error)"])
    }
  }
}
