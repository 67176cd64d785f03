import Reports

/// The templates of the pages, their style and their script.
let templates = TemplateLibrary(embeddedFiles.map { ($0.name, "\($0.text)") })
