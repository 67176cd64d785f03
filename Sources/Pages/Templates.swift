import Mustache

/// The templates of `Files/`, embedded in the binary. Every value that a template names is escaped, but those in three braces, which
/// other templates made.
enum Templates {
  static func render(_ name: String, _ values: [String: Any]) throws -> String {
    guard let text = try library.get().render(values, withTemplate: name) else {
      throw TemplateProblem(name: name, problem: "there is no such template")
    }
    return text
  }

  /// A template that cannot be read; a test renders them all.
  struct TemplateProblem: Error {
    let name: String
    let problem: String
  }

  /// A file as it stands.
  static func file(_ name: String) -> String? { embeddedFiles.first { $0.name == name }.map { "\($0.text)" } }

  private static let library: Result<MustacheLibrary, any Error> = Result {
    var templates: [String: MustacheTemplate] = [:]
    for file in embeddedFiles where file.name.hasSuffix(ending) {
      let name = String(file.name.dropLast(ending.count))
      do {
        templates[name] = try MustacheTemplate(string: "\(file.text)")
      } catch {
        throw TemplateProblem(name: name, problem: "\(error)")
      }
    }
    return MustacheLibrary(templates: templates)
  }

  private static let ending = ".mustache"
}
