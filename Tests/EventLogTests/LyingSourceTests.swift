import EventLog
import Synchronization
import Testing
import Transparency
import Vocabulary

/// A log that says something else than it holds.
private struct LyingLog: FollowedLog {
  let log: EventLog
  var address: String { "the liar" }
  var head: @Sendable (LogHead) -> LogHead = { $0 }
  var change: @Sendable ([LogEntry]) -> [LogEntry] = { $0 }
  var note: String?
  /// Whether it hashes its lies as an honest log would, so that each entry is sound in itself.
  var rehashes = false

  func currentHead() throws -> LogHead { head(try log.logHead()) }
  func latestCheckpointNote() throws -> String? { note }
  func root(at size: Int64) throws -> TreeHash { try log.root(at: size) }
  func consistencyProof(from: Int64, to: Int64) throws -> ConsistencyProof {
    try log.consistencyProof(from: from, to: to)
  }

  func entries(after position: Int64, limit: Int) throws -> [LogEntry] {
    let entries = change(try log.entries(after: position, limit: limit))
    return rehashes ? entries.map { LogEntry(event: $0.event, leaf: $0.event.leaf) } : entries
  }
}

extension RecordedEvent {
  /// The event with some of its parts changed.
  fileprivate func with(
    position: Int64? = nil, version: Int64? = nil, id: String? = nil, source: String? = nil, stream: String? = nil,
    occurredAt: Timestamp? = nil, recordedAt: Timestamp? = nil, actor: String? = nil, correlation: String? = nil,
    payload: String? = nil
  ) -> RecordedEvent {
    RecordedEvent(
      position: position ?? self.position, version: version ?? self.version, id: id ?? self.id,
      source: source ?? self.source, type: type, stream: stream ?? self.stream, schemaVersion: schemaVersion,
      occurredAt: occurredAt ?? self.occurredAt, recordedAt: recordedAt ?? self.recordedAt, actor: actor ?? self.actor,
      correlation: correlation ?? self.correlation, causation: causation, payload: payload ?? self.payload)
  }

  /// Its leaf, of an event whose id is no UUID.
  fileprivate var leaf: TreeHash {
    var hasher = LeafHasher()
    func bytes<Result>(_ text: [UInt8], _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
      text.withUnsafeBytes { body($0) }
    }
    return bytes(Array(source.utf8)) { source in
      bytes([1] + Array(id.utf8)) { id in
        bytes(Array(stream.utf8)) { stream in
          bytes(Array(type.name.utf8)) { type in
            bytes(Array(actor.utf8)) { actor in
              bytes(correlation.map { [1] + Array($0.utf8) } ?? []) { correlation in
                hasher.leaf(
                  LeafFields(
                    position: position, source: source, id: id, stream: stream, version: version, type: type,
                    schemaVersion: Int64(schemaVersion), occurredAt: occurredAt.microseconds,
                    recordedAt: recordedAt.microseconds, actor: actor,
                    correlation: self.correlation == nil ? nil : correlation, causation: nil, keyID: nil,
                    payloadHash: bytes(Array(payload.utf8)) { TreeHash(sha256: $0) }))
              }
            }
          }
        }
      }
    }
  }
}

/// What a follower makes of a source that lies.
@Suite struct LyingSourceTests {
  struct Lie: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let change: @Sendable ([LogEntry]) -> [LogEntry]

    init(_ what: String, _ change: @escaping @Sendable ([LogEntry]) -> [LogEntry]) {
      testDescription = what
      self.change = change
    }

    /// Changes the fifth event.
    static func fifth(_ what: String, _ change: @escaping @Sendable (RecordedEvent) -> RecordedEvent) -> Lie {
      Lie(what) { entries in
        entries.map { $0.event.position == 5 ? LogEntry(event: change($0.event), leaf: $0.leaf) : $0 }
      }
    }
  }

  static let lies: [Lie] = [
    .fifth("another version") { $0.with(version: $0.version + 1) },
    .fifth("another id") { $0.with(id: "other") },
    .fifth("an id that is there already") { $0.with(id: "e1") },
    .fifth("an id that is too long") { $0.with(id: String(repeating: "x", count: 300)) },
    .fifth("another source") { $0.with(source: "other") },
    .fifth("a source that is none") { $0.with(source: "no source at all") },
    .fifth("another stream") { $0.with(version: 1, stream: "run/other") },
    .fifth("a stream of another family") { $0.with(version: 1, stream: "policy") },
    .fifth("another time") { $0.with(occurredAt: noon.advanced(bySeconds: 1)) },
    .fifth("recorded later") { $0.with(recordedAt: noon.advanced(bySeconds: 1)) },
    .fifth("recorded before the one ahead") { $0.with(recordedAt: noon.advanced(bySeconds: -1)) },
    .fifth("another actor") { $0.with(actor: "eve") },
    .fifth("no actor") { $0.with(actor: "") },
    .fifth("another correlation") { $0.with(correlation: "c") },
    .fifth("another payload") { $0.with(payload: $0.payload.replacing("ms", with: "s")) },
    .fifth("a payload that is no JSON") { $0.with(payload: "{") },
    .fifth("a payload of another type") { $0.with(payload: "{}") },
    Lie("an event left out") { $0.filter { $0.event.position != 5 } },
    Lie("two events changed about") { entries in
      entries.count < 6 ? entries : Array(entries[..<4]) + [entries[5], entries[4]] + entries[6...]
    },
    Lie("the last event left out again and again") { Array($0.filter { $0.event.position < 10 }) },
    Lie("nothing at all") { _ in [] },
    Lie("an event too many") { entries in
      entries.last.map { entries + [LogEntry(event: $0.event.with(position: $0.event.position + 1), leaf: $0.leaf)] }
        ?? []
    },
  ]

  private static func book() throws -> TemporaryBook {
    let book = try TemporaryBook()
    try book.log.append((1...10).map { sample("e\($0)") }, actor: "ada", now: noon)
    return book
  }

  @Test(arguments: lies, [false, true])
  func `a lie about an event is refused, and nothing of it is kept`(_ lie: Lie, hashed: Bool) throws {
    let honest = try LyingSourceTests.book()
    let copy = try TemporaryBook()
    try copy.log.beginFollowing("the liar", verifierKey: nil, now: noon)
    let liar = LyingLog(log: honest.log, change: lie.change, rehashes: hashed)
    let error = #expect(throws: EventLogError.self) { try Follower(book: copy.log, source: liar).pull(now: noon) }
    #expect(error?.code == .damaged || error?.code == .invalid, "\(String(describing: error))")
    let left = try copy.log.all()
    #expect(left == Array(try honest.log.all().prefix(left.count)))
    #expect(left.count < 10)
    // The same copy goes on with an honest source.
    #expect(try Follower(book: copy.log, source: LyingLog(log: honest.log)).pull(now: noon).position == 10)
    #expect(try copy.log.verify().ok)
  }

  @Test func `a head that does not belong to the events is refused`() throws {
    let honest = try LyingSourceTests.book()
    let copy = try TemporaryBook()
    try copy.log.beginFollowing("the liar", verifierKey: nil, now: noon)
    let other = TreeHash(sha256: UnsafeRawBufferPointer(start: nil, count: 0))
    let heads: [@Sendable (LogHead) -> LogHead] = [
      { LogHead(size: $0.size, root: other) }, { LogHead(size: $0.size + 1, root: $0.root) },
      { LogHead(size: $0.size - 1, root: $0.root) },
    ]
    for head in heads {
      #expect(throws: EventLogError.self) {
        try Follower(book: copy.log, source: LyingLog(log: honest.log, head: head)).pull(now: noon)
      }
      #expect(try copy.log.head == 0)
    }
  }
}

/// A follower as a witness.
@Suite struct WitnessTests {
  private static func key(_ name: String, _ byte: UInt8, _ type: SignatureType = .ed25519) throws -> SigningKey {
    try SigningKey(name: name, type: type, seed: Array(repeating: byte, count: 32))
  }

  private func signed(_ log: EventLog, _ size: Int64, by key: SigningKey, root: TreeHash? = nil) throws -> String {
    let checkpoint = try Checkpoint(origin: "example.com/shop", size: size, root: root ?? log.root(at: size))
    return try SignedCheckpoint(checkpoint, signedBy: key).encoded
  }

  private func store(_ note: String, in log: EventLog) throws {
    let signed = try SignedCheckpoint(parsing: note)
    try log.storeCheckpoint(
      StoredCheckpoint(
        size: signed.checkpoint.size, origin: signed.checkpoint.origin, root: signed.checkpoint.root, note: note,
        recordedAt: noon))
  }

  @Test func `a checkpoint of the trusted key is kept and cosigned once, and the signature verifies`() throws {
    let log = try WitnessTests.key("example.com/shop", 1)
    let witness = try WitnessTests.key("example.org/witness", 2, .cosignature)
    let pair = try FollowedPair(events: 20)
    try pair.write { try store(signed($0, 12, by: log), in: $0) }
    let followed = try FollowedBook(path: pair.source)
    defer { followed.close() }
    let follower = Follower(book: pair.copy, source: followed, trusting: log.verifier)
    #expect(try follower.cosign(with: witness, now: noon) == nil, "there is nothing yet to cosign")
    #expect(try follower.pull(now: noon).checkpoint == 12)
    let first = try #require(try follower.cosign(with: witness, now: noon))
    #expect(first.isNew)
    let check = try SignedNote(parsing: first.checkpoint.encoded).checked(with: [log.verifier, witness.verifier])
    #expect(check.isTrusted && check.valid.count == 2 && check.unknown.isEmpty)
    #expect(first.signature.cosignedAt == Int64(noon.seconds))
    // Asked again, it says the same.
    let second = try #require(try follower.cosign(with: witness, now: noon.advanced(bySeconds: 60)))
    #expect(!second.isNew && second.signature == first.signature)
    #expect(try pair.copy.cosignatures(ofCheckpoint: 12).map(\.line) == [String(first.signature.line.dropLast())])
    // A later checkpoint is cosigned anew.
    try pair.write { try store(signed($0, 20, by: log), in: $0) }
    #expect(try follower.pull(now: noon).checkpoint == 20)
    #expect(try follower.cosign(with: witness, now: noon)?.checkpoint.checkpoint.size == 20)
    #expect(try pair.copy.verify().ok)
  }

  @Test func `a checkpoint of another key is refused, and without a trusted key nothing is cosigned`() throws {
    let log = try WitnessTests.key("example.com/shop", 1)
    let forger = try WitnessTests.key("example.com/shop", 3)
    let witness = try WitnessTests.key("example.org/witness", 2, .cosignature)
    let pair = try FollowedPair(events: 20)
    try pair.write { try store(signed($0, 12, by: forger), in: $0) }
    let error = #expect(throws: EventLogError.self) { try pair.pull(trusting: log.verifier) }
    #expect(error?.code == .invalid && error?.message.contains(log.verifier.label) == true)
    #expect(try pair.copy.head == 0)
    try pair.pull()
    let followed = try FollowedBook(path: pair.source)
    defer { followed.close() }
    #expect(throws: EventLogError.self) {
      try Follower(book: pair.copy, source: followed).cosign(with: witness, now: noon)
    }
    #expect(
      try Follower(book: pair.copy, source: followed, trusting: log.verifier).cosign(with: witness, now: noon) == nil)
    #expect(throws: EventLogError.self) {
      try pair.pull(trusting: forger.verifier)
      _ = try Follower(book: pair.copy, source: followed, trusting: forger.verifier).cosign(with: log, now: noon)
    }
  }

  @Test func `a checkpoint that is not of the source's tree is refused`() throws {
    let log = try WitnessTests.key("example.com/shop", 1)
    let honest = try TemporaryBook()
    try honest.log.append(samples(0..<20), actor: "ada", now: noon)
    let copy = try TemporaryBook()
    try copy.log.beginFollowing("the liar", verifierKey: log.verifier.text, now: noon)
    let other = try honest.log.root(at: 3)
    for (note, code) in [
      (try signed(honest.log, 12, by: log, root: other), EventLogError.Code.forked),
      (try signed(honest.log, 20, by: log, root: other), .forked),
      (try signed(honest.log, 21, by: log, root: other), .rolledBack), ("no note", .damaged),
    ] {
      let error = #expect(throws: EventLogError.self) {
        try Follower(book: copy.log, source: LyingLog(log: honest.log, note: note), trusting: log.verifier).pull(
          now: noon)
      }
      #expect(error?.code == code)
      #expect(try copy.log.head == 0)
    }
  }

  @Test func `the key that was named once stays`() throws {
    let keys = try [1, 2].map { try WitnessTests.key("example.com/shop", $0).verifier.text }
    let book = try TemporaryBook()
    try book.log.beginFollowing("there", verifierKey: nil, now: noon)
    try book.log.beginFollowing("there", verifierKey: keys[0], now: noon)
    try book.log.beginFollowing("there", verifierKey: nil, now: noon)
    #expect(book.log.followed?.verifierKey == keys[0])
    let error = #expect(throws: EventLogError.self) {
      try book.log.beginFollowing("there", verifierKey: keys[1], now: noon)
    }
    #expect(error?.code == .invalid)
    #expect(book.log.followed?.verifierKey == keys[0])
  }
}
