import Foundation
import KnowledgeBase
import Reports

/// The dependency graph in Graphviz's language. Lines run from caller to callee; colour says how probably trouble travels back
/// along them, the stroke how surely that is known; the style's classes give the colours, light and dark.
struct GraphDrawing {
  let system: SystemFigures
  let edges: EdgeBeliefs
  let request: PageRequest

  var dot: String {
    var lines = [
      "digraph system {",
      "  graph [rankdir=LR, bgcolor=\"transparent\", nodesep=0.25, ranksep=0.7, pad=0.2];",
      "  node [shape=box, style=\"rounded\", fontname=\"Liberation Sans\", fontsize=12, height=0.35, margin=\"0.12,0.05\"];",
      "  edge [arrowsize=0.7];",
    ]
    for name in system.components {
      lines.append(
        "  \(id("c", name)) [label=\(quoted(name)), class=\"component\", URL=\(quoted(request.link(.component, [("name", name)]))), tooltip=\(quoted(name))];"
      )
    }
    let names = Set(system.components)
    for journey in system.journeys {
      let critical = journey.criticality >= 1 ? " critical" : ""
      lines.append(
        "  \(id("j", journey.name)) [label=\(quoted(journey.name)), shape=oval, class=\"journey\(critical)\", URL=\(quoted(request.link(.journey, [("name", journey.name)]))), tooltip=\(quoted("journey \(journey.name), criticality \(Written.fixed(journey.criticality)) of 1"))];"
      )
      for entry in journey.entries where names.contains(entry) {
        lines.append("  \(id("j", journey.name)) -> \(id("c", entry)) [class=\"entry\", arrowhead=none];")
      }
    }
    for call in system.dependencies { lines.append(edge(call)) }
    lines.append("}")
    return lines.joined(separator: "\n")
  }

  private func edge(_ call: SystemFigures.Call) -> String {
    let edge = edges[call]
    // Of what was tested the belief that the line is drawn by; else all classes and doses, none of which says more than another.
    let tested = edge.flatMap { $0.evidence > 0 && !$0.id.isEmpty ? $0.id : nil }
    let link =
      tested.map { request.link(.belief, [("id", $0)]) }
      ?? request.link(.dependency, [("caller", call.caller), ("callee", call.callee)])
    var classes = ["call", GraphDrawing.tone(edge)]
    if call.isSuspected { classes.append("suspected") }
    if call.mode == "async" { classes.append("async") }
    return
      "  \(id("c", call.caller)) -> \(id("c", call.callee)) [class=\"\(classes.joined(separator: " "))\", URL=\(quoted(link)), tooltip=\(quoted(words(call, edge)))];"
  }

  /// How probable it is that trouble travels, as a class of the style; untested where no run bears on it.
  static func tone(_ edge: EdgeBeliefs.Edge?) -> String {
    guard let edge, edge.evidence > 0 else { return "untested" }
    let certainty = edge.high - edge.low < 0.4 ? "sure" : "unsure"
    // A colour is a claim: only where the whole interval lies on one side of an even chance is one made.
    return "\(edge.low >= 0.5 ? "travels" : edge.high <= 0.5 ? "held" : "perhaps") \(certainty)"
  }

  private func words(_ call: SystemFigures.Call, _ edge: EdgeBeliefs.Edge?) -> String {
    guard let edge, edge.evidence > 0 else { return "\(call.caller) calls \(call.callee): untested" }
    return
      "\(call.caller) degrades when \(call.callee) has trouble of class \(edge.faultClass) (\(edge.dose)): \(Written.share(edge.mean)), 90 % \(Written.share(edge.low)) to \(Written.share(edge.high))"
  }

  private func id(_ kind: String, _ name: String) -> String { quoted("\(kind):\(name)") }

  /// A string of Graphviz's. It takes what looks like an entity for one, so that ampersands are written as entities.
  private func quoted(_ text: String) -> String {
    let plain = plainLine(text).replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(
      of: "\"", with: "\\\""
    )
    .replacingOccurrences(of: "&", with: "&amp;")
    return "\"\(plain)\""
  }
}
