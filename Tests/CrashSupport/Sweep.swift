import EventLog
import FaultyDisk
import Foundation
import GRDB
import Vocabulary

/// Plays one scene again and again on a disk on which the first operation of a kind fails, then the second, and so on
/// until none is left; after each checks what is on the disk.
///
/// Says a line `bad N: what` for everything that is wrong, and at the end `points N`.
struct Sweep {
  /// What fails.
  static let faults: [String: faulty_kind] = [
    "full": FAULTY_FULL, "write": FAULTY_WRITE, "sync": FAULTY_SYNC, "read": FAULTY_READ, "truncate": FAULTY_TRUNCATE,
    "open": FAULTY_OPEN, "lock": FAULTY_LOCK, "power": FAULTY_POWER,
  ]

  /// The codes that a caller may be told of a fault.
  private static let expectedCodes: [String: Set<EventLogError.Code>] = [
    "full": [.diskFull], "write": [.inputOutput], "sync": [.inputOutput], "truncate": [.inputOutput],
    "lock": [.inputOutput], "open": [.inputOutput], "read": [.inputOutput], "power": [.inputOutput],
  ]

  private let scene: String
  private let fault: String
  private let isSticky: Bool
  private let folder: String
  private let seed: UInt64
  private let stride: Int64
  private let now = Timestamp(seconds: 1_780_000_000)

  /// `SCENE FAULT once|on FOLDER SEED STRIDE`.
  init(_ words: [String]) throws {
    guard words.count == 6, Sweep.faults[words[1]] != nil, let seed = UInt64(words[4]), let stride = Int64(words[5])
    else { exit(2) }
    self.stride = stride
    (scene, fault, isSticky, folder) = (words[0], words[1], words[2] == "on", words[3])
    self.seed = seed
  }

  private func path(_ name: String) -> String { folder + "/" + name }

  private func events(_ range: Range<Int>) -> [NewEvent] {
    range.map { sample("e\($0)", stream: "run/\($0 % 3)", value: Double($0), at: now) }
  }

  func run() throws {
    guard faulty_install() == 0 else { exit(2) }
    try EventLog.create(at: path("base")).close()
    let base = try EventLog.openForWriting(at: path("base"))
    try base.append(events(0..<300), actor: "crash", now: now)
    base.close()
    let whole = try EventLog.openForReading(at: path("base"))
    try whole.backup(to: path("single"))
    whole.close()
    // All of it is on the disk from here on.
    faulty_restart(1)
    faulty_pretend(scene == "pretend" ? 1 : 0)
    var point = Int64(seed % UInt64(stride)) + 1 - stride
    repeat {
      point += stride
      for name in ["work", "other"] {
        for suffix in ["", "-wal", "-shm", ".lock", ".partial", ".anchor"] { unlink(path(name + suffix)) }
      }
      var problems: [String] = []
      do {
        problems = try play(at: point)
      } catch {
        problems = ["\(error)"]
      }
      faulty_disarm()
      for problem in problems { say("bad \(point): \(problem)") }
    } while faulty_fired() != 0
    say("points \(point - stride)")
  }

  private func arm(_ point: Int64) {
    guard let kind = Sweep.faults[fault] else { return }
    faulty_arm(kind, point, isSticky ? 1 : 0)
  }

  /// The machine starts again: what was not synced is lost in part, and with it the memory that processes share.
  private func restart(_ name: String, _ point: Int64) {
    faulty_disarm()
    guard fault == "power" else { return }
    unlink(path(name + "-shm"))
    faulty_restart(seed &+ UInt64(point % 5) &* (point % 5 < 2 ? 1 : UInt64(point)))
  }

  /// What an error says that was met on the way.
  private func check(_ error: any Error, _ problems: inout [String]) {
    guard let error = error as? EventLogError else { return problems.append("an error of another kind: \(error)") }
    // A copy that cannot be read again when it is verified may be unsound for all that one can know.
    let isUnverified = scene == "backup" && fault == "read" && error.code == .damaged
    if Sweep.expectedCodes[fault]?.contains(error.code) != true, !isUnverified {
      problems.append("\(error.code): \(error)")
    }
    if error.message.isEmpty || error.message.contains("SQLITE_") { problems.append("no sentence: \(error)") }
  }

  private func play(at point: Int64) throws -> [String] {
    switch scene {
    case "append": try appending(point)
    // To a backup, which has no WAL until it is first written to.
    case "revive": try appending(point, to: "single")
    // On a disk that does not do what it says: to see that this is noticed.
    case "pretend": try appending(point)
    case "create": try creating(point)
    case "backup": try copying(point)
    case "follow": try following(point)
    default: exit(2)
    }
  }

  // MARK: - Scenes

  /// Appends six times, with checkpoints between, and closes. Whatever failed: what was acknowledged is there, the rest
  /// whole or not at all, and sending it again completes it.
  private func appending(_ point: Int64, to base: String = "base") throws -> [String] {
    try FileManager.default.copyItem(atPath: path(base), toPath: path("work"))
    var problems: [String] = []
    var acknowledged: [Int: [Int64]] = [:]
    let batches = (0..<6).map { events((300 + $0 * 5)..<(305 + $0 * 5)) }
    arm(point)
    do {
      let log = try EventLog.openForWriting(at: path("work"), wait: 0)
      try? log.writeDatabase { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 12") }
      for (index, batch) in batches.enumerated() {
        do {
          acknowledged[index] = try log.append(batch, actor: "crash", now: now).positions
        } catch {
          check(error, &problems)
        }
      }
      log.close()
    } catch {
      check(error, &problems)
    }
    restart("work", point)
    // Whoever only reads comes first, and cannot mend anything.
    let reading = try EventLog.openForReading(at: path("work"))
    problems += try unsound(reading)
    reading.close()
    let log = try EventLog.openForWriting(at: path("work"), wait: 0)
    defer { log.close() }
    problems += try unsound(log)
    var found: [String: Int64] = [:]
    try log.read(from: 301) { found[$0.id] = $0.position }
    for (index, batch) in batches.enumerated() {
      let positions = batch.compactMap { found[$0.id] }
      if let promised = acknowledged[index], positions != promised { problems.append("batch \(index) is lost") }
      if positions.count != 0, positions.count != batch.count { problems.append("batch \(index) is there in part") }
    }
    for batch in batches { try log.append(batch, actor: "crash", now: now) }
    if try log.head != 330 { problems.append("sending all again gives \(try log.head) events") }
    return problems + (try unsound(log))
  }

  /// Makes a book. It is there and sound, or there is nothing that stands in the way.
  private func creating(_ point: Int64) throws -> [String] {
    var problems: [String] = []
    var isMade = false
    arm(point)
    do {
      let log = try EventLog.create(at: path("work"), wait: 0)
      try log.append(events(0..<3), actor: "crash", now: now)
      isMade = true
      log.close()
    } catch {
      check(error, &problems)
    }
    restart("work", point)
    if isMade {
      let log = try EventLog.openForReading(at: path("work"))
      defer { log.close() }
      if try log.head != 3 { problems.append("\(try log.head) of 3 acknowledged events") }
      return problems + (try unsound(log))
    }
    // What was begun is gone, or a book that can be opened.
    do {
      let log = try EventLog.create(at: path("work"), wait: 0)
      log.close()
    } catch let error as EventLogError where error.code == .exists {
      let log = try EventLog.openForWriting(at: path("work"), wait: 0)
      defer { log.close() }
      return problems + (try unsound(log))
    }
    return problems
  }

  /// Copies the book. The copy is whole or not there, and no part of it lies about.
  private func copying(_ point: Int64) throws -> [String] {
    var problems: [String] = []
    var report: BackupReport?
    arm(point)
    do {
      let log = try EventLog.openForReading(at: path("base"))
      defer { log.close() }
      report = try log.backup(to: path("work"))
    } catch {
      check(error, &problems)
    }
    faulty_disarm()
    let exists = FileManager.default.fileExists(atPath: path("work"))
    if exists != (report != nil) { problems.append(exists ? "a failed backup is there" : "a backup is not there") }
    if FileManager.default.fileExists(atPath: path("work.partial")) { problems.append("a part was left") }
    guard report != nil else { return problems }
    let log = try EventLog.openForReading(at: path("work"))
    defer { log.close() }
    if try log.head != 300 { problems.append("the backup has \(try log.head) events") }
    return problems + (try unsound(log))
  }

  /// Follows the book in batches. The copy holds the source's first events, and goes on.
  private func following(_ point: Int64) throws -> [String] {
    var problems: [String] = []
    try EventLog.create(at: path("work")).close()
    var held: Int64 = 0
    arm(point)
    do {
      let log = try EventLog.openForWriting(at: path("work"), wait: 0)
      defer { log.close() }
      try log.beginFollowing(path("base"), verifierKey: nil, now: now)
      let source = try FollowedBook(path: path("base"))
      defer { source.close() }
      _ = try Follower(book: log, source: source, batch: 70).pull(now: now) { done, _ in held = done }
    } catch {
      check(error, &problems)
    }
    restart("work", point)
    let log = try EventLog.openForWriting(at: path("work"), wait: 0)
    defer { log.close() }
    problems += try unsound(log)
    if try log.head < held { problems.append("\(held) events were held, \(try log.head) are") }
    try log.beginFollowing(path("base"), verifierKey: nil, now: now)
    let source = try FollowedBook(path: path("base"))
    defer { source.close() }
    _ = try Follower(book: log, source: source).pull(now: now)
    if try log.root() != source.root(at: 300) { problems.append("the copy is another than the source") }
    return problems
  }

  private func unsound(_ log: EventLog) throws -> [String] {
    let report = try log.verify()
    return report.problems.map { "\($0.position) \($0.what)" }
  }
}
