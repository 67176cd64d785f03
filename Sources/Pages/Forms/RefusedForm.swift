/// A form that was sent and not taken: what was typed, and why not, for the page that shows it again.
public struct RefusedForm: Sendable {
  /// Which form of the page it is.
  let form: String
  /// The sentence of whatever refused it.
  let sentence: String
  /// What was typed, by the names of the fields.
  let values: [String: String]

  /// What was typed into a form, and the sentence of what refused it.
  public init(_ form: String, _ sentence: String, values: [String: String]) {
    self.form = form
    self.sentence = sentence
    self.values = values
  }
}
