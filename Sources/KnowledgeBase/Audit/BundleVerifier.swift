import EventLog
import Foundation
import Transparency
import Vocabulary

/// A bundle, a folder or an archive, checked as `VERIFY.md` in it says, without the book that it is of.
struct BundleVerifier {
  private let contents: BundleContents
  private let keys: TrustedKeys
  private var tree = CompactRange()
  private var leaves: [TreeHash] = []
  private var versions: [String: Int64] = [:]
  private var known: Set<[String]> = []
  private var lastRecorded = Int64.min
  /// The checkpoints by size.
  private(set) var checkpoints: [(size: Int64, signed: SignedCheckpoint)] = []
  private var roots: [Int64: TreeHash] = [:]
  /// What is wrong, in the order in which it was found; nil where it is not about one event.
  private(set) var problems: [(position: Int64?, problem: String)] = []
  /// How many events a checkpoint of a trusted key covers.
  private(set) var covered: Int64 = 0
  private(set) var notes: [String] = []

  /// How many events there are, and their root.
  var events: Int64 { tree.size }
  var root: TreeHash { tree.root }

  /// Whether the bundle says that payloads were left out.
  private let isRedacted: Bool

  /// Reads and checks a bundle. Throws `FaultbookError` where the path is none. Cost: linear; memory of its events.
  init(path: String, keys: TrustedKeys, progress: ((Int64, Int64) -> Void)?) throws {
    guard let contents = BundleContents(path: path) else {
      throw FaultbookError(
        .input,
        "\(path) is neither a folder nor a whole tar archive; make one with `faultbook audit bundle FOLDER|FILE.tar`"
      )
    }
    self.contents = contents
    self.keys = keys
    guard let facts = contents.data("bundle.json").flatMap({ try? JSON.parse(Array($0)) }),
      facts["format"]?.stringValue == "faultbook-bundle@v1", let size = facts["events"]?.integerValue,
      let root = facts["root"]?.stringValue, let redacted = facts["redacted"]?.boolValue,
      let listed = facts["checkpoints"]?.arrayValue, let text = contents.data("events.jsonl")
    else {
      throw FaultbookError(
        .input,
        "\(path) is no bundle: events.jsonl is missing, or bundle.json is not as VERIFY.md says; get it anew from its owner"
      )
    }
    isRedacted = redacted
    readCheckpoints()
    if listed.map(\.integerValue) != checkpoints.map({ $0.size }) {
      problems.append((nil, "the checkpoints that are there are not those that bundle.json lists"))
    }
    let wanted = Set(checkpoints.map(\.size))
    // What follows the last newline is nothing, or a line that was cut off.
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? true {
      lines = lines.dropLast()
    } else {
      problems.append((Int64(lines.count), "its line is cut off"))
    }
    for line in lines {
      check(Array(line))
      if wanted.contains(tree.size) { roots[tree.size] = tree.root }
      if tree.size.isMultiple(of: 4096) { progress?(tree.size, size) }
    }
    if tree.size != size {
      problems.append((min(tree.size, size) + 1, "there are \(tree.size) events, the bundle speaks of \(size)"))
    }
    if tree.root.hex != root {
      problems.append((nil, "the root of the events is \(tree.root), the bundle says \(root.prefix(64))"))
    }
    checkTiles()
    checkCheckpoints()
  }

  private func file(_ name: String) -> Data? { contents.data(name) }

  private mutating func readCheckpoints() {
    for name in contents.names.filter({ $0.hasPrefix("checkpoints/") }).map({ String($0.dropFirst(12)) }) {
      guard let signed = file("checkpoints/\(name)").flatMap({ try? SignedCheckpoint(parsing: Array($0)) }),
        String(signed.checkpoint.size) == name
      else {
        problems.append((nil, "checkpoints/\(name) is no checkpoint of \(name) events"))
        continue
      }
      checkpoints.append((signed.checkpoint.size, signed))
    }
    checkpoints.sort { $0.size < $1.size }
  }

  private mutating func check(_ line: [UInt8]) {
    let position = tree.size + 1
    var leaf = MerkleTree.emptyRoot
    do {
      let event = try EventDocument.event(of: line)
      if event.position != position {
        problems.append((position, "it says that it is at position \(event.position)"))
      }
      let version = versions[event.stream, default: 0] + 1
      if event.version != version {
        problems.append((position, "its version is \(event.version), in its stream \(version) comes next"))
      }
      versions[event.stream] = event.version
      if event.recordedAt < lastRecorded {
        problems.append((position, "it was recorded before the event ahead of it"))
      }
      lastRecorded = event.recordedAt
      if !known.insert([event.source, event.id]).inserted {
        problems.append((position, "its source and id are those of an earlier event"))
      }
      if (event.payload == nil) != isRedacted {
        problems.append((position, "\(isRedacted ? "it has" : "it lacks") its payload, and bundle.json says otherwise"))
      }
      if let payload = event.payload, (try? JSON.parse(payload)) == nil {
        problems.append((position, "its payload is not JSON"))
      }
      if let hash = event.leaf {
        leaf = hash
      } else {
        problems.append((position, "one of its ids is empty or too long"))
      }
    } catch {
      problems.append((position, "it cannot be read: \(error)"))
    }
    leaves.append(leaf)
    tree.append(leaf)
  }

  /// Every tile of the tree of these events, and of the tree of each checkpoint, against the events; and no others.
  private mutating func checkTiles() {
    var levels = [leaves]
    while let below = levels.last, below.count >= TileID.fullWidth {
      levels.append(
        stride(from: 0, through: below.count - TileID.fullWidth, by: TileID.fullWidth).map {
          MerkleTree.root(ofFull: below[$0..<($0 + TileID.fullWidth)])
        })
    }
    var expected: Set<String> = []
    for size in [tree.size] + checkpoints.map(\.size).filter({ $0 < tree.size }) {
      for tile in TileID.added(from: 0, to: size) where expected.insert(tile.path).inserted {
        let hashes = levels[tile.level]
        let start = Int(tile.index) * TileID.fullWidth
        // A tile that is full by now says what the narrower one said.
        let isPassed = !tile.isFull && start + TileID.fullWidth <= hashes.count
        if isPassed, file(tile.path) == nil { continue }
        compare(tile, Array(hashes[start..<(start + tile.width)]))
      }
    }
    for name in contents.names
    where name.hasPrefix("tile/") && !name.hasPrefix("tile/entries/") && !expected.contains(name) {
      problems.append((nil, "\(name) belongs to no tree of these events"))
    }
  }

  private mutating func compare(_ tile: TileID, _ hashes: [TreeHash]) {
    guard let data = file(tile.path), let found = CompactRange.frontier(of: Array(data)), found.count == tile.width
    else {
      return problems.append((nil, "\(tile.path) is missing or does not have \(tile.width) hashes"))
    }
    guard let place = zip(found, hashes).enumerated().first(where: { $1.0 != $1.1 })?.offset else { return }
    let position = (tile.index << 8 + Int64(place)) << (8 * Int64(tile.level)) + 1
    problems.append((position, "\(tile.path) says another hash than the events"))
  }

  /// The keys that came with the bundle: nobody's word for anything, but names that its signers should bear.
  private var bundledKeys: [VerifierKey] {
    let text = file("keys").map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").compactMap { try? VerifierKey(String($0)) }
  }

  private mutating func checkCheckpoints() {
    var signer: String?
    var witnesses: Set<String> = []
    var names = SignerNames(trusting: keys.keys + bundledKeys)
    for signature in checkpoints.flatMap(\.signed.note.signatures) { names.add(signature) }
    for (size, signed) in checkpoints {
      let check = signed.note.checked(with: keys.keys)
      if let wrong = check.invalid.first {
        problems.append((nil, "the checkpoint of \(size) events has a signature that is not of \(wrong.label)"))
      }
      for altered in check.altered {
        problems.append(
          (
            nil,
            "the checkpoint of \(size) events has a signature that \(altered.key.label) made, and "
              + "\(altered.signature.label) stands beside it: its line was changed"
          ))
      }
      for signature in check.unknown {
        guard let other = names.original(of: signature) else { continue }
        problems.append(
          (
            nil,
            "the checkpoint of \(size) events is signed as \(signature.label), which is \(other) with something in it changed"
          ))
      }
      if signed.checkpoint.origin != checkpoints.first?.signed.checkpoint.origin {
        problems.append((nil, "the checkpoint of \(size) events is of the log \(signed.checkpoint.origin)"))
      }
      if size > tree.size {
        problems.append((tree.size + 1, "is missing: there is a checkpoint of \(size) events"))
      } else if (size == 0 ? MerkleTree.emptyRoot : roots[size]) != signed.checkpoint.root {
        problems.append((nil, "the first \(size) events are not those that their checkpoint was signed over"))
      } else if check.isTrusted {
        covered = size
        signer = check.valid.first { $0.key.type == .ed25519 }?.key.label
      }
      witnesses.formUnion(check.valid.filter { $0.key.type == .cosignature }.map(\.key.label))
    }
    if let newest = checkpoints.last, file("checkpoint") != file("checkpoints/\(newest.size)") {
      problems.append((nil, "the file checkpoint is missing or is not the newest of the checkpoints"))
    } else if checkpoints.isEmpty, file("checkpoint") != nil {
      problems.append((nil, "there is a file checkpoint, and no such one among the checkpoints"))
    }
    if checkpoints.isEmpty {
      notes.append("No checkpoint was signed: nobody vouches for these events.")
    } else if let signer {
      notes.append("The first \(covered) events are those that \(signer) signed.")
    } else if keys.areNamed {
      problems.append((nil, "none of the \(checkpoints.count) checkpoints is signed by a key that you trust"))
    } else {
      notes.append("Whose word the checkpoints are was not checked: give --trust the signer's key.")
    }
    if !witnesses.isEmpty { notes.append("Witnessed by \(witnesses.sorted().joined(separator: ", ")).") }
  }
}

extension AuditProofs {
  /// Checks a bundle, folder or archive, as `KnowledgeBase.bundle` makes it, without the book.
  ///
  /// `trust` and `ownKey` as for `KnowledgeBase.verify`, and the same shape: `{"events", "root", "ok", "problems",
  /// "problemCount", "covered", "keys"}`. Throws where the path is no bundle. Cost: linear; memory of its events.
  public static func verify(
    bundle path: String, trust: [String], ownKey: String?, progress: ((Int64, Int64) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      let keys = try TrustedKeys(named: trust, own: ownKey)
      let found = try BundleVerifier(path: path, keys: keys, progress: progress)
      var problems = ProblemTable()
      problems.add(
        firstOf: found.problems.enumerated().sorted {
          ($0.element.position ?? .max, $0.offset) < ($1.element.position ?? .max, $1.offset)
        }.map(\.element))
      let json = JSON.compact(
        ("events", .integer(found.events)), ("root", .string(found.root.hex)), ("ok", .bool(problems.isEmpty)),
        ("problems", problems.json), ("problemCount", .integer(Int64(problems.count))),
        ("covered", .integer(found.covered)), ("keys", .array(keys.keys.map { .string($0.text) })))
      let verdict =
        problems.isEmpty
        ? "Every leaf, version and time is sound, and tiles and checkpoints are of these events."
        : "The bundle does not hold; the first bad place is named above."
      return Answer(
        json: json, table: problems.table,
        notes: problems.notes + ["\(found.events) events, root \(found.root).", verdict] + found.notes,
        isYes: problems.isEmpty)
    }
  }
}
