import Foundation
import Testing
import Vocabulary

/// Files that name what the book does not know: evidence about nobody is told for what it is, before and after it is recorded.
@Suite struct ImportedNamesTests {
  private func sample(_ node: String, run: String = "r1") -> String {
    "{\"run\":\"\(run)\",\(node),\"metric\":\"error_rate\",\"value\":0.1,\"unit\":\"ratio\",\"at\":\"2026-11-20T18:30:00Z\"}\n"
  }

  private func incident(_ suspected: String, _ observed: String) -> String {
    """
    incident: INC-1
    started: 2026-11-20T18:00:00Z
    ended: 2026-11-20T18:10:00Z
    suspected: \(suspected)
    fault: {kind: net.latency}
    attribution: 0.5
    degraded: [\(observed)]
    """
  }

  private func notes(_ answer: JSON) -> [String] { answer["notes"]?.arrayValue?.compactMap(\.stringValue) ?? [] }

  @Test func `unknown names are told, by a dry run too`() throws {
    let book = try RunBook()
    try book.start("r1")
    let table: [(file: String, text: String, says: [String])] = [
      ("known.jsonl", sample("\"journey\":\"buy\""), []),
      (
        "journey.jsonl", sample("\"journey\":\"buyy\""),
        ["The book knows no journey \"buyy\" so far; did you mean buy?"]
      ),
      (
        "component.jsonl", sample("\"component\":\"shpo\"") + sample("\"component\":\"database\""),
        ["The book knows no component \"database\", \"shpo\" so far."]
      ),
      (
        "run.jsonl", sample("\"journey\":\"buy\"", run: "r7"),
        ["Run \"r7\" was never started: what is said of it (1 event) counts once it is; did you mean r1?"]
      ),
      (
        "incident.yaml", incident("shopp", "wen"),
        ["The book knows no component \"shopp\", \"wen\" so far."]
      ),
    ]
    for (file, text, says) in table {
      try book.workspace.write(file, text)
      for mode in [" --dry-run", ""] {
        let told = notes(try book.answer("import \(file)\(mode)")).filter {
          $0.contains("knows no") || $0.contains("never started")
        }
        #expect(told == says, "\(file)\(mode)")
      }
    }
  }

  @Test
  func `samples for a run that nobody started are refused where it was named by hand, whatever the order of the files`()
    throws
  {
    let book = try RunBook()
    try book.start("r1")
    try book.workspace.write("s.jsonl", sample("\"journey\":\"buy\""))
    try book.workspace.write("other.jsonl", sample("\"journey\":\"buy\""))
    let before = try book.events
    try book.workspace.write(
      "proxies.json",
      "{\"shop\":{\"name\":\"shop\",\"listen\":\"l:1\",\"upstream\":\"shop:80\",\"enabled\":false,\"toxics\":[]}}")
    for files in ["s.jsonl", "s.jsonl other.jsonl", "s.jsonl --dry-run", "proxies.json --as toxiproxy"] {
      expectFailure(
        try book.run("import \(files) --run r2"), exitCode: 2,
        says: "there is no run \"r2\" in this book; did you mean r1?")
    }
    #expect(try book.events == before)
    // The run may begin in a later file of the same call.
    try book.workspace.write(
      "start.jsonl",
      "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"urn:t\",\"type\":\"faultbook.run.started\",\"subject\":\"run/r2\","
        + "\"time\":\"2026-11-20T18:00:00Z\",\"data\":{\"environment\":\"test\",\"target\":{\"component\":\"shop\"},"
        + "\"fault\":{\"kind\":\"compute.kill\"},\"runner\":{\"tool\":\"t\"}}}\n")
    let answer = try book.answer("import s.jsonl start.jsonl --run r2")
    #expect(notes(answer).allSatisfy { !$0.contains("never started") })
    #expect(try book.answer("run show r2")["samples"] == 1)
  }

  @Test func `an empty book has nothing to compare names with`() throws {
    let workspace = try Workspace()
    _ = try workspace.answer(["init"])
    try workspace.write("s.jsonl", sample("\"journey\":\"buy\""))
    let told = notes(try workspace.answer(["import", "s.jsonl", "--dry-run"]))
    #expect(told.allSatisfy { !$0.contains("knows no") }, "\(told)")
  }
}
