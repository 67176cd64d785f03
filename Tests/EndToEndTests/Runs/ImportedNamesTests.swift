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

  /// What single commands and appended events name that the book does not know.
  @Test func `single commands tell the same of unknown names before and after they record`() throws {
    let book = try RunBook()
    try book.start("r1")
    let fault = "--fault net.latency --magnitude 300 --unit ms"
    let intent = "title: t\nhypothesis: h\ntarget: {component: shopp}\njourney: buyy\n"
    let table: [(command: String, input: String?, says: [String])] = [
      (
        "run start r2 --environment test --component shopp --journey bxy --proposal p-1 \(fault)", nil,
        [
          "The book knows no component \"shopp\" so far; did you mean shop?",
          "The book knows no proposal \"p-1\" so far.",
          "The book knows no journey \"bxy\" so far; did you mean buy?",
        ]
      ),
      ("run start r3 --environment test --component shop \(fault)", nil, []),
      (
        "run sample r1 --component databank --metric error_rate --value 0.1 --unit ratio", nil,
        ["The book knows no component \"databank\" so far."]
      ),
      (
        "run probe r1 answers --phase fault --met true --journey buyy", nil,
        ["The book knows no journey \"buyy\" so far; did you mean buy?"]
      ),
      (
        "intent declare --id other -", intent,
        [
          "The book knows no component \"shopp\" so far; did you mean shop?",
          "The book knows no journey \"buyy\" so far; did you mean buy?",
        ]
      ),
      (
        "incident record -", incident("shopp", "webb"),
        [
          "The book knows no component \"shopp\" so far; did you mean shop?",
          "The book knows no component \"webb\" so far; did you mean web?",
        ]
      ),
    ]
    for (command, input, says) in table {
      for mode in [" --dry-run", ""] {
        let doubts =
          try book.answer(command + mode, input: input)["doubts"]?.arrayValue?.compactMap(\.stringValue) ?? []
        #expect(doubts.filter { $0.contains("knows no") } == says, "\(command)\(mode)")
      }
    }
    // A run that nobody started is refused before as well as after.
    let sample = "sample nobody --journey buy --metric error_rate --value 0.1 --unit ratio"
    for step in ["inject nobody --confirmed", sample, "clear nobody --how manual --confirmed"] {
      for mode in [" --dry-run", ""] {
        let outcome = try book.run("run \(step)\(mode)")
        #expect(outcome.exitCode == 2 && outcome.error.contains("there is no run \"nobody\""), "\(outcome.error)")
      }
    }
  }

  @Test func `appended events and streams tell of unknown names, before and after, and beside a server`() throws {
    let book = try RunBook()
    try book.start("r1")
    func event(_ id: String, _ type: String, _ run: String, _ data: String) -> String {
      "{\"specversion\":\"1.0\",\"id\":\"\(id)\",\"source\":\"urn:t\",\"type\":\"faultbook.\(type)\",\"subject\":\"run/\(run)\","
        + "\"time\":\"2026-11-20T18:00:00Z\",\"data\":\(data)}\n"
    }
    let metric = "\"metric\":\"error_rate\",\"value\":0.1,\"unit\":\"ratio\""
    try book.workspace.write(
      "events.jsonl",
      event("e1", "metric.sampled", "r7", "{\"component\":\"shopp\",\(metric)}")
        + event("e2", "metric.sampled", "r1", "{\"journey\":\"buyy\",\(metric)}"))
    let says = [
      "The book knows no component \"shopp\" so far; did you mean shop?",
      "The book knows no journey \"buyy\" so far; did you mean buy?",
      "Run \"r7\" was never started: what is said of it (1 event) counts once it is; did you mean r1?",
    ]
    for mode in [" --dry-run", ""] {
      let doubts = try book.answer("append events.jsonl\(mode)")["doubts"]?.arrayValue?.compactMap(\.stringValue)
      #expect(doubts == says, "\(mode)")
    }
    func line(_ second: Int) -> String {
      "{\"component\":\"shopp\",\(metric),\"at\":\"2026-11-20T18:30:0\(second)Z\"}\n"
    }
    let note = "faultbook: note: \(says[0])\n"
    for mode in [" --dry-run", ""] {
      let outcome = try book.run("run sample r1 --stdin\(mode)", input: line(1) + line(2))
      #expect(outcome.exitCode == 0 && outcome.error == note, "\(mode): \(outcome.error)")
    }
    let strange = try book.run("run sample nobody --stdin --dry-run", input: line(1))
    #expect(strange.exitCode == 2 && strange.error.contains("there is no run \"nobody\""), "\(strange.error)")
    let server = try RunningServer(book: book.workspace.path("faultbook.sqlite"), in: book.workspace)
    let beside = try book.run("run sample r1 --stdin", input: line(3) + line(4))
    #expect(beside.exitCode == 0 && beside.error == note, "\(beside.error)")
    let rehearsed = try book.answer("append events.jsonl --dry-run")
    #expect(rehearsed["doubts"]?.arrayValue?.compactMap(\.stringValue) == says)
    #expect(try server.end() == 0)
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
