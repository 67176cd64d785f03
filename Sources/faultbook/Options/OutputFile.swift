import Foundation
import KnowledgeBase
import Vocabulary

/// A file that is to be made.
struct OutputFile {
  let path: String
  private let data: Data

  /// A file with this text. Throws `FaultbookError` where there is one already and it is not to be replaced, and where its folder
  /// is none.
  init(path: String, overwriting: Bool, _ text: String) throws {
    try Self.check(path: path, overwriting: overwriting)
    self.path = path
    data = Data(text.utf8)
  }

  /// Whether a file could be made there, for commands that record something before they have its text. Throws as `init` does.
  static func check(path: String, overwriting: Bool) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw FaultbookError(.input, "\(path) is a folder; name a file in it") }
      if !overwriting {
        throw FaultbookError(.input, "\(path) is there already; name another file, or add --overwrite to replace it")
      }
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    if !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) || !isFolder.boolValue {
      throw FaultbookError(.input, "\(folder) is no folder, so \(path) cannot be made; make the folder first")
    }
  }

  /// Writes it: all of it, or nothing.
  func write() throws {
    do {
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw FaultbookError(
        .environment, "\(path) cannot be written; check its folder's permissions and the disk's space")
    }
  }

  /// What was written.
  static func answer(_ files: [OutputFile], position: JSON?) -> Answer {
    let table = AnswerTable(
      title: "Written", columns: [.init("file"), .init("bytes"), .init("sha256", "SHA-256")],
      rows: files.map { file in
        [.text(file.path), .integer(file.data.count), .text(KnowledgeBase.sha256(of: Array(file.data)))]
      })
    return Answer(json: .compact(("position", position), ("files", table.jsonRows)), table: table)
  }
}
