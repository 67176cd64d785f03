import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// That a book is told from an older copy of it, and from another with the same beginning.
@Suite struct AnchorTests {
  static let key = try! SigningKey(name: "example.com/shop", seed: [UInt8](repeating: 3, count: 32))

  private func checkpoint(of log: EventLog, at size: Int64? = nil) throws -> SignedCheckpoint {
    let size = try size ?? log.head
    return try SignedCheckpoint(
      Checkpoint(origin: "example.com/shop", size: size, root: log.root(at: size)), signedBy: Self.key)
  }

  /// A closed book of ten events with an anchor of them, and its folder.
  private func anchored() throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    let log = try EventLog.create(at: folder.path("book.sqlite"))
    try log.append(samples(0..<10), actor: "ada", now: noon)
    try AnchorFile.beside(book: log.path).write(checkpoint(of: log))
    log.close()
    return (folder, log.path)
  }

  private func refusal(_ path: String, anchors: [String] = []) -> EventLogError? {
    do {
      // A process that another test starts holds the files of this one, locks too, until it has become itself.
      let log = try EventLog.openForWriting(at: path, wait: 10, anchors: anchors)
      log.close()
      return nil
    } catch {
      return error as? EventLogError
    }
  }

  @Test func `a book that has grown since its anchor is opened, and grows on`() throws {
    let (folder, path) = try anchored()
    defer { withExtendedLifetime(folder) {} }
    let log = try EventLog.openForWriting(at: path)
    defer { log.close() }
    try log.append(samples(10..<600), actor: "ada", now: noon)
    let standing = try log.anchorStandings()
    #expect(standing.count == 1 && standing[0].problem == nil && standing[0].checkpoint?.checkpoint.size == 10)
  }

  @Test(arguments: [1, 255, 256, 257, 700])
  func `an anchor of any size up to the head holds, one of another root does not`(size: Int64) throws {
    let folder = try TemporaryFolder()
    let log = try EventLog.create(at: folder.path("book.sqlite"))
    try log.append(samples(0..<700), actor: "ada", now: noon)
    defer { log.close() }
    let anchor = AnchorFile(path: folder.path("elsewhere.anchor"))
    try anchor.write(checkpoint(of: log, at: size))
    #expect(try log.anchorStandings([anchor.path])[1].problem == nil)
    let other = try SignedCheckpoint(
      Checkpoint(origin: "example.com/shop", size: size, root: MerkleTree.emptyRoot), signedBy: Self.key)
    try anchor.write(other)
    #expect(try log.anchorStandings([anchor.path])[1].problem?.code == .rolledBack)
  }

  @Test func `an older copy is refused for writing, says both sizes, and is read all the same`() throws {
    let (folder, path) = try anchored()
    defer { withExtendedLifetime(folder) {} }
    let older = folder.path("older.sqlite")
    try FileManager.default.copyItem(atPath: path, toPath: older)
    let log = try EventLog.openForWriting(at: path)
    try log.append(samples(10..<20), actor: "ada", now: noon)
    try AnchorFile.beside(book: path).write(checkpoint(of: log))
    log.close()
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: older, toPath: path)

    let error = try #require(refusal(path))
    #expect(error.code == .rolledBack && error.isDamageOrLock)
    #expect(
      error.message
        == "\(path) has 10 events, but its anchor \(path).anchor is of 20: this is an older copy, or its end was lost; "
        + "put a newer one in its place with `faultbook restore`, which can also give up what is missing")
    let reading = try EventLog.openForReading(at: path)
    defer { reading.close() }
    #expect(try reading.all().count == 10)
    #expect(try reading.anchorStandings()[0].problem?.code == .rolledBack)
    // The lock was given back: moved away, the anchor no longer speaks.
    try FileManager.default.moveItem(atPath: path + ".anchor", toPath: folder.path("moved"))
    #expect(refusal(path) == nil)
    // One that the caller names does.
    #expect(refusal(path, anchors: [folder.path("moved")])?.code == .rolledBack)
    #expect(refusal(path, anchors: [folder.path("nowhere")]) == nil)
  }

  @Test func `a book with the same beginning and another end is refused`() throws {
    let (folder, path) = try anchored()
    defer { withExtendedLifetime(folder) {} }
    let other = try EventLog.create(at: folder.path("other.sqlite"))
    try other.append(samples(0..<9) + samples(50..<99), actor: "ada", now: noon)
    other.close()
    let error = try #require(refusal(other.path, anchors: [path + ".anchor"]))
    #expect(error.code == .rolledBack)
    #expect(error.message.contains("the first 10 of them are not those that its anchor"))
    #expect(error.message.contains("example.com/shop"))
  }

  @Test func `a book is not made anew where an anchor says that there was one`() throws {
    let (folder, path) = try anchored()
    defer { withExtendedLifetime(folder) {} }
    for name in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + name) }
    #expect(throws: EventLogError.self) { try EventLog.create(at: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(FileManager.default.fileExists(atPath: path + ".anchor"))
  }

  @Test(arguments: ["", "\n", "notes of mine", "a\n5\nb\n", "cut", "bit"])
  func `an anchor that is no checkpoint is refused for writing and stays as it is`(content: String) throws {
    let (folder, path) = try anchored()
    defer { withExtendedLifetime(folder) {} }
    let anchor = path + ".anchor"
    let sound = try Data(contentsOf: URL(filePath: anchor))
    var damaged = Data(content.utf8)
    if content == "cut" { damaged = sound.dropLast(5) }
    if content == "bit" {
      damaged = sound
      damaged[sound.count - 3] ^= 0x80
    }
    try damaged.write(to: URL(filePath: anchor))
    let error = try #require(refusal(path))
    #expect(error.code == .damaged && error.isDamageOrLock)
    #expect(error.message.hasPrefix("the anchor \(anchor) holds no checkpoint: "))
    #expect(error.message.hasSuffix("; restore it from a copy, or, if you know why it is so, move it away"))
    #expect(try Data(contentsOf: URL(filePath: anchor)) == damaged)
    let log = try EventLog.openForReading(at: path)
    defer { log.close() }
    #expect(try log.all().count == 10)
    #expect(throws: EventLogError.self) { try AnchorFile(path: anchor).write(checkpoint(of: log)) }
  }

  @Test func `a folder or a pipe in the place of an anchor is refused, and not waited for`() throws {
    let (folder, path) = try anchored()
    defer { withExtendedLifetime(folder) {} }
    #expect(refusal(path, anchors: [folder.url.path])?.code == .damaged)
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(refusal(path, anchors: [folder.path("pipe")])?.code == .damaged)
  }

  @Test func `an anchor is replaced whole, is never taken back, and leaves no other file`() throws {
    let folder = try TemporaryFolder()
    let log = try EventLog.create(at: folder.path("book.sqlite"))
    defer { log.close() }
    try log.append(samples(0..<20), actor: "ada", now: noon)
    let anchor = AnchorFile(path: folder.path("a.anchor"))
    #expect(try anchor.read() == nil)
    for size: Int64 in [5, 5, 20] {
      try anchor.write(checkpoint(of: log, at: size))
      #expect(try anchor.read()?.checkpoint.size == size)
    }
    #expect(throws: EventLogError.self) { try anchor.write(checkpoint(of: log, at: 19)) }
    #expect(try anchor.read()?.checkpoint.size == 20)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("a.") }
    #expect(names == ["a.anchor"])
    #expect(throws: EventLogError.self) {
      try AnchorFile(path: folder.path("nowhere/a.anchor")).write(checkpoint(of: log))
    }
  }

  @Test func `whatever the bytes of an anchor, opening ends in a book or an error`() throws {
    let (folder, path) = try anchored()
    defer { withExtendedLifetime(folder) {} }
    let log = try EventLog.openForReading(at: path)
    defer { log.close() }
    let sound = try Data(contentsOf: URL(filePath: path + ".anchor"))
    let anchor = AnchorFile(path: folder.path("fuzzed"))
    let textLength = sound.range(of: Data("\n\n".utf8))?.lowerBound ?? 0
    for index in sound.indices {
      var bytes = sound
      bytes[index] ^= 1 << UInt8(index % 8)
      try bytes.write(to: URL(filePath: anchor.path))
      let standing = try log.anchorStandings([anchor.path])[1]
      // Size and root are what the book is compared with; the signature is for those who have the key.
      if index > "example.com/shop".utf8.count, index < textLength {
        #expect(standing.problem != nil, "byte \(index)")
      }
    }
  }
}
