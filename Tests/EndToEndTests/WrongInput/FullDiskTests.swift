import Foundation
import Glibc
import Testing

/// A book on a disk that is full, and in a folder that cannot be written.
@Suite struct FullDiskTests {
  @Test func `a full disk is said and leaves the book as it was`() throws {
    let workspace = try Workspace()
    let disk = workspace.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard mount("tmpfs", disk, "tmpfs", 0, "size=512k") == 0 else {
      print("skipped: a small disk cannot be mounted here (\(String(cString: strerror(errno))))")
      return
    }
    defer { umount2(disk, Int32(MNT_DETACH)) }
    let book = try SharedBooks.small.get().copied(to: workspace, as: "disk/book.sqlite")
    try workspace.write("events.jsonl", Self.manyEvents)
    let outcome = try workspace.run(["append", "events.jsonl", "--book", book])
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains("the disk is full"), "\(outcome.error)")
    #expect(try workspace.state(of: book) == SharedBooks.smallState.get())
  }

  @Test func `a limit on the size of files is an error and no crash`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    try workspace.write("events.jsonl", Self.manyEvents)
    let outcome = try workspace.run(["append", "events.jsonl", "--book", book], blocks: 1024)
    #expect(outcome.exitCode == 2 || outcome.exitCode == 3)
    expectFailure(outcome, exitCode: outcome.exitCode)
    #expect(try workspace.state(of: book) == SharedBooks.smallState.get())
  }

  @Test func `a folder that cannot be written is said`() throws {
    let workspace = try Workspace()
    let folder = workspace.path("fixed")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard mount("tmpfs", folder, "tmpfs", UInt(MS_RDONLY), "size=64k") == 0 else {
      print("skipped: a read-only disk cannot be mounted here (\(String(cString: strerror(errno))))")
      return
    }
    defer { umount2(folder, Int32(MNT_DETACH)) }
    for arguments in [["init"], ["demo"], ["append", "--create", "-"]] {
      let outcome = try workspace.run(arguments + ["--book", "fixed/book.sqlite"], input: SampleEvents.lines)
      expectFailure(outcome, exitCode: 2)
    }
  }

  private static let manyEvents = (1...6000).map { number in
    #"{"specversion":"1.0","id":"m\#(number)","source":"urn:t","type":"faultbook.metric.sampled","#
      + #""subject":"run/r1","time":"2026-11-20T18:03:00Z","#
      + #""data":{"component":"checkout","metric":"queue_depth","value":\#(number),"unit":"count"}}"# + "\n"
  }.joined()
}
