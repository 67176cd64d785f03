import CSQLite
import Foundation
import Testing
import Vocabulary

/// A folder with a book, a key outside it, and the standalone verifier at hand.
final class Auditing: Sendable {
  let workspace: Workspace
  /// The book.
  let book: String
  /// The file of the signing key.
  let key: String
  /// What its signatures are checked with.
  let verifierKey: String
  /// How many events the book begins with.
  let size: Int64

  /// The small book, a key, one checkpoint, and bundles of it with payloads (`whole`) and without (`redacted`).
  private static let original = Result { try Auditing(making: ()) }

  private init(making: ()) throws {
    workspace = try Workspace()
    size = try SharedBooks.smallState.get()["events"]?.integerValue ?? 0
    book = try SharedBooks.small.get().copied(to: workspace)
    key = workspace.path("log.key")
    let made = try workspace.answer(["audit", "key", "new", "--key", key, "--name", "example.com/shop"])
    verifierKey = made["verifierKey"]?.stringValue ?? ""
    try checkpoint()
    try answer("audit", "bundle", "whole")
    try answer("audit", "bundle", "redacted", "--redact")
  }

  /// A copy of the small book and a key; and, unless told otherwise, its checkpoint in the book and beside it.
  init(signed: Bool = true) throws {
    let original = try Auditing.original.get()
    workspace = try Workspace()
    size = original.size
    verifierKey = original.verifierKey
    key = workspace.path("log.key")
    book = workspace.path("book.sqlite")
    try copy("log.key", "log.key.pub")
    if signed {
      try copy("book.sqlite", "book.sqlite-wal", "book.sqlite.anchor")
    } else {
      _ = try SharedBooks.small.get().copied(to: workspace)
    }
  }

  /// Takes files of the original over, where they are there: its bundles, for one.
  func copy(_ names: String...) throws {
    let original = try Auditing.original.get().workspace
    for name in names where FileManager.default.fileExists(atPath: original.path(name)) {
      try FileManager.default.copyItem(atPath: original.path(name), toPath: workspace.path(name))
    }
  }

  /// Runs a command on the book.
  func run(
    _ arguments: String..., book other: String? = nil, environment: [String: String] = [:], input: String? = nil
  ) throws -> Binary.Outcome {
    try workspace.run(arguments + ["--book", other ?? book], input: input, environment: environment)
  }

  /// Runs a command on the book that must end with an exit code, and gives its answer.
  @discardableResult
  func answer(_ arguments: String..., exitCode: Int32 = 0) throws -> JSON {
    try workspace.answer(arguments + ["--book", book, "--format", "json"], exitCode: exitCode)
  }

  /// Signs a checkpoint.
  @discardableResult
  func checkpoint(_ arguments: String..., exitCode: Int32 = 0) throws -> JSON {
    try workspace.answer(["audit", "checkpoint", "--book", book, "--key", key] + arguments, exitCode: exitCode)
  }

  /// Adds one event.
  func grow(_ why: String = "w") throws {
    try workspace.answer(["policy", "set", "belief.halfLifeDays", "90", "--why", why, "--book", book])
  }

  /// Changes the book's file as anybody who can write it could.
  func meddle(_ sql: String) throws { try Auditing.meddle(sql, with: book) }

  /// Changes a book's file past its guards.
  static func meddle(_ sql: String, with book: String) throws {
    var connection: OpaquePointer?
    guard sqlite3_open(book, &connection) == SQLITE_OK else { throw ForeignDatabase.Refused() }
    defer { sqlite3_close(connection) }
    let guards = [
      "events_no_update", "streams_no_update", "sources_no_update", "checkpoints_no_update",
      "checkpoint_cosignatures_no_delete",
    ]
    for statement in guards.map({ "DROP TRIGGER IF EXISTS \($0)" }) + [sql] {
      guard sqlite3_exec(connection, statement, nil, nil, nil) == SQLITE_OK else { throw ForeignDatabase.Refused() }
    }
  }

  /// Verifies with the signer's key trusted.
  func verify(exitCode: Int32 = 0) throws -> JSON {
    try workspace.answer(["audit", "verify", "--book", book, "--trust", verifierKey], exitCode: exitCode)
  }
}

/// The verifier in Tests/Verifier, which knows nothing of our code.
enum StandaloneVerifier {
  private static let script = Binary.packageRoot + "/Tests/Verifier/verify_faultbook.py"

  /// A Python that has the package `cryptography`; nil where none has.
  private static let python: String? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let named = path.split(separator: ":").map { "\($0)/python3" }
    return (["/usr/bin/python3"] + named).first { path in
      (try? Binary.run([path, "-c", "import cryptography"], in: "/"))?.exitCode == 0
    }
  }()

  /// Whether it can be run. Prints why where it cannot, and fails where the tests run in CI.
  static var isThere: Bool {
    if python != nil { return true }
    print("skipped: there is no python3 with the package cryptography; see .ci/setup")
    if ProcessInfo.processInfo.environment["CI"] != nil { Issue.record("CI has no python3 with cryptography") }
    return false
  }

  /// A witness's signature line below a checkpoint, made without our code.
  static func cosignature(of checkpoint: String, key: String, time: Int64, in folder: String) throws -> String {
    let script = Binary.packageRoot + "/Tests/Verifier/cosign.py"
    let outcome = try Binary.run([python ?? "python3", script, key, checkpoint, String(time)], in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return String(outcome.output.dropLast())
  }

  /// Runs it; exit code 0 where all holds, 1 where something does not, 2 where there was nothing to check.
  static func run(_ arguments: [String], in folder: String) throws -> Binary.Outcome {
    try Binary.run([python ?? "python3", script] + arguments, in: folder)
  }
}
