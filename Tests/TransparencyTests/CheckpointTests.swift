import Testing
import Transparency
import Vocabulary

@Suite struct CheckpointTests {
  static let root = TreeHash([UInt8](0..<32))!

  @Test func `the example of C2SP is read, and written again to the letter`() throws {
    let signed = try SignedCheckpoint(parsing: Published.sofa)
    #expect(signed.checkpoint.origin == "example.com/behind-the-sofa")
    #expect(signed.checkpoint.size == 20_852_163)
    #expect(signed.checkpoint.root.hex == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62")
    #expect(signed.checkpoint.extensions.isEmpty)
    #expect(signed.checkpoint.text == signed.note.text)
    #expect(signed.encoded == Published.sofa)
    #expect(signed.note.signatures.map(\.cosignedAt) == [nil, 1_679_315_147])
  }

  @Test func `what is signed is read again, with its extension lines`() throws {
    let key = try SigningKey(Published.petersSecret)
    let checkpoint = try Checkpoint(origin: "shop", size: 0, root: Self.root, extensions: ["a b", "c"])
    #expect(checkpoint.text == "shop\n0\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\na b\nc\n")
    let signed = try SignedCheckpoint(checkpoint, signedBy: key)
    let read = try SignedCheckpoint(parsing: signed.encoded)
    #expect(read == signed)
    #expect(read.checkpoint == checkpoint)
    #expect(read.note.checked(with: [key.verifier]).isTrusted)
  }

  @Test(arguments: [
    "shop\n1\n", "shop\n01\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    "shop\n+1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    "shop\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    "shop\n9223372036854775808\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    "shop\n\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", "\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    "shop\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==\n",
    "shop\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n",
    "shop\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\nx\n",
    "shop\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "", "\n",
  ])
  func `a text that is no checkpoint is refused`(text: String) {
    #expect(throws: NoteError.self) { try Checkpoint(text: text) }
  }

  @Test func `whatever the bytes, reading a checkpoint ends in the same text or an error`() throws {
    let seed: UInt64 = 20_261_122
    var random = Xoshiro256(seed: seed)
    let whole = Array(Published.sofa.utf8)
    var read = 0
    for round in 0..<4000 {
      var bytes = whole
      for _ in 0...Int(random.next() % 3) {
        let at = Int(random.next() % UInt64(bytes.count))
        bytes[at] = random.next() % 2 == 0 ? UInt8(truncatingIfNeeded: random.next()) : 0x30 + UInt8(random.next() % 10)
      }
      guard let signed = try? SignedCheckpoint(parsing: bytes) else { continue }
      read += 1
      #expect(Array(signed.encoded.utf8) == bytes, "seed \(seed), round \(round)")
      #expect(signed.checkpoint.text == signed.note.text, "seed \(seed), round \(round)")
    }
    #expect(read > 100)
  }

  @Test func `parts that cannot stand on lines of their own are refused`() {
    for (origin, size, extensions) in [("", 1, []), ("a\nb", 1, []), ("a", -1, []), ("a", 1, [""])] {
      #expect(throws: NoteError.self) {
        try Checkpoint(origin: origin, size: Int64(size), root: Self.root, extensions: extensions)
      }
    }
  }

  @Test func `a witness's cosignature verifies, and neither another time nor another text under it`() throws {
    let log = try SigningKey(Published.petersSecret)
    let witness = try SigningKey(
      name: "witness.example.com/w1", type: .cosignature, seed: [UInt8](repeating: 7, count: 32))
    let signed = try SignedCheckpoint(Checkpoint(origin: "shop", size: 5, root: Self.root), signedBy: log)
    let cosigned = try SignedCheckpoint(parsing: signed.cosigned(at: 1_679_315_147, by: witness).encoded)
    let keys = [log.verifier, try VerifierKey(witness.verifier.text)]
    let check = cosigned.note.checked(with: keys)
    #expect(check.valid.map(\.key.name) == ["PeterNeumann", "witness.example.com/w1"])
    #expect(check.valid.last?.signature.cosignedAt == 1_679_315_147)
    #expect(check.isTrusted)
    // The witness alone does not make it the log's.
    #expect(!cosigned.note.checked(with: [witness.verifier]).isTrusted)

    let line = try #require(cosigned.note.signatures.last)
    let later = try Cosignature.sign(cosigned.note.text, at: 1_679_315_148, with: witness)
    #expect(later.bytes.prefix(8) != line.bytes.prefix(8))
    #expect(later.bytes.dropFirst(8) != line.bytes.dropFirst(8))
    let other = try SignedCheckpoint(Checkpoint(origin: "shop", size: 6, root: Self.root), signedBy: log)
    #expect(other.adding([line]).note.checked(with: keys).invalid == [line])
  }

  @Test func `a log's key does not cosign, a witness's key does not sign, and none before 1970`() throws {
    let seed = [UInt8](repeating: 7, count: 32)
    let log = try SigningKey(name: "a", seed: seed)
    let witness = try SigningKey(name: "a", type: .cosignature, seed: seed)
    #expect(log.verifier.id != witness.verifier.id)
    #expect(throws: NoteError.self) { try Cosignature.sign("a\n", at: 1, with: log) }
    #expect(throws: NoteError.self) { try SignedNote(text: "a\n", signedBy: witness) }
    #expect(throws: NoteError.self) { try Cosignature.sign("a\n", at: -1, with: witness) }
  }
}
