import Yams

/// Where the values of a YAML stream stand, for errors: the stream is read once more when the first of them asks.
final class YAMLPlaces {
  let text: String
  private lazy var roots: [Node] = {
    var found: [Node] = []
    guard let parser = try? Yams.Parser(yaml: text) else { return [] }
    while let root = try? parser.nextRoot() { found.append(root) }
    return found
  }()

  init(_ text: String) { self.text = text }

  /// The line of the value at a path such as `$.spec.steps[2].name` in the document that begins at a line; that of the last value on the
  /// way that is there. Nil for another document.
  func line(of path: String, inDocumentAt line: Int) -> Int? {
    guard let root = roots.first(where: { $0.mark?.line == line }) else { return nil }
    return place(in: root, path.dropFirst()) ?? line
  }

  private func place(in node: Node, _ path: Substring) -> Int? {
    let own = node.mark?.line
    switch node {
    case .mapping(let mapping) where path.first == ".":
      let rest = path.dropFirst()
      // Names may hold dots: the longest that fits is meant.
      let named = mapping.compactMap { key, value in key.string.map { (name: $0, key: key, value: value) } }
        .filter { rest.hasPrefix($0.name) && ends(rest.dropFirst($0.name.count)) }
      guard let next = named.max(by: { $0.name.count < $1.name.count }) else { return own }
      // A name's own line: the value of a mapping begins below it.
      let after = rest.dropFirst(next.name.count)
      return after.isEmpty ? next.key.mark?.line ?? own : place(in: next.value, after) ?? next.key.mark?.line ?? own
    case .sequence(let sequence) where path.first == "[":
      guard let close = path.firstIndex(of: "]"), let index = Int(path.dropFirst()[..<close]),
        sequence.indices.contains(index)
      else { return own }
      return place(in: sequence[index], path[path.index(after: close)...])
    default: return own
    }
  }

  private func ends(_ rest: Substring) -> Bool { rest.isEmpty || rest.first == "." || rest.first == "[" }

  /// The line at which a name stands for the second time in the mapping that begins at a mark; nil where it cannot be told, as in a
  /// mapping in one line.
  static func second(_ name: String, in text: String, from mark: Mark) -> Int? {
    var seen = 0
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard mark.line >= 1, mark.line <= lines.count else { return nil }
    for (index, line) in lines[(mark.line - 1)...].enumerated() {
      let indent = line.prefix { $0 == " " || $0 == "-" }.count
      if indent < mark.column - 1, line.contains(where: { $0 != " " }), index > 0 { break }
      guard indent == mark.column - 1 else { continue }
      let rest = line.dropFirst(indent)
      let forms = ["\(name):", "\"\(name)\":", "'\(name)':", "\(name) :"]
      guard forms.contains(where: rest.hasPrefix) else { continue }
      seen += 1
      if seen == 2 { return mark.line + index }
    }
    return nil
  }
}
