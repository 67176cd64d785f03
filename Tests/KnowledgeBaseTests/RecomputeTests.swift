import Foundation
import Interchange
import KnowledgeBase
import Testing
import Vocabulary

@Suite("Recorded proposals, computed again")
struct RecomputeTests {
  private static let later = Timestamp(rfc3339: "2026-11-21T00:00:00Z")!
  private static let view = View(now: .at(later), environment: "lab")

  private func recorded(_ book: KnowledgeBase, _ request: NextRequest, view: View = view) throws -> [String] {
    var request = request
    request.record = true
    let answer = try book.next(request, view: view, actor: "test")
    return (answer.json["proposals"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
  }

  private func book(_ shop: Shop, runs: [String] = ["r01", "r09"]) throws -> KnowledgeBase { try shop.book(runs: runs) }

  @Test(
    "Whatever was asked, the same follows again: after more events, after a policy change, from a copy of the file")
  func equal() throws {
    let shop = try Shop()
    let book = try book(shop)
    _ = try book.append(files: [source(Self.behaviour)], actor: "test")
    let requests = [
      NextRequest(top: 3, seed: 7), NextRequest(top: 4, batch: 4), NextRequest(top: 2, journey: "browse"),
      NextRequest(top: 2, by: "bits-per-cost"), NextRequest(top: 2, intent: "slow-payments"),
    ]
    var ids: [String] = []
    for request in requests { ids += try recorded(book, request) }
    ids += try recorded(book, NextRequest(top: 1), view: View())
    ids += try recorded(book, NextRequest(top: 1), view: View(now: .wall, environment: "production"))
    #expect(Set(ids).count == ids.count && ids.count >= 12)
    _ = try book.importFiles(Shop.files(runs: ["r02"]), actor: "test")
    for (key, value) in [("belief.halfLifeDays", JSON.integer(7)), ("safety.exclude", ["db"])] {
      _ = try book.record(
        .policySet(PolicySet(key: key, value: value, why: "we deploy daily")), stream: "policy", actor: "test")
    }
    book.close()
    let copy = shop.folder.appending(path: "elsewhere.sqlite").path
    try FileManager.default.copyItem(atPath: shop.path, toPath: copy)
    for path in [shop.path, copy] {
      let read = try KnowledgeBase.openForReading(at: path)
      let answer = try read.recompute(proposal: nil)
      #expect(answer.isYes && answer.json["ok"] == true, "\(answer.json.text)")
      #expect(answer.json["recomputed"]?.integerValue == Int64(ids.count))
      #expect(try read.recompute(proposal: ids[0]).json["equal"] == 1)
      read.close()
    }
  }

  private static let behaviour = """
    {"specversion":"1.0","id":"i1","source":"urn:t","type":"faultbook.intent.declared","subject":"intent/slow-payments","time":"2026-11-20T19:00:00Z","data":{"title":"t","hypothesis":"checkout survives slow payments","journey":"checkout","exclusions":["db"]}}
    """

  private func source(_ lines: String) -> ImportSource { ImportSource(name: "events", bytes: Array(lines.utf8)) }

  @Test("What is recorded is all that computing it again takes")
  func contents() throws {
    let shop = try Shop()
    let book = try book(shop)
    let id = try #require(recorded(book, NextRequest(top: 2, batch: 2, journey: "browse", seed: 9)).first)
    let payload = try #require(book.explain(proposal: id).json["proposal"])
    #expect(
      payload["request"] == [
        "top": 2, "batch": 2, "journey": "browse", "objective": "information", "by": "bits", "seed": 9,
        "environment": "lab",
      ])
    #expect(payload["now"]?.stringValue == Self.later.description)
    #expect(payload["program"]?.stringValue == KnowledgeBase.programVersion)
    for name in ["position", "seed", "policy", "worlds", "objective", "environment"] {
      #expect(payload[name] != nil, "\(name)")
    }
  }

  @Test("Asking and recording the same again adds nothing until something else is recorded")
  func twice() throws {
    let shop = try Shop()
    let book = try book(shop, runs: ["r01"])
    let first = try recorded(book, NextRequest(top: 2))
    let head = try book.beliefs().json["position"]
    #expect(try recorded(book, NextRequest(top: 2)) == first)
    _ = try book.decide(.accepted, proposal: first[0], actor: "test")
    #expect(try recorded(book, NextRequest(top: 2)) == first)
    #expect(try book.beliefs().json["position"]?.integerValue == head?.integerValue.map { $0 + 1 })
    #expect(try recorded(book, NextRequest(top: 2, seed: 5)) != first)
    _ = try book.record(
      .policySet(PolicySet(key: "belief.halfLifeDays", value: 90, why: "w")), stream: "policy", actor: "test")
    #expect(try recorded(book, NextRequest(top: 2)) != first)
    #expect(try book.recompute(proposal: nil).isYes)
  }

  struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let field: String
    let change: @Sendable (inout [String: JSON]) -> Void
  }

  static let forgeries = [
    Forgery(testDescription: "bits", field: "bits") { $0["bits"] = .number(($0["bits"]?.doubleValue ?? 0).nextUp) },
    Forgery(testDescription: "the safety verdict", field: "safety.allowed") {
      $0["safety"] = $0["safety"].map { safety in
        .object((safety.members ?? []).map { $0.name == "allowed" ? JSON.Member("allowed", false) : $0 })
      }
    },
    Forgery(testDescription: "the environment", field: "environment") { $0["environment"] = "production" },
    Forgery(testDescription: "the seed asked for", field: "seed") {
      $0["request"] = $0["request"].map { request in
        .object((request.members ?? []).map { $0.name == "seed" ? JSON.Member("seed", 2) : $0 })
      }
    },
    Forgery(testDescription: "the position", field: "position") { $0["position"] = 100_000 },
    Forgery(testDescription: "an unreadable request", field: "request") { $0["request"] = ["top": "many"] },
    Forgery(testDescription: "an unknown journey", field: "request") {
      $0["request"] = ["top": 5, "objective": "information", "by": "bits", "seed": 1, "journey": "none"]
    },
    Forgery(testDescription: "the time", field: "now") { $0["now"] = "2026-11-20T20:00:00Z" },
    Forgery(testDescription: "its target", field: "id") {
      $0["target"] = ["component": "assistant"]
      $0["fault"] = ["kind": "time.skew"]
      $0["id"] = "p-made-up"
    },
    Forgery(testDescription: "a member too many", field: "note") { $0["note"] = "trust me" },
    Forgery(testDescription: "a member too few", field: "runnerUp") { $0["runnerUp"] = nil },
  ]

  /// A book without a proposal, and the one that follows from it.
  private struct Base: Sendable {
    let shop: Shop
    let path: String
    let proposal: JSON
  }

  private static let base = Result {
    let shop = try Shop()
    try shop.book(runs: ["r01"]).close()
    let path = shop.folder.appending(path: "before.sqlite").path
    try FileManager.default.copyItem(atPath: shop.path, toPath: path)
    let book = try shop.reopened()
    let plan = try book.next(NextRequest(top: 1, record: true), view: view, actor: "test").json
    let id = plan["proposals"]?.arrayValue?.first?["id"]?.stringValue ?? ""
    return Base(shop: shop, path: path, proposal: try book.explain(proposal: id).json["proposal"] ?? .null)
  }

  @Test(
    "A proposal that was recorded with another content than follows is found, and the field is named",
    arguments: forgeries)
  func forged(_ forgery: Forgery) throws {
    let base = try Self.base.get()
    var members: [String: JSON] = [:]
    for member in base.proposal.members ?? [] { members[member.name] = member.value }
    forgery.change(&members)
    let payload = JSON.object(members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) })
    // The same history in another book, where the proposal was appended by other hands.
    let other = try Shop()
    try FileManager.default.copyItem(atPath: base.path, toPath: other.path)
    let forged = try other.reopened()
    let event = JSON.compact(
      ("specversion", "1.0"), ("id", "forged"), ("source", "urn:faultbook:planner"),
      ("type", "faultbook.experiment.proposed"), ("subject", "plan"), ("time", .string(Self.later.description)),
      ("data", payload))
    _ = try forged.append(files: [source(event.text)], actor: "mallory")
    let answer = try forged.recompute(proposal: members["id"]?.stringValue)
    #expect(!answer.isYes && answer.json["ok"] == false)
    let fields = (answer.json["proposals"]?.arrayValue?.first?["differences"]?.arrayValue ?? []).compactMap {
      $0["field"]?.stringValue
    }
    #expect(fields.contains(forgery.field), "\(answer.json.text)")
    #expect(answer.notes.contains { $0.contains("NOT") })
  }

  @Test("What another version recorded is computed again too, and said; so is what came without its request")
  func otherVersions() throws {
    let shop = try Shop()
    let original = try book(shop, runs: ["r01"])
    let ids = try recorded(original, NextRequest(top: 2))
    let other = try Shop()
    let copy = try book(other, runs: ["r01"])
    for (index, id) in ids.enumerated() {
      let whole = try original.explain(proposal: id).json["proposal"]?.members ?? []
      let members =
        index == 0
        ? whole.map { $0.name == "program" ? JSON.Member("program", "0.0.9") : $0 }
        : whole.filter { !["program", "request", "now"].contains($0.name) }
      let event = JSON.compact(
        ("specversion", "1.0"), ("id", .string(id)), ("source", "urn:faultbook:planner"),
        ("type", "faultbook.experiment.proposed"), ("subject", "plan"), ("time", .string(Self.later.description)),
        ("data", .object(members)))
      _ = try copy.append(files: [source(event.text)], actor: "test")
    }
    let first = try copy.recompute(proposal: ids[0])
    #expect(first.isYes && first.notes.contains { $0.contains("0.0.9") })
    let second = try copy.recompute(proposal: ids[1])
    #expect(second.json["proposals"]?.arrayValue?.first?["remark"]?.stringValue?.contains("was not recorded") == true)
  }

  @Test("Nothing recorded is no failure; an unknown id is an error")
  func nothing() throws {
    let shop = try Shop()
    let book = try book(shop, runs: [])
    #expect(try book.recompute(proposal: nil).json["recomputed"] == 0)
    #expect(try book.recompute(proposal: nil).isYes)
    #expect { _ = try book.recompute(proposal: "p-1") } throws: { ($0 as? FaultbookError)?.exitCode == 2 }
  }
}
