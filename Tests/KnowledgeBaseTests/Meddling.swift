import GRDB
import KnowledgeBase

extension KnowledgeBase {
  /// Changes the book's file behind its back, as somebody with write access could.
  func meddle(_ sql: String) throws {
    let database = try DatabaseQueue(path: path)
    try database.write { try $0.execute(sql: sql) }
    try database.close()
  }
}
