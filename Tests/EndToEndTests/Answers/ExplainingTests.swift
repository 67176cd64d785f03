import Foundation
import Testing
import Vocabulary

/// Where numbers come from, on the book of the demo: the shapes that programs read, and what people see.
@Suite struct ExplainingTests {
  private let workspace: Workspace
  private let book: String

  init() throws {
    workspace = try Workspace()
    book = try SharedBooks.demo.get().path
  }

  private func answer(_ arguments: String..., exitCode: Int32 = 0) throws -> JSON {
    try workspace.answer(arguments + ["--book", book], exitCode: exitCode)
  }

  private func expect(
    _ json: JSON?, has names: [String], _ place: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for name in names { #expect(json?[name] != nil, "\(place) has no \(name)", sourceLocation: sourceLocation) }
  }

  @Test func `explain belief: prior, evidence with weight and bits, files, and what does not count`() throws {
    let told = try answer("explain", "belief", "propagation:payments>checkout@latency/high")
    expect(told, has: ["position", "now", "belief", "prior", "leak", "bits", "evidence", "uncounted"], "the answer")
    let belief = try answer("beliefs", "--cause", "payments", "--effect", "checkout")["beliefs"]?.arrayValue?.first {
      $0["id"] == "propagation:payments>checkout@latency/high"
    }
    #expect(told["belief"] == belief)
    expect(
      told["prior"],
      has: ["mean", "sd", "alpha", "beta", "strength", "source", "origin", "group", "default", "counts"],
      "the prior")
    expect(told["prior"]?["fit"], has: ["position", "runs", "edges", "counts"], "the fit")
    expect(told["prior"]?["traces"], has: ["calls", "propagated", "masked", "strength", "windows"], "the traces")
    let evidence = try #require(told["evidence"]?.arrayValue)
    #expect(evidence.count >= 2)
    for one in evidence {
      expect(
        one,
        has: [
          "stream", "position", "outcome", "saw", "dose", "with", "direct", "weight", "factors", "evidence", "bits",
          "before", "after", "without", "grade", "environment", "injected", "files",
        ], "a testimony")
      expect(one["factors"], has: ["grade", "environment", "freshness", "attribution"], "the factors")
      #expect(one["files"]?.arrayValue?.count == 2)
      for file in one["files"]?.arrayValue ?? [] {
        expect(file, has: ["name", "format", "sha256", "position"], "a file")
        #expect(file["sha256"]?.stringValue?.count == 64)
      }
    }
  }

  @Test func `explain score: formula, terms, what it hangs on, coverage, and the refuting intent`() throws {
    for subject in [["system"], ["journey", "checkout"], ["component", "checkout"], ["checkout"]] {
      let told = try workspace.answer(["explain", "score"] + subject + ["--book", book])
      expect(
        told,
        has: [
          "position", "now", "kind", "score", "formula", "terms", "interval", "sensitivity", "movingBeliefs",
          "coverageGaps", "refutedBy",
        ], "\(subject)")
      for one in told["sensitivity"]?.arrayValue ?? [] {
        expect(one, has: ["belief", "mean", "sd", "derivative", "swing"], "a sensitivity")
      }
      for one in told["coverageGaps"]?.arrayValue ?? [] {
        expect(one, has: ["belief", "cost", "evidence", "priorStrength"], "a gap")
      }
    }
    #expect(try answer("explain", "score", "checkout")["kind"] == "journey", "a journey's before a component's")
  }

  @Test func `a proposal is recorded, accepted, explained and computed again from a copy elsewhere`() throws {
    let copy = try SharedBooks.demo.get().copied(to: workspace)
    func call(_ line: String, exitCode: Int32 = 0) throws -> JSON {
      try workspace.answer(
        line.split(separator: " ").map { String($0.replacing("~", with: " ")) } + ["--book", copy], exitCode: exitCode)
    }
    let plan = try call("next --record --top 2 --batch 2 --environment lab --now 2026-11-21T00:00:00Z")
    let ids = (plan["proposals"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    #expect(ids.count == 2)
    #expect(try call("proposal accept \(ids[0]) --why game~day --actor ann")["appended"] == 1)
    #expect(try call("proposal accept \(ids[0])")["appended"] == 0)
    #expect(try call("proposal reject \(ids[1])")["decision"] == "rejected")
    let told = try call("explain proposal \(ids[0])")
    expect(
      told,
      has: [
        "position", "now", "id", "recorded", "decision", "target", "fault", "bits", "objectiveValue", "sources",
        "safety", "predicted", "similarRuns", "runs", "proposal", "cost", "costUnit",
      ], "a proposal")
    #expect(told["decision"]?["why"] == "game day" && told["recorded"]?["actor"] != nil)
    for family in told["sources"]?.arrayValue ?? [] {
      expect(family, has: ["effect", "causes", "faultClass", "bits", "weight", "met", "beliefs"], "a family")
    }
    try FileManager.default.createDirectory(atPath: workspace.path("far/away"), withIntermediateDirectories: true)
    for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: copy + ending) {
      try FileManager.default.copyItem(atPath: copy + ending, toPath: workspace.path("far/away/book.sqlite" + ending))
    }
    for path in [copy, workspace.path("far/away/book.sqlite")] {
      let again = try workspace.answer(["audit", "recompute", "--all", "--book", path])
      expect(again, has: ["position", "recomputed", "equal", "ok", "program", "proposals"], "the answer")
      #expect(again["ok"] == true && again["equal"] == 2)
    }
  }

  @Test func `a proposal that was recorded with other bits is found: exit code 1, and the field is named`() throws {
    let copy = try SharedBooks.demo.get().copied(to: workspace)
    let other = try SharedBooks.demo.get().copied(to: workspace, as: "other.sqlite")
    let plan = try workspace.answer([
      "next", "--record", "--top", "1", "--book", copy, "--environment", "lab", "--now", "2026-11-21T00:00:00Z",
    ])
    let bits = try #require(plan["proposals"]?.arrayValue?.first?["bits"]?.doubleValue)
    let recorded = try workspace.answer(
      ["sql", "select payload from events where type = 'faultbook.experiment.proposed'", "--book", copy])
    let payload = try #require(recorded["rows"]?.arrayValue?.first?["payload"]?.stringValue)
    let forged = payload.replacing("\"bits\":\(bits)", with: "\"bits\":\(bits + 1)", maxReplacements: 1)
    #expect(forged != payload)
    let event =
      #"{"specversion":"1.0","id":"x","source":"urn:faultbook:planner","type":"faultbook.experiment.proposed","#
      + #""subject":"plan","time":"2026-11-21T00:00:00Z","data":\#(forged)}"#
    try workspace.answer(["append", "-", "--book", other], input: event)
    let found = try workspace.answer(["audit", "recompute", "--all", "--book", other], exitCode: 1)
    let difference = try #require(found["proposals"]?.arrayValue?.first?["differences"]?.arrayValue?.first)
    #expect(difference["field"] == "bits" && difference["recomputed"]?.doubleValue == bits)
    let table = try workspace.run(["audit", "recompute", "--all", "--book", other, "--format", "table"])
    #expect(table.exitCode == 1 && table.output.contains("NOT follow") && table.output.contains("bits"))
  }

  @Test(arguments: [
    ["belief", "propagation:payments>checkout@latency/high"],
    ["belief", "coupling:payments>journey checkout@errors/high"],
    ["score", "system"], ["score", "journey checkout"], ["score", "component checkout"],
  ])
  func `people are told in tables that fit, with a heading, and in sentences that end`(_ arguments: [String]) throws {
    for columns in [60, 100, 160] {
      let outcome = try workspace.run(
        ["explain"] + arguments + ["--book", book, "--format", "table"], environment: ["COLUMNS": String(columns)])
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
      // An id is one word and is never broken.
      for line in lines where line.count > columns { #expect(line.contains { "@'".contains($0) }, "\(line)") }
      #expect(lines.count { $0.hasPrefix("──") } >= 2)
      #expect(!outcome.output.contains("Optional(") && !outcome.output.contains("nan"))
      #expect(lines.dropLast().last?.hasSuffix(".") == true || columns < 160)
    }
    let csv = try workspace.run(["explain"] + arguments + ["--book", book, "--format", "csv"]).output
    #expect(csv.contains("\r\n") && !csv.contains("──"))
    let markdown = try workspace.run(["explain"] + arguments + ["--book", book, "--format", "markdown"]).output
    #expect(markdown.hasPrefix("**") && markdown.contains("| ---"))
  }
}
