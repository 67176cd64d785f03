import Vocabulary

/// A place where two documents are not the same.
struct JSONDifference: Sendable, Equatable {
  /// The path of the place: `sources[2].bits`; empty for the whole.
  let field: String
  /// What one holds there; nil where it holds nothing.
  let recorded: JSON?
  /// What the other holds there; nil where it holds nothing.
  let recomputed: JSON?
  /// What is to be said beside the values.
  let why: String?

  init(_ field: String, _ recorded: JSON?, _ recomputed: JSON?, _ why: String? = nil) {
    self.field = field
    self.recorded = recorded
    self.recomputed = recomputed
    self.why = why
  }

  /// `{"field", "recorded"?, "recomputed"?, "why"?}`.
  var json: JSON {
    .compact(
      ("field", .string(field)), ("recorded", recorded), ("recomputed", recomputed), ("why", why.map { .string($0) }))
  }

  /// Every place where two documents differ, in the order of the first. Members compare by name, elements by place, numbers by
  /// value to the last bit. Cost: linear in the documents, times the members of an object.
  static func between(_ one: JSON, _ other: JSON, at path: String = "") -> [JSONDifference] {
    switch (one, other) {
    case (.object(let a), .object(let b)):
      func inside(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
      let names = Set(a.map(\.name))
      let kept = a.flatMap { member in
        other[member.name].map { between(member.value, $0, at: inside(member.name)) }
          ?? [JSONDifference(inside(member.name), member.value, nil)]
      }
      return kept
        + b.filter { !names.contains($0.name) }.map { JSONDifference(inside($0.name), nil, $0.value) }
    case (.array(let a), .array(let b)):
      return (0..<max(a.count, b.count)).flatMap { place -> [JSONDifference] in
        let name = "\(path)[\(place)]"
        guard place < a.count else { return [JSONDifference(name, nil, b[place])] }
        guard place < b.count else { return [JSONDifference(name, a[place], nil)] }
        return between(a[place], b[place], at: name)
      }
    default: return one == other ? [] : [JSONDifference(path, one, other)]
    }
  }
}
