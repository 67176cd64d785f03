import Foundation
import Testing
import Vocabulary

/// The executable, killed at moments of chance while it appends, imports, rebuilds, backs up, restores and follows.
///
/// `FAULTBOOK_CRASH_ROUNDS` says how many rounds there are, 20 where it is not set; the seed is printed.
@Suite(.serialized) struct KillTests {
  private let workspace: Workspace
  private let book: String
  private let seed: UInt64 = 20_261_120

  init() throws {
    workspace = try Workspace()
    book = workspace.path("book.sqlite")
  }

  private static let rounds =
    ProcessInfo.processInfo.environment["FAULTBOOK_CRASH_ROUNDS"].flatMap { Int($0) } ?? 20
  private static let eventsOfFile = 400

  /// What is killed, in turns.
  private enum Work: CaseIterable {
    case append, rebuild, importFile, backup, follow, restore
  }

  /// A file of samples of one run.
  private func file(_ round: Int) throws -> String {
    var lines: [String] = []
    for index in 0..<KillTests.eventsOfFile {
      let data = #"{"component":"c\#(index % 7)","metric":"latency_p99","value":\#(index),"unit":"ms"}"#
      lines.append(
        #"{"specversion":"1.0","id":"\#(round)-\#(index)","source":"urn:kill","type":"faultbook.metric.sampled","#
          + #""subject":"run/r\#(round)","time":"2026-01-01T00:00:00Z","data":\#(data)}"#)
    }
    return try workspace.write("\(round).jsonl", lines.joined(separator: "\n") + "\n")
  }

  private func arguments(_ work: Work, _ round: Int) throws -> [String] {
    switch work {
    case .append: try ["append", file(round), "--book", book]
    case .importFile: try ["import", file(round), "--book", book]
    case .rebuild: ["rebuild", "--book", book]
    case .backup: ["backup", "backup.sqlite", "--overwrite", "--book", book]
    case .follow: ["follow", book, "--once", "--create", "--book", "copy.sqlite"]
    case .restore: ["restore", "whole.sqlite", "--book", book]
    }
  }

  /// Starts the executable and kills it after so many milliseconds; whether it had come to a good end before.
  private func runAndKill(_ arguments: [String], afterMilliseconds delay: Int) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Binary.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: workspace.folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + .milliseconds(delay)) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    return process.terminationReason == .exit && process.terminationStatus == 0
  }

  /// How long each command takes on this machine when nobody disturbs it, so that the kills fall inside.
  private func usualMilliseconds() throws -> [Work: Int] {
    var usual: [Work: Int] = [:]
    for (index, work) in Work.allCases.enumerated() {
      if work == .restore { try workspace.answer(["backup", "whole.sqlite", "--overwrite", "--book", book]) }
      let arguments = try arguments(work, -index)
      let start = ContinuousClock.now
      try workspace.answer(arguments)
      usual[work] = max(2, Int((ContinuousClock.now - start) / .milliseconds(1)))
    }
    return usual
  }

  @Test(.timeLimit(.minutes(30)))
  func `killed at random in any command, nothing acknowledged is lost and all invariants hold`() throws {
    print("kill seed \(seed), \(KillTests.rounds) rounds")
    var random = Xoshiro256(seed: seed)
    try workspace.answer(["init", "--book", book])
    let usual = try usualMilliseconds()
    var acknowledged: Set<Int> = [0, -2]
    var killed = 0
    for round in 1...KillTests.rounds {
      let work = Work.allCases[round % Work.allCases.count]
      if work == .restore { try workspace.answer(["backup", "whole.sqlite", "--overwrite", "--book", book]) }
      let delay = 1 + Int(random.next() % UInt64(usual[work, default: 2] * 5 / 4))
      let isDone = try runAndKill(arguments(work, round), afterMilliseconds: delay)
      if !isDone { killed += 1 }
      if isDone, work == .append || work == .importFile { acknowledged.insert(round) }
      if work == .restore, !FileManager.default.fileExists(atPath: book) {
        // Killed between putting the one away and the other in its place: it is said, and can be done again.
        expectFailure(try workspace.run(["beliefs", "--book", book]), exitCode: 2)
        try workspace.answer(["restore", "whole.sqlite", "--book", book])
      }
      try check(acknowledged, "round \(round), \(work)")
      try checkCopies("round \(round), \(work)")
    }
    let lengths = Work.allCases.map { "\($0) \(usual[$0, default: 0]) ms" }.joined(separator: ", ")
    print("\(killed) of \(KillTests.rounds) commands were killed before their end; their usual lengths: \(lengths)")
    #expect(killed > 0)
    try sayAgain()
  }

  /// Every file is there whole or not at all, and those that were acknowledged are there.
  private func check(_ acknowledged: Set<Int>, _ place: String) throws {
    let state = try workspace.state(of: book)
    #expect(state["ok"] == true, "\(place): \(state.text)")
    let rows =
      try workspace.answer(
        [
          "sql", "SELECT stream, count(*) AS n FROM log WHERE type LIKE '%sampled' GROUP BY stream", "--book", book,
        ])["rows"]?.arrayValue ?? []
    let counts = Dictionary(
      uniqueKeysWithValues: rows.compactMap { row in
        row["stream"]?.stringValue.flatMap { stream in row["n"]?.integerValue.map { (stream, $0) } }
      })
    for (stream, count) in counts {
      #expect(count == KillTests.eventsOfFile, "\(place): \(stream) has a part of its file")
    }
    for one in acknowledged {
      #expect(counts["run/r\(one)"] != nil, "\(place): file \(one) was acknowledged and is gone")
    }
  }

  /// A backup and a follower's copy, where they are, are whole, and hold nothing but the book's first events.
  private func checkCopies(_ place: String) throws {
    for name in ["backup.sqlite", "copy.sqlite"] where FileManager.default.fileExists(atPath: workspace.path(name)) {
      let state = try workspace.state(of: workspace.path(name))
      #expect(state["ok"] == true, "\(place): \(name) \(state.text)")
    }
    let copy = try workspace.run(["follow", book, "--once", "--create", "--book", "copy.sqlite"])
    #expect(copy.exitCode == 0, "\(place): \(copy.error)")
    let backup = try workspace.run(["backup", "backup.sqlite", "--overwrite", "--book", book])
    #expect(backup.exitCode == 0, "\(place): \(backup.error)")
  }

  /// What was not acknowledged can be said again, and only what was not there is added.
  private func sayAgain() throws {
    var files = 2
    for round in 1...KillTests.rounds {
      let work = Work.allCases[round % Work.allCases.count]
      guard work == .append || work == .importFile else { continue }
      files += 1
      try workspace.answer(arguments(work, round))
    }
    #expect(try workspace.answer(["rebuild", "--book", book])["changed"] == .array([]))
    let samples = try workspace.answer(
      ["sql", "SELECT count(*) AS n FROM log WHERE type LIKE '%sampled'", "--book", book])["rows"]?.arrayValue?[0]["n"]
    #expect(samples?.integerValue == Int64(files * KillTests.eventsOfFile))
    #expect(try workspace.state(of: book)["ok"] == true)
  }
}
