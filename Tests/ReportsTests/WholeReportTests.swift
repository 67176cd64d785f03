import Example
import Foundation
import Interchange
import KnowledgeBase
import Testing
import Vocabulary

@testable import Reports

/// Reports on whole books.
@Suite struct WholeReportTests {
  private final class Shelf: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appending(path: name).path }
  }

  private static func files(_ runs: [String]) -> [ImportSource] {
    ExampleFile.all.filter { file in
      !file.name.hasPrefix("runs/") || runs.contains { file.name.hasPrefix("runs/\($0)-") }
    }.map { ImportSource(name: $0.name, bytes: $0.bytes) }
  }

  /// The book of the example's first nine runs.
  private static let shared = Result {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("shop.sqlite"))
    _ = try book.importFiles(files(["r01", "r02", "r03", "r04", "r05", "r06", "r09"]), actor: "test")
    return (shelf: shelf, book: book)
  }
  private let book: KnowledgeBase

  init() throws { book = try Self.shared.get().book }

  @Test func `a run's report says what was asked, found, learned, and where it stands`() throws {
    let report = try book.report(run: "r02-payments-error")
    #expect(
      report.sections.map(\.id) == ["asked", "outcome", "seen", "samples", "evidence", "learned", "next", "provenance"])
    let json = report.json
    #expect(json["root"] == (try book.verify().json["root"] ?? .null))
    let told = try book.run("r02-payments-error").json
    #expect(json["verdict"] == told["verdict"])
    // The bits are those of the book's own account.
    let bits = try book.sql("select delivered_bits, discovered_bits from learning where run = 'r02-payments-error'")
      .json
    #expect(json["learned"]?["deliveredBits"] == bits["rows"]?.arrayValue?.first?["delivered_bits"])
    #expect((json["learned"]?["beliefs"]?.arrayValue?.count ?? 0) > 5)
    #expect(json["audit"]?.arrayValue?.contains { $0["check"] == "masked-failure" } == true)
    let files = json["provenance"]?["files"]?.arrayValue ?? []
    #expect(Set(files.compactMap { $0["name"]?.stringValue }) == ["journal.json", "samples.jsonl"])
    let page = try ReportPage.html(report)
    for file in files { #expect(page.contains(file["sha256"]?.stringValue ?? "-")) }
    #expect(Markup(page).problems == [])
    #expect(page.contains("class=\"mark bad\"><span>verdict</span><b>refuted</b>"))
    #expect(throws: FaultbookError.self) { try book.report(run: "r2") }
  }

  @Test func `a period's report has both ends, the forecasts' quality and what is next`() throws {
    let report = try book.report(from: .position(0), to: .head)
    let json = report.json
    let quality = try #require(json["quality"])
    let bands = quality["calibration"]?.arrayValue ?? []
    #expect(bands.reduce(0) { $0 + ($1["states"]?.integerValue ?? 0) } == quality["states"]?.integerValue)
    #expect(json["passes"] == ["claimed": 2, "sound": 1] || (json["passes"]?["claimed"]?.integerValue ?? 0) >= 1)
    #expect(json["taught"]?.arrayValue?.count == 7)
    #expect(json["roots"]?["before"] == "none: no event yet")
    #expect(Markup(try ReportPage.html(report)).problems == [])
    // Nothing between a place and itself.
    let empty = try book.report(from: .head, to: .head)
    #expect(empty.json["taught"] == .array([]) && empty.json["bits"] == 0)
    #expect(Markup(try ReportPage.html(empty)).problems == [])
    #expect(throws: FaultbookError.self) { try book.report(from: .head, to: .position(1)) }
  }

  @Test func `what to run next is planned for the only environment, or for the one that is asked for`() throws {
    let alone = try book.report(from: .position(0), to: .head)
    #expect(alone.json["plannedFor"] == "test")
    let words = alone.answer.notes.joined(separator: "\n")
    #expect(words.contains("Planned for test, the only environment that the book has runs in; `--environment NAME`"))
    for proposal in alone.json["next"]?.arrayValue ?? [] {
      let gates = proposal["safety"]?["gates"]?.arrayValue ?? []
      #expect(gates.contains { $0["gate"] == "environment" && $0["passed"] == true })
    }
    let other = try book.report(from: .position(0), to: .head, view: View(environment: "staging"))
    #expect(other.json["plannedFor"] == "staging")
    #expect(other.answer.notes.joined().contains("Planned for staging, as asked."))
    // Nothing blocks without a gate that says no.
    for row in alone.json["next"]?.arrayValue ?? [] where row["safety"]?["allowed"] == false {
      #expect(row["safety"]?["gates"]?.arrayValue?.contains { $0["passed"] == false } == true)
    }
  }

  @Test func `a period of world times names them, and no positions that it does not have`() throws {
    let (from, to) = (try instant("2026-11-20T18:12:00Z"), try instant("2026-11-20T18:15:00Z"))
    let report = try book.report(from: .occurred(from), to: .occurred(to))
    #expect(report.title == "What was learned of what happened from 2026-11-20T18:12:00Z to 2026-11-20T18:15:00Z")
    let text = try ReportPage.markdown(report)
    #expect(!text.contains("--consistency"))
    let head = try #require(book.scores().json["position"])
    #expect(report.json["position"] == head && text.contains("Made of the first \(head.text) events"))
    #expect(text.contains("| r04-payments-crash |"))
    let told = try book.replayBetween(from: .occurred(from), to: .occurred(to)).notes.joined()
    #expect(told.contains("Between what had happened by 2026-11-20T18:1") && !told.contains("Between position"))
  }

  private func instant(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

  @Test func `a surprise has one probability, in the report on its run and in that on the period`() throws {
    let period = try book.report(from: .position(0), to: .head)
    let table = try #require(
      period.sections.first { $0.id == "forecasts" }?.blocks.compactMap { block -> AnswerTable? in
        if case .table(let table) = block, table.title.hasPrefix("What surprised") { table } else { nil }
      }.first)
    #expect(!table.rows.isEmpty)
    for row in table.rows {
      let (node, stream, state, given) = (row[0].text, row[1].text, row[2].text, row[3].json.doubleValue ?? -1)
      let run = try book.report(run: String(stream.dropFirst("run/".count)), plans: false)
      let own = try #require(
        run.json["states"]?.arrayValue?.first {
          ($0["component"]?.stringValue ?? "journey \($0["journey"]?.stringValue ?? "")") == node
        })
      let predicted = try #require(own["predicted"]?.doubleValue)
      #expect(own["state"]?.stringValue == state)
      #expect(abs((state == "degraded" ? predicted : 1 - predicted) - given) < 1e-12, "\(node) in \(stream)")
    }
  }

  @Test func `the same position gives the same bytes, whatever came after, in every report`() throws {
    let shelf = try Shelf()
    let grown = try KnowledgeBase.create(at: shelf.path("grown.sqlite"))
    _ = try grown.importFiles(Self.files(["r01", "r02"]), actor: "test")
    let position = try #require(grown.scores().json["position"]?.integerValue)
    func pages(_ view: View) throws -> [String] {
      let reports = try [
        grown.report(run: "r02-payments-error", view: view),
        grown.report(from: .position(50), to: view.asOf, view: view),
        grown.reportEvidence(view: view),
      ]
      return try reports.flatMap { [try ReportPage.html($0), try ReportPage.markdown($0)] }
    }
    let then = try pages(View(asOf: .position(position)))
    #expect(try pages(View(asOf: .position(position))) == then)
    _ = try grown.importFiles(Self.files(["r01", "r02", "r03", "r09"]), actor: "test")
    #expect(try grown.scores().json["position"] != .integer(position))
    #expect(try pages(View(asOf: .position(position))) == then)
    #expect(try pages(View()) != then)
  }

  @Test func `names out to break a page stay names`() throws {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path("odd.sqlite"))
    let name = "<script>alert('x')</script>"
    let stream = "run/\"><b>r"
    let lines = try [
      ("1", "component.declared", "system", ["component": .string(name), "kind": "service"]),
      ("2", "component.declared", "system", ["component": "a|b `c", "kind": "service"]),
      ("3", "dependency.declared", "system", ["caller": "a|b `c", "callee": .string(name), "mode": "sync"]),
      ("4", "journey.declared", "system", ["journey": .string(name), "entry": ["a|b `c"], "criticality": 1]),
      (
        "5", "run.started", stream,
        [
          "environment": .string(name), "target": ["component": .string(name)], "fault": ["kind": "compute.kill"],
          "runner": ["tool": .string(name)],
        ]
      ),
      ("6", "fault.injected", stream, ["confirmed": true]),
      (
        "7", "probe.observed", stream,
        ["name": .string(name), "phase": "baseline", "met": true, "journey": .string(name)]
      ),
      (
        "8", "probe.observed", stream,
        ["name": .string(name), "phase": "fault", "met": false, "journey": .string(name)]
      ),
      (
        "9", "finding.opened", stream,
        ["id": .string(name), "title": .string(name), "severity": "high", "component": .string(name)]
      ),
      ("10", "run.finished", stream, ["native": ["tool": .string(name), "verdict": "pass"]]),
    ].map { (id, type, subject, data: JSON) throws -> String in
      JSON.compact(
        ("specversion", "1.0"), ("id", .string(id)), ("source", "urn:x"), ("type", .string("faultbook." + type)),
        ("subject", .string(subject)), ("time", .string("2026-11-20T12:00:\(id.count == 1 ? "0" : "")\(id)Z")),
        ("data", data)
      ).text
    }
    _ = try book.append(
      files: [ImportSource(name: "odd.jsonl", bytes: Array(lines.joined(separator: "\n").utf8))], actor: "<i>me")
    _ = try book.judge(actor: "<i>me")
    let reports = try [book.report(run: "\"><b>r"), book.report(from: .position(0), to: .head), book.reportEvidence()]
    for report in reports {
      let page = try ReportPage.html(report)
      #expect(Markup(page).problems == [])
      #expect(!page.contains("<script") && !page.contains("<i>") && page.contains("&lt;script&gt;"))
      let markdown = try ReportPage.markdown(report)
      #expect(!markdown.contains("<script") && !markdown.contains("<i>"))
    }
  }
}
