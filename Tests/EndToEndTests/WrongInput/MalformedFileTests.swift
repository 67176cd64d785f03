import MalformedCorpus
import Testing
import Vocabulary

/// A sample of the malformed corpus through the executable: refused in one sentence, with nothing appended.
@Suite struct MalformedFileTests {
  /// Every ninth file; the number shares no factor with how many of a format there are, so that all kinds have their turn.
  private static let sample = MalformedCorpus.files.enumerated().filter { $0.offset % 9 == 4 }.map(\.element)

  @Test func `a malformed file changes nothing in the book`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    #expect(Self.sample.count >= 40)
    for file in Self.sample {
      try workspace.write(file.name, file.bytes)
      let run = file.run.map { ["--run", $0] } ?? []
      let outcome = try workspace.run(["import", file.name, "--book", book] + run)
      expectFailure(outcome, exitCode: 2)
      #expect(outcome.error.contains(file.name), "\(outcome.error)")
      expectFailure(try workspace.run(["import", "--dry-run", file.name] + run), exitCode: 2)
    }
    #expect(try workspace.state(of: book) == SharedBooks.smallState.get())
  }
}
