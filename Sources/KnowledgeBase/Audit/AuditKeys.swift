import Crypto
import Foundation
import Transparency
import Vocabulary

/// Keys that sign checkpoints: made, shown, and read, outside any book.
public enum AuditKeys {
  /// Makes an Ed25519 key at `path`, which must not be there yet and must not be a file of the book.
  ///
  /// - `name`: what stands beside its signatures, such as `example.com/shop`; no spaces, no plus signs.
  /// - `isWitness`: for cosigning other logs' checkpoints instead of signing one's own; no key does both.
  ///
  /// Shape: `{"key", "name", "type", "verifierKey"}`. The secret is never printed.
  public static func create(at path: String, name: String, isWitness: Bool = false, book: String) throws -> Answer {
    let file = KeyFile(path: path)
    try file.refuse(within: book)
    let key: SigningKey
    do {
      key = try SigningKey(
        name: name, type: isWitness ? .cosignature : .ed25519,
        seed: Array(Curve25519.Signing.PrivateKey().rawRepresentation))
    } catch let error as NoteError {
      throw FaultbookError(.usage, "\(error)")
    }
    try file.create(key)
    return Answer(
      json: .compact(
        ("key", .string(path)), ("name", .string(name)), ("type", .string(isWitness ? "witness" : "log")),
        ("verifierKey", .string(key.verifier.text))),
      table: AnswerTable(title: "Made the key \(name)", columns: [], rows: []),
      notes: [
        key.verifier.text,
        "The secret is in \(path), which only you can read: keep a copy where the book is not.",
        "The line above, also in \(KeyFile.publicPath(of: path)), is what others check your signatures with: give it to "
          + "them another way than with the book.",
      ])
  }

  /// The verifier key of the signing key at `path`. Shape: `{"key", "name", "type", "verifierKey"}`.
  public static func show(at path: String, book: String) throws -> Answer {
    let file = KeyFile(path: path)
    try file.refuse(within: book)
    let key = try file.read().verifier
    return Answer(
      json: .compact(
        ("key", .string(path)), ("name", .string(key.name)),
        ("type", .string(key.type == .cosignature ? "witness" : "log")), ("verifierKey", .string(key.text))),
      table: AnswerTable(title: "", columns: [], rows: []), notes: [key.text])
  }
}

/// Keys whose signatures are believed.
struct TrustedKeys {
  /// The keys, in the order in which they were named.
  private(set) var keys: [VerifierKey] = []
  /// Whether somebody named them, rather than their own being taken for granted.
  private(set) var areNamed = false

  /// Reads what was named: a verifier key, or a file with one on each line (empty lines and those after `#` do not
  /// count). Where nothing is named, the user's own public key, if there is one. Throws `FaultbookError` for what is
  /// neither.
  init(named: [String], own: String?) throws {
    areNamed = !named.isEmpty
    for name in named {
      for key in try TrustedKeys.read(name) where !keys.contains(key) { keys.append(key) }
    }
    if named.isEmpty, let own, FileManager.default.fileExists(atPath: KeyFile.publicPath(of: own)) {
      keys = try TrustedKeys.read(KeyFile.publicPath(of: own))
    }
  }

  /// All keys that are known here: those that were named, and the user's own besides. Throws as `init`.
  static func known(named: [String], own: String?) throws -> [VerifierKey] {
    let named = try TrustedKeys(named: named, own: nil).keys
    return named + (try TrustedKeys(named: [], own: own).keys).filter { !named.contains($0) }
  }

  private static func read(_ name: String) throws -> [VerifierKey] {
    if let key = try? VerifierKey(name) { return [key] }
    guard let data = FileManager.default.contents(atPath: name) else {
      do {
        return [try VerifierKey(name)]
      } catch {
        throw FaultbookError(.usage, "--trust: \(error), and there is no file of that name")
      }
    }
    guard data.count <= 1_000_000, let text = String(data: data, encoding: .utf8) else {
      throw FaultbookError(.usage, "\(name) is no file of verifier keys; it has one key a line")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let keys = try lines.enumerated().compactMap { index, line -> VerifierKey? in
      let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
      do {
        return try VerifierKey(line)
      } catch {
        throw FaultbookError(.usage, "\(name), line \(index + 1): \(error)")
      }
    }
    guard !keys.isEmpty else { throw FaultbookError(.usage, "\(name) holds no verifier key; it has one key a line") }
    return keys
  }
}
