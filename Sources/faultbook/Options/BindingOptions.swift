import ArgumentParser
import Interchange
import KnowledgeBase

/// How the parts of the system are reached, which a book does not know.
struct BindingOptions: ParsableArguments {
  @Option(
    name: .customLong("with"),
    help: ArgumentHelp(
      "A YAML or JSON file that says how the parts of the system are reached; may be given several times, the later ones win. (default: the policy export.bindings)",
      valueName: "file"), completion: .file())
  var files: [String] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "One such fact, for all components or by its whole path: kubernetes.namespace=shop, components.db.kubernetes.port=5432; may be repeated.",
      valueName: "path=value"))
  var settings: [String] = []

  /// The documents, the weakest first.
  func layers() throws -> [Bindings.Layer] {
    do {
      return try files.map { path in
        let document = try DocumentFile(path: path)
        return Bindings.Layer(name: document.name, json: document.json)
      } + settings.map { try Bindings.Layer(setting: $0) }
    } catch let error as ExportError {
      throw UsageError(message: error.message)
    }
  }
}
