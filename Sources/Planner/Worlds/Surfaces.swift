internal import Synchronization

/// The surfaces of one plan, one a leak: most networks share theirs.
final class Surfaces: Sendable {
  private let known = Mutex<[Double: GainSurface]>([:])

  func surface(leak: Double) -> GainSurface {
    known.withLock { known in
      if let surface = known[leak] { return surface }
      let surface = GainSurface(leak: leak)
      known[leak] = surface
      return surface
    }
  }
}
