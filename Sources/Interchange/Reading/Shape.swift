import Vocabulary

/// What the beginning of a JSON file shows of its form: names of members, kinds of values, a few short texts, to a depth
/// of a few levels. The file may be cut off anywhere.
struct Shape {
  /// The names of the members, in order; of an array's objects, of all of them that were seen.
  private(set) var names: [String] = []
  /// The first byte of each member's value.
  private(set) var kinds: [String: UInt8] = [:]
  /// The short texts of each member.
  private(set) var texts: [String: [String]] = [:]
  private(set) var nested: [String: Shape] = [:]
  /// Whether it is an array of objects rather than an object.
  private(set) var isArray = false

  private static let deepest = 3
  /// Arrays within arrays that are looked into: traces are arrays of arrays.
  private static let deepestArrays = 4
  /// Elements of an array that are looked into.
  private static let mostElements = 50

  /// Whether all of these are names of members.
  func has(_ all: String...) -> Bool { all.allSatisfy(names.contains) }

  /// The members' shapes, by the order of their names.
  var children: [Shape] { names.compactMap { nested[$0] } }

  subscript(name: String) -> Shape? { nested[name] }

  /// Reads the value at the cursor, as far as the file goes: a file that ends early throws, and leaves what was seen.
  mutating func read(_ cursor: JSONCursor, depth: Int = 0, arrays: Int = 0) throws {
    if try cursor.peek() == UInt8(ascii: "[") {
      isArray = true
      try cursor.forEachElement { index in
        let first = try cursor.peek()
        let isInner = first == UInt8(ascii: "[") && arrays < Shape.deepestArrays
        guard index < Shape.mostElements, first == UInt8(ascii: "{") || isInner else {
          if index == 0, names.isEmpty { kinds[""] = first }
          return try cursor.skip()
        }
        try read(cursor, depth: depth, arrays: arrays + 1)
      }
    } else {
      try object(cursor, depth: depth)
    }
  }

  private mutating func object(_ cursor: JSONCursor, depth: Int) throws {
    try cursor.forEachMember { name in
      if kinds[name] == nil { names.append(name) }
      let first = try cursor.peek()
      kinds[name] = first
      switch first {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < Shape.deepest else { return try cursor.skip() }
        var inner = nested[name] ?? Shape()
        // What was seen of a value that is cut off counts too.
        defer { nested[name] = inner }
        try inner.read(cursor, depth: depth + 1)
      case UInt8(ascii: "\""):
        if case .string(let text) = try cursor.value(), text.utf8.count <= 200, texts[name, default: []].count < 100 {
          texts[name, default: []].append(text)
        }
      default: try cursor.skip()
      }
    }
  }
}
