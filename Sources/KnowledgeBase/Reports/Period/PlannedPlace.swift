import Vocabulary

/// Where the plan of a report is for: the environment that was asked for, else the only one that the book has runs in.
struct PlannedPlace {
  /// The environment; nil where none was named and the book does not say which.
  let environment: String?
  /// How it was chosen.
  private let choice: Choice

  private enum Choice {
    case asked
    case only
    case several([String])
    case none
  }

  init(asked: String?, in state: BookState) {
    let known = Set(state.runs.values.compactMap { $0.started?.environment }).sorted()
    environment = asked ?? (known.count == 1 ? known[0] : nil)
    choice = asked != nil ? .asked : known.count == 1 ? .only : known.isEmpty ? .none : .several(known)
  }

  /// Where it is for and how another is named, in a sentence.
  var sentence: String {
    switch choice {
    case .asked: return "Planned for \(environment ?? ""), as asked."
    case .only:
      return
        "Planned for \(environment ?? ""), the only environment that the book has runs in; `--environment NAME` plans for another."
    case .several(let known):
      return
        "Planned for no environment in particular, so what is allowed where is in doubt; the book has runs in "
        + "\(known.joined(separator: ", ")): `--environment NAME` plans for one."
    case .none: return "Planned for no environment in particular: `--environment NAME` names one."
    }
  }
}
