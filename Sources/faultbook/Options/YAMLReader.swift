import Vocabulary
import Yams

/// Why a text is no YAML that can be read as JSON.
struct YAMLProblem: Error {
  /// What was wrong and where, in one sentence.
  let problem: String
}

/// Reads YAML as JSON by the core schema of YAML 1.2 (§10.3.2): `true`, `12` and `0.5` are typed, everything else is
/// text. `no`, `on` and `12:30` are text too, which YAML 1.1 took for booleans and a number of base 60, and so are times.
enum YAMLReader {
  /// Most nodes of a document, aliases counted as often as they are used: an alias of aliases grows exponentially.
  private static let maximumNodes = 200_000

  /// Reads one document. Throws `YAMLProblem`.
  static func read(_ text: String) throws -> JSON {
    do {
      guard let node = try Yams.compose(yaml: text) else { throw YAMLProblem(problem: "it holds no document") }
      var left = maximumNodes
      return try json(node, &left)
    } catch let error as YamlError {
      throw YAMLProblem(problem: sentence(error))
    }
  }

  private static func json(_ node: Node, _ left: inout Int) throws -> JSON {
    left -= 1
    guard left > 0 else { throw YAMLProblem(problem: "it has more than \(maximumNodes) values; check its aliases") }
    switch node {
    case .scalar(let scalar): return try value(scalar)
    case .sequence(let sequence): return .array(try sequence.map { try json($0, &left) })
    case .mapping(let mapping):
      return .object(
        try mapping.map { key, value in
          guard case .scalar(let name) = key else {
            throw YAMLProblem(problem: "a name is no text\(place(key.mark))")
          }
          return JSON.Member(name.string, try json(value, &left))
        })
    case .alias(let alias): throw YAMLProblem(problem: "an alias that stands for nothing\(place(alias.mark))")
    }
  }

  private static func value(_ scalar: Node.Scalar) throws -> JSON {
    let text = scalar.string
    guard scalar.style == .plain else { return .string(text) }
    if scalar.tag.description == Tag.Name.str.rawValue { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".inf", "-.inf", "+.inf", ".Inf", "-.Inf", ".INF", "-.INF", ".nan", ".NaN", ".NAN":
      throw YAMLProblem(problem: "\(text) is no finite number\(place(scalar.mark))")
    default: return number(text) ?? .string(text)
    }
  }

  private static func number(_ text: String) -> JSON? {
    guard let first = text.utf8.first, (0x30...0x39).contains(first) || first == 0x2D || first == 0x2B || first == 0x2E,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eExXoOabcdfABCDF".utf8.contains($0) })
    else { return nil }
    if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16).map { .integer($0) } }
    if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8).map { .integer($0) } }
    if let whole = Int64(text) { return .integer(whole) }
    guard text.utf8.allSatisfy({ !"xXoOabcdfABCDF".utf8.contains($0) }), text != ".", let number = Double(text),
      number.isFinite
    else { return nil }
    return .number(number)
  }

  private static func place(_ mark: Mark?) -> String {
    mark.map { " at line \($0.line), column \($0.column)" } ?? ""
  }

  private static func sentence(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "\(problem)\(place(mark))"
    case .duplicatedKeysInMapping(let duplicates, _):
      "the name \"\(duplicates.sorted().first ?? "")\" stands twice in one object"
    case .reader(let problem, let offset, _, _): "\(problem)\(offset.map { " at byte \($0)" } ?? "")"
    default: "\(error)"
    }
  }
}
