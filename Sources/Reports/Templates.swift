/// The templates of reports.
let templates = TemplateLibrary(
  embeddedFiles.map { ($0.name, "\($0.text)") }, types: ["MARKDOWN": MarkdownContent()])
