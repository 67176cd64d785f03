import Foundation
import Testing
import Vocabulary

/// The loop without a human: what is proposed is exported, really run by the Chaos Toolkit, imported, and learned from.
@Suite struct LoopTests {
  /// The lab's Python, with the Chaos Toolkit beside it; nil where `.ci/setup` has not installed it, or where nobody asked.
  ///
  /// It takes minutes of real processes and real time, so it runs on demand. Where other work keeps the processors busy it waits for a
  /// steady lab, and says so where there is none.
  private static let python: String? = {
    let folder = Binary.packageRoot + "/.venv/bin"
    let isThere = ["python", "chaos"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
    return isThere && ProcessInfo.processInfo.environment["FAULTBOOK_LOOP"] == "1" ? folder + "/python" : nil
  }()

  @Test(
    .enabled(
      if: python != nil, "set FAULTBOOK_LOOP=1, with the .venv of .ci/setup, to run the loop"),
    .timeLimit(.minutes(15)))
  func `two rounds on real processes tie the runs to their proposals, judge them fully and move beliefs`() throws {
    let python = try #require(Self.python)
    let workspace = try Workspace()
    let told = workspace.path("loop.json")
    // Some fifty seconds of lab; the rest is asking.
    let outcome = try Binary.run(
      [
        python, Binary.packageRoot + "/Tests/EndToEnd/loop.py", "--rounds", "2", "--faultbook", Binary.path, "--json",
        told,
      ], in: workspace.folder, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    #expect(outcome.exitCode == 0, "\(outcome.output)\n\(outcome.error)")
    let json = try JSON.parse(Array(Data(contentsOf: URL(filePath: told))))
    let rounds = json["rounds"]?.arrayValue ?? []
    #expect(rounds.count == 2)
    for round in rounds {
      #expect(round["tied"] == round["proposal"])
      #expect(round["chaos"]?["status"] == "completed")
      #expect(round["grade"] == "E4")
      #expect((round["moved"]?.integerValue ?? 0) > 0)
    }
    #expect(Set(rounds.compactMap { $0["proposal"]?.stringValue } + [json["next"]?.stringValue ?? ""]).count == 3)
  }
}
