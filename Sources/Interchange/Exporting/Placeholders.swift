import Vocabulary

/// The words that stand in braces in the texts of `inject`.
///
/// | word | stands for |
/// |---|---|
/// | `{component}`, `{caller}`, `{callee}` | what is disturbed |
/// | `{kind}`, `{dose}` | the fault, `net.latency`; its band |
/// | `{magnitude}`, `{unit}` | its size, where it has one |
/// | `{milliseconds}`, `{seconds}`, `{ratio}`, `{percent}`, `{multiple}` | its size in that unit, where it measures the fault |
/// | `{faultSeconds}` | how long it is to last |
/// | `{expirySeconds}` | after how long it should end even if nobody takes it back |
/// | `{proposal}` | the id that its result is tied to |
///
/// A text that is one word and nothing else takes the value's own type: a number stays a number.
struct Placeholders {
  private var values: [(name: String, value: JSON)] = []

  init(_ experiment: PlannedExperiment, _ timing: ExperimentTiming, variables: [(name: String, value: String)]) {
    func number(_ value: Double) -> JSON { Int64(exactly: value).map { .integer($0) } ?? .number(value) }
    values = variables.map { ($0.name, .string($0.value)) }
    switch experiment.target {
    case .component(let name): values.append(("component", .string(name)))
    case .dependency(let link):
      values += [("caller", .string(link.caller)), ("callee", .string(link.callee))]
    }
    values += [("kind", .string(experiment.fault.kind.name)), ("dose", .string(experiment.dose.rawValue))]
    if let size = experiment.fault.magnitude {
      values += [("magnitude", number(size.value)), ("unit", .string(size.unit))]
    }
    let units: [(String, Unit?)] = [
      ("milliseconds", .milliseconds), ("seconds", .seconds), ("ratio", .ratio), ("percent", Unit(named: "percent")),
      ("multiple", .multiple),
    ]
    for (name, unit) in units {
      if let size = unit.flatMap({ experiment.magnitude(in: $0) }) { values.append((name, number(size))) }
    }
    values += [("faultSeconds", number(timing.fault)), ("expirySeconds", number(timing.expiry))]
    if let proposal = experiment.proposal { values.append(("proposal", .string(proposal))) }
  }

  private func value(_ name: Substring) -> JSON? { values.first { $0.name == name }?.value }

  /// The text with its words replaced. Throws `ExportError` for a word that stands for nothing here.
  func text(_ text: String) throws -> String {
    var out = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      out += rest[..<open]
      // `${name}` is the tool's own.
      let isForeign = open > rest.startIndex ? rest[rest.index(before: open)] == "$" : out.hasSuffix("$")
      let inner = rest[rest.index(after: open)...]
      if !isForeign, let close = inner.firstIndex(of: "}"), isWord(inner[..<close]) {
        guard let found = value(inner[..<close]) else { throw unknown(inner[..<close], in: text) }
        out += found.stringValue ?? found.text
        rest = inner[inner.index(after: close)...]
      } else {
        // A brace of JSON or of a query.
        out += "{"
        rest = inner
      }
    }
    return out + rest
  }

  /// The value with the words of its texts replaced.
  func json(_ json: JSON) throws -> JSON {
    switch json {
    case .string(let whole):
      if whole.hasPrefix("{"), whole.hasSuffix("}"), isWord(whole.dropFirst().dropLast()) {
        guard let found = value(whole.dropFirst().dropLast()) else {
          throw unknown(whole.dropFirst().dropLast(), in: whole)
        }
        return found
      }
      return .string(try text(whole))
    case .array(let values): return .array(try values.map { try self.json($0) })
    case .object(let members): return .object(try members.map { JSON.Member($0.name, try self.json($0.value)) })
    default: return json
    }
  }

  private func isWord(_ name: Substring) -> Bool {
    !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-" }
  }

  private func unknown(_ name: Substring, in text: String) -> ExportError {
    ExportError(
      .bindings,
      "{\(name)} in \"\(text.prefix(80))\" stands for nothing here; known are "
        + values.map { "{\($0.name)}" }.joined(separator: ", "))
  }
}
