import HTTPTypes
import Synchronization

/// How often one caller may do something: a bucket that fills evenly and holds some for a burst (a token bucket). A value, so
/// that time is the test's.
struct TokenBucket: Sendable {
  let perSecond: Double
  let capacity: Double
  private var held: Double
  private var at: Double

  init(perSecond: Double, capacity: Double, at now: Double) {
    self.perSecond = perSecond
    self.capacity = capacity
    held = capacity
    at = now
  }

  /// What it holds at a time, in seconds.
  mutating func fill(at now: Double) -> Double {
    held = min(capacity, held + max(0, now - at) * perSecond)
    at = max(at, now)
    return held
  }

  /// Takes one. Says after how many seconds to come back where there is none; nil where it was taken.
  mutating func take(at now: Double) -> Double? {
    if fill(at: now) >= 1 {
      held -= 1
      return nil
    }
    return (1 - held) / perSecond
  }
}

/// Buckets of all callers. Those that are full are forgotten, so that no number of callers fills the memory.
final class RateLimits: Sendable {
  private let perSecond: Double
  private let capacity: Double
  private let buckets = Mutex<[String: TokenBucket]>([:])
  private let clock = ContinuousClock()
  private let start = ContinuousClock.now
  private static let most = 20_000

  /// - Parameter perSecond: 0 for no limit.
  init(perSecond: Double, capacity: Double) {
    self.perSecond = perSecond
    self.capacity = max(1, capacity)
  }

  private var now: Double {
    let passed = clock.now - start
    return Double(passed.components.seconds) + Double(passed.components.attoseconds) * 1e-18
  }

  /// Takes one of a caller's. Throws `Problem` 429 where there is none left.
  func take(_ account: String) throws {
    if let wait = wait(account) {
      throw Problem.retry(
        .tooManyRequests, "too-many-requests", "too many requests of one caller; try again later",
        after: max(1, Int(wait.rounded(.up))))
    }
  }

  /// Takes one of a caller's. After how many seconds to come back where there is none left; nil where it was taken.
  func wait(_ account: String) -> Double? {
    guard perSecond > 0 else { return nil }
    let now = self.now
    return buckets.withLock { buckets in
      if buckets.count >= RateLimits.most {
        buckets = buckets.filter { entry in
          var bucket = entry.value
          return bucket.fill(at: now) < bucket.capacity
        }
        // Everybody is in a hurry: whoever is new waits.
        if buckets.count >= RateLimits.most { return 1.0 as Double? }
      }
      return buckets[account, default: TokenBucket(perSecond: perSecond, capacity: capacity, at: now)].take(at: now)
    }
  }
}
