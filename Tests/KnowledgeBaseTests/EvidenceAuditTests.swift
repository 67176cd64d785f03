import Example
import Foundation
import Interchange
import KnowledgeBase
import Testing
import Vocabulary

/// What an archive is worth, asked of whole books.
@Suite struct EvidenceAuditTests {
  private func hits(_ answer: Answer, _ check: String) -> [String: String] {
    let found = answer.json["checks"]?.arrayValue?.first { $0["check"]?.stringValue == check }
    return (found?["hits"]?.arrayValue ?? []).reduce(into: [:]) {
      $0[$1["run"]?.stringValue ?? ""] = $1["why"]?.stringValue
    }
  }

  /// Imports files into a new book; one that cannot be read is left out.
  private func archive(_ files: [String], in shop: Shop) throws -> KnowledgeBase {
    let book = try KnowledgeBase.create(at: shop.path)
    for file in files.sorted() {
      _ = try? book.importFiles([.file(file)], choices: ImportChoices(environment: "test"), actor: "test")
    }
    return book
  }

  /// The files under a folder beside the package; nil, with a message, where it is absent.
  private func shared(_ path: String) -> [String]? {
    let root = URL(filePath: #filePath).appending(path: "../../../../shared").appending(path: path).standardizedFileURL
    guard let names = try? FileManager.default.subpathsOfDirectory(atPath: root.path) else {
      print("skipped: \(root.path) is absent")
      return nil
    }
    return names.map { root.appending(path: $0).path }
  }

  @Test func `the example's passes: one went over a failed probe, one is refuted by its samples`() throws {
    let shop = try Shop()
    let answer = try shop.book().auditEvidence()
    #expect(answer.json["runs"] == 16 && answer.json["passes"] == 5 && answer.json["soundPasses"] == 3)
    #expect(Set(hits(answer, "masked-failure").keys) == ["r02-payments-error"])
    #expect(Set(hits(answer, "contradicted-pass").keys) == ["r12-catalog-latency"])
    #expect(hits(answer, "contaminated-baseline").count == 15, "its runs follow each other within seconds")
    let grades = answer.json["grades"]?.arrayValue ?? []
    #expect(grades.map { $0["count"]?.integerValue } == [0, 0, 0, 0, 16, 0, 0])
    #expect(answer.notes.first == "Of 16 runs their tools called 5 a pass; 3 of those passes stand, 2 do not.")
    // Every number has its runs behind it, and every hit its reason.
    for check in answer.json["checks"]?.arrayValue ?? [] {
      #expect(check["count"]?.integerValue == Int64(check["runs"]?.arrayValue?.count ?? -1))
      #expect((check["passes"]?.integerValue ?? 9) <= (check["count"]?.integerValue ?? 0))
    }
  }

  @Test func `a book without runs has nothing to look at, and an unknown tool is named`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    let answer = try book.auditEvidence(strict: true)
    #expect(answer.isYes && answer.json["runs"] == 0 && answer.notes.count == 1)
    #expect(throws: FaultbookError.self) { try book.auditEvidence(tool: "litmsu") }
  }

  @Test func `criteria that were revised or corrected after the result are told, with both positions`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(1))
    #expect(hits(try book.auditEvidence(), "moved-criteria").isEmpty)
    let before = try #require(book.scores().json["position"]?.integerValue)
    let loose: JSON = [
      [
        "id": "k", "claim": "stays-within", "subject": ["component": "checkout"], "metric": "error_rate", "op": "<=",
        "threshold": 0.95, "unit": "ratio",
      ]
    ]
    try book.tell([
      Toy.Event(
        id: "i-2", type: .intentRevised, stream: "intent/i", second: 9000, data: ["clauses": loose, "why": "relaxed"]),
      Toy.Event(
        id: "i-3", type: .intentRevised, stream: "intent/i", second: 9001, data: ["owner": "me", "why": "new"]),
    ])
    let revised = try #require(hits(try book.auditEvidence(), "moved-criteria")["r1"])
    #expect(
      revised
        == "intent i was revised at position \(before + 1), after the verdict at \(before), which came out refuted: clause k changed"
    )
    // A word about the declaration itself changes what the run was judged by, and the verdict with it.
    let intent = try book.position(of: "i")
    let declared = try #require(Toy.system.first { $0.id == "i" })
    var data = declared.data.members ?? []
    data.removeAll { $0.name == "clauses" }
    _ = try book.correct(
      intent, data: .object(data + [JSON.Member("clauses", loose)]), why: "it was meant so", actor: "test")
    let corrected = try #require(hits(try book.auditEvidence(), "moved-criteria")["r1"])
    #expect(corrected.contains("intent.declared of intent i (position \(intent)) was corrected at position"))
    #expect(corrected.hasSuffix("it was meant so"))
    // What was known before says nothing of it.
    #expect(hits(try book.auditEvidence(view: View(asOf: .position(before))), "moved-criteria").isEmpty)
  }

  /// Between which events of a run its criteria move, and what the audit says.
  struct Moment: CustomStringConvertible, Sendable {
    let description: String
    /// The revision or declaration goes before the first event of the run with this end of its id; behind the verdict without one.
    let before: String?
    let isDeclaration: Bool
    /// What the audit finds, with P the position of the change, S of the start, E of the end, V of the verdict; nil for nothing.
    let words: String?
  }

  static let moments: [Moment] = [
    Moment(description: "revised before the run", before: "r1-start", isDeclaration: false, words: nil),
    Moment(description: "revised while it ran", before: "r1-clear", isDeclaration: false, words: nil),
    Moment(
      description: "revised between its end and its verdict", before: "", isDeclaration: false,
      words:
        "intent i was revised at position P, after the run had ended at E and before its verdict at V, which came out refuted: clause k changed"
    ),
    Moment(
      description: "revised after its verdict", before: nil, isDeclaration: false,
      words: "intent i was revised at position P, after the verdict at V, which came out refuted: clause k changed"),
    Moment(description: "declared before the run", before: "r1-start", isDeclaration: true, words: nil),
    Moment(
      description: "declared while it ran", before: "r1-clear", isDeclaration: true,
      words: "intent i was declared only at position P, after the run had begun at S; it is not judged by it"),
    Moment(
      description: "declared after its end", before: "", isDeclaration: true,
      words:
        "intent i was declared only at position P, after the run had begun at S and ended at E; it is not judged by it"
    ),
    Moment(
      description: "declared after its verdict", before: nil, isDeclaration: true,
      words:
        "intent i was declared only at position P, after the run had begun at S and ended at E; it is not judged by it"
    ),
  ]

  @Test(arguments: moments)
  func `criteria that came or moved too late are told with their positions, whenever that was`(_ moment: Moment) throws
  {
    let shop = try Shop()
    let declared = try #require(Toy.system.first { $0.id == "i" })
    var data = declared.data
    if !moment.isDeclaration {
      let members = data.members ?? []
      let loose = try JSON.parse(declared.data["clauses"]?.text.replacing("0.5", with: "0.95") ?? "")
      data = .object(members.filter { $0.name == "title" } + [JSON.Member("clauses", loose), JSON.Member("why", "w")])
    }
    let system = Toy.system.filter { $0.id != "i" || !moment.isDeclaration }
    var run = Toy.runs(1)
    let place = moment.before.flatMap { id in run.firstIndex { $0.id == id } } ?? run.endIndex
    let change = Toy.Event(
      id: "late", type: moment.isDeclaration ? .intentDeclared : .intentRevised, stream: "intent/i",
      second: place < run.endIndex ? run[place].second : 9000, data: data)
    if moment.before != nil { run.insert(change, at: place) }
    let book = try KnowledgeBase.toy(shop, system + run)
    if moment.before == nil { try book.tell([change]) }
    let found = hits(try book.auditEvidence(), "moved-criteria")["r1"]
    let places = [
      "P": try book.position(of: "late"), "S": try book.position(of: "r1-start"), "E": try book.position(of: "r1-end"),
      "V": try book.run("r1").json["verdictPosition"]?.integerValue ?? 0,
    ]
    let words = moment.words.map { words in
      places.reduce(words) { text, place in
        text.replacing("at \(place.key)", with: "at \(place.value)").replacing(
          "position \(place.key)", with: "position \(place.value)")
      }
    }
    #expect(found == words)
    if moment.isDeclaration, moment.words != nil {
      #expect(hits(try book.auditEvidence(), "nothing-stated")["r1"] == words)
    }
  }

  @Test func `evidence that was taken back after the result is told, and a disqualified run is left aside`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(2))
    _ = try book.retract(try book.position(of: "r1-checkout-9"), why: "a broken meter", actor: "test")
    let why = try #require(hits(try book.auditEvidence(), "changed-evidence")["r1"])
    #expect(why.hasPrefix("metric.sampled (position ") && why.hasSuffix("a broken meter"))
    _ = try book.record(
      .runDisqualified(RunDisqualified(why: "wrong target")), stream: "run/r1", actor: "test")
    let answer = try book.auditEvidence()
    #expect(answer.json["runs"] == 1 && answer.json["disqualified"] == 1)
    #expect(hits(answer, "changed-evidence").isEmpty)
    #expect(
      try book.auditEvidence(strict: true).isYes
        == (answer.json["checks"]?.arrayValue ?? []).allSatisfy {
          $0["count"] == 0
        })
  }

  @Test func `a journal without its rollbacks, and a repetition with another tolerance, are told for what they are`()
    throws
  {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    let journal = try #require(Shop.files(runs: ["r05"]).first { $0.name.hasSuffix("journal.json") })
    let text = try String(decoding: #require(ExampleFile.all.first { $0.name == journal.name }).bytes, as: UTF8.self)
    let whole = try JSON.parse(text)
    let halves = JSON.object(
      (whole.members ?? []).map { $0.name == "rollbacks" ? JSON.Member($0.name, .array([])) : $0 })
    let again = text.replacing("2026-11-20T18:", with: "2026-11-20T20:").replacing("r05-", with: "r99-")
      .replacing("\"tolerance\": 200", with: "\"tolerance\": [200,503]")
    #expect(again.contains("[200,503]"))
    let files = [halves.text, again].map { ImportSource(name: "journal.json", bytes: Array($0.utf8)) }
    _ = try book.importFiles(files, actor: "test")
    let answer = try book.auditEvidence()
    let rollback = hits(answer, "rollback-not-executed")
    #expect(
      rollback["r05-inventory-latency"]
        == "\"clear the fault on inventory\" was declared; nothing says that the fault ended")
    let moved = try #require(hits(answer, "moved-criteria")["r99-inventory-latency"])
    #expect(moved.hasPrefix("r05-inventory-latency went badly by probe journey checkout"))
    #expect(moved.hasSuffix(" 200, which is now [200,503]"))
  }

  @Test func `real journals: a gate that failed and an action that failed are passes no more`() throws {
    guard let files = shared("data/journals/own_runs") else { return }
    let shop = try Shop()
    let book = try archive(files.filter { $0.hasSuffix(".journal.json") }, in: shop)
    let answer = try book.auditEvidence(tool: "chaostoolkit")
    #expect(answer.json["runs"] == 7 && answer.json["passes"] == 4 && answer.json["soundPasses"] == 2)
    #expect(hits(answer, "gate-failed").count == 1 && hits(answer, "partly-injected").count == 1)
    #expect(hits(answer, "contaminated-baseline").count == 5, "they were run within seconds of each other")
  }

  @Test func `tools' own example files: none of their passes stands`() throws {
    guard let all = shared("formats") else { return }
    let shop = try Shop()
    let tools = ["/chaostoolkit/", "/litmus/", "/krkn/", "/aws-fis/", "/chaos-mesh/"]
    let book = try archive(all.filter { file in tools.contains { file.contains($0) } }, in: shop)
    let answer = try book.auditEvidence()
    #expect((answer.json["passes"]?.integerValue ?? 0) >= 6 && answer.json["soundPasses"] == 0)
    for check in ["vacuous-pass", "masked-failure", "gate-failed", "not-injected", "no-data", "nothing-stated"] {
      #expect(!hits(answer, check).isEmpty, "\(check)")
    }
  }
}
