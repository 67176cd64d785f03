import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

@testable import KnowledgeBase

/// A small closed book in which every table holds something: runs, beliefs, proposals, checkpoints, cosignatures, snapshots,
/// the mark of a follower, and the hash of the tables. Its guards are dropped.
final class SweptBook {
  let shop: Shop
  var path: String { shop.path }
  /// The keys that its signatures are checked with.
  let trust: [String]

  init() throws {
    shop = try Shop()
    let book = try KnowledgeBase.toy(
      shop, Toy.system + Toy.runs(5) + SweptBook.fitted + [Toy.incident] + SweptBook.others)
    _ = try book.next(NextRequest(top: 2, record: true), actor: "test")
    let log = try SigningKey(name: "example.org/log", seed: [UInt8](repeating: 1, count: 32))
    let witness = try SigningKey(name: "example.org/w", type: .cosignature, seed: [UInt8](repeating: 2, count: 32))
    trust = [log.verifier.text, witness.verifier.text]
    let head = try book.log.head
    for size in [20, head] {
      let checkpoint = try SignedCheckpoint(
        Checkpoint(origin: "example.org/log", size: size, root: try book.log.root(at: size)), signedBy: log)
      try book.log.storeCheckpoint(
        StoredCheckpoint(
          size: size, origin: checkpoint.checkpoint.origin, root: checkpoint.checkpoint.root, note: checkpoint.encoded,
          recordedAt: Toy.start))
      let cosigned = try checkpoint.cosigned(at: 1_780_000_000, by: witness).encoded
      _ = try book.cosign(texts: [("note", cosigned)], trust: trust)
    }
    let reader = BookReader(log: book.log)
    for position in [60, head] {
      let snapshot = Snapshot(try reader.stateFromTheFirstEvent(through: position))
      try book.log.writeDatabase { try SnapshotTable.store($0, snapshot) }
    }
    try book.log.writeDatabase { _ = try Projector.hashTables($0) }
    book.close()
    try SweptBook.write(shop.path) { database in
      for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        try database.execute(sql: "DROP TRIGGER \(name)")
      }
      // What a follower has: the row's hash is of what stands in it.
      let values = [1.databaseValue, "elsewhere".databaseValue, trust[0].databaseValue, 1.databaseValue]
      try database.execute(
        sql: "UPDATE followed_log SET (address, vkey, since, row_hash) = (?, ?, ?, ?)",
        arguments: StatementArguments(values.dropFirst() + [RowHash.of("followed_log", values).databaseValue]))
    }
  }

  /// Opens the file past all checks.
  static func write(_ path: String, _ body: (Database) throws -> Void) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")
      try body(database)
    }
    try queue.close()
  }

  /// Five more calls and a verdict about all of them: as many as a prior is fitted to.
  private static let fitted: [Toy.Event] = {
    let callers = (1...5).map { "caller\($0)" }
    let observations = callers.map { caller -> JSON in
      ["component": .string(caller), "symptom": "errors", "state": "degraded", "confidence": 0.875]
    }
    return callers.map {
      event("call-\($0)", .dependencyDeclared, "system", ["caller": .string($0), "callee": "db", "mode": "sync"])
    } + [
      event(
        "fit-start", .runStarted, "run/fit",
        [
          "environment": "test", "target": ["component": "db"], "fault": ["kind": "compute.kill"],
          "runner": ["tool": "t"],
        ]),
      event("fit-inject", .faultInjected, "run/fit", ["confirmed": true]),
      event("fit-end", .runFinished, "run/fit", ["native": ["tool": "t", "status": "done", "verdict": "failed"]]),
      event(
        "fit-verdict", .verdictReached, "run/fit",
        [
          "outcome": "inconclusive", "clauses": [], "observations": .array(observations), "grade": "E4",
          "method": "by-hand", "recoverySeconds": 12.5,
        ]),
    ]
  }()

  private static func event(_ id: String, _ type: EventType, _ stream: String, _ data: JSON) -> Toy.Event {
    Toy.Event(id: id, type: type, stream: stream, second: 9000, data: data)
  }

  /// What the toy's own events leave out.
  private static let others: [Toy.Event] = [
    event(
      "seen", .dependencyObserved, "system",
      [
        "caller": "gateway", "callee": "checkout", "mode": "sync", "from": .string(Toy.time(0).description),
        "to": .string(Toy.time(60).description), "calls": 120, "errors": 3, "latencyP50Ms": 12.5, "latencyP99Ms": 80.25,
        "latencyMeanMs": 20.5, "retries": 2, "propagatedErrors": 1, "maskedErrors": 2, "propagatedDelays": 1,
        "maskedDelays": 1,
      ]),
    event("budget", .budgetReported, "system", ["journey": "buy", "remaining": 0.625, "burnRate": 1.5]),
    event(
      "mode", .failureModeCatalogued, "system",
      [
        "id": "TF-001", "name": "slow payments", "category": "external", "fault": "net.latency",
        "component": "payments", "likelihood": "common", "impact": "high", "detection": "alert",
        "currentHandling": "none", "desiredHandling": "timeout",
      ]),
    event(
      "finding", .findingOpened, "run/r1",
      [
        "id": "F-1", "title": "no timeout", "severity": "high", "component": "checkout", "recommendation": "set one",
      ]),
    event("resolved", .findingResolved, "run/r1", ["id": "F-1", "how": "set to 2 s"]),
    event(
      "import", .sourceImported, "import/\(String(repeating: "9f", count: 32))",
      [
        "sha256": .string(String(repeating: "9f", count: 32)), "format": "otlp", "bytes": 955_985,
        "names": ["traces.jsonl"], "ignoredFields": 12,
      ]),
  ]
}
