internal import Synchronization

/// The surfaces by leak: most networks of a plan share theirs, and so do the plans of one book.
final class Surfaces: Sendable {
  /// Those of this process: a surface is a function of its leak alone, and takes longer than the rest of a small plan.
  static let shared = Surfaces()

  private static let most = 16
  private let known = Mutex<[Double: GainSurface]>([:])

  func surface(leak: Double) -> GainSurface {
    known.withLock { known in
      if let surface = known[leak] { return surface }
      let surface = GainSurface(leak: leak)
      if known.count >= Surfaces.most { known = [:] }
      known[leak] = surface
      return surface
    }
  }
}
