import Foundation
import Testing
import Vocabulary

/// The kill switch in a runner's hands: a line in, a line out, and exit code 1 where the run is to be stopped.
@Suite struct WatchTests {
  private func sample(_ metric: String, _ value: Double, _ unit: String = "ratio", node: String = "journey") -> String {
    RunBook.sample(metric, value, unit, node: node)
  }

  private func heard(_ talk: Conversation) throws -> JSON { try JSON.parse(try #require(talk.hear())) }

  @Test func `each sample is answered before the next is sent; the first bad one stops the run, and the book says so`()
    throws
  {
    let book = try RunBook()
    try book.start("r1")
    let talk = try book.conversation("run watch r1")
    for (index, value) in [0.01, 0.19, 0.2].enumerated() {
      try talk.say(sample("error_rate", value))
      let answer = try heard(talk)
      #expect(answer["answer"] == "continue" && answer["sample"]?.integerValue == Int64(index + 1))
    }
    try talk.say(sample("error_rate", 0.21))
    let answer = try heard(talk)
    #expect(answer["answer"] == "stop")
    #expect(answer["criterion"] == "error_rate of journey buy > 0.2 ratio" && answer["actual"] == 0.21)
    let (exitCode, error) = talk.end()
    #expect(exitCode == 1)
    #expect(error.hasPrefix("faultbook: note: run r1 is recorded as aborted, at position "))
    let shown = try book.answer("run show r1")
    // The sample that tripped it stands beside the abort; those before it are kept where --keep asks for it.
    #expect(shown["status"] == "aborted" && shown["samples"] == 1)
    #expect(shown["aborted"]?["reason"] == "guardrail")
    #expect(shown["aborted"]?["criterion"] == "error_rate of journey buy > 0.2 ratio; it was 0.21 ratio")
    // Whoever watches it again hears the same.
    let again = try book.run("run watch r1", input: sample("error_rate", 0.01) + "\n")
    #expect(again.exitCode == 1 && again.output.contains("\"answer\":\"stop\""))
  }

  @Test func `the standing rule: half of the requests, and a subject that is not up`() throws {
    for (line, criterion) in [
      (sample("availability", 0.4), "error_rate of journey buy > 0.2 ratio"),
      (sample("up", 0), "standing rule: journey buy does not respond"),
    ] {
      let book = try RunBook()
      try book.start("r1")
      let outcome = try book.run("run watch r1 --no-record", input: line + "\n")
      #expect(outcome.exitCode == 1)
      #expect(try JSON.parse(outcome.output)["criterion"]?.stringValue == criterion)
      #expect(try book.answer("run show r1")["status"] == "injected", "not recorded")
    }
  }

  @Test func `silence is a stop, or is said; unknown is not good`() throws {
    let book = try RunBook()
    for run in ["r1", "r2"] { try book.start(run) }
    let silent = try book.conversation("run watch r1 --silence 0.3")
    let answer = try heard(silent)
    #expect(answer["answer"] == "stop")
    #expect(
      answer["criterion"]
        == "no sample of error_rate of journey buy in time for 0.3 s: what it would say is unknown")
    #expect(silent.end().exitCode == 1)
    #expect(try book.answer("run show r1")["status"] == "aborted")

    let told = try book.conversation("run watch r2 --silence 0.3 --on-silence say")
    // Other samples are no sign of it.
    try told.say(sample("cpu_utilisation", 0.5))
    #expect(try heard(told)["answer"] == "continue")
    #expect(try heard(told)["answer"] == "unknown")
    try told.say(sample("error_rate", 0.01))
    #expect(try heard(told)["answer"] == "continue")
    #expect(try heard(told)["answer"] == "unknown")
    try told.hangUp()
    let (exitCode, error) = told.end()
    #expect(exitCode == 0)
    #expect(error.contains("the samples ended while the fault of run r2 acts"))
  }

  @Test func `samples that end while the fault acts are a silence, exit code 1`() throws {
    let book = try RunBook()
    try book.start("r1")
    let healthy = sample("error_rate", 0.01) + "\n"
    let died = try book.run("run watch r1", input: healthy)
    #expect(died.exitCode == 1 && died.output.contains("nobody watches it any more"))
    #expect(try book.run("run watch r1 --on-silence say", input: healthy).exitCode == 0)
    try book.answer("run clear r1 --how manual --confirmed")
    #expect(try book.run("run watch r1", input: healthy).exitCode == 0)
  }

  @Test func `an input without anything to judge by is unknown, exit code 1`() throws {
    let book = try RunBook()
    try book.start("r1")
    for input in ["", "\n", sample("cpu_utilisation", 0.5) + "\n"] {
      let outcome = try book.run("run watch r1", input: input)
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.contains("\"answer\":\"unknown\""))
    }
    #expect(try book.answer("run show r1")["status"] == "injected")
    let broken = try book.run("run watch r1", input: sample("error_rate", 0.01) + "\nnonsense\n")
    #expect(broken.exitCode == 2)
    #expect(broken.error.contains("line 2") && broken.error.contains("stop it or watch it anew"))
  }

  @Test func `late and early samples are told for what they are`() throws {
    let book = try RunBook()
    try book.start("r1", time: "2026-11-20T18:00:00Z", injected: "2026-11-20T18:02:00Z")
    let table: [(at: String, value: Double, answer: String, remark: String?)] = [
      ("2026-11-20T18:09:50Z", 0.01, "continue", nil),
      (
        "2026-11-20T18:01:59Z", 0.9, "continue",
        "its window ended before the injection, so it shows nothing of the fault"
      ),
      ("2026-11-20T18:05:00Z", 0.01, "continue", "it came 300 s after its window, too late to speak of now"),
      ("2026-11-20T18:30:00Z", 0.01, "continue", "its window ends 1200 s from now, so it does not speak of now"),
      // What was bad was bad.
      ("2026-11-20T18:05:00Z", 0.9, "stop", nil),
    ]
    let input = table.map { RunBook.sample("error_rate", $0.value, "ratio", at: $0.at) + "\n" }.joined()
    let outcome = try book.run("run watch r1 --now 2026-11-20T18:10:00Z --no-record", input: input)
    #expect(outcome.exitCode == 1)
    let answers = try outcome.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    try #require(answers.count == table.count)
    for (answer, expected) in zip(answers, table) {
      #expect(answer["answer"]?.stringValue == expected.answer)
      #expect(answer["remark"]?.stringValue == expected.remark)
    }
  }

  @Test func `it is judged by the intent as it stood when the run began`() throws {
    let book = try RunBook()
    try book.start("r1")
    try book.answer(
      "intent revise slow-shop - --why looser",
      input:
        "abortWhen: [{journey: buy, metric: error_rate, op: \">\", threshold: 0.4, unit: ratio}]\nmaxDurationSeconds: 0\n"
    )
    let outcome = try book.run("run watch r1", input: sample("error_rate", 0.3) + "\n")
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("error_rate of journey buy > 0.2 ratio"))
    // The next run is judged by the new text, whose time is up at once.
    try book.start("r2")
    let next = try book.run("run watch r2", input: sample("error_rate", 0.3) + "\n")
    #expect(next.exitCode == 1)
    #expect(next.output.contains("maxDurationSeconds: the fault acts for longer than 0 s"))
  }

  @Test func `it follows the book as other processes append to it, and ends with the fault`() throws {
    let book = try RunBook()
    for run in ["r1", "r2", "r3"] { try book.start(run) }
    let stopped = try book.conversation("run watch r1 --follow")
    try book.answer("run sample r1 --journey buy --metric error_rate --value 0.01 --unit ratio")
    #expect(try heard(stopped)["answer"] == "continue")
    try book.answer("run sample r2 --journey buy --metric error_rate --value 0.9 --unit ratio")
    try book.answer("run sample r1 --journey buy --metric error_rate --value 0.9 --unit ratio")
    #expect(try heard(stopped)["answer"] == "stop")
    #expect(stopped.end().exitCode == 1)

    let cleared = try book.conversation("run watch r2 --follow")
    try book.answer("run clear r2 --how rolled-back --confirmed")
    #expect(cleared.end().exitCode == 0)
    #expect(try book.answer("run show r2")["status"] == "cleared")

    let operated = try book.conversation("run watch r3 --follow")
    try book.answer("run abort r3 --reason operator --criterion enough")
    let answer = try heard(operated)
    #expect(answer["answer"] == "stop" && answer["criterion"] == "enough")
    #expect(operated.end().exitCode == 1)
    // Whoever comes too late is told of it all the same.
    let late = try book.run("run watch r3 --follow")
    #expect(late.exitCode == 1 && late.output.contains("enough"))
  }

  @Test func `the operator's word stops a watch of standard input, too`() throws {
    let book = try RunBook()
    try book.start("r1")
    let talk = try book.conversation("run watch r1")
    try talk.say(sample("error_rate", 0.01))
    #expect(try heard(talk)["answer"] == "continue")
    try book.answer("run abort r1 --reason operator --criterion enough")
    #expect(try heard(talk)["criterion"] == "enough")
    #expect(talk.end().exitCode == 1)
    #expect(try book.answer("sql select~count(*)~n~from~events~where~type~like~'%aborted'")["rows"] == [["n": 1]])
  }

  @Test func `with --keep the samples are in the book as well, and the stop behind them`() throws {
    let book = try RunBook()
    try book.start("r1")
    let lines = [0.01, 0.02, 0.9].map { sample("error_rate", $0) + "\n" }.joined()
    #expect(try book.run("run watch r1 --keep", input: lines).exitCode == 1)
    let shown = try book.answer("run show r1")
    #expect(shown["samples"] == 3 && shown["status"] == "aborted")
  }

  @Test func `a run that nobody started or that is over cannot be watched`() throws {
    let book = try RunBook()
    expectFailure(
      try book.run("run watch r9", input: ""), exitCode: 2,
      says: "there is no run \"r9\" in this book; the book holds none yet")
    try book.start("r1")
    try book.answer("run finish r1")
    expectFailure(
      try book.run("run watch r1", input: ""), exitCode: 2,
      says: "run \"r1\" is finished, so there is nothing left to stop; watch the next one")
  }

  @Test(arguments: ["table", "json", "jsonl", "csv", "markdown"])
  func `its answers come in every form`(_ format: String) throws {
    let book = try RunBook()
    try book.start("r1")
    let lines = [0.01, 0.9].map { sample("error_rate", $0) + "\n" }.joined()
    let outcome = try book.run("run watch r1 --format \(format)", input: lines)
    #expect(outcome.exitCode == 1)
    let expected = [
      "table": "continue\nstop: error_rate of journey buy > 0.2 ratio; it was 0.9 ratio\n",
      "csv": "run,sample,answer,criterion,actual,unit,remark\r\nr1,1,continue,,,,\r\n"
        + "r1,2,stop,error_rate of journey buy > 0.2 ratio,0.9,ratio,\r\n",
      "markdown": "| run | sample | answer | criterion | actual | unit | remark |\n",
    ]
    if let text = expected[format] { #expect(outcome.output.hasPrefix(text), "\(outcome.output)") }
    #expect(
      outcome.output.split(whereSeparator: \.isNewline).count == (format == "csv" ? 3 : format == "markdown" ? 4 : 2))
  }

  @Test func `a run of the past is watched as of its own time, and its stop is of that time`() throws {
    let book = try RunBook()
    for run in ["r1", "r2"] { try book.start(run, time: "2026-11-20T18:00:00Z") }
    let lines = [(0.01, "18:01:00"), (0.9, "18:01:10")]
      .map { RunBook.sample("error_rate", $0.0, "ratio", at: "2026-11-20T\($0.1)Z") + "\n" }.joined()
    let then = try book.run("run watch r1 --now 2026-11-20T18:01:20Z", input: lines)
    #expect(then.exitCode == 1 && !then.error.contains("of the past"), "\(then.error)")
    #expect(try book.answer("run show r1")["endedAt"] == "2026-11-20T18:01:20Z")
    // By the clock such a fault acts for long, which is said.
    let now = try book.run("run watch r2 --no-record", input: lines)
    #expect(now.error.contains("a run of the past is watched as of its own time, with --now TIME"), "\(now.error)")
  }
}
