import Foundation
import Synchronization

/// Lays graphs out with Graphviz's `dot`, in a process of its own with a time limit.
public struct GraphLayout: Sendable {
  /// More components are not drawn: the picture could not be read.
  static let mostNodes = 60

  private let program: String?
  private let seconds: Double
  private let kept = Kept()

  /// A layout by the `dot` at a path, the first on the search path else; pictures that take longer than so many seconds are given up.
  public init(dot: String? = nil, seconds: Double = 5) {
    program = dot ?? GraphLayout.found
    self.seconds = seconds
  }

  private static let found: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/usr/local/bin").split(separator: ":")
    return folders.map { "\($0)/dot" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// The picture as an `<svg>` element; nil without Graphviz, or where it fails. The last few are kept.
  func svg(_ source: String) -> String? {
    guard let program else { return nil }
    if let known = kept[source] { return known }
    let filter = TextFilter(program: program, arguments: ["-Tsvg"], limit: seconds)
    guard let text = filter.run(source), let start = text.range(of: "<svg") else { return nil }
    let svg = String(text[start.lowerBound...])
    kept[source] = svg
    return svg
  }

  /// The newest pictures by their sources.
  private final class Kept: Sendable {
    private let pictures = Mutex<[(source: String, svg: String)]>([])

    subscript(source: String) -> String? {
      get { pictures.withLock { $0.first { $0.source == source }?.svg } }
      set {
        guard let newValue else { return }
        pictures.withLock { kept in
          kept.removeAll { $0.source == source }
          kept.append((source, newValue))
          if kept.count > 32 { kept.removeFirst() }
        }
      }
    }
  }
}
