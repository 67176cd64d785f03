import Foundation
import Glibc
import Testing
import Vocabulary

/// Two who would write to one book.
@Suite struct SecondWriterTests {
  @Test(.timeLimit(.minutes(10)))
  func `a second writer waits for the first and then does its work`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let before = try workspace.state(of: book)["events"]?.integerValue ?? 0
    let lock = open(book + ".lock", O_CREAT | O_RDWR, 0o644)
    #expect(flock(lock, LOCK_EX) == 0)
    let writers = (0..<3).map { number in
      let process = Process()
      process.executableURL = URL(filePath: Binary.path)
      process.arguments = ["declare", "component", "c\(number)", "--book", book, "--wait", "50"]
      process.standardOutput = FileHandle.nullDevice
      return process
    }
    for writer in writers { try writer.run() }
    // They wait: while the lock is held, nothing is added.
    #expect(try workspace.state(of: book)["events"]?.integerValue == before)
    let areWaiting = writers.allSatisfy { $0.isRunning }
    #expect(areWaiting)
    close(lock)
    for writer in writers {
      writer.waitUntilExit()
      #expect(writer.terminationStatus == 0)
    }
    let after = try workspace.state(of: book)
    #expect(after["events"]?.integerValue == before + 3 && after["ok"] == true)
  }

  @Test func `many processes that append at once are served one after another`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let before = try workspace.state(of: book)["events"]?.integerValue ?? 0
    let outcomes = try (0..<6).map { number in
      let process = Process()
      process.executableURL = URL(filePath: Binary.path)
      // Three say the same, and so are three times told the same.
      process.arguments = ["append", try workspace.write("\(number).jsonl", Self.event(number % 4)), "--book", book]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      return process
    }
    for outcome in outcomes {
      outcome.waitUntilExit()
      #expect(outcome.terminationStatus == 0)
    }
    let after = try workspace.state(of: book)
    #expect(after["events"]?.integerValue == before + 4 && after["ok"] == true)
  }

  private static func event(_ number: Int) -> String {
    #"{"specversion":"1.0","id":"w\#(number)","source":"urn:t","type":"faultbook.component.declared","#
      + #""time":"2026-11-20T18:00:00Z","data":{"component":"w\#(number)","kind":"service"}}"# + "\n"
  }
}
