import Foundation
import Glibc
import KnowledgeBase
import Vocabulary

/// The key by which commands on this machine hand their writes to a server: a secret of one life of the server, in a file
/// beside the book that only its owner can read. Whoever can read it could write the book itself, and so is an admin who
/// says who they are.
struct LocalKey: Sendable {
  static let prefix = "fbl_"
  private static func path(book: String) -> String { book + ".server" }

  let text: String
  private let path: String

  /// Makes a key and writes it beside the book, in the place of one that an earlier server left. The writer's lock must
  /// be held.
  init(book: String) throws {
    var random = SystemRandomNumberGenerator()
    text = LocalKey.prefix + Hexadecimal.text((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    path = LocalKey.path(book: book)
    unlink(path)
    let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      throw FaultbookError(
        .environment, "cannot write \(path) (\(String(cString: strerror(errno)))); check the folder and its permissions"
      )
    }
    defer { close(file) }
    let bytes = Array((text + "\n").utf8)
    guard write(file, bytes, bytes.count) == bytes.count else {
      throw FaultbookError(.environment, "cannot write \(path); free some space")
    }
  }

  /// The key that a server of the book left for us; nil where there is none that we may read.
  static func read(book: String) -> String? {
    guard let text = try? String(contentsOfFile: path(book: book), encoding: .utf8), text.hasPrefix(prefix) else {
      return nil
    }
    return text.split(separator: "\n").first.map(String.init)
  }

  func matches(_ given: String) -> Bool { ConstantTime.areEqual(Array(text.utf8), Array(given.utf8)) }

  /// Removes the file.
  func remove() { unlink(path) }
}
