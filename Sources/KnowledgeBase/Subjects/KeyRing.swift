import Foundation
import Glibc
import Transparency
import Vocabulary

/// The keys of people's data: one small file a key in the folder `<book>.keys`, outside the book, so that copies and
/// backups of the book hold ciphertext alone. Whose key it is stands in the file and nowhere else.
///
/// The folder is its owner's alone (0700), as is every file (0600). Only the book's writer makes and destroys keys.
struct KeyRing {
  /// A key and whose it is.
  struct Entry {
    let id: Int64
    let subject: String
    let key: SubjectKey
    let made: Timestamp
  }

  /// An erasure that was begun: it stands beside the keys until the log says that it was done.
  struct Erasure {
    let id: Int64
    let why: String
    let actor: String
    let at: Timestamp
  }

  /// The folder.
  let folder: String
  private static let keyEnding = ".key"
  private static let erasureEnding = ".erasing"

  /// The keys of the book at a path.
  init(book path: String) { folder = path + ".keys" }

  /// The numbers of the keys that are here; none where there is no folder.
  func ids() throws -> [Int64] { try numbers(ending: KeyRing.keyEnding) }

  /// Every key, by number. Throws where the folder or a file is open to others, or is no key.
  func entries() throws -> [Entry] { try ids().compactMap(entry) }

  /// The key of a number; nil where it is not here.
  func entry(_ id: Int64) throws -> Entry? {
    let path = path(id, KeyRing.keyEnding)
    guard let json = try PrivateFile.read(path).map(JSON.parse) else { return nil }
    guard let subject = json["subject"]?.stringValue, let key = json["key"]?.stringValue.flatMap(SubjectKey.init(hex:)),
      let made = json["made"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
    else {
      throw FaultbookError(.environment, "\(path) holds no key; put the right file in its place")
    }
    return Entry(id: id, subject: subject, key: key, made: made)
  }

  /// The key of a person; nil where there is none. Cost: the keys of the folder.
  func entry(of subject: String) throws -> Entry? { try entries().first { $0.subject == subject } }

  /// Makes a key for a person, on disk before it returns.
  func make(subject: String, at now: Timestamp) throws -> Entry {
    var chance = SystemRandomNumberGenerator()
    try PrivateFile.makeFolder(folder)
    let bytes = (0..<SubjectKey.byteCount).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
    // Numbers stay whole in every reader of JSON; that two of 2^53 meet is refused by the file system.
    let id = Int64.random(in: 1...1 << 53, using: &chance)
    guard let key = SubjectKey(bytes) else { preconditionFailure("a key was made of \(bytes.count) bytes") }
    let json = JSON.compact(
      ("subject", .string(subject)), ("key", .string(key.hex)), ("made", .string(now.description)))
    try PrivateFile.write(json.text + "\n", to: path(id, KeyRing.keyEnding))
    return Entry(id: id, subject: subject, key: key, made: now)
  }

  /// Notes that a key is about to be destroyed, on disk before it returns.
  func begin(_ erasure: Erasure) throws {
    let json = JSON.compact(
      ("why", .string(erasure.why)), ("actor", .string(erasure.actor)), ("at", .string(erasure.at.description)))
    try PrivateFile.write(json.text + "\n", to: path(erasure.id, KeyRing.erasureEnding))
  }

  /// Destroys a key, if it is here: overwrites the file, removes it, and waits until both are on disk.
  func shred(_ id: Int64) throws { try PrivateFile.shred(path(id, KeyRing.keyEnding)) }

  /// The erasures that were begun and not noted as done.
  func begun() throws -> [Erasure] {
    try numbers(ending: KeyRing.erasureEnding).compactMap { id in
      guard let json = try PrivateFile.read(path(id, KeyRing.erasureEnding)).map(JSON.parse),
        let why = json["why"]?.stringValue, let actor = json["actor"]?.stringValue,
        let at = json["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
      else { return nil }
      return Erasure(id: id, why: why, actor: actor, at: at)
    }
  }

  /// Notes that the log says it.
  func end(_ id: Int64) throws { try PrivateFile.remove(path(id, KeyRing.erasureEnding)) }

  private func path(_ id: Int64, _ ending: String) -> String { "\(folder)/\(id)\(ending)" }

  private func numbers(ending: String) throws -> [Int64] {
    try PrivateFile.names(in: folder).filter { $0.hasSuffix(ending) }.compactMap { Int64($0.dropLast(ending.count)) }
      .sorted()
  }
}

extension SubjectKey {
  /// The key as hexadecimal digits.
  fileprivate var hex: String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

  fileprivate init?(hex: String) {
    let digits = Array(hex)
    guard digits.count == 2 * SubjectKey.byteCount else { return nil }
    self.init(
      stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) })
  }
}
