import Foundation
import Testing
import Vocabulary

/// Samples through a pipe: kept in batches, acknowledged once they are on disk, and known when they come again.
@Suite struct SampleIntakeTests {
  private static func lines(_ count: Int, form: String = "json") -> [String] {
    let times = (0..<count).map { index in
      "2026-11-20T18:\(10 + index / 600):\(index / 10 % 60 < 10 ? "0" : "")\(index / 10 % 60).\(index % 10)Z"
    }
    if form == "csv" {
      return ["at,journey,metric,unit,value"] + times.enumerated().map { "\($1),buy,latency_p99,ms,\($0 % 300)" }
    }
    return times.enumerated().map { RunBook.sample("latency_p99", Double($0 % 300), "ms", at: $1) }
  }

  @Test(arguments: ["json", "csv"])
  func `a stream is kept and acknowledged, and nothing of it is new when it comes again`(_ form: String) throws {
    let book = try RunBook()
    try book.start("r1")
    let lines = Self.lines(2500, form: form)
    let count = try book.events
    let first = try book.run("run sample r1 --stdin", input: lines.joined(separator: "\n") + "\n")
    #expect(first.exitCode == 0 && first.error.isEmpty, "\(first.error)")
    let acknowledged = try first.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(acknowledged.count >= 4, "batches of a thousand, and the end")
    #expect(acknowledged.last?["done"] == true && acknowledged.last?["appended"] == 2500)
    #expect(acknowledged.dropLast().reduce(0) { $0 + ($1["appended"]?.integerValue ?? 0) } == 2500)
    let marks = acknowledged.compactMap { $0["acknowledged"]?.integerValue }
    #expect(marks == marks.sorted() && marks.last == Int64(lines.count))
    #expect(try book.events == count + 2500)

    let again = try book.run("run sample r1 --stdin", input: lines.joined(separator: "\n") + "\n")
    #expect(try JSON.parse(String(again.output.split(separator: "\n").last ?? ""))["duplicates"] == 2500)
    #expect(try book.events == count + 2500)
    // Nor when the same lines are imported as a file.
    try book.workspace.write("samples.\(form == "csv" ? "csv" : "jsonl")", lines.joined(separator: "\n") + "\n")
    let name = "samples.\(form == "csv" ? "csv" : "jsonl")"
    try book.answer("import \(name) --run r1 --as \(form == "csv" ? "csv" : "samples")")
    #expect(try book.answer("run show r1")["samples"] == 2500)
  }

  @Test func `what was acknowledged is there when the process is killed, and the rest can be sent again`() throws {
    let book = try RunBook()
    try book.start("r1")
    let lines = Self.lines(1500)
    let talk = try book.conversation("run sample r1 --stdin")
    for line in lines { try talk.say(line) }
    try talk.say(cut: "{\"journey\":\"buy\",\"met")
    let heard = try JSON.parse(try #require(talk.hear()))
    #expect(heard["acknowledged"] == 1000 && heard["appended"] == 1000)
    talk.kill()
    #expect(try book.workspace.state(of: "faultbook.sqlite")["ok"] == true)
    let kept = try #require(book.answer("run show r1")["samples"]?.integerValue)
    #expect(kept >= 1000)
    let rest = try book.run("run sample r1 --stdin", input: lines.joined(separator: "\n") + "\n")
    #expect(rest.exitCode == 0)
    #expect(try book.answer("run show r1")["samples"] == 1500)
  }

  @Test func `a slow stream is kept at least each second, while others write to the book`() throws {
    let book = try RunBook()
    try book.start("r1")
    let talk = try book.conversation("run sample r1 --stdin")
    for index in 0..<3 {
      try talk.say(RunBook.sample("error_rate", 0.01, "ratio", at: "2026-11-20T18:20:0\(index)Z"))
      let heard = try JSON.parse(try #require(talk.hear()))
      #expect(heard["acknowledged"]?.integerValue == Int64(index + 1))
      #expect(try book.answer("declare component c\(index)")["appended"] == 1, "the book is not locked meanwhile")
    }
    try talk.hangUp()
    #expect(talk.end().exitCode == 0)
  }

  @Test func `a bad line ends the stream with its place; what came before it is kept`() throws {
    let book = try RunBook()
    try book.start("r1")
    let good = Self.lines(3).joined(separator: "\n") + "\n"
    let table: [(input: String, says: String, samples: Int64)] = [
      (
        good + RunBook.sample("error_rate", 5, "ratio", at: "2026-11-20T18:20:00Z") + "\n",
        "standard input, line 4: metric.sampled: data.value: of error_rate must be a fraction from 0 to 1, found 5", 3
      ),
      ("metric\n", "standard input, line 1: expected a JSON object or a header of CSV", 3),
      (good + "{\"journey\":\"buy\",\"metric\":\"err", "line 4: is no sound JSON", 3),
      (
        "{\"run\":\"r2\",\"journey\":\"buy\",\"metric\":\"m\",\"value\":1,\"unit\":\"s\"}\n",
        "is a sample of run \"r2\", and this stream is of run \"r1\"", 3
      ),
      ("at,journey,metric,unit,value\n2026-11-20T18:20:00Z,buy,latency_p99,ms\n", "expected 5 fields, found 4", 3),
    ]
    for (input, says, samples) in table {
      let outcome = try book.run("run sample r1 --stdin", input: input)
      #expect(outcome.exitCode == 2)
      #expect(outcome.error.contains(says), "\(outcome.error)")
      #expect(outcome.error.split(separator: "\n").count == 1)
      #expect(try book.answer("run show r1")["samples"]?.integerValue == samples)
    }
    #expect(
      try book.run("run sample r1 --stdin", input: good + "{\"journey\":\"b").error.contains("the input was cut there"))
  }

  @Test func `a value that is not written is a mistake, and only null is none`() throws {
    let book = try RunBook()
    try book.start("r1")
    let good = Self.lines(2).joined(separator: "\n") + "\n"
    func line(_ value: String) -> String {
      "{\"journey\":\"buy\",\"metric\":\"error_rate\",\(value)\"unit\":\"ratio\",\"at\":\"2026-11-20T18:30:00Z\"}\n"
    }
    let missing =
      "sample.value: is missing; null would say that nothing was measured; correct the sample or leave it out; "
    let misspelt =
      "sample.value: is missing, and \"vlaue\" is no field of a sample; null would say that nothing was measured; "
      + "correct the sample or leave it out; "
    let table: [(input: String, says: String)] = [
      (line(""), "standard input, line 1: \(missing)nothing was written"),
      (line("\"vlaue\":0.5,"), "standard input, line 1: \(misspelt)nothing was written"),
      (
        good + line("\"vlaue\":0.5,"),
        "standard input, line 3: \(misspelt)the 2 samples before it are recorded, up to position "
      ),
    ]
    for (input, says) in table {
      let outcome = try book.run("run sample r1 --stdin", input: input)
      #expect(outcome.exitCode == 2 && outcome.error.hasPrefix("faultbook: " + says), "\(outcome.error)")
    }
    // Mended and sent again as a whole, it adds what was missing and nothing twice.
    let mended = good + line("\"value\":0.5,") + line("\"value\":null,")
    let outcome = try book.run("run sample r1 --stdin", input: mended)
    #expect(outcome.exitCode == 0)
    let done = try JSON.parse(String(outcome.output.split(separator: "\n").last ?? ""))
    #expect(done["appended"] == 1 && done["duplicates"] == 2 && done["acknowledged"] == 4)
    #expect(try book.answer("run show r1")["samples"] == 3)
    // A file of the same lines is held to the same, and leaves nothing behind.
    for (name, text) in [("s.jsonl", good + line("\"vlaue\":0.5,")), ("one.jsonl", line(""))] {
      try book.workspace.write(name, text)
      let refused = try book.run("import \(name) --run r1 --as samples")
      #expect(refused.exitCode == 2 && refused.error.contains("sample.value: is missing"), "\(refused.error)")
    }
    #expect(try book.answer("run show r1")["samples"] == 3)
    // An empty field of CSV is no data.
    let csv = "at,journey,metric,unit,value\n2026-11-20T18:31:00Z,buy,latency_p99,ms,\n"
    let empty = try book.run("run sample r1 --stdin", input: csv)
    #expect(empty.exitCode == 0 && empty.error.contains("1 sample had no value"), "\(empty.error)")
  }

  @Test func `a header is no line of samples`() throws {
    let book = try RunBook()
    try book.start("r1")
    let csv = "at,journey,metric,unit,value\n2026-11-20T18:31:00Z,buy,latency_p99,ms,4\n"
    let outcome = try book.run("run sample r1 --stdin --format table", input: csv)
    #expect(outcome.output.contains("1 line kept, 1 samples in the last batch"), "\(outcome.output)")
    #expect(outcome.output.contains("1 sample recorded, 0 known already, of 1 line."), "\(outcome.output)")
    // Where a bad line stands is told by its place in the file.
    let bad = try book.run("run sample r1 --stdin", input: csv + "nonsense\n")
    #expect(bad.exitCode == 2 && bad.error.contains("line 3"), "\(bad.error)")
  }

  @Test func `where a stream broke off, what had no time is not to be sent again`() throws {
    let book = try RunBook()
    try book.start("r1")
    let input = RunBook.sample("error_rate", 0.1, "ratio") + "\n" + Self.lines(1)[0] + "\nnonsense\n"
    let outcome = try book.run("run sample r1 --stdin", input: input)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.error.hasSuffix("go on from line 3: what had no time would be new when it is sent again\n"),
      "\(outcome.error)")
    #expect(try book.answer("run show r1")["samples"] == 2)
  }

  @Test func `whom nobody knows is told, once, and recorded all the same`() throws {
    let book = try RunBook()
    try book.start("r1")
    let line = { (name: String, second: Int) in
      "{\(name),\"metric\":\"error_rate\",\"value\":0.1,\"unit\":\"ratio\",\"at\":\"2026-11-20T18:30:0\(second)Z\"}\n"
    }
    let table = [
      ("\"journey\":\"bye\"", "--journey bye", "journey \"bye\""),
      ("\"component\":\"shpo\"", "--component shpo", "component \"shpo\""),
      ("\"caller\":\"web\",\"callee\":\"shpo\"", "--dependency web:shpo", "component \"shpo\""),
    ]
    for (member, option, name) in table {
      let says = "The book knows no \(name) so far"
      let outcome = try book.run("run sample r1 --stdin", input: line(member, 1) + line(member, 2))
      #expect(outcome.exitCode == 0 && outcome.error.hasPrefix("faultbook: note: \(says)"), "\(outcome.error)")
      #expect(outcome.error.count { $0 == "\n" } == 1, "\(outcome.error)")
      let one = try book.answer("run sample r1 \(option) --metric error_rate --value 0.1 --unit ratio")
      let doubts = one["doubts"]?.arrayValue?.compactMap(\.stringValue) ?? []
      #expect(doubts.count == 1 && outcome.error == "faultbook: note: \(doubts[0])\n", "\(one)")
    }
    #expect(
      try book.answer("run probe r1 p --phase fault --met true --component shpo")["doubts"]?.arrayValue?.count
        == 1)
    let known = try book.answer("run sample r1 --journey buy --metric error_rate --value 0.1 --unit ratio")
    #expect(known["doubts"] == nil)
  }

  @Test func `no data is not zero, and a run that nobody started takes none`() throws {
    let book = try RunBook()
    try book.start("r1")
    let outcome = try book.run(
      "run sample r1 --stdin",
      input: "{\"journey\":\"buy\",\"metric\":\"error_rate\",\"value\":null,\"unit\":\"ratio\"}\n\n")
    #expect(outcome.exitCode == 0)
    #expect(outcome.error == "faultbook: note: 1 sample had no value and was left out: no data is not zero\n")
    #expect(try book.answer("run show r1")["samples"] == 0)
    expectFailure(
      try book.run("run sample r9 --stdin", input: ""), exitCode: 2,
      says: "there is no run \"r9\" in this book; did you mean r1?")
    expectFailure(
      try book.run("run sample r1 --stdin --metric m"), exitCode: 2,
      says:
        "--stdin stands beside a sample; each line says its own subject, metric, value, unit and time; see 'faultbook run sample --help'"
    )
  }

  @Test func `a long stream takes hardly more memory than a short one`() throws {
    let book = try RunBook()
    try book.start("r1")
    let talk = try book.conversation("run sample r1 --stdin")
    func peak(after lines: Range<Int>) throws -> Int {
      for index in lines {
        let time = "2026-11-20T\(10 + index / 3600):\(10 + index / 60 % 50):\(10 + index % 50).\(index)Z"
        try talk.say(RunBook.sample("queue_depth", Double(index), "count", at: time))
      }
      while let heard = talk.hear(), let done = try JSON.parse(heard)["acknowledged"]?.integerValue {
        if done >= lines.upperBound { break }
      }
      return try #require(talk.peakKilobytes)
    }
    let short = try peak(after: 0..<3000)
    let long = try peak(after: 3000..<33_000)
    #expect(long - short < 30_000, "from \(short) to \(long) KiB")
    try talk.hangUp()
    #expect(talk.end().exitCode == 0)
    #expect(try book.answer("run show r1")["samples"] == 33_000)
  }
}
