import Vocabulary

/// CloudEvents JSON: one event a line, or arrays of them. The events pass verbatim, with their own ids and sources; one
/// without a correlation gets that of the import.
struct CloudEventsImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    let cursor = JSONCursor(source, file: context.file)
    while try cursor.hasText() {
      if try cursor.peek() == UInt8(ascii: "[") {
        try cursor.forEachElement { _ in try event(cursor) }
      } else {
        try event(cursor)
      }
    }
  }

  private func event(_ cursor: JSONCursor) throws {
    _ = try cursor.peek()
    let line = cursor.line
    let path = cursor.pathText
    let bytes = try cursor.rawValue()
    do {
      let event = try CloudEvents.read(bytes)
      let isTied = context.options.isVerbatim || event.correlation != nil
      try context.add(
        isTied ? event : event.correlated(with: context.correlation), place: .init(line: line, path: path))
    } catch let error as VocabularyError {
      throw context.error(
        "\(error)", ImportContext.Place(line: line, path: path), remedy: "correct the event or leave it out")
    } catch is JSONError {
      // Read again for the place in the file.
      _ = try cursor.parse(bytes, from: line)
      throw context.error("is no CloudEvent", ImportContext.Place(line: line, path: path))
    }
  }
}
