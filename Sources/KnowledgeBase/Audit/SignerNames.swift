import Transparency

/// Who signs a log, as the signature lines say: finds lines whose signer is nearly another.
///
/// A key's id is a hash of its name and its public key, so that no two keys share an id under different names, and two of
/// one name have ids that differ throughout (in a single byte once in four million pairs). What does is one key's line
/// with something in it changed, which takes no public key to see.
struct SignerNames {
  private struct Name: Hashable {
    let name: String
    let id: UInt32

    var label: String {
      "\(name)+" + String(repeating: "0", count: 8 - String(id, radix: 16).count) + String(id, radix: 16)
    }

    /// Whether one of the two is the other with a change.
    func isLike(_ other: Name) -> Bool {
      if id == other.id { return name != other.name }
      guard name == other.name else { return false }
      let difference = id ^ other.id
      return (0..<4).contains { difference & ~(0xFF << (8 * UInt32($0))) == 0 }
    }
  }

  private let trusted: Set<Name>
  /// How many lines bear each, in the order in which they first came.
  private var counts: [Name: (lines: Int, order: Int)] = [:]

  /// The names of trusted keys are those of a signer whether they stand on a line or not.
  init(trusting keys: [VerifierKey]) { trusted = Set(keys.map { Name(name: $0.name, id: $0.id) }) }

  /// Takes up a line.
  mutating func add(_ line: NoteSignature) {
    let name = Name(name: line.name, id: line.keyID)
    let known = counts[name] ?? (lines: 0, order: counts.count)
    counts[name] = (known.lines + 1, known.order)
  }

  /// The signer that stood on a line before something in it was changed; nil where nothing looks like that. Of two that are
  /// alike the trusted one counts as the signer, else the more frequent, else the one that came first.
  func original(of line: NoteSignature) -> String? {
    let name = Name(name: line.name, id: line.keyID)
    guard !trusted.contains(name) else { return nil }
    if let key = trusted.first(where: { $0.isLike(name) }) { return key.label }
    let mine = counts[name] ?? (lines: 0, order: counts.count)
    return counts.first { other, count in
      other.isLike(name) && (count.lines > mine.lines || count.lines == mine.lines && count.order < mine.order)
    }?.key.label
  }
}
