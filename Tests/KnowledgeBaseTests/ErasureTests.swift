import EventLog
import Foundation
import GRDB
import Interchange
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Personal data is sealed with a key of its own, and goes with it")
struct ErasureTests {
  static let secret = "Ada Lovelace"

  static func declaration(id: String = "e1", owner: String = secret, more: String = "") -> ImportSource {
    let data =
      #"{"component":"ledger","kind":"service","owner":"\#(owner)","requestedBy":{"name":"\#(owner)"}\#(more)}"#
    let text =
      #"{"specversion":"1.0","id":"\#(id)","source":"urn:test","type":"faultbook.component.declared","#
      + #""subject":"system","time":"2026-11-20T18:00:00Z","data":\#(data)}"#
    return ImportSource(name: "events.jsonl", bytes: Array(text.utf8))
  }

  static func request(_ members: [String]? = ["owner", "requestedBy"]) throws -> SealRequest {
    try SealRequest(subject: "ada", members: members)
  }

  /// Whether some file of the book, or of a copy made by SQLite, holds a text.
  static func found(_ text: String, beside path: String) throws -> Bool {
    let folder = URL(filePath: path).deletingLastPathComponent()
    let copy = folder.appending(path: "copy.sqlite").path
    try? FileManager.default.removeItem(atPath: copy)
    let reader = try DatabaseQueue(path: path)
    try reader.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
    try reader.close()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasSuffix(".keys") }
    #expect(names.contains("copy.sqlite"))
    return try names.contains { try Data(contentsOf: folder.appending(path: $0)).range(of: Data(text.utf8)) != nil }
  }

  @Test("The plaintext never reaches the book, its WAL, or a copy")
  func bytes() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    _ = try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
    #expect(try !Self.found(Self.secret, beside: shop.path))
    _ = try book.rebuild()
    #expect(try !Self.found(Self.secret, beside: shop.path))
    book.close()
    #expect(try !Self.found(Self.secret, beside: shop.path))
    #expect(try Self.found("ledger", beside: shop.path), "the search finds what is there")
  }

  @Test("Tables, digests and proofs do not depend on the key, before it is destroyed or after")
  func independence() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    _ = try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
    let digests = try book.digests()
    #expect(try book.sql("select owner from components").json["rows"]?[0]?["owner"] == "redacted")
    let proof = try book.log.inclusionProof(position: 1)
    let root = try book.log.root(at: 1)
    let aside = shop.path + ".aside"
    try FileManager.default.moveItem(atPath: shop.path + ".keys", toPath: aside)
    #expect(try book.verify().isYes)
    #expect(try book.rebuild().json["changed"] == .array([]) && book.digests() == digests)
    try FileManager.default.moveItem(atPath: aside, toPath: shop.path + ".keys")

    let member = try book.subject("ada").json["members"]?[0]
    #expect(member?["value"]?.stringValue == Self.secret)
    let event = try #require(try book.log.event(at: 1))
    _ = try book.erase(subject: "ada", why: "asked for", actor: "test")
    #expect(try book.log.event(at: 1) == event)
    #expect(try book.verify().isYes && book.digests() == digests)
    #expect(try book.rebuild().json["changed"] == .array([]))
    let before = try EventLog.openForReading(at: shop.path).verify()
    #expect(before.ok && before.events == 2)
    #expect(try book.log.inclusionProof(position: 1, size: 1) == proof && book.log.root(at: 1) == root)
    #expect(throws: FaultbookError.self) { try book.subject("ada") }
    #expect(try book.opened(event, with: book.keyRing).payload.contains(#""owner":"redacted""#))
  }

  @Test("The record of an erasure names the key and not the person")
  func record() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    _ = try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
    let error = #expect(throws: FaultbookError.self) {
      try book.erase(subject: "ada", why: "Ada asked for it", actor: "test")
    }
    #expect(error?.message.hasPrefix("the reason names the person") == true)
    #expect(try book.log.head == 1, "nothing was destroyed")
    #expect(try book.subject("ada").json["key"] != nil)
    let answer = try book.erase(subject: "ada", why: "asked for", actor: "test")
    let event = try #require(try book.log.event(at: 2))
    #expect(event.type == .subjectErased && event.stream == "subject/\(answer.json["key"]!.integerValue!)")
    #expect(!CloudEvents.text(of: event).lowercased().contains("ada"))
    let listed = try book.subjects().json["subjects"]?[0]
    #expect(listed?["state"] == "erased" && listed?["subject"] == .null && listed?["events"] == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: shop.path + ".keys").isEmpty)
    #expect(throws: FaultbookError.self) { try book.erase(subject: "ada", why: "again", actor: "test") }
  }

  @Test("The same event again is a no-op: sealed, in clear, from outside, after reopening")
  func idempotence() throws {
    let shop = try Shop()
    var book = try KnowledgeBase.create(at: shop.path)
    _ = try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
    let sealed = try #require(try book.log.event(at: 1))
    for request in [try Self.request(), nil, try Self.request(), nil] {
      let answer = try book.append(files: [Self.declaration()], actor: "test", sealing: request)
      #expect(answer.json["duplicates"] == 1 && answer.json["appended"] == 0)
      book.close()
      book = try shop.reopened()
    }
    let exported = ImportSource(name: "out", bytes: Array(CloudEvents.text(of: sealed).utf8))
    #expect(try book.append(files: [exported], actor: "test").json["duplicates"] == 1)
    let other = #expect(throws: FaultbookError.self) {
      try book.append(files: [Self.declaration(owner: "Grace")], actor: "test", sealing: Self.request())
    }
    #expect(other?.message.contains("is already at position 1, with other data") == true)
    let stranger = #expect(throws: FaultbookError.self) {
      try book.append(files: [Self.declaration()], actor: "test", sealing: SealRequest(subject: "grace"))
    }
    #expect(stranger?.message.contains("another person's") == true)
    #expect(try book.log.head == 1)
  }

  @Test("After the erasure the event is refused, sealed anew or in clear; the sealed text itself is still known")
  func refusedAfterwards() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    _ = try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
    let exported = CloudEvents.text(of: try #require(try book.log.event(at: 1)))
    _ = try book.erase(subject: "ada", why: "asked for", actor: "test")
    for request in [try Self.request(), nil] {
      let error = #expect(throws: FaultbookError.self) {
        try book.append(files: [Self.declaration()], actor: "test", sealing: request)
      }
      #expect(
        error?.message
          == "event e1 of urn:test is already at position 1, and what it said of a person was erased; it is not taken in again, leave it out"
      )
    }
    #expect(try KeyRing(book: book.log.path).ids().isEmpty, "no key is made for what is refused")
    let source = ImportSource(name: "out", bytes: Array(exported.utf8))
    #expect(try book.append(files: [source], actor: "test").json["duplicates"] == 1)
    // The same person can be recorded anew, with a new key.
    _ = try book.append(files: [Self.declaration(id: "e2")], actor: "test", sealing: Self.request())
    #expect(try book.subject("ada").json["members"]?.arrayValue?.count == 2)
    #expect(try book.verify().isYes)
  }

  @Test("What is in the log in clear is not sealed afterwards")
  func tooLate() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    _ = try book.append(files: [Self.declaration()], actor: "test")
    let error = #expect(throws: FaultbookError.self) {
      try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
    }
    #expect(error?.message.contains("in clear; what the log holds cannot be sealed afterwards") == true)
  }

  @Test("An erasure that was interrupted, wherever it was, is finished by the next command that writes")
  func interrupted() throws {
    for isKeyGone in [false, true] {
      let shop = try Shop()
      let book = try KnowledgeBase.create(at: shop.path)
      _ = try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
      let keys = book.keyRing
      let entry = try #require(try keys.entry(of: "ada"))
      let at = try #require(Timestamp(rfc3339: "2026-11-20T19:00:00Z"))
      try keys.begin(KeyRing.Erasure(id: entry.id, why: "asked for", actor: "grace", at: at))
      if isKeyGone { try keys.shred(entry.id) }
      book.close()
      let again = try shop.reopened()
      #expect(try keys.ids().isEmpty && keys.begun().isEmpty)
      let event = try #require(try again.log.event(at: 2))
      #expect(event.type == .subjectErased && event.actor == "grace" && event.occurredAt == at)
      again.close()
      let third = try shop.reopened()
      #expect(try third.log.head == 2)
    }
  }

  @Test("A key that comes back after its erasure opens nothing, and is destroyed again")
  func resurrected() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    _ = try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
    let entry = try #require(try book.keyRing.entry(of: "ada"))
    let file = "\(shop.path).keys/\(entry.id).key"
    let bytes = try #require(FileManager.default.contents(atPath: file))
    _ = try book.erase(subject: "ada", why: "asked for", actor: "test")
    #expect(FileManager.default.createFile(atPath: file, contents: bytes, attributes: [.posixPermissions: 0o600]))
    let event = try #require(try book.log.event(at: 1))
    #expect(try !book.opened(event, with: book.keyRing).payload.contains(Self.secret))
    #expect(throws: FaultbookError.self) { try book.subject("ada") }
    book.close()
    try shop.reopened().close()
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("The folder and the files are their owner's alone; opened to others they are not used")
  func modes() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    _ = try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request())
    let folder = shop.path + ".keys"
    let file = folder + "/" + (try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first))
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(folder) == 0o700 && mode(file) == 0o600)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    let error = #expect(throws: FaultbookError.self) { try book.subject("ada") }
    #expect(error?.message == "\(file) is open to others and holds keys; close it with `chmod 600 \(file)`")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
    #expect(throws: FaultbookError.self) { try book.subject("ada") }
    book.close()
    #expect(try shop.reopened().verify().isYes, "the book itself needs no key")
  }

  @Test("Of a call with one event that may not be sealed nothing stays, and no key is made")
  func refusal() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    for members in [["component"], ["owner", "kind"], ["nothing"]] {
      #expect(throws: FaultbookError.self, "\(members)") {
        try book.append(files: [Self.declaration()], actor: "test", sealing: Self.request(members))
      }
    }
    #expect(try book.log.head == 0 && !FileManager.default.fileExists(atPath: shop.path + ".keys"))
  }
}

extension JSON {
  /// The element of an array.
  fileprivate subscript(index: Int) -> JSON? { arrayValue.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
}
