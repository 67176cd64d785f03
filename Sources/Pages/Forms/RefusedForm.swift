public import KnowledgeBase

/// A form that was sent and not taken: what was typed, and why not, for the page that shows it again.
public struct RefusedForm: Sendable {
  /// Which form of the page it is.
  let form: String
  /// What was typed, by the names of the fields.
  let values: [String: String]
  private let message: String
  /// The path of what was wrong in the payload that the form became; nil where nothing alone was.
  private let path: String?

  /// What was typed into a form, and what refused it.
  public init(_ form: String, _ error: FaultbookError, values: [String: String]) {
    self.form = form
    self.values = values
    message = error.message
    path = error.field
  }

  /// What stands under another name in a form than in its payload.
  private static let names = [
    "target": "component", "target.component": "component", "target.dependency": "caller",
    "target.dependency.caller": "caller", "target.dependency.callee": "callee", "fault.kind": "fault",
    "fault.magnitude": "magnitude", "fault.magnitude.value": "magnitude", "fault.magnitude.unit": "unit",
    "component": "who", "journey": "who", "objective.latencyP99Ms": "latency", "objective.errorRate": "errors",
    "objective.availability": "availability",
  ]

  /// What was wrong with which of some fields, in a sentence that names it as the form does; nil where none of them was.
  func wrong(among fields: [FormField]) -> (name: String, sentence: String)? {
    guard let path else { return nil }
    let candidates = [path, RefusedForm.names[path], path.split(separator: ".").last.map(String.init)].compactMap(
      \.self)
    guard let field = candidates.lazy.compactMap({ name in fields.first { $0.name == name } }).first else { return nil }
    guard message.hasPrefix("\(path): ") else { return (field.name, message) }
    let problem = message.dropFirst(path.count + 2)
    let isPredicate = ["is ", "must ", "holds ", "of ", "has "].contains { problem.hasPrefix($0) }
    // What a payload would take is no matter of whoever types.
    let plain =
      problem.hasPrefix("is missing; expected ") && !problem.contains(" of ")
      ? "is missing"
      // All that is typed is text; what was meant is a number in another writing, or with its unit.
      : problem.replacing(
        "expected a number, found a string", with: "expected a number such as 0.9, with a point and without its unit")
    return (field.name, "“\(field.label)”\(isPredicate ? "" : ":") \(plain)")
  }

  /// What the page says at its form; `id` of the field, where one was wrong, is led to.
  func told(among fields: [FormField]) -> [String: Any] {
    let found = wrong(among: fields)
    return [
      "sentence": plainLine(Wording.ofPages(found?.sentence ?? message)),
      "field": found.map { FormField.id($0.name, in: form) } ?? false as Any,
    ]
  }
}
