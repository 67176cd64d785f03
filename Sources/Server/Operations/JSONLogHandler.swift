import Foundation
import Glibc
public import Logging
import Vocabulary

/// A log on standard error, one JSON object a line: `{"time", "level", "message", …metadata}`. Messages are constant, what
/// differs stands in the metadata; credentials never reach a logger.
public struct JSONLogHandler: LogHandler {
  public var logLevel = Logger.Level.info
  public var metadata = Logger.Metadata()
  private let label: String

  /// A handler.
  public init(label: String) { self.label = label }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var members: [JSON.Member] = [
      JSON.Member("time", .string(Timestamp(seconds: Date().timeIntervalSince1970).description)),
      JSON.Member("level", .string(event.level.rawValue)), JSON.Member("message", .string("\(event.message)")),
    ]
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      members.append(JSON.Member(key == "hb.request.id" ? "request" : key, .string("\(value)")))
    }
    let line = Array((JSON.object(members).text + "\n").utf8)
    // One write a line, so that lines of several threads do not mix.
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
