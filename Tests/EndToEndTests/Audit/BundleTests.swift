import Foundation
import Testing
import Vocabulary

/// Bundles that the product makes, checked by a program that shares no line with it.
@Suite struct BundleTests {
  /// A bundle's folder, its path, and the verifier's word on it.
  private func check(_ auditing: Auditing, _ bundle: String, trust: Bool = true) throws -> Binary.Outcome {
    try StandaloneVerifier.run(
      ["bundle", bundle] + (trust ? ["--trust", auditing.verifierKey] : []), in: auditing.workspace.folder)
  }

  @Test func `the verifier itself agrees with the published vectors`() throws {
    guard StandaloneVerifier.isThere else { return }
    let outcome = try StandaloneVerifier.run(["vectors"], in: "/")
    #expect(outcome.exitCode == 0 && outcome.output.hasSuffix("sound\n"), "\(outcome.output)\(outcome.error)")
  }

  @Test(arguments: [["folder"], ["bundle.tar"], ["folder", "--redact"], ["bundle.tar", "--redact"]])
  func `a healthy book's bundle is sound, as a folder or an archive, with payloads or without`(
    options: [String]
  ) throws {
    let auditing = try Auditing()
    for index in 0..<3 { try auditing.grow("w\(index)") }
    try auditing.checkpoint()
    try auditing.grow("last")
    let made = try auditing.workspace.answer(
      ["audit", "bundle", "--book", auditing.book, "--trust", auditing.verifierKey] + options)
    #expect(made["events"]?.integerValue == auditing.size + 4 && made["checkpoints"]?.integerValue == 2)
    #expect(made["redacted"]?.boolValue == options.contains("--redact"))
    let ours = try auditing.workspace.answer([
      "audit", "verify", "--bundle", options[0], "--trust", auditing.verifierKey,
    ])
    #expect(ours["ok"] == true && ours["root"] == made["root"])
    #expect(ours["covered"]?.integerValue == auditing.size + 3)
    guard StandaloneVerifier.isThere else { return }
    let outcome = try check(auditing, options[0])
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.error)")
    #expect(outcome.output.contains("The first \(auditing.size + 3) events are those that example.com/shop+"))
    #expect(outcome.output.contains("root \(made["root"]?.stringValue ?? "none"), 2 checkpoints."))
    let untrusting = try check(auditing, options[0], trust: false)
    #expect(untrusting.exitCode == 0 && untrusting.output.contains("Signatures were not checked"))
    // The same bundle again is refused where one is, and the same to the byte elsewhere.
    expectFailure(try auditing.workspace.run(["audit", "bundle", "--book", auditing.book] + options), exitCode: 2)
    guard options[0] == "bundle.tar" else { return }
    try auditing.workspace.answer(
      ["audit", "bundle", "--book", auditing.book, "--trust", auditing.verifierKey, "again.tar"] + options.dropFirst())
    #expect(auditing.workspace.bytes("again.tar") == auditing.workspace.bytes("bundle.tar"))
  }

  @Test func `a redacted bundle holds no payload`() throws {
    let auditing = try Auditing()
    try auditing.grow("a word that nobody else says")
    try auditing.answer("audit", "bundle", "whole")
    try auditing.answer("audit", "bundle", "redacted.tar", "--redact")
    let whole = auditing.workspace.bytes("whole/events.jsonl")
    #expect(String(decoding: whole, as: UTF8.self).contains("a word that nobody else says"))
    let redacted = String(decoding: auditing.workspace.bytes("redacted.tar"), as: UTF8.self)
    #expect(!redacted.contains("a word that nobody else says") && redacted.contains("payloadSHA256"))
  }

  @Test func `the demo's book, tiles of two levels, is sound to the standalone verifier`() throws {
    guard StandaloneVerifier.isThere else { return }
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().copied(to: workspace)
    let made = try workspace.answer(["audit", "key", "new", "--key", "k", "--name", "example.com/demo"])
    let key = made["verifierKey"]?.stringValue ?? ""
    try workspace.answer(["audit", "checkpoint", "--book", book, "--key", "k"])
    try workspace.answer(["audit", "bundle", "demo.tar", "--book", book])
    let outcome = try StandaloneVerifier.run(["bundle", "demo.tar", "--trust", key], in: workspace.folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.error)")
    let proof = try workspace.run(["audit", "prove", "9000", "--book", book])
    try workspace.write("proof", proof.output)
    #expect(try StandaloneVerifier.run(["proof", "proof", "--trust", key], in: workspace.folder).exitCode == 0)
  }

  @Test func `a witness's word, made without our code, is believed by us and in the bundle`() throws {
    guard StandaloneVerifier.isThere else { return }
    let auditing = try Auditing()
    let folder = auditing.workspace.folder
    let witness = try auditing.workspace.answer(
      ["audit", "key", "new", "--witness", "--key", "w.key", "--name", "example.com/witness"])
    let line = try StandaloneVerifier.cosignature(
      of: "book.sqlite.anchor", key: "w.key", time: 1_795_200_000, in: folder)
    func cosign(_ line: String) throws {
      try auditing.meddle(
        "DELETE FROM checkpoint_cosignatures; INSERT INTO checkpoint_cosignatures "
          + "VALUES(\(auditing.size), 'example.com/witness', '\(line)', 1, NULL)")
    }
    try cosign(line)
    let trust = ["--trust", auditing.verifierKey, "--trust", witness["verifierKey"]?.stringValue ?? ""]
    let verify = ["audit", "verify", "--book", auditing.book] + trust
    let ours = try JSON.parse(try auditing.workspace.run(verify).output)
    let signatures = ours["checkpoints"]?.arrayValue?.first?["signatures"]?.arrayValue ?? []
    #expect(signatures.map { $0["state"] } == ["valid", "valid"])
    #expect(signatures.last?["witness"] == true && signatures.last?["cosignedAt"] == "2026-11-20T18:40:00Z")
    try auditing.answer("audit", "bundle", "b")
    let theirs = try StandaloneVerifier.run(["bundle", "b"] + trust, in: folder)
    #expect(theirs.exitCode == 0 && theirs.output.contains("Witnessed by example.com/witness+"), "\(theirs.output)")
    let proof = try auditing.run("audit", "prove", "3").output
    try auditing.workspace.write("proof", proof)
    let proven = try auditing.workspace.answer(["audit", "verify-proof", "proof"] + trust)
    #expect(proven["witnesses"]?.arrayValue?.count == 1)
    let witnessed = try StandaloneVerifier.run(["proof", "proof"] + trust, in: folder)
    #expect(witnessed.output.contains("witnessed by example.com/witness+"), "\(witnessed.output)")

    // Of another time than was signed, it is nobody's.
    let later = try StandaloneVerifier.cosignature(
      of: "book.sqlite.anchor", key: "w.key", time: 1_795_200_001, in: folder)
    // The time is the first 12 bytes with the id: 16 characters of base 64 before the signature.
    let start = line.index(line.startIndex, offsetBy: "— example.com/witness ".count)
    let forged = line[..<start] + later[start...].prefix(16) + line[start...].dropFirst(16)
    try cosign(String(forged))
    let found = try JSON.parse(try auditing.workspace.run(verify).output)
    #expect(found["ok"] == false && found["covered"]?.integerValue == 0)
  }
}

/// That whatever is changed in a bundle or in the book behind it, the standalone verifier finds it.
@Suite struct DamagedBundleTests {
  /// What is done to a book's file before it is bundled, by whoever can write it; and the first bad position.
  static let bookDamage: [(sql: String, position: Int)] = [
    ("UPDATE events SET payload = replace(payload, 'gateway', 'gatewax') WHERE position = 1", 1),
    ("UPDATE events SET payload = payload || ' ' WHERE position = 30", 30),
    ("UPDATE events SET actor = actor || 'x' WHERE position = 2", 2),
    ("UPDATE events SET type = 'faultbook.component.retired' WHERE position = 3", 3),
    ("UPDATE events SET schema_version = 2 WHERE position = 4", 4),
    ("UPDATE events SET occurred_at = occurred_at + 1 WHERE position = 5", 5),
    ("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 6", 6),
    ("UPDATE events SET version = version + 1 WHERE position = 86", 86),
    ("UPDATE events SET event_id = x'016161' WHERE position = 7", 7),
    ("UPDATE events SET correlation_id = x'016161' WHERE position = 8", 8),
    ("UPDATE events SET causation_id = x'016161' WHERE position = 9", 9),
    ("UPDATE events SET key_id = 0 WHERE position = 10", 10),
    ("UPDATE events SET leaf_hash = zeroblob(32) WHERE position = 11", 11),
    (
      "UPDATE streams SET stream = stream || 'x' WHERE stream_id = (SELECT stream_id FROM events WHERE position = 12)",
      9
    ),
    (
      "UPDATE sources SET source = source || 'x' WHERE source_id = (SELECT source_id FROM events WHERE position = 86)",
      86
    ),
    ("UPDATE merkle_edge SET root = zeroblob(32)", 0),
  ]

  @Test(arguments: bookDamage.indices)
  func `a bundle of a book that was changed is not sound, and the first bad position is named`(index: Int) throws {
    guard StandaloneVerifier.isThere else { return }
    let (sql, position) = Self.bookDamage[index]
    let auditing = try Auditing()
    try auditing.meddle(sql)
    try auditing.answer("audit", "bundle", "b")
    let outcome = try StandaloneVerifier.run(
      ["bundle", "b", "--trust", auditing.verifierKey], in: auditing.workspace.folder)
    #expect(outcome.exitCode == 1, "\(sql): \(outcome.output)\(outcome.error)")
    if position > 0 { #expect(outcome.output.hasPrefix("position \(position): "), "\(sql): \(outcome.output)") }
    #expect(try auditing.verify(exitCode: 1)["ok"] == false)
  }

  /// What is done to a bundle's files.
  static let bundleDamage: [(file: String, change: @Sendable ([UInt8]) -> [UInt8], says: String)] = [
    ("events.jsonl", { lines($0) { $0.remove(at: 4) } }, "position 5: "),
    ("events.jsonl", { lines($0) { $0.swapAt(4, 5) } }, "position 5: "),
    ("events.jsonl", { lines($0) { $0.insert($0[4], at: 4) } }, "position 6: "),
    ("events.jsonl", { lines($0) { $0.removeLast() } }, "position 86: "),
    ("events.jsonl", { lines($0) { $0.append($0[85]) } }, "position 87: "),
    ("events.jsonl", { lines($0) { $0[6] = "{}" } }, "position 7: it does not have the members"),
    ("events.jsonl", { lines($0) { $0[6] = "nonsense" } }, "position 7: it is no JSON"),
    ("events.jsonl", { lines($0) { $0[6] = "" } }, "position 7: it is no JSON"),
    ("events.jsonl", { Array($0.dropLast()) }, "position 86: its line is cut off"),
    ("events.jsonl", { Array($0.dropLast(30)) }, "position 86: its line is cut off"),
    (
      "events.jsonl", { lines($0) { $0[6] = $0[6].replacing("\"version\":", with: "\"version\":1,\"version\":") } }, "7"
    ),
    ("tile/0/000.p/86", { flipped($0, 31) }, "position 1: the tile"),
    ("tile/0/000.p/86", { flipped($0, 85 * 32) }, "position 86: the tile"),
    ("tile/0/000.p/86", { Array($0.dropLast()) }, "has 2751 bytes"),
    ("tile/0/000.p/86", { _ in [] }, "has 0 bytes"),
    ("checkpoint", { flipped($0, 3) }, "the file checkpoint is not the newest"),
    ("checkpoints/86", { flipped($0, 3) }, "not of example.com/shop+"),
    ("checkpoints/86", { flipped($0, $0.count - 20) }, "signature"),
    ("checkpoints/86", { flipped($0, $0.count - 99) }, "stands beside it"),
    ("checkpoints/86", { Array($0.prefix(90)) }, "checkpoints/86: "),
    ("checkpoints/86", { _ in [] }, "checkpoints/86: "),
    (
      "bundle.json", { Array(String(decoding: $0, as: UTF8.self).replacing("86", with: "85").utf8) },
      "the bundle speaks of 85"
    ),
  ]

  @Test(arguments: bundleDamage.indices)
  func `a bundle that was changed is not sound`(index: Int) throws {
    guard StandaloneVerifier.isThere else { return }
    let (file, change, says) = Self.bundleDamage[index]
    let auditing = try Auditing()
    #expect(auditing.size == 86)
    try auditing.copy("redacted")
    try auditing.workspace.write("redacted/\(file)", change(auditing.workspace.bytes("redacted/\(file)")))
    let outcome = try StandaloneVerifier.run(
      ["bundle", "redacted", "--trust", auditing.verifierKey], in: auditing.workspace.folder)
    #expect(outcome.exitCode == 1, "\(file): \(outcome.output)\(outcome.error)")
    #expect(outcome.output.contains(says), "\(file): \(outcome.output)")
    let ours = try auditing.run("audit", "verify", "--bundle", "redacted", "--trust", auditing.verifierKey)
    #expect(ours.exitCode == 1, "\(file): \(ours.output)")
  }

  @Test func `a flip of one bit in any stretch of any file of a bundle is found`() throws {
    guard StandaloneVerifier.isThere else { return }
    let auditing = try Auditing()
    try auditing.copy("whole")
    var random = Xoshiro256(seed: 20_261_121)
    for file in ["events.jsonl", "tile/0/000.p/86", "checkpoints/86", "checkpoint"] {
      let whole = auditing.workspace.bytes("whole/\(file)")
      for round in 0..<6 {
        let place = Int(random.next() % UInt64(whole.count))
        var changed = whole
        changed[place] ^= 1 << UInt8(random.next() % 8)
        try auditing.workspace.write("whole/\(file)", changed)
        let outcome = try StandaloneVerifier.run(
          ["bundle", "whole", "--trust", auditing.verifierKey], in: auditing.workspace.folder)
        #expect(outcome.exitCode == 1, "\(file), round \(round), byte \(place): \(outcome.output)")
      }
      try auditing.workspace.write("whole/\(file)", whole)
    }
  }

  @Test
  func
    `our own verifier misses no file and no flip of a bundle with two checkpoints, redacted, as a folder or an archive`()
    throws
  {
    let auditing = try Auditing()
    try auditing.grow("later")
    try auditing.checkpoint()
    try auditing.answer("audit", "bundle", "whole", "--redact", "--trust", auditing.verifierKey)
    try auditing.answer("audit", "bundle", "whole.tar", "--redact", "--trust", auditing.verifierKey)
    func verify(_ bundle: String) throws -> Binary.Outcome {
      try auditing.run("audit", "verify", "--bundle", bundle, "--trust", auditing.verifierKey)
    }
    #expect(try verify("whole").exitCode == 0 && verify("whole.tar").exitCode == 0)
    let last = auditing.size + 1
    let files = [
      "checkpoint", "checkpoints/86", "checkpoints/\(last)", "tile/0/000.p/86", "tile/0/000.p/\(last)", "events.jsonl",
    ]
    for file in files {
      let path = auditing.workspace.path("whole/\(file)")
      let bytes = auditing.workspace.bytes("whole/\(file)")
      try auditing.workspace.write(
        "whole/\(file)", Self.flipped(bytes, file.hasPrefix("checkpoints/") ? 3 : bytes.count / 2))
      #expect(try verify("whole").exitCode == 1, "a flip in \(file)")
      try FileManager.default.removeItem(atPath: path)
      #expect(try verify("whole").exitCode == (file == "events.jsonl" ? 2 : 1), "\(file) is missing")
      try auditing.workspace.write("whole/\(file)", bytes)
    }
    let facts = String(decoding: auditing.workspace.bytes("whole/bundle.json"), as: UTF8.self)
    for (word, code) in [("\"redacted\":false", Int32(1)), ("\"redactee\":true", 2)] {
      try auditing.workspace.write(
        "whole/bundle.json", Array(facts.replacing("\"redacted\":true", with: word).utf8))
      #expect(try verify("whole").exitCode == code, "\(word)")
    }
    let archive = auditing.workspace.bytes("whole.tar")
    try auditing.workspace.write("cut.tar", Array(archive.prefix(archive.count / 2)))
    expectFailure(try verify("cut.tar"), exitCode: 2)
    expectFailure(try verify("nowhere"), exitCode: 2)
  }

  @Test(arguments: ["tile/0/000.p/86", "events.jsonl", "bundle.json", "checkpoints/86"])
  func `a file that is missing is missed`(file: String) throws {
    guard StandaloneVerifier.isThere else { return }
    let auditing = try Auditing()
    try auditing.copy("whole")
    try FileManager.default.removeItem(atPath: auditing.workspace.path("whole/\(file)"))
    let outcome = try StandaloneVerifier.run(
      ["bundle", "whole", "--trust", auditing.verifierKey], in: auditing.workspace.folder)
    // Without its checkpoints a log may be as sound as it looks: that nobody signed is said, and is for people to judge.
    #expect(outcome.exitCode == (file.hasPrefix("tile") ? 1 : file.hasPrefix("checkpoints") ? 0 : 2))
    if file.hasPrefix("checkpoints") { #expect(outcome.output.contains("No checkpoint was signed")) }
  }

  @Test func `an event whose bytes are no text is not bundled, and nothing is left behind`() throws {
    let auditing = try Auditing()
    try auditing.meddle("UPDATE events SET actor = CAST(x'ff' AS TEXT) WHERE position = 2")
    for bundle in ["b", "b.tar"] {
      let outcome = try auditing.run("audit", "bundle", bundle)
      expectFailure(outcome, exitCode: 3)
      #expect(outcome.error.contains("the event at position 2 of \(auditing.book) cannot be written as text"))
      #expect(!FileManager.default.fileExists(atPath: auditing.workspace.path(bundle)))
    }
  }

  private static func lines(_ bytes: [UInt8], _ change: (inout [String]) -> Void) -> [UInt8] {
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    change(&lines)
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  private static func flipped(_ bytes: [UInt8], _ place: Int) -> [UInt8] {
    var bytes = bytes
    bytes[place] ^= 1
    return bytes
  }
}
