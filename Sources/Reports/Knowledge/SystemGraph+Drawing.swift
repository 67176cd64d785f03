extension SystemGraph {
  /// A graph of Graphviz. Colour says how likely trouble is to pass (green to red), width how surely; what is untested is dashed.
  var dot: String {
    var lines = [
      "digraph system {", "  rankdir=LR;", "  node [shape=box, style=rounded, fontname=\"sans-serif\"];",
      "  edge [fontname=\"sans-serif\", fontsize=10];",
    ]
    lines += nodes.map { node in
      let shape = node.isJourney ? ", shape=oval" : ["database", "cache"].contains(node.kind) ? ", shape=cylinder" : ""
      return "  \(node.id) [label=\(SystemGraph.quoted(node.name)), tooltip=\(SystemGraph.quoted(node.kind))\(shape)];"
    }
    lines += edges.map { edge in
      "  \(nodes[edge.from].id) -> \(nodes[edge.to].id) [\(SystemGraph.style(edge).joined(separator: ", "))];"
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private static func style(_ edge: Edge) -> [String] {
    var found = ["tooltip=\(quoted("\(edge.basis), \(edge.mode)"))"]
    if edge.mode == "async" { found.append("arrowhead=open") }
    guard let trouble = edge.trouble else {
      return found + ["label=\"untested\"", "style=dashed", "color=\"gray50\"", "fontcolor=\"gray40\""]
    }
    let hue = hundredths((1 - trouble.mean) / 3)
    let sureness = min(max(1 - (trouble.high - trouble.low), 0), 1)
    return found + [
      "label=\(quoted(trouble.words))", "color=\"\(hue) 0.85 0.75\"",
      // From 1 to 4 points: the narrower the interval, the wider the line.
      "penwidth=\(1 + Int((3 * sureness).rounded()))",
    ]
  }

  private static func quoted(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "\n", "\r": out += "\\n"
      case "\0": out += "\u{FFFD}"
      default: out.unicodeScalars.append(character)
      }
    }
    return "\"\(out)\""
  }

  /// A flowchart of Mermaid: dotted arrows are untested.
  var mermaid: String {
    var lines = ["flowchart LR"]
    lines += nodes.map { node in
      let label = SystemGraph.entities(node.name)
      if node.isJourney { return "  \(node.id)([\"\(label)\"])" }
      return ["database", "cache"].contains(node.kind) ? "  \(node.id)[(\"\(label)\")]" : "  \(node.id)[\"\(label)\"]"
    }
    lines += edges.map { edge in
      let arrow = edge.trouble == nil ? "-.->" : "-->"
      let words = SystemGraph.entities(edge.trouble?.words ?? "untested")
      return "  \(nodes[edge.from].id) \(arrow)|\"\(words)\"| \(nodes[edge.to].id)"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What Mermaid reads as text: everything but letters, digits and plain punctuation as an entity by its number.
  private static func entities(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let isPlain =
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || " -_./:,".unicodeScalars.contains(scalar)
      return isPlain ? String(scalar) : "#\(scalar.value);"
    }.joined()
  }
}
