import EventLog
import Foundation
import Transparency
import Vocabulary

/// What `audit checkpoint` was told.
public struct CheckpointRequest: Sendable {
  /// The file of the signing key.
  public var key: String
  /// The log's name; nil for that of its last checkpoint, or else one made of the key's name and the first event.
  public var origin: String?
  /// A shell command that gets the checkpoint on standard input; `policy` allows the one that policy names.
  public var command: String?
  /// How long the command may take, in seconds.
  public var commandLimit: Double

  /// Verifier keys, or files of them, whose signatures below earlier checkpoints are believed, besides `key`'s own.
  public var trust: [String]
  /// The file of the user's own key, whose public half is believed too; the secret is not read.
  public var ownKey: String?
  /// Whether the key may be another than the one that signed so far.
  public var isNewSigner: Bool

  /// A request.
  public init(
    key: String, origin: String? = nil, command: String? = nil, commandLimit: Double = 30, trust: [String] = [],
    ownKey: String? = nil, isNewSigner: Bool = false
  ) {
    self.key = key
    self.origin = origin
    self.trust = trust
    self.ownKey = ownKey
    self.isNewSigner = isNewSigner
    self.command = command
    self.commandLimit = commandLimit
  }

  /// What stands in the place of a command to allow the one that policy names.
  public static let policyCommand = "policy"
}

extension KnowledgeBase {
  /// Signs that the log has these events, keeps the checkpoint in the book, and anchors it outside.
  ///
  /// Before anything is signed, the log is verified and proven to begin with what the last checkpoint and every anchor say, and these
  /// to be signed by a key that is trusted here; throws with code `.book` where it is not so: a signature vouches for the
  /// whole history. Throws `.usage` for a witness's key, and for another signer than before where that was not said. A log that has not grown is not signed again; its last checkpoint is anchored
  /// again where an anchor lacks it. An anchor that cannot be written is told of, and makes the answer no: the
  /// checkpoint itself stays.
  ///
  /// Shape: `{"origin", "size", "root", "signed", "signer", "checkpoint", "anchors": [{"anchor", "ok", "problem"}]}`.
  /// Cost: a verification of the log, linear, some 1.3 s a million events; one signature, one commit.
  public func checkpoint(_ request: CheckpointRequest) throws -> Answer {
    let file = KeyFile(path: request.key)
    try file.refuse(within: log.path)
    let key = try file.read()
    guard key.verifier.type == .ed25519 else {
      throw FaultbookError(
        .usage, "the key \(key.verifier.label) is a witness's, not a log's; sign with a key of type 1")
    }
    let trusted = [key.verifier] + (try TrustedKeys.known(named: request.trust, own: request.ownKey))
    return try translating {
      guard isWritable else { throw FaultbookError(.usage, "the book \(path) is open for reading only") }
      if let followed = log.followed {
        throw FaultbookError(
          .usage, "\(path) follows \(followed.address) and signs nothing as a log; cosign with `faultbook follow --key`"
        )
      }
      let size = try log.head
      guard size > 0 else {
        throw FaultbookError(.usage, "\(path) has no events, so that there is nothing to sign; record some first")
      }
      let standings = try log.anchorStandings(furtherAnchors())
      if let problem = standings.lazy.compactMap(\.problem).first { throw problem }
      let last = try lastCheckpoint(trusting: trusted)
      try checkSigners(of: standings, trusting: trusted)
      try checkSigner(key.verifier, request, before: [last].compactMap(\.self) + standings.compactMap(\.checkpoint))
      if let origin = request.origin, let last, origin != last.checkpoint.origin {
        throw FaultbookError(
          .usage,
          "the log's name is \(last.checkpoint.origin), as its last checkpoint says, and stays so; leave out --origin")
      }
      let anchored = standings.lazy.compactMap(\.checkpoint?.checkpoint.origin).first
      let origin = try last?.checkpoint.origin ?? request.origin ?? anchored ?? defaultOrigin(key)
      try checkNames(origin, standings)
      try checkSound()
      try hashTables()
      if let last, last.checkpoint.size == size { return answer(last, isNew: false, try anchor(last, request)) }
      let signed = try sign(size: size, origin: origin, key)
      return answer(signed, isNew: true, try anchor(signed, request))
    }
  }

  /// Throws where an event is not what was recorded: a signature would vouch for it. A guard that is missing is for `verify` to tell.
  private func checkSound() throws {
    guard let problem = try log.verify().problems.first(where: { $0.position > 0 }) else { return }
    throw FaultbookError(
      .book,
      "nothing was signed: the log contradicts itself (at position \(problem.position): \(problem.what)); see `faultbook audit verify`"
    )
  }

  /// Throws where an anchor bears no valid signature of a trusted log key: nobody here knows that its history is true.
  private func checkSigners(of standings: [AnchorStanding], trusting keys: [VerifierKey]) throws {
    for standing in standings {
      guard let signed = standing.checkpoint else { continue }
      try KnowledgeBase.refuseForged(signed, at: standing.anchor.path, keys)
      guard !signed.note.checked(with: keys).isTrusted else { continue }
      throw FaultbookError(
        .book,
        "nothing was signed: the anchor \(standing.anchor.path) is signed by \(signed.signers), and by no key that is "
          + "trusted here; run `faultbook audit verify`, and name that key with --trust only if you know whose it is")
    }
  }

  /// Throws where another key signed before, and it was not said that this one shall from now on.
  private func checkSigner(
    _ key: VerifierKey, _ request: CheckpointRequest, before: [SignedCheckpoint]
  ) throws {
    guard !request.isNewSigner, let last = before.first else { return }
    guard !last.note.signatures.contains(where: { $0.claims(key) }) else { return }
    throw FaultbookError(
      .usage,
      "nothing was signed: \(last.signers) signed this log so far, and \(key.label) is another key; sign with that one, "
        + "or say --new-signer and give the new verifier key to those who check")
  }

  /// Throws where an anchor is of a log of another name than `origin`.
  private func checkNames(_ origin: String, _ standings: [AnchorStanding]) throws {
    for standing in standings {
      guard let other = standing.checkpoint?.checkpoint.origin, other != origin else { continue }
      throw FaultbookError(
        .book,
        "nothing was signed: the anchor \(standing.anchor.path) is of the log \(other), this one is \(origin); name the "
          + "anchor of this log, or run `faultbook audit verify`")
    }
  }

  /// The checkpoint of the most events, proven to be of this log.
  private func lastCheckpoint(trusting keys: [VerifierKey]) throws -> SignedCheckpoint? {
    guard let stored = try log.latestCheckpoint() else { return nil }
    func refusal(_ why: String) -> FaultbookError {
      FaultbookError(
        .book,
        "nothing was signed: the checkpoint of \(stored.size) events in \(path) \(why); run `faultbook audit verify`")
    }
    guard let signed = try? SignedCheckpoint(parsing: stored.note) else { throw refusal("cannot be read") }
    let said = signed.checkpoint
    guard said.size == stored.size, said.root == stored.root, said.origin == stored.origin else {
      throw refusal("says in its note something else than in its columns")
    }
    let check = signed.note.checked(with: keys)
    if let forged = check.invalid.first { throw refusal("is not what \(forged.label) signed") }
    guard check.isTrusted else {
      throw FaultbookError(
        .book,
        "nothing was signed: the checkpoint of \(stored.size) events in \(path) is signed by \(signed.signers), and by no "
          + "key that is trusted here; run `faultbook audit verify`, and name that key with --trust only if you know "
          + "whose it is")
    }
    let head = try log.head
    guard stored.size <= head else { throw refusal("is of more than the \(head) events there are") }
    let proof = try log.consistencyProof(from: stored.size, to: head)
    guard proof.verify(oldRoot: signed.checkpoint.root, newRoot: try log.root(at: head)) else {
      throw refusal("is not of these events")
    }
    return signed
  }

  /// Takes down the hash of the tables as they stand, for `verify`, where they changed since they were last hashed.
  private func hashTables() throws {
    guard try log.readDatabase({ try Projector.standing($0)?.stateHash }) == nil else { return }
    try log.writeDatabase { _ = try Projector.hashTables($0) }
  }

  private func sign(size: Int64, origin: String, _ key: SigningKey) throws -> SignedCheckpoint {
    let root = try log.root(at: size)
    let signed: SignedCheckpoint
    do {
      signed = try SignedCheckpoint(Checkpoint(origin: origin, size: size, root: root), signedBy: key)
    } catch let error as NoteError {
      throw FaultbookError(.usage, error.problem)
    }
    let stored = StoredCheckpoint(
      size: size, origin: origin, root: root, note: signed.encoded, recordedAt: wallTime())
    try log.storeCheckpoint(stored)
    return signed
  }

  /// No other log has this name, whoever else uses the key: the first event's leaf tells logs apart.
  private func defaultOrigin(_ key: SigningKey) throws -> String {
    "\(key.verifier.name)/\(try log.leaf(at: 1).hex.prefix(16))"
  }

  /// An anchor, and why it does not have the checkpoint; nil where it has.
  private typealias Anchored = (anchor: String, problem: String?)

  private func anchor(_ signed: SignedCheckpoint, _ request: CheckpointRequest) throws -> [Anchored] {
    // What witnesses added goes with it; a line that is no signature is for `verify` to tell of.
    let lines = try log.cosignatures(ofCheckpoint: signed.checkpoint.size).compactMap {
      try? NoteSignature(line: $0.line)
    }
    let signed = signed.adding(lines)
    let files = [AnchorFile.beside(book: log.path)] + furtherAnchors().map { AnchorFile(path: $0) }
    var anchored: [Anchored] = files.map { file in
      do {
        if try !file.holds(signed) { try file.write(signed) }
        return (file.path, nil)
      } catch {
        return (file.path, "\(error)")
      }
    }
    let ofPolicy = headState().policy.anchorCommand
    if let line = request.command, line != CheckpointRequest.policyCommand {
      anchored.append(run(line, signed, request))
    }
    if let ofPolicy {
      // Who may write to a book is not by that allowed to run commands where it is signed.
      anchored.append(
        request.command == CheckpointRequest.policyCommand
          ? run(ofPolicy, signed, request)
          : (
            "command: \(ofPolicy)",
            "policy names it, and it was not run: a book's word alone runs nothing; allow it with --anchor-command policy"
          ))
    } else if request.command == CheckpointRequest.policyCommand {
      anchored.append(("command of the policy", "policy names none; set audit.anchorCommand"))
    }
    return anchored
  }

  private func run(_ line: String, _ signed: SignedCheckpoint, _ request: CheckpointRequest) -> Anchored {
    let problem = AnchorCommand(line: line, limit: request.commandLimit).run(with: signed.encoded)
    return ("command: \(line)", problem.map { "it \($0)" })
  }

  private func answer(_ signed: SignedCheckpoint, isNew: Bool, _ anchored: [Anchored]) -> Answer {
    let checkpoint = signed.checkpoint
    let signer = signed.note.signatures.first?.label ?? ""
    let failed = anchored.filter { $0.problem != nil }
    let title =
      isNew
      ? "Signed \(checkpoint.size) events" : "\(checkpoint.size) events are signed already: nothing was added since"
    let table = AnswerTable(
      title: title, columns: [.init("anchor"), .init("ok"), .init("problem")],
      rows: anchored.map { [.text($0.anchor), .text($0.problem == nil ? "yes" : "no"), .text($0.problem)] })
    let json = JSON.compact(
      ("origin", .string(checkpoint.origin)), ("size", .integer(checkpoint.size)),
      ("root", .string(checkpoint.root.hex)), ("signed", .bool(isNew)), ("signer", .string(signer)),
      ("checkpoint", .string(signed.encoded)),
      (
        "anchors",
        .array(
          anchored.map {
            .compact(
              ("anchor", .string($0.anchor)), ("ok", .bool($0.problem == nil)),
              ("problem", $0.problem.map { .string($0) }))
          })
      ))
    var notes = ["\(checkpoint.origin), \(checkpoint.size) events, root \(checkpoint.root), signed by \(signer)."]
    if !failed.isEmpty { notes.append("The checkpoint is in the book; \(failed.count) of its anchors do not have it.") }
    return Answer(json: json, table: table, notes: notes, isYes: failed.isEmpty)
  }
}

extension SignedCheckpoint {
  /// Who signed it as a log, as they say.
  fileprivate var signers: String {
    let names = note.signatures.filter { $0.cosignedAt == nil }.map(\.label)
    return names.isEmpty ? "nobody" : names.joined(separator: ", ")
  }
}

extension AnchorFile {
  /// Whether the checkpoint is there already, with all of these signatures at least.
  fileprivate func holds(_ signed: SignedCheckpoint) throws -> Bool {
    guard let there = try read(), there.note.text == signed.note.text else { return false }
    return Set(there.note.signatures).isSuperset(of: signed.note.signatures)
  }
}
