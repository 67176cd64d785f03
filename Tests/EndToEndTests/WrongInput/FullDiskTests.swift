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

  @Test func `on a full disk a rebuild, a backup and a copy fail whole, and go on when there is room`() throws {
    let workspace = try Workspace()
    let disk = workspace.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard mount("tmpfs", disk, "tmpfs", 0, "size=8m") == 0 else {
      print("skipped: a small disk cannot be mounted here (\(String(cString: strerror(errno))))")
      return
    }
    defer { umount2(disk, Int32(MNT_DETACH)) }
    let book = try SharedBooks.small.get().copied(to: workspace, as: "disk/book.sqlite")
    try workspace.write("events.jsonl", Self.manyEvents)
    try workspace.answer(["append", "events.jsonl", "--book", book])
    let state = try workspace.state(of: book)
    try workspace.answer(["follow", book, "--once", "--create", "--book", "disk/copy.sqlite"])
    // What is left of the disk is filled up, but for a little that a lock file takes.
    var filling: [UInt8] = Array(repeating: 1, count: 16_384)
    let filler = open(workspace.path("disk/filler"), O_CREAT | O_WRONLY, 0o644)
    while write(filler, &filling, filling.count) > 0 {}
    close(filler)
    for (call, isAnswered) in [
      (["backup", "disk/backup.sqlite", "--book", book], false), (["rebuild", "--book", book], false),
      (["append", "--book", book, "-"], false),
      (["follow", book, "--once", "--create", "--book", "disk/other.sqlite"], false),
      // A book that is open somewhere is read; another needs a little room beside it.
      (["scores", "--book", "disk/copy.sqlite"], false), (["audit", "verify", "--book", book], true),
      (["scores", "--book", book], true),
    ] {
      let outcome = try workspace.run(call, input: Self.oneEvent)
      if isAnswered {
        #expect(outcome.exitCode == 0, "\(call): \(outcome.error)")
      } else {
        expectFailure(outcome, exitCode: 2)
        #expect(outcome.error.contains("the disk is full"), "\(call): \(outcome.error)")
      }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: disk)
    #expect(left.allSatisfy { !$0.hasPrefix("backup") }, "\(left)")
    #expect(try workspace.state(of: book) == state)
    unlink(workspace.path("disk/filler"))
    #expect(try workspace.state(of: workspace.path("disk/copy.sqlite")) == state)
    try workspace.answer(["append", "--book", book, "-"], input: Self.oneEvent)
    try workspace.answer(["rebuild", "--book", book])
    try workspace.answer(["follow", book, "--once", "--create", "--book", "disk/copy.sqlite"])
    try workspace.answer(["backup", "disk/backup.sqlite", "--book", book])
    let now = try workspace.state(of: book)
    for name in ["backup", "copy"] { #expect(try workspace.state(of: workspace.path("disk/\(name).sqlite")) == now) }
  }

  @Test func `on a disk that became read-only every question is answered and every command says why not`() throws {
    let workspace = try Workspace()
    let disk = workspace.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard mount("tmpfs", disk, "tmpfs", 0, "size=8m") == 0 else {
      print("skipped: a small disk cannot be mounted here (\(String(cString: strerror(errno))))")
      return
    }
    defer { umount2(disk, Int32(MNT_DETACH)) }
    let book = try SharedBooks.small.get().copied(to: workspace, as: "disk/book.sqlite")
    try workspace.answer(["declare", "component", "c9", "--book", book])
    let questions = Commands.questions.filter { $0.arguments[0] != "backup" && !$0.arguments.contains("bundle") }
    let before = try questions.map { try workspace.run($0.arguments + ["--book", book]) }
    for suffix in ["-wal", "-shm"] { unlink(book + suffix) }
    let bytes = workspace.bytes("disk/book.sqlite")
    #expect(mount("", disk, "", UInt(MS_REMOUNT | MS_RDONLY), "") == 0)
    for (question, expected) in zip(questions, before) {
      let outcome = try workspace.run(question.arguments + ["--book", book])
      #expect(
        outcome.exitCode == expected.exitCode && outcome.output == expected.output, "\(question) \(outcome.error)")
    }
    for call in Commands.recordings {
      let outcome = try workspace.run(call.arguments + ["--book", book], input: call.input)
      expectFailure(outcome, exitCode: 2)
      #expect(outcome.error.contains(book), "\(call): \(outcome.error)")
    }
    // It can be copied from there, and the copy goes on.
    try workspace.answer(["backup", "copy.sqlite", "--book", book])
    try workspace.answer(["declare", "component", "c10", "--book", "copy.sqlite"])
    expectFailure(try workspace.run(["restore", "copy.sqlite", "--book", book]), exitCode: 2)
    #expect(workspace.bytes("disk/book.sqlite") == bytes)
  }

  private static let oneEvent =
    #"{"specversion":"1.0","id":"one","source":"urn:t","type":"faultbook.component.declared","#
    + #""data":{"component":"c1","kind":"service"}}"# + "\n"

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
