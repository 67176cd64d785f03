import Testing
import Transparency
import Vocabulary

/// The published example of `golang.org/x/mod/sumdb/note` (note_test.go), which is also that of its documentation.
enum Published {
  static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  static let petersSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
  static let enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
  static let text = """
    If you think cryptography is the answer to your problem,
    then you don't know what your problem is.

    """
  static let petersLine =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
  static let enochsLine =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

  /// The example of C2SP signed-note.
  static let foo = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
  static let fooNote = """
    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

    """

  /// The examples of C2SP tlog-checkpoint and tlog-cosignature; their public keys are not published.
  static let sofa = """
    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

    """
}

@Suite struct NoteTests {
  @Test(arguments: [Published.peter, Published.enoch, Published.foo])
  func `a published verifier key is read, and written again to the letter`(vkey: String) throws {
    #expect(try VerifierKey(vkey).text == vkey)
  }

  @Test func `a published signing key has the published verifier key, and is written again to the letter`() throws {
    let key = try SigningKey(Published.petersSecret)
    #expect(key.verifier.text == Published.peter)
    #expect(key.secretText == Published.petersSecret)
  }

  @Test func `signing gives the published note, to the letter`() throws {
    let note = try SignedNote(text: Published.text, signedBy: SigningKey(Published.petersSecret))
    #expect(note.encoded == Published.text + "\n" + Published.petersLine)
  }

  @Test func `the example of C2SP verifies, and no other text under its signature`() throws {
    let key = try VerifierKey(Published.foo)
    let note = try SignedNote(parsing: Published.fooNote)
    #expect(note.checked(with: [key]).isTrusted)
    let other = try SignedNote(parsing: Published.fooNote.replacing("example message", with: "Example message"))
    #expect(other.checked(with: [key]).invalid.count == 1)
    #expect(!other.checked(with: [key]).isTrusted)
  }

  @Test func `signatures are valid, invalid or unknown by the keys that are trusted`() throws {
    let note = try SignedNote(parsing: Published.text + "\n" + Published.petersLine + Published.enochsLine)
    let peter = try VerifierKey(Published.peter)
    let enoch = try VerifierKey(Published.enoch)
    #expect(note.checked(with: [peter, enoch]).valid.map(\.key) == [peter, enoch])
    let petersAlone = note.checked(with: [peter])
    #expect(petersAlone.valid.map(\.key) == [peter])
    #expect(petersAlone.unknown.map(\.name) == ["EnochRoot"])
    #expect(petersAlone.isTrusted)
    #expect(!note.checked(with: []).isTrusted)
    #expect(note.checked(with: []).unknown.count == 2)
  }

  @Test func `a signature that stands there twice is kept once, one of a key that signs again is replaced`() throws {
    let lines = Published.petersLine + Published.petersLine + Published.enochsLine
    let note = try SignedNote(parsing: Published.text + "\n" + lines)
    #expect(note.signatures.map(\.name) == ["PeterNeumann", "EnochRoot"])
    let again = note.adding([try NoteSignature(line: Published.petersLine)])
    #expect(again.signatures.map(\.name) == ["EnochRoot", "PeterNeumann"])
  }

  @Test func `every part of a verifier key, and the key with any byte changed, is refused`() {
    // As `TestNewVerifier` and `TestNewSigner` of sumdb/note.
    for whole in [Published.peter, Published.petersSecret] {
      let bytes = Array(whole.utf8)
      func isRead(_ bytes: some Collection<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return whole == Published.peter ? (try? VerifierKey(text)) != nil : (try? SigningKey(text)) != nil
      }
      #expect(isRead(bytes))
      for start in bytes.indices {
        for end in start...bytes.count where start != 0 || end != bytes.count {
          if isRead(bytes[start..<end]) { Issue.record("the part \(start)..<\(end) was read") }
        }
      }
      for index in bytes.indices {
        var changed = bytes
        changed[index] += 1
        if isRead(changed) { Issue.record("the key with byte \(index) changed was read") }
      }
    }
  }

  @Test(arguments: [
    // From sumdb/note: a key of the wrong length and one of an unknown type, both with ids that fit.
    "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "", "+", "++", "PeterNeumann++", "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  ])
  func `a verifier key of another kind is refused`(text: String) {
    #expect(throws: NoteError.self) { try VerifierKey(text) }
  }

  static let unsound: [String] = {
    let line = Published.petersLine
    let lines: [String] = [
      "",
      // Cut off within a signature line, or before its newline.
      String(line.dropLast()), String(line.dropLast(20)),
      line + "\t\n", line + "Unexpected line.\n", line + "\n", "— PeterNeumann \n", "— PeterNeumann AAAA\n",
      line.replacing("PeterNeumann", with: "Peter Neumann"), line.replacing("PeterNeumann", with: "Peter+Neumann"),
      line.replacing("PeterNeumann", with: "Peter\u{2003}Neumann"), line.replacing("—", with: "-"),
      // Base 64 with stray bits: not what anybody wrote.
      line.replacing("nAM=", with: "nAN="),
    ]
    return ["", Published.text, "\u{1}" + Published.text + "\n" + line] + lines.map { Published.text + "\n" + $0 }
  }()

  @Test(arguments: unsound)
  func `a note that is not as the specification has it is refused`(text: String) {
    #expect(throws: NoteError.self) { try SignedNote(parsing: text) }
  }

  @Test func `bytes that are no UTF-8 are refused`() {
    #expect(throws: NoteError.self) {
      try SignedNote(parsing: [0xFF] + Array((Published.text + "\n" + Published.petersLine).utf8))
    }
  }

  @Test func `a hundred signatures are read, one more is refused`() throws {
    let lines = (0...100).map { Published.petersLine.replacing("PeterNeumann", with: "Peter\($0)") }
    #expect(try SignedNote(parsing: "a\n\n" + lines.prefix(100).joined()).signatures.count == 100)
    #expect(throws: NoteError.self) { try SignedNote(parsing: "a\n\n" + lines.joined()) }
  }

  @Test func `a text may have blank lines of its own`() throws {
    let key = try SigningKey(Published.petersSecret)
    let note = try SignedNote(text: "a\n\nb\n\n", signedBy: key)
    let read = try SignedNote(parsing: note.encoded)
    #expect(read == note)
    #expect(read.checked(with: [key.verifier]).isTrusted)
  }

  @Test func `whatever the bytes, reading ends in a note or an error, and a note that was read is written again`() {
    let seed: UInt64 = 20_261_120
    var random = Xoshiro256(seed: seed)
    let whole = Array((Published.text + "\n" + Published.petersLine + Published.enochsLine).utf8)
    let trusted = [Published.peter, Published.enoch].compactMap { try? VerifierKey($0) }
    for round in 0..<4000 {
      var bytes = whole
      for _ in 0...Int(random.next() % 4) where !bytes.isEmpty {
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: at)
        case 2:
          bytes.insert(
            [0x0A, 0x20, 0x2B, 0xE2, UInt8(truncatingIfNeeded: random.next())][Int(random.next() % 5)], at: at)
        default: bytes = Array(bytes[..<at]) + [0x0A]
        }
      }
      guard let note = try? SignedNote(parsing: bytes) else { continue }
      if let checkpoint = try? Checkpoint(text: note.text) { #expect(checkpoint.text == note.text) }
      let again = try? SignedNote(parsing: note.encoded)
      #expect(again == note, "seed \(seed), round \(round)")
      let check = note.checked(with: trusted)
      #expect(
        check.valid.isEmpty || note.text.utf8.elementsEqual(Published.text.utf8),
        "seed \(seed), round \(round): another text has a valid signature")
    }
  }
}
