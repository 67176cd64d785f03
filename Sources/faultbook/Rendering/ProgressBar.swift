import Synchronization

/// A line on standard error that says how far long work is. It appears after a second, on a terminal only, and leaves
/// no trace.
final class ProgressBar: Sendable {
  private struct State {
    let begun = ContinuousClock.now
    var drawn: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let terminal = Terminal.error

  /// Tells what is being done, how much of it is done and, where that is known, how much there is.
  func report(_ label: String, done: Int64, of total: Int64?) {
    guard terminal.isInteractive else { return }
    let now = ContinuousClock.now
    let due = state.withLock { state in
      guard now - state.begun > .seconds(1), state.drawn.map({ now - $0 > .milliseconds(100) }) ?? true else {
        return false
      }
      state.drawn = now
      return true
    }
    guard due else { return }
    let line = ProgressBar.line(label, done: done, of: total, width: terminal.width ?? 80)
    StandardStreams.drawOnError("\r\u{1B}[K" + line)
  }

  /// Takes the line away.
  func finish() {
    guard state.withLock({ $0.drawn != nil }) else { return }
    StandardStreams.drawOnError("\r\u{1B}[K")
  }

  /// `importing run.jsonl  [#####-----]  52 %`, or the count where the end is not known.
  static func line(_ label: String, done: Int64, of total: Int64?, width: Int) -> String {
    let label = DisplayText.truncated(DisplayText.line(label), to: max(10, width - 34))
    guard let total, total > 0 else { return "\(label)  \(done)" }
    let share = min(1, max(0, Double(done) / Double(total)))
    let filled = Int(share * 20)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
    return "\(label)  [\(bar)] \(DisplayText.padded(String(Int(share * 100)), to: 3, right: true)) %"
  }
}
