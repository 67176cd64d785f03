import Vocabulary

extension SystemGraph {
  /// GraphML 1.0 with typed keys; what is not known has no `data`.
  var graphML: String {
    let keys: [(id: String, of: String, type: String)] = [
      ("name", "node", "string"), ("kind", "node", "string"), ("mode", "edge", "string"), ("basis", "edge", "string"),
      ("faultClass", "edge", "string"), ("dose", "edge", "string"), ("probability", "edge", "double"),
      ("low", "edge", "double"), ("high", "edge", "double"), ("evidence", "edge", "double"),
      ("position", "graph", "long"),
    ]
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#,
    ]
    lines += keys.map { #"  <key id="\#($0.id)" for="\#($0.of)" attr.name="\#($0.id)" attr.type="\#($0.type)"/>"# }
    lines += [#"  <graph id="system" edgedefault="directed">"#, data("position", "\(position)", indent: 4)]
    for node in nodes {
      lines += [
        #"    <node id="\#(node.id)">"#, data("name", node.name), data("kind", node.kind), "    </node>",
      ]
    }
    for (index, edge) in edges.enumerated() {
      lines.append(#"    <edge id="e\#(index)" source="\#(nodes[edge.from].id)" target="\#(nodes[edge.to].id)">"#)
      lines += [data("mode", edge.mode), data("basis", edge.basis)]
      if let trouble = edge.trouble {
        lines += [data("faultClass", trouble.faultClass), data("dose", trouble.dose)]
        let figures = [
          ("probability", trouble.mean), ("low", trouble.low), ("high", trouble.high), ("evidence", trouble.evidence),
        ]
        lines += figures.map { data($0.0, JSON.number($0.1).text) }
      }
      lines.append("    </edge>")
    }
    return (lines + ["  </graph>", "</graphml>"]).joined(separator: "\n") + "\n"
  }

  private func data(_ key: String, _ text: String, indent: Int = 6) -> String {
    String(repeating: " ", count: indent) + "<data key=\"\(key)\">\(SystemGraph.xml(text))</data>"
  }

  /// Text that XML 1.0 can hold: what it forbids becomes the replacement character.
  private static func xml(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\t", "\n", "\r": out += "&#\(scalar.value);"
      default:
        let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        out.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
      }
    }
    return out
  }
}
