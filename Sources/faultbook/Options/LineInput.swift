import Glibc
import KnowledgeBase

/// Standard input line by line, as it comes: a line, or that none came in time, or the end. Memory is that of one line and one
/// piece of 64 KiB.
struct LineInput {
  /// The longest line, in bytes.
  static let longest = 1_048_576

  /// What came.
  enum Event {
    /// A line without its end.
    case line([UInt8])
    /// Nothing in the time that was given.
    case idle
    /// The end of the input. What stood before it without a line's end: the last line, or the part of one that was cut.
    case end(rest: [UInt8])
  }

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var searched = 0
  private var isAtEnd = false

  init(descriptor: Int32 = STDIN_FILENO) { self.descriptor = descriptor }

  /// The next of it; waits so many seconds at most. Throws `FaultbookError` where it cannot be read.
  mutating func next(within seconds: Double) throws -> Event {
    while true {
      if let end = buffer[max(start, searched)...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        searched = end + 1
        return .line(Array(buffer[start..<end]))
      }
      searched = buffer.count
      guard buffer.count - start <= LineInput.longest else {
        throw FaultbookError(
          .input, "standard input: a line is longer than \(LineInput.longest / 1024) KiB; check that it is text")
      }
      if isAtEnd {
        defer { start = buffer.count }
        return .end(rest: Array(buffer[start...]))
      }
      guard try wait(seconds) else { return .idle }
      try fill()
    }
  }

  private func wait(_ seconds: Double) throws -> Bool {
    var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let milliseconds = Int32(max(0, min(seconds * 1000, 3_600_000)).rounded(.up))
    let found = poll(&asked, 1, milliseconds)
    if found < 0, errno != EINTR { throw unreadable() }
    return found > 0
  }

  private mutating func fill() throws {
    buffer.removeFirst(start)
    searched -= start
    start = 0
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = read(descriptor, &piece, piece.count)
    if count < 0 {
      if errno == EINTR || errno == EAGAIN { return }
      throw unreadable()
    }
    if count == 0 { isAtEnd = true }
    buffer += piece[..<count]
  }

  private func unreadable() -> FaultbookError {
    FaultbookError(
      .input, "standard input cannot be read (\(String(cString: strerror(errno)))); give it a file or a pipe")
  }
}
