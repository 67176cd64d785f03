import MalformedCorpus
import Testing
import Vocabulary

@testable import Interchange

/// Every file of the corpus is refused with one clear sentence, known by its content or named by the user.
@Suite struct CorpusTests {
  @Test func `the corpus is large, and each of its files is one of its kind`() {
    let files = MalformedCorpus.files
    let formats = Set(files.map(\.format).filter { !$0.isEmpty })
    print("seed \(MalformedCorpus.seed): \(files.count) malformed files over \(formats.count) formats")
    #expect(files.count >= 200)
    #expect(Set(files.map(\.name)).count == files.count)
    #expect(formats == Set(Format.names))
  }

  @Test(arguments: MalformedCorpus.files)
  func `a malformed file is refused in one clear sentence`(file: MalformedFile) {
    for format in [nil, Format(named: file.format)] {
      let message = failure(file.bytes, name: file.name, ImportOptions(as: format, run: file.run))
      guard let message else {
        Issue.record("\(file.name) was taken\(format.map { " as \($0)" } ?? "")")
        continue
      }
      #expect(message.hasPrefix(file.name), "\(message)")
      #expect(message.utf8.count < 700, "\(message)")
      for word in ["Optional(", "Error(", "fatal", "\n", "\0"] { #expect(!message.contains(word), "\(message)") }
    }
  }

  @Test func `the seeds themselves are sound`() throws {
    for seed in MalformedCorpus.sound {
      let found = try importing(
        ImportSource(name: seed.name, bytes: seed.bytes), ImportOptions(run: seed.run))
      #expect(found.events.count > 1 || seed.format == "otlp" || seed.format == "jaeger", "\(seed.name)")
      #expect(Format(named: seed.format)?.tool == found.summary.format.tool, "\(seed.name)")
    }
  }
}
