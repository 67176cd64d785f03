import Foundation
import KnowledgeBase

/// Files that answers are written to.
enum OutputFile {
  /// Writes a new file, or over an old one where that is said. Throws `FaultbookError`.
  static func write(_ text: String, to path: String, overwriting: Bool = false) throws {
    do {
      // Over an old file in one step: a reader sees the one or the other.
      try Data(text.utf8).write(to: URL(filePath: path), options: overwriting ? .atomic : .withoutOverwriting)
    } catch {
      throw FaultbookError(
        .usage,
        overwriting
          ? "\(path) cannot be written; check the folder and its permissions"
          : "\(path) cannot be made, or is there already; give --out the name of a new file")
    }
  }
}
