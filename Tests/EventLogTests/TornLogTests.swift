import EventLog
import Foundation
import Testing
import Transparency
import Vocabulary

/// A WAL that is cut off, zeroed or flipped: the book opens to a whole beginning, and the anchor says that something is
/// missing.
@Suite struct TornLogTests {
  /// A book whose appends are all in its WAL, and how long that was after each.
  private struct Torn {
    let folder: TemporaryFolder
    let book: Data
    let wal: Data
    /// After each append: how many events there are, and the bytes of the WAL.
    let steps: [(head: Int64, bytes: Int)]
    let anchor: String

    static let frameBytes = 24 + 4096

    init() throws {
      folder = try TemporaryFolder()
      let path = folder.path("source")
      var log = try EventLog.create(at: path)
      try log.append(samples(0..<10), actor: "ada", now: noon)
      log.close()
      log = try EventLog.openForWriting(at: path)
      defer { log.close() }
      var steps: [(Int64, Int)] = [(10, 0)]
      for index in 0..<12 {
        let head = try log.append(samples((10 + index * 7)..<(17 + index * 7)), actor: "ada", now: noon).positions.max()
        steps.append((head ?? 0, Torn.inUse(try Data(contentsOf: URL(filePath: path + "-wal")))))
      }
      self.steps = steps
      book = try Data(contentsOf: URL(filePath: path))
      wal = try Data(contentsOf: URL(filePath: path + "-wal"))
      let key = try SigningKey(name: "example.com/shop", seed: Array(repeating: 1, count: 32))
      let checkpoint = try Checkpoint(origin: "example.com/shop", size: log.head, root: log.root())
      anchor = try SignedCheckpoint(checkpoint, signedBy: key).encoded
    }

    /// How many bytes of a WAL hold something: behind its last page there may be zeros.
    private static func inUse(_ wal: Data) -> Int {
      var bytes = 32
      while bytes < wal.count, wal[(bytes + 8)..<(bytes + 16)] == wal[16..<24] { bytes += frameBytes }
      return bytes
    }

    /// How many events are whole where only so many bytes of the WAL are.
    func head(bytes: Int) -> Int64 { steps.last { $0.bytes <= bytes }?.head ?? 0 }

    /// Opens the book with another WAL, and expects the events of its first `bytes` bytes and no others.
    func expect(_ wal: Data, whole bytes: Int, _ what: String) throws {
      let path = folder.path("torn")
      for suffix in ["-shm", ".lock", ".anchor"] { unlink(path + suffix) }
      try book.write(to: URL(filePath: path))
      try wal.write(to: URL(filePath: path + "-wal"))
      let expected = head(bytes: bytes)
      let reading = try EventLog.openForReading(at: path)
      #expect(try reading.head == expected, "\(what), read")
      reading.close()
      let log = try EventLog.openForWriting(at: path)
      let report = try log.verify()
      #expect(report.problems == [] && report.events == expected, "\(what)")
      log.close()
      // The same with the anchor: whatever is missing is told.
      try book.write(to: URL(filePath: path))
      try wal.write(to: URL(filePath: path + "-wal"))
      unlink(path + "-shm")
      try anchor.write(toFile: path + ".anchor", atomically: false, encoding: .utf8)
      do {
        try EventLog.openForWriting(at: path).close()
        #expect(expected == steps.last?.head, "\(what) loses events, and the anchor does not tell")
      } catch let error as EventLogError {
        #expect(error.code == .rolledBack && expected < steps.last?.head ?? 0, "\(what): \(error)")
      }
    }
  }

  @Test func `cut off at every frame and in between, it ends with the last whole append`() throws {
    let torn = try Torn()
    var random = Xoshiro256(seed: 5)
    print("seed 5")
    let frames = (torn.wal.count - 32) / Torn.frameBytes
    for frame in 0...frames {
      let boundary = 32 + frame * Torn.frameBytes
      try torn.expect(torn.wal.prefix(boundary), whole: boundary, "cut at frame \(frame)")
      let beyond = boundary + 1 + Int(random.next() % UInt64(Torn.frameBytes - 1))
      if beyond < torn.wal.count { try torn.expect(torn.wal.prefix(beyond), whole: beyond, "cut at byte \(beyond)") }
    }
    for bytes in [0, 1, 31] { try torn.expect(torn.wal.prefix(bytes), whole: 0, "cut at byte \(bytes)") }
  }

  @Test func `zeroed from somewhere on, or in one place, it ends before that place`() throws {
    let torn = try Torn()
    var random = Xoshiro256(seed: 6)
    print("seed 6")
    for _ in 0..<25 {
      let at = Int(random.next() % UInt64(torn.wal.count))
      var wal = torn.wal
      wal.replaceSubrange(at..., with: Data(count: wal.count - at))
      // Where zeros stood already, nothing changed.
      let place = zip(wal, torn.wal).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? wal.count
      try torn.expect(wal, whole: place, "zero from byte \(at)")
      wal = torn.wal
      let end = min(wal.count, at + 512)
      wal.replaceSubrange(at..<end, with: Data(count: end - at))
      let first = zip(wal, torn.wal).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? wal.count
      try torn.expect(wal, whole: first < 32 ? 0 : first, "512 zeros at byte \(at)")
    }
  }

  @Test func `with a bit flipped anywhere it ends before it`() throws {
    let torn = try Torn()
    var random = Xoshiro256(seed: 7)
    print("seed 7")
    let places = (0..<32).map { $0 } + (0..<40).map { _ in Int(random.next() % UInt64(torn.wal.count)) }
    for at in places {
      var wal = torn.wal
      wal[at] ^= 1 << UInt8(random.next() % 8)
      try torn.expect(wal, whole: at < 32 ? 0 : at, "a bit of byte \(at)")
    }
  }
}
