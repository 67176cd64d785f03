import Foundation
import Testing

@testable import Vocabulary

@Suite("Event ids")
struct EventIDTests {
  @Test("Version 7 of RFC 9562: the appendix's example, field by field")
  func version7Layout() {
    // RFC 9562, A.6: 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
    let instant = Timestamp(microseconds: 0x017F_22E2_79B0 * 1000 + 999)
    let id = EventID.version7(at: instant, random: (0xFFFF_FFFF_FFFF_FCC3, 0xD8C4_DC0C_0C07_398F))
    #expect(id == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
  }

  @Test("Version 8: the milliseconds, the version, the variant, and 74 bits of the hash")
  func version8Layout() {
    let instant = Timestamp(microseconds: 0x0123_4567_89AB * 1000)
    let hash = (0..<32).map { UInt8(truncatingIfNeeded: $0 * 16 + 15) }
    let id = EventID.version8(at: instant, hash: hash)
    #expect(id == "01234567-89ab-8f7f-8f9f-afbfcfdfefff")
    #expect(EventID.version8(at: instant, hash: hash) == id, "the same place gives the same id")
    #expect(EventID.version8(at: instant, hash: hash.prefix(16)) == id)
    #expect(EventID.version8(at: instant, hash: [7] + hash.dropFirst()) == id, "the hash's first bits are not used")
    #expect(EventID.version8(at: instant, hash: hash.prefix(15) + [0]) != id)
  }

  @Test("Version and variant bits are right and texts are UUIDs, at random", arguments: [1, 2, 3] as [UInt64])
  func versionAndVariant(seed: UInt64) throws {
    var random = Xoshiro256(seed: seed)
    for _ in 0..<1000 {
      let instant = Timestamp(microseconds: Int64(random.next() >> 12))
      let bits = (random.next(), random.next())
      for (version, id) in [
        (7, EventID.version7(at: instant, random: bits)),
        (8, EventID.version8(at: instant, hash: (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) })),
      ] {
        let bytes = try #require(EventID.uuidBytes(id), "seed \(seed)")
        #expect(Int(bytes[6] >> 4) == version && bytes[8] >> 6 == 0b10)
        #expect(bytes.prefix(6).reduce(0) { $0 << 8 | Int64($1) } == instant.microseconds / 1000)
        #expect(UUID(uuidString: id)?.uuidString.lowercased() == id)
        #expect(EventID.uuidText(bytes) == id)
      }
    }
  }

  @Test("Ids of later milliseconds sort after earlier ones; instants before 1970 share the first")
  func timeOrder() {
    var random = Xoshiro256(seed: 7)
    let ids = (0..<200).map { step in
      EventID.version7(
        at: Timestamp(microseconds: Int64(step) * 7_777_777 * 1000), random: (random.next(), random.next()))
    }
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
    let early = EventID.version7(at: Timestamp(microseconds: -5_000_000), random: (1, 2))
    #expect(early.hasPrefix("00000000-0000-7"))
  }

  @Test(
    "Only a canonical UUID has 16 bytes",
    arguments: [
      ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", true), ("00000000-0000-0000-0000-000000000000", true),
      ("ffffffff-ffff-ffff-ffff-ffffffffffff", true), ("017F22E2-79B0-7CC3-98C4-DC0C0C07398F", false),
      ("{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", false), ("017f22e279b07cc398c4dc0c0c07398f", false),
      ("017f22e2-79b0-7cc3-98c4-dc0c0c07398", false), ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", false),
      ("017f22e2-79b0-7cc3-98c4_dc0c0c07398f", false), ("017f22e-279b0-7cc3-98c4-dc0c0c07398f", false),
      ("g17f22e2-79b0-7cc3-98c4-dc0c0c07398f", false), ("", false), ("e-1", false),
      ("é17f22e2-79b0-7cc3-98c4-dc0c0c07398", false),
    ])
  func canonical(text: String, isUUID: Bool) {
    let bytes = EventID.uuidBytes(text)
    #expect((bytes != nil) == isUUID)
    if let bytes { #expect(bytes.count == 16 && EventID.uuidText(bytes) == text) }
  }
}
