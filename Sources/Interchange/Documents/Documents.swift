import Vocabulary

/// Files that are documents, read whole: JSON or YAML, one or several after one another.
struct Documents {
  /// The longest file of documents, which takes some sixteen times as much memory as a tree.
  static let longest = 24 * 1024 * 1024

  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  /// The documents, each with its place. Throws where there is none. Cost: the whole file in memory, which is why it may
  /// not be long.
  func read(_ source: any ByteSource) throws -> [Element] {
    var input = source
    var bytes: [UInt8] = []
    while let piece = try input.next() {
      guard bytes.count + piece.count <= Documents.longest else {
        throw context.error("is longer than \(Documents.longest / 1_048_576) MiB", remedy: "split it")
      }
      bytes += piece
    }
    let found = try Self.isJSON(bytes) ? json(bytes) : yaml(bytes)
    guard !found.isEmpty else { throw context.error("holds no document", remedy: "check how it was written") }
    return found
  }

  /// Whether the text is JSON rather than YAML, of which JSON in one piece would be a part.
  static func isJSON(_ bytes: [UInt8]) -> Bool {
    let first = bytes.first { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  private func json(_ bytes: [UInt8]) throws -> [Element] {
    let cursor = JSONCursor(MemorySource(bytes), file: context.file)
    var found: [Element] = []
    while try cursor.hasText() {
      let line = cursor.line
      found.append(Element(try cursor.value(), path: "$", line: line, context: context))
    }
    return found
  }

  private func yaml(_ bytes: [UInt8]) throws -> [Element] {
    try YAMLDocuments(context).read(bytes).map { Element($0.json, path: "$", line: $0.line, context: context) }
  }
}

extension [Element] {
  /// The documents with every list of them (a Kubernetes `List`, a bare array) taken apart. An item of a typed list, which
  /// the API writes without kind and version, gets those of the list.
  func flattened() throws -> [Element] {
    try flatMap { document in
      if document.json.arrayValue != nil { return try document.elements().flattened() }
      guard let kind = document.json["kind"]?.stringValue, kind.hasSuffix("List"), document.json["items"] != nil else {
        return [document]
      }
      let single = String(kind.dropLast(4))
      return try document.elements("items").map { item in
        guard let members = item.json.members, item.json["kind"] == nil, !single.isEmpty else { return item }
        var own = [JSON.Member("kind", .string(single))]
        if item.json["apiVersion"] == nil, let version = document.json["apiVersion"] {
          own.append(JSON.Member("apiVersion", version))
        }
        return Element(.object(own + members), path: item.path, line: item.line, context: item.context)
      }
    }
  }
}
