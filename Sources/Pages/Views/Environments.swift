import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// The environments that runs of the book were in.
  func environments(_ view: View) throws -> [String] {
    var view = view
    view.environment = nil
    let runs = try book.runs(view: view).json["runs"]?.arrayValue ?? []
    return Set(runs.compactMap { $0["environment"]?.stringValue }).sorted()
  }

  /// What is to be said of an environment that no run was in: it may be a new one, or a slip of the pen.
  func environmentDoubt(_ request: PageRequest) throws -> PageContent.Part? {
    guard let asked = request.query["environment"] else { return nil }
    let known = try environments(try request.view())
    guard !known.contains(asked) else { return nil }
    let others =
      known.isEmpty
      ? "no run has said where it was"
      : "the runs were in \(known.map { "“\(plainLine($0))”" }.joined(separator: ", "))"
    return try .note(
      "No run was in an environment “\(plainLine(asked))”: \(others). What was seen elsewhere counts less here, so that less is known; if the name is wrong, ask with another.",
      .doubt)
  }
}
