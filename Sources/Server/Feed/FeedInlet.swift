import NIOCore
import Synchronization

/// What a client has sent and nobody has looked at yet: one task puts bytes in, another takes all there are. Whoever puts waits while
/// there is too much, so that a client that sends faster than the log takes is slowed down, and costs no memory.
final class FeedInlet: Sendable {
  private struct State {
    var bytes = ByteBuffer()
    var isEnded = false
    var putter: CheckedContinuation<Void, Never>?
    var taker: CheckedContinuation<ByteBuffer?, Never>?
  }

  private let state = Mutex(State())
  private let most: Int

  /// - Parameter most: how many bytes may lie here before whoever puts has to wait.
  init(most: Int) { self.most = most }

  /// Puts bytes in, and waits where there are too many. False where nobody takes any more.
  func put(_ piece: ByteBuffer) async -> Bool {
    let (taker, isFull, isEnded) = state.withLock { state in
      guard !state.isEnded else { return (nil as CheckedContinuation<ByteBuffer?, Never>?, false, true) }
      guard let taker = state.taker else {
        var piece = piece
        state.bytes.writeBuffer(&piece)
        return (nil, state.bytes.readableBytes > most, false)
      }
      state.taker = nil
      return (taker, false, false)
    }
    taker?.resume(returning: piece)
    guard isFull else { return !isEnded }
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.isEnded || state.bytes.readableBytes <= most { return true }
        state.putter = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
    return state.withLock { !$0.isEnded }
  }

  /// All there is, waiting until there is something; nil when it has ended and nothing is left.
  func take() async -> ByteBuffer? {
    await withCheckedContinuation { continuation in
      let (bytes, putter, isOver) = state.withLock { state -> (ByteBuffer?, CheckedContinuation<Void, Never>?, Bool) in
        guard state.bytes.readableBytes == 0 else {
          defer {
            state.bytes = ByteBuffer()
            state.putter = nil
          }
          return (state.bytes, state.putter, true)
        }
        if state.isEnded { return (nil, nil, true) }
        state.taker = continuation
        return (nil, nil, false)
      }
      putter?.resume()
      if isOver { continuation.resume(returning: bytes) }
    }
  }

  /// Nothing comes any more. What is there can still be taken.
  func end() {
    let (putter, taker) = state.withLock { state in
      state.isEnded = true
      defer {
        state.putter = nil
        state.taker = nil
      }
      return (state.putter, state.taker)
    }
    putter?.resume()
    taker?.resume(returning: nil)
  }
}
