package import Mustache

/// Templates that are embedded in the binary, by name: the files of a module's `Files/` that end in `.mustache`, without that ending.
///
/// Every value that a template names is escaped for its kind of text, HTML or Markdown as the template says; but those in three braces,
/// which other templates made.
package struct TemplateLibrary: Sendable {
  private static let ending = ".mustache"

  private let library: Result<MustacheLibrary, any Error>
  private let texts: [String: String]

  /// The templates among some files. One that cannot be read is told when something is rendered; a test renders them all.
  package init(_ files: [(name: String, text: String)], types: [String: any MustacheContentType] = [:]) {
    texts = Dictionary(files.map { ($0.name, $0.text) }) { first, _ in first }
    library = Result {
      for (name, type) in types { MustacheContentTypes.register(type, named: name) }
      var templates: [String: MustacheTemplate] = [:]
      for file in files where file.name.hasSuffix(TemplateLibrary.ending) {
        let name = String(file.name.dropLast(TemplateLibrary.ending.count))
        do {
          templates[name] = try MustacheTemplate(string: file.text)
        } catch {
          throw TemplateProblem(name: name, problem: "\(error)")
        }
      }
      return MustacheLibrary(templates: templates)
    }
  }

  /// A template filled with values. Throws for one that there is not, and for one that cannot be read.
  package func render(_ name: String, _ values: [String: Any] = [:]) throws -> String {
    guard let text = try library.get().render(values, withTemplate: name) else {
      throw TemplateProblem(name: name, problem: "there is no such template")
    }
    return text
  }

  /// A file as it stands.
  package func file(_ name: String) -> String? { texts[name] }

  /// A template that cannot be used.
  struct TemplateProblem: Error {
    let name: String
    let problem: String
  }
}
