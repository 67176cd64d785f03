import Testing
import Vocabulary

@testable import EventLog

/// Ids in the file: 17 bytes for a canonical UUID, the text for any other, and back.
@Suite struct StoredIDTests {
  private func encoded(_ text: String) -> [UInt8]? {
    withUnsafeTemporaryAllocation(byteCount: StoredID.maximumCount, alignment: 1) { out in
      StoredID.encode(text, into: out).map { Array(out[..<$0]) }
    }
  }

  static let texts = [
    "a", "0195500c-7b00-7000-8000-00000000000a", "0195500C-7b00-7000-8000-00000000000a",
    "0195500c-7b00-7000-8000-00000000000", "0195500c-7b00-7000-8000-00000000000aa",
    "0195500c_7b00-7000-8000-00000000000a", "0195500g-7b00-7000-8000-00000000000a", "é", "日本",
    String(repeating: "x", count: 36), String(repeating: "x", count: 255), "\u{1}", "\0\0",
  ]

  @Test(arguments: texts) func `every text has one form, which reads back as itself`(text: String) throws {
    let form = try #require(encoded(text))
    #expect(form.withUnsafeBytes { StoredID.decode($0) } == text)
    #expect(form.withUnsafeBytes { StoredID.isCanonical($0) })
    let uuid = EventID.uuidBytes(text)
    #expect(form == (uuid.map { [0] + $0 } ?? [1] + Array(text.utf8)))
  }

  @Test func `every character of a UUID counts, whichever it is`() throws {
    let uuid = Array("0195500c-7b00-7f0e-89ab-cdef5d0a901f".utf8)
    for place in uuid.indices {
      for character in UInt8(1)..<128 {
        var changed = uuid
        changed[place] = character
        let text = String(decoding: changed, as: UTF8.self)
        let expected = EventID.uuidBytes(text).map { [0] + $0 } ?? [1] + changed
        #expect(encoded(text) == expected, "\(text)")
      }
    }
  }

  @Test func `text out of bounds has none, and other bytes are none`() {
    #expect(encoded("") == nil)
    #expect(encoded(String(repeating: "x", count: 256)) == nil)
    let uuid = Array("0195500c-7b00-7000-8000-00000000000a".utf8)
    for bytes: [UInt8] in [[], [0], [1], [2, 65], [0, 1, 2], [1] + uuid] {
      #expect(bytes.withUnsafeBytes { !StoredID.isCanonical($0) }, "\(bytes)")
    }
  }

  @Test func `time-ordered ids keep their order`() throws {
    let forms = try (0..<50).map { index in
      let at = Timestamp(seconds: 1_700_000_000 + Double(index) * 77)
      return try #require(encoded(EventID.version7(at: at, random: (UInt64.max / 51 * UInt64(50 - index), 7))))
    }
    for (one, next) in zip(forms, forms.dropFirst()) { #expect(one.lexicographicallyPrecedes(next)) }
  }
}
