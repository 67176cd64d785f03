import Vocabulary

/// A shape of an AWS service model, as `botocore` publishes them (`data/SERVICE/VERSION/service-2.json`), to hold a request against.
struct ServiceShape {
  private let shapes: JSON
  private let name: String

  /// The shape of that name; nil where the model has none.
  init?(_ name: String, in model: JSON) {
    guard let shapes = model["shapes"], shapes[name] != nil else { return nil }
    (self.shapes, self.name) = (shapes, name)
  }

  /// What is wrong with a value, by its path; nothing where the service's model allows it.
  func problems(_ value: JSON, at path: String = "$") -> [String] {
    let shape = shapes[name] ?? .object([])
    func inner(_ key: String) -> ServiceShape? {
      shape[key]?["shape"]?.stringValue.flatMap { ServiceShape($0, in: .object([JSON.Member("shapes", shapes)])) }
    }
    switch shape["type"]?.stringValue {
    case "structure":
      guard let members = value.members else { return ["\(path): no object"] }
      let known = shape["members"]?.members ?? []
      let tokens = Set(known.filter { $0.value["idempotencyToken"] == true }.map(\.name))
      let missing = (shape["required"]?.arrayValue ?? []).compactMap(\.stringValue)
        .filter { value[$0] == nil && !tokens.contains($0) }
      return missing.map { "\(path): \($0) is missing" }
        + members.flatMap { member -> [String] in
          guard let type = known.first(where: { $0.name == member.name })?.value["shape"]?.stringValue,
            let shape = ServiceShape(type, in: .object([JSON.Member("shapes", shapes)]))
          else { return ["\(path): \(member.name) is not known"] }
          return shape.problems(member.value, at: "\(path).\(member.name)")
        }
    case "list":
      guard let elements = value.arrayValue else { return ["\(path): no list"] }
      return size(elements.count, shape, path)
        + elements.enumerated().flatMap { inner("member")?.problems($1, at: "\(path)[\($0)]") ?? [] }
    case "map":
      guard let members = value.members else { return ["\(path): no map"] }
      return size(members.count, shape, path)
        + members.flatMap {
          (inner("key")?.problems(.string($0.name), at: "\(path) key \($0.name)") ?? [])
            + (inner("value")?.problems($0.value, at: "\(path).\($0.name)") ?? [])
        }
    case "string":
      guard let text = value.stringValue else { return ["\(path): no text"] }
      let words = (shape["enum"]?.arrayValue ?? []).compactMap(\.stringValue)
      return size(text.count, shape, path) + pattern(text, shape, path)
        + (words.isEmpty || words.contains(text) ? [] : ["\(path): \(text) is none of \(words)"])
    case "integer", "long": return value.integerValue == nil ? ["\(path): no whole number"] : []
    case "boolean": return value.boolValue == nil ? ["\(path): neither true nor false"] : []
    default: return []
    }
  }

  private func size(_ count: Int, _ shape: JSON, _ path: String) -> [String] {
    let least = Int(shape["min"]?.integerValue ?? 0)
    let most = shape["max"]?.integerValue.map(Int.init) ?? .max
    return count < least || count > most ? ["\(path): size \(count) is not \(least) to \(most)"] : []
  }

  private func pattern(_ text: String, _ shape: JSON, _ path: String) -> [String] {
    guard let pattern = shape["pattern"]?.stringValue, let regex = try? Regex(pattern) else { return [] }
    return (try? regex.wholeMatch(in: text)) == nil ? ["\(path): \(text) does not match \(pattern)"] : []
  }
}
