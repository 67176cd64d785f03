import Foundation
import Testing
import Vocabulary

/// The API held against its own document by a program that is none of ours.
@Suite struct SchemaTests {
  /// A Python that has schemathesis (`pip install schemathesis`, 4.32 or newer); nil where there is none.
  static let python: String? = {
    let named = ProcessInfo.processInfo.environment["FAULTBOOK_PYTHON"]
    for path in [named, "/usr/bin/python3", "/usr/local/bin/python3"].compactMap(\.self)
    where FileManager.default.isExecutableFile(atPath: path) {
      let found = try? Binary.run([path, "-c", "import schemathesis.cli"], in: NSTemporaryDirectory())
      if found?.exitCode == 0 { return path }
    }
    return nil
  }()

  /// Every phase and every check but one: that what fits the document is accepted. A document cannot say that a run must have
  /// been started, or that a sample names one of component, journey and dependency; this is told by 422, which it documents. The
  /// tail and the kill switch are left out, as they have no end, and the feed, as it takes lines alone, which schemathesis cannot write.
  @Test(
    .enabled(
      if: python != nil, "no Python with schemathesis: pip install schemathesis, and name it in FAULTBOOK_PYTHON"),
    .timeLimit(.minutes(5)))
  func `schemathesis finds nothing that the document does not say`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let server = try RunningServer(book: book, in: workspace, ["--rate", "0"])
    let token = try server.token(role: "admin", named: "schemathesis")
    let outcome = try Binary.run(
      [
        try #require(Self.python), "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run",
        server.address + "/api/v1/openapi.json", "--phases", "examples,coverage,fuzzing,stateful", "--max-examples",
        "3", "--max-time", "180", "--request-timeout", "60", "--continue-on-failure", "--no-shrink", "--seed", "1",
        "--generation-database", "none", "--exclude-checks", "positive_data_acceptance", "--exclude-path-regex",
        "/(tail|watch|feed)$", "--header", "Authorization: Bearer \(token)", "--warnings", "off", "--no-color",
      ], in: workspace.folder)
    #expect(outcome.exitCode == 0, "\(outcome.output.suffix(6000))")
    #expect(try server.end() == 0)
    // Whatever was sent, the history is whole.
    #expect(try workspace.state(of: book)["ok"] == true)
  }
}
