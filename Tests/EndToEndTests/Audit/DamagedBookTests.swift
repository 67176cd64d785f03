import Foundation
import Testing
import Vocabulary

/// That `audit verify` and `doctor` answer of a damaged book, rather than end at the first thing that they cannot read.
@Suite struct DamagedBookTests {
  /// A closed book without a WAL, and what it is made of by page.
  private struct Book {
    let auditing: Auditing

    init() throws {
      auditing = try Auditing()
      try meddle("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    func meddle(_ sql: String) throws { try auditing.meddle(sql) }

    /// Verifies, and gives the exit code and the answer.
    func verify() throws -> (code: Int32, answer: JSON) {
      let outcome = try auditing.run("audit", "verify", "--trust", auditing.verifierKey, "--format", "json")
      return (outcome.exitCode, (try? JSON.parse(outcome.output)) ?? .null)
    }

    func problems(_ answer: JSON) -> [(position: Int64?, problem: String)] {
      (answer["problems"]?.arrayValue ?? []).map { ($0["position"]?.integerValue, $0["problem"]?.stringValue ?? "") }
    }
  }

  /// What is done to the book's file, the first bad position, and words that stand in the answer.
  static let damage: [(sql: String, position: Int64?, says: String)] = [
    ("UPDATE events SET type = 'faultbook.no.such' WHERE position = 30", 30, "its type faultbook.no.such is not known"),
    ("UPDATE events SET type = 'faultbook.run.finished' WHERE position = 30", 30, "it does not have the hash"),
    ("UPDATE events SET payload = '{' WHERE position = 30", 30, "its payload is not JSON"),
    ("UPDATE events SET actor = actor || 'x' WHERE position = 30", 30, "it does not have the hash"),
    ("UPDATE events SET occurred_at = 9223372036854775807 WHERE position = 30", 30, "it does not have the hash"),
    ("UPDATE events SET position = 9223372036854775807 WHERE position = 30", 30, "is missing"),
    ("UPDATE events SET event_id = x'0202' WHERE position = 30", 30, "is in no form that ids are stored in"),
    ("DROP INDEX events_facts", nil, "the index events_facts is missing"),
    ("DROP TABLE followed_log", nil, "the table followed_log is missing"),
    ("DROP TABLE beliefs", nil, "the table beliefs cannot be read"),
    ("DROP TABLE snapshots", nil, "the snapshots cannot be read"),
    ("DROP TABLE checkpoints", nil, "the table checkpoints cannot be read"),
    ("DROP TABLE projections", nil, "the table projections cannot be read"),
    ("DROP TABLE merkle_edge", nil, "the Merkle edge cannot be read"),
    ("DROP VIEW log; CREATE TABLE log(a)", nil, "the table log is not of this program"),
    ("CREATE TABLE mine(a)", nil, "the table mine is not of this program"),
    ("CREATE TRIGGER sly AFTER UPDATE ON beliefs BEGIN SELECT 1; END", nil, "the trigger sly on beliefs is not"),
    ("UPDATE beliefs SET mean = mean / 2", nil, "the table beliefs does not say what the events say"),
    ("UPDATE followed_log SET address = 'elsewhere', since = 7", nil, "what followed_log says"),
  ]

  @Test(arguments: damage.indices)
  func `whatever was changed, verify answers with exit code 1 and the first bad position`(index: Int) throws {
    let (sql, position, says) = Self.damage[index]
    let book = try Book()
    try book.meddle(sql)
    let (code, answer) = try book.verify()
    #expect(code == 1 && answer["ok"] == false, "\(sql): \(code)")
    let problems = book.problems(answer)
    #expect(problems.first?.position == position, "\(sql): \(problems)")
    #expect(problems.contains { $0.problem.contains(says) }, "\(sql): \(problems)")
    #expect(answer["problemCount"]?.integerValue == Int64(problems.count))
    // The checkpoint goes with an untouched log whatever was done to the tables.
    if position == nil, !sql.contains("checkpoints"), !sql.contains("merkle_edge") {
      #expect(answer["covered"]?.integerValue == book.auditing.size, "\(sql)")
    }
    let doctor = try book.auditing.run("doctor", "--format", "json")
    #expect(doctor.exitCode == 0 || doctor.exitCode == 1, "\(sql): \(doctor.error)")
    #expect(try JSON.parse(doctor.output)["checks"]?.arrayValue?.isEmpty == false)
  }

  @Test func `of any page that is overwritten verify and doctor tell, and the first page is no book any more`() throws {
    let book = try Book()
    let whole = book.auditing.workspace.bytes("book.sqlite")
    let pages = whole.count / 4096
    var random = Xoshiro256(seed: 20_261_121)
    // Some pages of some eighty; the log's own are swept one by one where it is tested.
    for page in [0] + (1..<pages).filter({ $0.isMultiple(of: 7) }) {
      var damaged = whole
      for place in (page * 4096)..<((page + 1) * 4096) { damaged[place] = UInt8(truncatingIfNeeded: random.next()) }
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: book.auditing.book + suffix) }
      try book.auditing.workspace.write("book.sqlite", damaged)
      let (code, answer) = try book.verify()
      #expect(code == (page == 0 ? 3 : 1), "page \(page + 1): \(code)")
      let doctor = try book.auditing.run("doctor", "--format", "json")
      #expect(doctor.exitCode == (page == 0 ? 3 : 1), "page \(page + 1): \(doctor.error)")
      guard page > 0 else { continue }
      #expect(answer["problemCount"]?.integerValue ?? 0 > 0, "page \(page + 1)")
      #expect(
        doctor.output.contains("cannot be read") || doctor.output.contains("page \(page + 1)"), "\(doctor.output)")
    }
  }

  @Test func `however many problems there are, it is said how many are not listed`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().copied(to: workspace)
    try Auditing.meddle("UPDATE events SET actor = 'x' WHERE position > 5000", with: book)
    let outcome = try workspace.run(["audit", "verify", "--book", book, "--format", "json"])
    let answer = try JSON.parse(outcome.output)
    let listed = answer["problems"]?.arrayValue ?? []
    let count = answer["problemCount"]?.integerValue ?? 0
    #expect(outcome.exitCode == 1 && listed.first?["position"]?.integerValue == 5001)
    #expect(count > 7000 && Int64(listed.count) < count)
    let text = try workspace.run(["audit", "verify", "--book", book, "--format", "table"]).output
    #expect(
      text.contains("And \(count - Int64(listed.count)) more problems, which are not listed."), "\(text.suffix(600))")
  }
}
