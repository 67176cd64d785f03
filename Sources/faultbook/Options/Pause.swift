import Glibc

/// Waits, for those who look at something again and again.
enum Pause {
  /// Sleeps so many seconds; a signal ends it early.
  static func seconds(_ seconds: Double) { usleep(UInt32(max(0, min(seconds, 60)) * 1_000_000)) }
}
