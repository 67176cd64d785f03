import Crypto
public import Vocabulary

/// A token as it is kept: with the hash of its secret, never the secret itself.
public struct Token: Sendable, Equatable {
  /// Its public part, by which it is listed and revoked.
  public let id: String
  /// Whose it is: the actor of what is recorded with it.
  public let name: String
  /// What it allows.
  public let roles: Set<Role>
  /// When it was made.
  public let created: Timestamp
  /// Who made it.
  public let createdBy: String
  /// When it ends; nil for never.
  public let expires: Timestamp?
  /// When it was revoked; nil where it was not. A revoked token stays in the list.
  public internal(set) var revoked: Timestamp?
  /// SHA-256 of the secret, in hexadecimal. The secret has 256 bits of chance, so that no slow hash is needed.
  let hash: String

  /// What is wrong with it at an instant; nil where it can be used.
  func objection(at now: Timestamp) -> String? {
    if revoked != nil { return "was revoked" }
    if let expires, expires <= now { return "expired at \(expires)" }
    return nil
  }
}

/// The text of a token, `fbt_ID_SECRET`: what its owner keeps, and nobody else does.
struct TokenText: Sendable {
  let id: String
  let secret: String

  static let prefix = "fbt_"
  private static let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")

  /// A new one.
  init(random: inout some RandomNumberGenerator) {
    id = String((0..<10).map { _ in TokenText.letters[Int.random(in: 0..<TokenText.letters.count, using: &random)] })
    secret = (0..<32).map { _ in Hexadecimal.text([UInt8.random(in: .min ... .max, using: &random)]) }.joined()
  }

  /// Reads the text; nil where it is none.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "fbt", (1...32).contains(parts[1].count), (32...128).contains(parts[2].count)
    else { return nil }
    id = String(parts[1])
    secret = String(parts[2])
  }

  var text: String { TokenText.prefix + id + "_" + secret }

  /// What is kept of the secret.
  var hash: String { Hexadecimal.text(SHA256.hash(data: Array(secret.utf8))) }

  /// Whether the secret is the one whose hash is kept, in a time that does not depend on where they differ.
  func matches(_ kept: String) -> Bool { ConstantTime.areEqual(Array(hash.utf8), Array(kept.utf8)) }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Comparison in a time that depends on the lengths alone.
enum ConstantTime {
  static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for index in one.indices { difference |= one[index] ^ other[index] }
    return difference == 0
  }
}
