import KnowledgeBase
import Vocabulary

/// What a person sees of a component or a journey, and the probes that say so.
///
/// Somebody who looks on answers two questions, each a probe of its own: are there errors, and does it take longer. `fine` answers
/// both; `slow` and `failing` one, for of the other nothing was said. Of whom nobody watches nothing is recorded.
enum Sight: String, CaseIterable {
  case unwatched = ""
  case fine, slow, failing

  var words: String {
    switch self {
    case .unwatched: "not watched"
    case .fine: "fine"
    case .slow: "degraded: slow"
    case .failing: "degraded: errors, or no answer"
    }
  }

  /// Whether the two questions were answered with yes; nil for one that was not asked.
  fileprivate var met: (latency: Bool?, errors: Bool?) {
    switch self {
    case .unwatched: (nil, nil)
    case .fine: (true, true)
    case .slow: (false, nil)
    case .failing: (nil, false)
    }
  }

  /// The checks by which this is told, as payloads of `probe.observed`.
  func probes(of kind: String, _ name: String, phase: String) -> [JSON] {
    // The judge takes a check whose name speaks of latency for one of time.
    let questions = [("\(name) latency as usual", met.latency), ("\(name) answers", met.errors)]
    return questions.compactMap { question, met in
      met.map {
        [("name", JSON.string(question)), (kind, .string(name)), ("phase", .string(phase)), ("met", .bool($0))]
      }
    }.map { members in .object(members.map { JSON.Member($0.0, $0.1) }) }
  }
}

/// Whom the form of a run's page asks about.
struct Watched {
  let kind: String
  let name: String

  /// The name of its field.
  var field: String { "saw.\(kind).\(name)" }
  /// So many further ones can be named.
  static let others = 1...3

  /// What was said of each, those that the form asked about and those that were named in it. Throws where something was seen of
  /// nobody, or is no word of the form.
  static func sights(_ typed: TypedValues) throws -> [(kind: String, name: String, sight: Sight)] {
    func sight(_ text: String) throws -> Sight {
      guard let sight = Sight(rawValue: text) else {
        throw FaultbookError(.usage, "\"\(text.prefix(40))\" is none of fine, slow, failing")
      }
      return sight
    }
    var found: [(kind: String, name: String, sight: Sight)] = []
    for (field, value) in typed.all.sorted(by: { $0.key < $1.key }) where field.hasPrefix("saw.") {
      let parts = field.split(separator: ".", maxSplits: 2).map(String.init)
      guard parts.count == 3, ["component", "journey"].contains(parts[1]) else { continue }
      found.append((parts[1], parts[2], try sight(value)))
    }
    for other in others {
      guard let value = typed["other.\(other).saw"] else {
        if let name = typed["other.\(other).name"] {
          throw FaultbookError(.usage, "say what was seen of \(name.prefix(60)), or leave it out")
        }
        continue
      }
      guard let name = typed["other.\(other).name"] else {
        throw FaultbookError(.usage, "say of whom this was seen: name a component or a journey")
      }
      found.append((typed["other.\(other).kind"] == "journey" ? "journey" : "component", name, try sight(value)))
    }
    return found
  }
}
