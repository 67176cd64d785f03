import Glibc
import Vocabulary

/// The clock on the wall: read here and nowhere else in the command line.
enum WallClock {
  /// The time now.
  static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
