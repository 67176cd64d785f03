import EventLog
import Transparency
import Vocabulary

/// What the checkpoints in a book, their cosignatures and the anchors outside it are worth: to somebody who trusts some
/// keys, and to somebody who trusts none.
struct TrustFindings {
  /// Whose word a signature is, and what it is worth.
  enum Worth: String {
    case valid
    case invalid
    case notChecked = "not checked"
  }

  /// A signature below a checkpoint.
  struct Signature {
    let line: NoteSignature
    let worth: Worth
    /// Whether a witness made it: as far as a trusted key says, else by its form.
    let isWitness: Bool
    /// When a witness made it, in seconds since 1970.
    let cosignedAt: Int64?
    /// The trusted key that made it, where another name or id stands beside it.
    var maker: String?

    /// Who made it, as the line says.
    var signer: String { line.label }

    /// What is wrong with it, after the thing that bears it; nil where nothing is.
    var problem: String? {
      guard worth == .invalid else { return nil }
      if let maker { return "has a signature that \(maker) made, and \(signer) stands beside it: its line was changed" }
      return "has a signature that is not of \(signer), whose name it bears"
    }
  }

  /// A checkpoint of the book.
  struct Row {
    let stored: StoredCheckpoint
    var signatures: [Signature] = []
    var problems: [String] = []
    /// Whether the events, each hashed anew, have that root, and the note says the same.
    var goesWithTree = false

    /// Whether all of it holds, whoever signed.
    var isSound: Bool { goesWithTree && problems.isEmpty }
    /// Whether a trusted log key signed it.
    var isVouchedFor: Bool { isSound && isSignedByTrusted }
    /// Whether a trusted log key signed it, and the events are not, or no longer, those that it signed.
    var isSignedOfOtherEvents: Bool { !goesWithTree && isSignedByTrusted }
    /// The trusted log key that signed it; empty where none did.
    var signer: String { signatures.first { $0.worth == .valid && !$0.isWitness }?.signer ?? "" }

    private var isSignedByTrusted: Bool { !signer.isEmpty }
  }

  private(set) var rows: [Row] = []
  private(set) var anchors: [(standing: AnchorStanding, signatures: [Signature])] = []
  /// What is wrong; the position of the first event that it casts doubt on, or nil.
  private(set) var problems: [(position: Int64?, problem: String)] = []
  private(set) var notes: [String] = []
  private let keys: TrustedKeys

  /// Whether the book's checkpoints could be read.
  private var areRead = true

  /// Looks at all checkpoints and anchors of a book; `report` says which of them the events, hashed anew, go with, and what
  /// cannot be read. Cost: a few tiles and one verification a signature for each.
  init(of log: EventLog, _ report: VerificationReport, anchors paths: [String], trusting keys: TrustedKeys) {
    self.keys = keys
    let sound = Set(report.soundCheckpoints)
    do {
      for stored in try log.checkpoints() {
        rows.append(try row(stored, in: log, goesWithEvents: sound.contains(stored.size)))
      }
    } catch {
      areRead = false
      problems.append((nil, "the checkpoints cannot all be read, and those that cannot count for nothing"))
    }
    look(atAnchors: paths, of: log)
    findLikeNames()
    for row in rows {
      problems += row.problems.map { (nil, "the checkpoint of \(row.stored.size) events \($0)") }
    }
    conclude(head: (try? log.head) ?? report.events)
  }

  /// How many events the newest checkpoint with a trusted signature covers; 0 where there is none.
  var coveredSize: Int64 { rows.last { $0.isVouchedFor }?.stored.size ?? 0 }

  private func row(_ stored: StoredCheckpoint, in log: EventLog, goesWithEvents: Bool) throws -> Row {
    var row = Row(stored: stored)
    // That root and note go with events and columns is the log's own verification, which names the first bad position.
    row.goesWithTree = goesWithEvents
    guard let signed = try? SignedCheckpoint(parsing: stored.note) else {
      row.problems.append("is no signed note")
      return row
    }
    let said = signed.checkpoint
    if said.size != stored.size || said.root != stored.root || said.origin != stored.origin { row.goesWithTree = false }
    if let other = rows.first?.stored.origin, other != said.origin {
      row.problems.append("is of the log \(said.origin), the first one of \(other)")
    }
    var cosignatures: [NoteSignature] = []
    for cosignature in try log.cosignatures(ofCheckpoint: stored.size) {
      guard let line = try? NoteSignature(line: cosignature.line), line.name == cosignature.signer else {
        row.problems.append("has a cosignature of \(cosignature.signer) that is none")
        continue
      }
      cosignatures.append(line)
    }
    row.signatures = signatures(signed.adding(cosignatures))
    row.problems += row.signatures.compactMap(\.problem)
    return row
  }

  /// Signers whose name or key id is nearly that of another: no key has it but by a change of the line.
  private mutating func findLikeNames() {
    var names = SignerNames(trusting: keys.keys)
    let all = rows.map(\.signatures) + anchors.map(\.signatures)
    for signature in all.joined() { names.add(signature.line) }
    for index in rows.indices {
      for signature in rows[index].signatures where signature.worth == .notChecked {
        guard let other = names.original(of: signature.line) else { continue }
        rows[index].problems.append("is signed as \(signature.signer), which is \(other) with something in it changed")
      }
    }
  }

  private func signatures(_ signed: SignedCheckpoint) -> [Signature] {
    let check = signed.note.checked(with: keys.keys)
    return signed.note.signatures.map { signature in
      if let valid = check.valid.first(where: { $0.signature == signature }) {
        return Signature(
          line: signature, worth: .valid, isWitness: valid.key.type == .cosignature,
          cosignedAt: valid.key.type == .cosignature ? signature.cosignedAt : nil)
      }
      let altered = check.altered.first { $0.signature == signature }?.key.label
      return Signature(
        line: signature, worth: altered != nil || check.invalid.contains(signature) ? .invalid : .notChecked,
        isWitness: signature.cosignedAt != nil, cosignedAt: signature.cosignedAt, maker: altered)
    }
  }

  private mutating func look(atAnchors paths: [String], of log: EventLog) {
    let standings: [AnchorStanding]
    do {
      standings = try log.anchorStandings(paths)
    } catch {
      let why = (error as? EventLogError)?.message ?? "\(error)"
      return problems.append((nil, "the anchors cannot be compared with the tree: \(why)"))
    }
    for standing in standings {
      if let problem = standing.problem { problems.append((nil, problem.message)) }
      let signatures = standing.checkpoint.map { self.signatures($0) } ?? []
      for problem in signatures.compactMap(\.problem) {
        problems.append((nil, "the anchor \(standing.anchor.path) \(problem)"))
      }
      // One that cannot be looked up is told of by the log's own verification.
      if case .holds(let signed) = standing.state, (try? log.holdsCheckpoint(of: signed)) == false {
        problems.append(
          (
            nil,
            "the anchor \(standing.anchor.path) holds a checkpoint of \(signed.checkpoint.size) events, which the book "
              + "lacks: it was removed, or the book is a copy from before it was signed; `faultbook audit checkpoint` "
              + "signs anew"
          ))
      }
      anchors.append((standing, signatures))
    }
  }

  private mutating func conclude(head: Int64) {
    guard !rows.isEmpty else {
      guard areRead else { return }
      return notes.append(
        "No checkpoint was signed: a log rewritten as a whole, or cut back, would look as sound. "
          + "`faultbook audit checkpoint` signs one.")
    }
    let signers = rows.flatMap(\.signatures).filter { !$0.isWitness }
    if keys.areNamed, !signers.contains(where: { $0.worth == .valid }) {
      problems.append((nil, "none of the \(rows.count) checkpoints is signed by a key that you trust"))
    }
    let covered = coveredSize
    if covered > 0 {
      let signer = rows.last { $0.isVouchedFor }?.signer ?? ""
      notes.append(
        "The first \(covered) events are those that \(signer) signed"
          + (covered < head ? "; the \(head - covered) after them are not signed by a key that you trust." : "."))
    }
    if let lost = rows.last(where: \.isSignedOfOtherEvents), lost.stored.size > covered {
      notes.append(
        "The checkpoint of \(lost.stored.size) events that \(lost.signer) signed is of other events than these.")
    }
    if keys.keys.isEmpty {
      let sound = rows.filter(\.goesWithTree)
      notes.append(
        "\(sound.count) of \(rows.count) checkpoint\(rows.count == 1 ? "" : "s") \(sound.count == 1 ? "goes" : "go") with "
          + "the events" + (sound.last.map { ", the last of \($0.stored.size) events" } ?? "")
          + "; whose word that is was not checked: give --trust the signer's key.")
    } else if signers.contains(where: { $0.worth == .notChecked }) {
      notes.append("Signatures of keys that you did not name were not checked.")
    }
    let witnesses = Set(
      rows.flatMap(\.signatures).filter { $0.isWitness && $0.worth == .valid }.map(\.signer)
    ).sorted()
    if !witnesses.isEmpty { notes.append("Witnessed by \(witnesses.joined(separator: ", ")).") }
    for (standing, _) in anchors {
      if case .missing = standing.state { notes.append("There is no anchor at \(standing.anchor.path).") }
    }
  }
}

extension TrustFindings {
  /// The checkpoints, for programs.
  var checkpointsJSON: JSON {
    .array(
      rows.map { row in
        .compact(
          ("size", .integer(row.stored.size)), ("origin", .string(row.stored.origin)),
          ("root", .string(row.stored.root.hex)), ("recordedAt", .string(row.stored.recordedAt.description)),
          ("ok", .bool(row.isSound)), ("signatures", TrustFindings.json(row.signatures)))
      })
  }

  /// The anchors, for programs.
  var anchorsJSON: JSON {
    .array(
      anchors.map { standing, signatures in
        .compact(
          ("path", .string(standing.anchor.path)), ("state", .string(standing.state.name)),
          ("size", standing.checkpoint.map { .integer($0.checkpoint.size) } ?? .null),
          ("signatures", TrustFindings.json(signatures)))
      })
  }

  /// The trusted keys, for programs.
  var keysJSON: JSON { .array(keys.keys.map { .string($0.text) }) }

  private static func json(_ signatures: [Signature]) -> JSON {
    .array(
      signatures.map { signature in
        .compact(
          ("signer", .string(signature.signer)), ("state", .string(signature.worth.rawValue)),
          ("witness", .bool(signature.isWitness)),
          (
            "cosignedAt",
            signature.cosignedAt.map { .string(Timestamp(seconds: Double($0)).description) }
          ))
      })
  }
}

extension AnchorStanding.State {
  /// The state in a word.
  var name: String {
    switch self {
    case .missing: "missing"
    case .holds: "holds"
    case .rolledBack: "rolled-back"
    case .damaged: "damaged"
    }
  }
}
