import Mustache

/// The pages' templates, embedded in the binary: files of `Files/`, by name without their ending.
enum Templates {
  /// Renders one template. Every value that it names without saying otherwise is escaped for its kind of text: HTML, or
  /// Markdown where the template says so.
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

  private static let library: Result<MustacheLibrary, any Error> = Result {
    MustacheContentTypes.register(MarkdownContent(), named: "MARKDOWN")
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
