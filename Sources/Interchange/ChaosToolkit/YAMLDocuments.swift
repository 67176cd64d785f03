import Vocabulary
import Yams

/// YAML as JSON, bounded: aliases are followed, but a few lines of them cannot fill the memory.
struct YAMLDocuments {
  private static let mostNodes = 200_000
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  /// The documents of a stream.
  func read(_ bytes: [UInt8]) throws -> [JSON] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw context.error("is neither JSON nor YAML in UTF-8")
    }
    do {
      var nodes = 0
      return try Array(Yams.compose_all(yaml: text)).map { try json($0, depth: 0, &nodes) }
    } catch let error as YamlError {
      throw context.error(
        Self.problem(error), ImportContext.Place(line: Self.line(error)), remedy: "correct the YAML there")
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
    case .mapping(let mapping):
      var members: [JSON.Member] = []
      for (key, value) in mapping {
        guard let name = key.string else {
          throw context.error(
            "expected a name, found a value of several parts", ImportContext.Place(line: key.mark?.line))
        }
        members.append(JSON.Member(name, try json(value, depth: depth + 1, &nodes)))
      }
      return .object(members)
    case .sequence(let sequence): return .array(try sequence.map { try json($0, depth: depth + 1, &nodes) })
    case .scalar(let scalar): return value(scalar)
    case .alias:
      throw context.error("holds an alias of nothing", ImportContext.Place(line: node.mark?.line))
    }
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

  private static func line(_ error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }

  private static func problem(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
      "is no sound YAML: \(problem)"
    case .reader(let problem, _, _, _): "is no sound YAML: \(problem)"
    default: "is no sound YAML"
    }
  }
}
