import Synchronization

/// Something that happens once, whoever comes first.
final class Once: Sendable {
  private let isDone = Atomic<Bool>(false)

  /// Whether this is the first call.
  func first() -> Bool { !isDone.exchange(true, ordering: .acquiringAndReleasing) }
}
