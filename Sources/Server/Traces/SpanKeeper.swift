import KnowledgeBase
import Logging
import ServiceLifecycle

/// Appends the windows of the spans that exporters sent, about once a second while the server runs, and all that is left once its
/// last request is answered: an orderly end loses no span that was acknowledged.
struct SpanKeeper: Service {
  let desk: Desk
  /// Between two looks for windows that are due.
  var pause = Duration.seconds(1)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: pause)
        if Task.isCancelled { break }
        do {
          _ = try await desk.lane.run { [intake = desk.intake] in try intake.settle() }
        } catch is CancellationError {
          break
        } catch {
          desk.log.warning("windows of spans cannot be appended yet", metadata: ["error": "\(error)"])
        }
      }
    }
    // A task of its own: also a server whose time to end is over writes what it acknowledged.
    await Task { [desk] in
      do {
        try await desk.lane.run { [intake = desk.intake] in try intake.close() }
      } catch {
        desk.log.error("windows of spans cannot be appended", metadata: ["error": "\(error)"])
      }
    }.value
  }
}
