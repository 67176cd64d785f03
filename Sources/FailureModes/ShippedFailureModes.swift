public import Vocabulary

/// The failure modes that every program of ours brings along: infrastructure, and systems of agents and tools.
///
/// They are a list to choose from and weigh nothing by themselves: what shapes a score or a proposal is what the book's own log
/// catalogues (`failuremode.catalogued`), so that an older position never reads another catalogue than it did. An entry of the
/// book with the id of a shipped one takes its place.
///
/// The files below `Files/`, one a category, hold payloads of `failuremode.catalogued`. Likelihood and impact are defaults for
/// an ordinary system; what the words mean is with ``Vocabulary/FailureModeCatalogued/Likelihood`` and
/// ``Vocabulary/FailureModeCatalogued/Impact``.
public enum ShippedFailureModes {
  /// All of them, by id.
  public static let all: [FailureModeCatalogued] = embeddedFiles.flatMap { file in
    do {
      return try read(JSON.parse("\(file.text)"))
    } catch {
      // Embedded when the program was built: nobody's input.
      preconditionFailure("\(file.name): \(error)")
    }
  }.sorted { $0.id < $1.id }

  private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

  /// The mode of that id; nil where none is shipped under it.
  public static func mode(_ id: String) -> FailureModeCatalogued? { byID[id] }

  static func read(_ json: JSON) throws -> [FailureModeCatalogued] {
    try (json.arrayValue ?? []).enumerated().map { index, entry in
      try FailureModeCatalogued(from: FieldReader(entry, path: "[\(index)]"))
    }
  }
}
