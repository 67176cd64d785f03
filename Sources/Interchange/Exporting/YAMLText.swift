import Vocabulary
import Yams

/// Writes JSON values as YAML, in blocks and in the order of their members, so that people can read and edit it.
enum YAMLText {
  /// The documents, parted by `---`, below lines of comment. Texts that YAML 1.1 or 1.2 could take for something else stand in
  /// quotes.
  static func text(_ documents: [JSON], comment: [String] = []) throws -> String {
    let head = comment.map { line in
      "# " + line.map { $0.isNewline ? " " : String($0) }.joined() + "\n"
    }.joined()
    let bodies = try documents.map { json in
      do {
        return try Yams.serialize(node: node(json), width: -1, allowUnicode: true)
      } catch {
        throw ExportError(.unsound, "what was to be written is no YAML: \(error)")
      }
    }
    return head + bodies.joined(separator: "---\n")
  }

  private static func node(_ json: JSON) -> Node {
    switch json {
    case .null: .scalar(.init("null", Tag(.null), .plain))
    case .bool(let value): .scalar(.init(value ? "true" : "false", Tag(.bool), .plain))
    case .integer(let value): .scalar(.init(String(value), Tag(.int), .plain))
    case .number: .scalar(.init(json.text, Tag(json.integerValue == nil ? .float : .int), .plain))
    case .string(let text): .scalar(.init(text, Tag(.str), isPlain(text) ? .plain : .doubleQuoted))
    case .array(let values):
      .sequence(.init(values.map { node($0) }, Tag(.seq), values.isEmpty ? .flow : .block))
    case .object(let members):
      .mapping(
        .init(
          members.map { (node(.string($0.name)), node($0.value)) }, Tag(.map), members.isEmpty ? .flow : .block))
    }
  }

  private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

  /// Whether a text is read as itself without quotes: it begins with a letter and holds nothing that means anything.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first) else {
      return false
    }
    let isSimple = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-._/".utf8.contains(byte)
    }
    return isSimple && !words.contains(text.lowercased())
  }
}
