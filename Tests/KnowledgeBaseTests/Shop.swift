import Example
import Foundation
import Interchange
import KnowledgeBase
import Vocabulary

/// A book made of the shipped example, in a folder of its own that goes when the value does.
final class Shop: Sendable {
  let folder: URL
  let path: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "shop.sqlite").path
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The example's files of these runs, the system and the traces first.
  static func files(runs: [String] = Shop.runs) -> [ImportSource] {
    ExampleFile.all.filter { file in
      !file.name.hasPrefix("runs/") || runs.contains { file.name.hasPrefix("runs/\($0)-") }
    }.map { ImportSource(name: $0.name, bytes: $0.bytes) }
  }

  static let runs = (1...16).map { ($0 < 10 ? "r0" : "r") + "\($0)" }

  /// A book with these runs, judged.
  func book(runs: [String] = Shop.runs) throws -> KnowledgeBase {
    let book = try KnowledgeBase.create(at: path)
    _ = try book.importFiles(Shop.files(runs: runs), actor: "test")
    return book
  }

  func reopened() throws -> KnowledgeBase { try KnowledgeBase.openForWriting(at: path) }
}

extension Answer {
  /// The beliefs of an answer by id: mean and evidence.
  var means: [String: Double] {
    Dictionary(
      uniqueKeysWithValues: (json["beliefs"]?.arrayValue ?? []).compactMap { belief in
        belief["id"]?.stringValue.flatMap { id in belief["mean"]?.doubleValue.map { (id, $0) } }
      })
  }
}
