import Vocabulary

/// Whom a Chaos Mesh experiment strikes: a selector, and how many of what it selects.
struct MeshSelector {
  /// The component that the selector names; nil where it names none, or several.
  let component: String?
  /// The share of the selected that is struck; nil where that is a number whose whole is not known.
  let scope: Double?

  /// Reads `selector`, `mode` and `value` of an element.
  init(_ element: Element) throws {
    component = try MeshSelector.component(element)
    switch try element.label("mode") {
    case "all": scope = 1
    case "fixed-percent": scope = try element.number("value").map { $0 / 100 }
    default: scope = nil
    }
  }

  private static func component(_ element: Element) throws -> String? {
    guard let selector = element["selector"] else {
      // Physical machines may be named by their addresses alone.
      return try element.strings("address").first.flatMap { ComponentNames.plain($0) }
    }
    let labels = try selector.labels("labelSelectors")
    if let name = ComponentNames.of(labels: labels) { return name }
    for expression in try selector.elements("expressionSelectors") {
      let values = try expression.strings("values")
      guard ComponentNames.mayName(label: try expression.label("key") ?? "") else { continue }
      if try expression.label("operator") == "In", values.count == 1 { return ComponentNames.plain(values[0]) }
    }
    for member in try selector["pods"]?.members() ?? [] {
      if let first = try member.value.elements().first { return ComponentNames.of(pod: try first.label()) }
    }
    for member in try selector["physicalMachines"]?.members() ?? [] {
      if let first = try member.value.elements().first { return ComponentNames.plain(try first.label()) }
    }
    let nodes = try selector.strings("nodes")
    return nodes.count == 1 ? ComponentNames.plain(nodes[0]) : nil
  }
}
