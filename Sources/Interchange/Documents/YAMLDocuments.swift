import Vocabulary
import Yams

/// YAML as JSON, bounded: aliases are followed, but a few lines of them can fill neither the memory nor the day.
struct YAMLDocuments {
  private static let mostNodes = 200_000
  /// Most bytes of a stream: documents that people and tools write are a thousandth of it.
  private static let mostBytes = 16 * 1024 * 1024
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  /// A document and the line at which it begins.
  typealias Found = (json: JSON, line: Int?)

  /// The documents of a stream; those that hold nothing are left out.
  func read(_ bytes: [UInt8]) throws -> [Found] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw context.error("is neither JSON nor YAML in UTF-8")
    }
    guard bytes.count <= Self.mostBytes else {
      throw context.error("is YAML of more than \(Self.mostBytes / 1_048_576) MiB", remedy: "split it")
    }
    if let line = AliasKeys.line(in: text) {
      throw context.error(
        "uses a collection or an alias as a name, beside aliases", ImportContext.Place(line: line),
        remedy: "write the name out")
    }
    context.places = YAMLPlaces(text)
    do {
      var nodes = 0
      var found: [Found] = []
      let parser = try Yams.Parser(yaml: text)
      // Not `compose_all`: its sequence ends at an error as at the end.
      while let root = try parser.nextRoot() {
        let document = try json(root, depth: 0, &nodes)
        if !document.isNull { found.append((document, root.mark?.line)) }
      }
      return found
    } catch let error as YamlError {
      throw context.error(
        Self.problem(error), ImportContext.Place(line: Self.line(error, text)), remedy: "correct the YAML there")
    }
  }

  private func json(_ node: Node, depth: Int, _ nodes: inout Int) throws -> JSON {
    nodes += 1
    guard nodes <= Self.mostNodes else {
      throw context.error("has more than \(Self.mostNodes) values once its aliases are followed", remedy: "split it")
    }
    guard depth < JSONParser.maximumDepth else {
      throw context.error(
        "nested deeper than \(JSONParser.maximumDepth)", ImportContext.Place(line: node.mark?.line))
    }
    switch node {
    case .mapping(let mapping): return try object(mapping, depth: depth, &nodes)
    case .sequence(let sequence): return .array(try sequence.map { try json($0, depth: depth + 1, &nodes) })
    case .scalar(let scalar): return value(scalar)
    case .alias:
      throw context.error("holds an alias of nothing", ImportContext.Place(line: node.mark?.line))
    }
  }

  /// A mapping, with what its merge key `<<` adds: members that it does not have itself, the first of several mappings
  /// first (YAML's merge type).
  private func object(_ mapping: Node.Mapping, depth: Int, _ nodes: inout Int) throws -> JSON {
    var members: [JSON.Member] = []
    var merged: [JSON] = []
    for (key, value) in mapping {
      guard let name = key.string else {
        throw context.error(
          "expected a name, found a value of several parts", ImportContext.Place(line: key.mark?.line))
      }
      let found = try json(value, depth: depth + 1, &nodes)
      if name == "<<", key.scalar?.style == .plain {
        merged += found.arrayValue ?? [found]
      } else {
        members.append(JSON.Member(name, found))
      }
    }
    if !merged.isEmpty {
      var names = Set(members.map(\.name))
      for one in merged {
        for member in one.members ?? [] where names.insert(member.name).inserted { members.append(member) }
      }
    }
    return .object(members)
  }

  /// A scalar by the rules of YAML 1.1 that PyYAML, and so the toolkit, applies; a number beyond JSON's stays text.
  private func value(_ scalar: Node.Scalar) -> JSON {
    let text = scalar.string
    guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return .bool(true)
    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return .bool(false)
    default: break
    }
    guard let first = text.utf8.first, (0x30...0x39).contains(first) || "+-.".utf8.contains(first) else {
      return .string(text)
    }
    let digits = text.filter { $0 != "_" }
    // 010 is octal, 0x1f hexadecimal and 1:30 sexagesimal there; none of them is a plain number.
    let isPlain = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    guard isPlain, !(digits.utf8.count > 1 && digits.hasPrefix("0") && !digits.contains(".")) else {
      return .string(text)
    }
    if let whole = Int64(digits) { return .integer(whole) }
    if digits.contains("."), let number = Double(digits), number.isFinite { return .number(number) }
    return .string(text)
  }

  private static func line(_ error: YamlError, _ text: String) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(let names, let context):
      names.sorted().first.flatMap { YAMLPlaces.second($0, in: text, from: context.mark) } ?? context.mark.line
    default: nil
    }
  }

  private static func problem(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
      "is no sound YAML: \(problem)"
    case .duplicatedKeysInMapping(let names, _):
      "is no sound YAML: the name \"\(names.sorted().first?.prefix(40) ?? "")\" stands twice in one mapping"
    case .reader(let problem, _, _, _): "is no sound YAML: \(problem)"
    default: "is no sound YAML"
    }
  }
}

/// Finds collections and aliases that stand as names in a text with aliases.
///
/// The composer compares names by hashing them whole. A name that is an alias of aliases of aliases grows twofold with
/// every line and would keep it busy for ever; nothing that tools write has such names.
private enum AliasKeys {
  /// The first line that has one; nil where none has, or where the text has no alias.
  static func line(in text: String) -> Int? {
    guard text.utf8.contains(UInt8(ascii: "*")), text.utf8.contains(UInt8(ascii: "&")) else { return nil }
    for (index, line) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where hasCollectionKey(line) {
      return index + 1
    }
    return nil
  }

  private static func hasCollectionKey(_ line: Substring.UTF8View) -> Bool {
    var quote: UInt8?
    var before: UInt8 = 0x20
    var isAlias = false
    // What a colon would make a name of: the end of a collection, or an alias, with nothing but space since.
    var isCandidate = false
    for byte in line {
      if let open = quote {
        if byte == open { quote = nil }
        before = byte
        continue
      }
      let isStart = before == 0x20 || before == 0x09 || "[{,-".utf8.contains(before)
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if isStart { quote = byte }
        isCandidate = false
        isAlias = false
      case UInt8(ascii: "#") where before == 0x20 || before == 0x09: return false
      case UInt8(ascii: "?") where isStart: return true
      case UInt8(ascii: "*") where isStart:
        isAlias = true
        isCandidate = true
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        isCandidate = true
        isAlias = false
      case UInt8(ascii: ":"): if isCandidate { return true }
      case 0x20, 0x09: isAlias = false
      default:
        // The letters of an alias' own name leave it a candidate.
        if !isAlias { isCandidate = false }
      }
      before = byte
    }
    return false
  }
}
