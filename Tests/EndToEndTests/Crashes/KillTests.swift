import Foundation
import Testing
import Vocabulary

/// The executable, killed at moments of chance while it appends and while it rebuilds.
@Suite(.serialized) struct KillTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private static let rounds = 20
  private static let eventsOfFile = 400

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

  /// Starts the executable and kills it after so many milliseconds; whether it had come to a good end before.
  private func runAndKill(_ arguments: [String], afterMilliseconds delay: Int) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Binary.path)
    process.arguments = arguments
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

  @Test func `killed at random while appending and rebuilding, nothing acknowledged is lost and all invariants hold`()
    throws
  {
    let seed: UInt64 = 20_261_120
    print("kill seed \(seed)")
    var random = Xoshiro256(seed: seed)
    let book = workspace.path("book.sqlite")
    try workspace.answer(["init", "--book", book])
    // How long an undisturbed command takes on this machine, so that the kills fall inside.
    let start = ContinuousClock.now
    try workspace.answer(["append", file(0), "--book", book])
    let usual = Int((ContinuousClock.now - start) / .milliseconds(1))
    var acknowledged: Set<Int> = [0]
    var killed = 0
    for round in 1...KillTests.rounds {
      let delay = 1 + Int(random.next() % UInt64(max(2, usual * 5 / 4)))
      if round % 2 == 0 {
        if try !runAndKill(["rebuild", "--book", book], afterMilliseconds: delay) { killed += 1 }
      } else if try runAndKill(["append", file(round), "--book", book], afterMilliseconds: delay) {
        acknowledged.insert(round)
      } else {
        killed += 1
      }
      let state = try workspace.state(of: book)
      #expect(state["ok"] == true, "round \(round): \(state.text)")
      let rows =
        try workspace.answer(
          ["sql", "SELECT stream, count(*) AS n FROM log GROUP BY stream", "--book", book])["rows"]?.arrayValue ?? []
      let counts = Dictionary(
        uniqueKeysWithValues: rows.compactMap { row in
          row["stream"]?.stringValue.flatMap { stream in row["n"]?.integerValue.map { (stream, $0) } }
        })
      for (stream, count) in counts { #expect(count == KillTests.eventsOfFile, "\(stream) has a part of its file") }
      for one in acknowledged { #expect(counts["run/r\(one)"] != nil, "round \(one) was acknowledged and is gone") }
    }
    print("\(killed) of \(KillTests.rounds) commands were killed before their end, usual length \(usual) ms")
    #expect(killed > 0)
    // What was not acknowledged can be said again, and only what was not there is added.
    for round in stride(from: 1, through: KillTests.rounds, by: 2) {
      try workspace.answer(["append", file(round), "--book", book])
    }
    let rebuilt = try workspace.answer(["rebuild", "--book", book])
    #expect(rebuilt["changed"] == .array([]))
    #expect(
      try workspace.state(of: book)["events"]?.integerValue
        == Int64((KillTests.rounds / 2 + 1) * KillTests.eventsOfFile))
  }
}
