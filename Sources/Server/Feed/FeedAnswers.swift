import KnowledgeBase
import NIOCore
import Vocabulary

/// The lines that answer those of a feed.
struct FeedAnswers {
  private(set) var text = ByteBuffer()

  /// The event of a line is on disk.
  mutating func add(_ line: Int, _ id: String, _ event: AppendedEvent) {
    text.writeString("{\"line\":\(line),\"id\":\(JSON.string(id).text),\"position\":\(event.position)")
    text.writeString(event.wasKnown ? ",\"known\":true}\n" : "}\n")
  }

  /// What a line says was not appended.
  mutating func add(_ line: Int, _ id: String?, _ problem: Problem) {
    let json = JSON.compact(
      ("line", .integer(Int64(line))), ("id", id.map { .string($0) }), ("problem", problem.json))
    text.writeString(json.text + "\n")
  }
}
