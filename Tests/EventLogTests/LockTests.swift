import EventLog
import Foundation
import Testing
import Vocabulary

/// One writer at a time.
@Suite struct LockTests {
  @Test func `a second writer waits, then is told who writes`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("book.sqlite")
    let first = try EventLog.create(at: path, lockNote: "http://127.0.0.1:8080")
    defer { first.close() }
    let start = ContinuousClock.now
    let error = #expect(throws: EventLogError.self) { try EventLog.openForWriting(at: path, wait: 0.2) }
    #expect(ContinuousClock.now - start >= .milliseconds(200))
    #expect(error?.code == .locked)
    #expect(error?.isDamageOrLock == true)
    let host = ProcessInfo.processInfo.hostName
    let process = ProcessInfo.processInfo.processIdentifier
    #expect(error?.message.contains("process \(process) on host \(host) (http://127.0.0.1:8080)") == true)
    #expect(error?.message.contains("--wait") == true)
  }

  @Test func `the lock file says as text who writes, and nothing when nobody does`() throws {
    let book = try TemporaryBook()
    let lock = book.path + ".lock"
    let text = try String(contentsOfFile: lock, encoding: .utf8)
    #expect(text.hasPrefix("pid \(ProcessInfo.processInfo.processIdentifier)\nhost "))
    book.log.close()
    #expect(try String(contentsOfFile: lock, encoding: .utf8) == "")
  }

  @Test func `who is refused leaves the words of the holder in the lock file`() throws {
    let book = try TemporaryBook()
    let said = try String(contentsOfFile: book.path + ".lock", encoding: .utf8)
    for _ in 0..<2 {
      let error = #expect(throws: EventLogError.self) { try EventLog.openForWriting(at: book.path, wait: 0) }
      #expect(error?.code == .locked && error?.message.contains("process ") == true)
      #expect(try String(contentsOfFile: book.path + ".lock", encoding: .utf8) == said)
    }
  }

  @Test func `a writer that waits gets its turn when the first closes`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<2), actor: "ada", now: noon)
    let opened = DispatchSemaphore(value: 0)
    let path = book.path
    Thread.detachNewThread {
      if let second = try? EventLog.openForWriting(at: path, wait: 30) {
        _ = try? second.append(samples(2..<3), actor: "ada", now: noon)
        second.close()
      }
      opened.signal()
    }
    book.log.close()
    opened.wait()
    let reading = try EventLog.openForReading(at: path)
    defer { reading.close() }
    #expect(try reading.head == 3)
  }

  @Test func `a link to a book leads to the same lock`() throws {
    let book = try TemporaryBook()
    let link = book.folder.path("link.sqlite")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: book.path)
    let error = #expect(throws: EventLogError.self) { try EventLog.openForWriting(at: link, wait: 0) }
    #expect(error?.code == .locked)
  }
}
