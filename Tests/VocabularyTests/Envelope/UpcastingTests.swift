import Testing

@testable import Vocabulary

@Suite("Upcasting")
struct UpcastingTests {
  /// A made-up history: version 1 had `name`, version 2 `title`, version 3 has `title` and counts how it came there.
  static let history = Upcasting([
    // Given out of order: the versions decide.
    Upcasting.Step(type: .runFinished, from: 2) { data in
      .object((data.members ?? []) + [JSON.Member("path", .string((data["path"]?.stringValue ?? "") + "2>3"))])
    },
    Upcasting.Step(type: .runFinished, from: 1) { data in
      guard let name = data["name"] else { throw VocabularyError(field: "data.name", problem: "is missing") }
      return .object([JSON.Member("title", name)])
    },
  ])

  @Test("Steps apply one after another from the version of the event, and what is newest stays as it is")
  func order() throws {
    let newest: JSON = ["title": "x", "path": "2>3"]
    #expect(try Self.history.upcast(["name": "x"], type: .runFinished, from: 1) == newest)
    #expect(try Self.history.upcast(["title": "x"], type: .runFinished, from: 2) == newest)
    #expect(try Self.history.upcast(newest, type: .runFinished, from: 3) == newest)
    #expect(Self.history.newestVersion(of: .runFinished) == 3)
  }

  @Test("A type without steps is at its first version")
  func otherTypes() throws {
    #expect(Self.history.newestVersion(of: .runStarted) == 1)
    #expect(try Self.history.upcast(["a": 1], type: .runStarted, from: 1) == ["a": 1])
  }

  @Test("A version that this program does not know is refused", arguments: [4, 0, -1, .max])
  func unknownVersion(version: Int) {
    let error = #expect(throws: VocabularyError.self) {
      try Self.history.upcast([:], type: .runFinished, from: version)
    }
    #expect(error?.field == "dataschema")
    let newer = "version 4 of faultbook.run.finished is newer than this program, which knows 3; update it"
    if version == 4 { #expect(error?.problem == newer) }
  }

  @Test("What a step finds wrong comes out")
  func stepThrows() {
    #expect(throws: VocabularyError(field: "data.name", problem: "is missing")) {
      try Self.history.upcast(["nome": "x"], type: .runFinished, from: 1)
    }
  }

  @Test("A history with a gap is a mistake of the program, and stops it")
  func gap() async {
    await #expect(processExitsWith: .failure) {
      _ = Upcasting([Upcasting.Step(type: .runFinished, from: 2) { $0 }])
    }
  }

  @Test("The lean reader of samples serves the newest schema or none")
  func leanReader() {
    #expect(MetricSampled.leanVersion == Upcasting.standard.newestVersion(of: .metricSampled))
  }
}
