import Foundation
import Testing
import Vocabulary

/// Proofs that are handed over, checked by us and by the standalone verifier.
@Suite struct ProofTests {
  @Test func `an event is proven to whoever trusts the signer, by us and without us`() throws {
    let auditing = try Auditing()
    for (position, options) in [("1", []), ("86", ["--redact"])] {
      let proof = try auditing.workspace.run(["audit", "prove", position, "--book", auditing.book] + options)
      #expect(proof.exitCode == 0 && proof.output.hasPrefix("c2sp.org/tlog-proof@v1\nextra "))
      try auditing.workspace.write("proof", proof.output)
      let ours = try auditing.workspace.answer(["audit", "verify-proof", "proof", "--trust", auditing.verifierKey])
      #expect(ours["ok"] == true && ours["position"]?.integerValue.map(String.init) == position)
      #expect((ours["event"]?["payload"] == nil) == options.contains("--redact"))
      let piped = try auditing.workspace.run(
        ["audit", "verify-proof", "-", "--trust", auditing.verifierKey], input: proof.output)
      #expect(piped.exitCode == 0)
      guard StandaloneVerifier.isThere else { continue }
      let theirs = try StandaloneVerifier.run(
        ["proof", "proof", "--trust", auditing.verifierKey], in: auditing.workspace.folder)
      #expect(theirs.exitCode == 0, "\(theirs.output)\(theirs.error)")
    }
  }

  @Test func `a proof with any byte changed holds for nobody, or is none`() throws {
    let auditing = try Auditing()
    let whole = Array(try auditing.run("audit", "prove", "7").output.utf8)
    let hasPython = StandaloneVerifier.isThere
    // Every line of it, some bytes of each: header, event, index, hashes, origin, size, root, signature.
    for index in stride(from: 0, to: whole.count - 1, by: whole.count / 60) {
      var changed = whole
      changed[index] ^= 1
      try auditing.workspace.write("proof", changed)
      let ours = try auditing.workspace.run(["audit", "verify-proof", "proof", "--trust", auditing.verifierKey])
      #expect([1, 2].contains(ours.exitCode), "byte \(index)")
      guard hasPython, index.isMultiple(of: 3) else { continue }
      let theirs = try StandaloneVerifier.run(
        ["proof", "proof", "--trust", auditing.verifierKey], in: auditing.workspace.folder)
      #expect(theirs.exitCode == 1, "byte \(index): \(theirs.output)\(theirs.error)")
    }
  }

  @Test func `a proof is worth nothing to whoever trusts somebody else`() throws {
    let auditing = try Auditing()
    try auditing.workspace.write("proof", try auditing.run("audit", "prove", "7").output)
    let other = try auditing.workspace.answer(["audit", "key", "new", "--key", "other", "--name", "example.com/shop"])
    let trust = ["--trust", other["verifierKey"]?.stringValue ?? ""]
    let ours = try auditing.workspace.answer(["audit", "verify-proof", "proof"] + trust, exitCode: 1)
    #expect(ours["problem"] == "the checkpoint is not signed by a key that you trust")
    expectFailure(
      try auditing.workspace.run(["audit", "verify-proof", "proof"]), exitCode: 2,
      says: "a proof is worth what its signer's word is: name the signer's key with --trust")
    if StandaloneVerifier.isThere {
      let theirs = try StandaloneVerifier.run(["proof", "proof"] + trust, in: auditing.workspace.folder)
      #expect(theirs.exitCode == 1)
      #expect(try StandaloneVerifier.run(["proof", "proof"], in: auditing.workspace.folder).exitCode == 2)
    }
  }

  @Test func `what cannot be proven is said, with what to do`() throws {
    let auditing = try Auditing(signed: false)
    expectFailure(
      try auditing.run("audit", "prove", "3"), exitCode: 2,
      says: "no checkpoint covers position 3, none was signed; sign one with `faultbook audit checkpoint`")
    try auditing.checkpoint()
    try auditing.grow()
    expectFailure(
      try auditing.run("audit", "prove", "\(auditing.size + 1)"), exitCode: 2,
      says:
        "no checkpoint covers position \(auditing.size + 1), the last one is of \(auditing.size) events; sign one with "
        + "`faultbook audit checkpoint`"
    )
    for position in ["0", "\(auditing.size + 2)"] {
      expectFailure(
        try auditing.run("audit", "prove", position), exitCode: 2,
        says: "position \(position) is not in this book; it has the positions 1 to \(auditing.size + 1)")
    }
    expectFailure(try auditing.run("audit", "prove", "--consistency", "5", "4"), exitCode: 2)
    expectFailure(try auditing.run("audit", "prove", "--consistency", "5", "999"), exitCode: 2)
    expectFailure(try auditing.run("audit", "prove", "--consistency", "5"), exitCode: 2)
    expectFailure(try auditing.run("audit", "prove", "5", "6"), exitCode: 2)
    expectFailure(try auditing.run("audit", "prove", "5", "--out", "book.sqlite"), exitCode: 2)
  }

  @Test func `that a log only grew is proven for every pair of sizes`() throws {
    let auditing = try Auditing()
    try auditing.grow()
    let size = auditing.size
    for (from, to) in [(0, size + 1), (1, size), (3, 7), (8, size + 1), (size, size), (size, size + 1)] {
      let proof = try auditing.run("audit", "prove", "--consistency", "\(from)", "\(to)")
      #expect(proof.exitCode == 0, "\(proof.error)")
      try auditing.workspace.write("growth", proof.output)
      let isSigned = [from, to].contains(size)
      let ours = try auditing.workspace.answer(
        ["audit", "verify-proof", "growth", "--trust", auditing.verifierKey], exitCode: isSigned ? 0 : 1)
      #expect(ours["ok"]?.boolValue == isSigned, "\(from) to \(to)")
      if !isSigned { #expect(ours["problem"]?.stringValue?.hasPrefix("nobody signed either size") == true) }
      guard StandaloneVerifier.isThere else { continue }
      let signed = isSigned ? ["--trust", auditing.verifierKey] : []
      let sound = try StandaloneVerifier.run(["consistency", "growth"] + signed, in: auditing.workspace.folder)
      #expect(sound.exitCode == 0, "\(from) to \(to): \(sound.output)\(sound.error)")
      let json = try JSON.parse(proof.output)
      let root = json["fromRoot"]?.stringValue ?? ""
      try auditing.workspace.write("growth", proof.output.replacing(root, with: String(root.reversed())))
      let other = try StandaloneVerifier.run(["consistency", "growth"], in: auditing.workspace.folder)
      #expect(other.exitCode == 1, "\(from) to \(to): \(other.output)")
    }
  }

  @Test func `a proof of growth with anything changed holds for nobody`() throws {
    let auditing = try Auditing()
    try auditing.grow()
    let size = auditing.size
    let whole = try JSON.parse(try auditing.run("audit", "prove", "--consistency", "3", "\(size)").output)
    let hash = whole["hashes"]?.arrayValue?.first?.stringValue ?? ""
    let root = whole["toRoot"]?.stringValue ?? ""
    let note = whole["toCheckpoint"]?.stringValue ?? ""
    let changes: [(String, String, String)] = [
      ("a hash", hash, String(hash.dropLast(2).reversed()) + "A="), ("a root", root, String(root.reversed())),
      ("a size", "\"from\":3", "\"from\":4"),
      ("the signed size", "\\n\(size)\\n", "\\n\(size - 1)\\n"),
    ]
    #expect(note.contains("\n\(size)\n"))
    for (what, old, new) in changes {
      let text = whole.text.replacing(old, with: new)
      #expect(text != whole.text, "\(what)")
      try auditing.workspace.write("growth", text)
      let ours = try auditing.workspace.run(["audit", "verify-proof", "growth", "--trust", auditing.verifierKey])
      #expect([1, 2].contains(ours.exitCode), "\(what): \(ours.output)")
    }
    let other = try auditing.workspace.answer(["audit", "key", "new", "--key", "other", "--name", "example.com/shop"])
    try auditing.workspace.write("growth", whole.text)
    let theirs = try auditing.workspace.answer(
      ["audit", "verify-proof", "growth", "--trust", other["verifierKey"]?.stringValue ?? ""], exitCode: 1)
    #expect(theirs["problem"] == .string("the checkpoint of \(size) events is not signed by a key that you trust"))
    try auditing.workspace.write("growth", "{\"a\": 1}")
    expectFailure(
      try auditing.workspace.run(["audit", "verify-proof", "growth", "--trust", auditing.verifierKey]), exitCode: 2,
      says:
        "growth is no proof; make one with `faultbook audit prove --consistency FROM TO --format json`, or of one event without it"
    )
  }
}
