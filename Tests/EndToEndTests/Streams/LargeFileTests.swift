import Foundation
import Testing
import Vocabulary

/// Files of more events than there is memory for, in a process that may write to so much memory and no more.
@Suite struct LargeFileTests {
  private static let rows = 50_000
  /// SQLite's page cache, the stacks of the threads and what the program itself takes. The events of the files alone would
  /// take as much again.
  private static let kilobytes = 120_000

  /// Samples of some runs, as a scraper writes them; `last` stands at the end.
  private static func values(last: String = "") -> String {
    var text = "run,component,metric,unit,at,value\n"
    for row in 0..<rows {
      let second = 1_780_000_000 + row / 10
      text += "load-\(row % 10),checkout,http.server.request.duration.p99,ms,\(second),\(row % 977).5\n"
    }
    return text + last
  }

  @Test(.timeLimit(.minutes(5)))
  func `a large file is imported whole in little memory, or not at all`() throws {
    let workspace = try Workspace()
    try workspace.answer(["init", "--book", "book.sqlite"])
    try workspace.write("bad.csv", Self.values(last: "load-1,checkout,up,ratio,yesterday,1\n"))
    let refused = try workspace.run(["import", "bad.csv", "--book", "book.sqlite"], kilobytes: Self.kilobytes)
    expectFailure(refused, exitCode: 2)
    #expect(refused.error.contains("bad.csv, line \(Self.rows + 2)"), "\(refused.error)")
    #expect(try workspace.state(of: "book.sqlite")["events"] == 0)
    try workspace.write("good.csv", Self.values())
    for isNew in [true, false] {
      let outcome = try workspace.run(["import", "good.csv", "--book", "book.sqlite"], kilobytes: Self.kilobytes)
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let file = try JSON.parse(outcome.output)["files"]?.arrayValue?.first
      #expect(file?["appended"]?.integerValue == (isNew ? Int64(Self.rows + 1) : 0))
    }
    #expect(try workspace.state(of: "book.sqlite")["events"] == .integer(Int64(Self.rows + 1)))
    let counted = try workspace.answer(
      ["sql", "SELECT run, samples FROM run_samples ORDER BY run", "--book", "book.sqlite"])
    #expect(counted["rows"]?.arrayValue?.count == 10)
    #expect(counted["rows"]?.arrayValue?.allSatisfy { $0["samples"]?.integerValue == Int64(Self.rows / 10) } == true)
  }

  @Test(.timeLimit(.minutes(5)))
  func `a large file of events is appended in little memory`() throws {
    let workspace = try Workspace()
    try workspace.answer(["init", "--book", "book.sqlite"])
    var lines = ""
    for row in 0..<Self.rows {
      lines += #"{"specversion":"1.0","id":"\#(row)","source":"urn:large","type":"faultbook.metric.sampled","#
      lines += #""subject":"run/r\#(row % 7)","time":"2026-01-01T00:00:00Z","#
      lines += #""data":{"component":"checkout","metric":"latency_p99","value":\#(row),"unit":"ms"}}"# + "\n"
    }
    try workspace.write("events.jsonl", lines)
    let outcome = try workspace.run(["append", "events.jsonl", "--book", "book.sqlite"], kilobytes: Self.kilobytes)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try JSON.parse(outcome.output)["appended"] == .integer(Int64(Self.rows)))
  }
}
