import EventLog
import Foundation
import Transparency
import Vocabulary

/// What `audit bundle` was told.
public struct BundleRequest: Sendable {
  /// A new folder, or a new file that ends in `.tar`.
  public var path: String
  /// Whether payloads are left out, their SHA-256 in their place.
  public var redacting: Bool
  /// Verifier keys, or files of them, that go into the bundle.
  public var trust: [String]
  /// The file of the user's own key, whose public half goes in where `trust` is empty.
  public var ownKey: String?

  /// A request.
  public init(path: String, redacting: Bool = false, trust: [String] = [], ownKey: String? = nil) {
    self.path = path
    self.redacting = redacting
    self.trust = trust
    self.ownKey = ownKey
  }
}

extension KnowledgeBase {
  /// Writes everything that it takes to check the log without this program: all events, the tiles of their tree, every
  /// checkpoint with its cosignatures, the keys that were named, and a description (`VERIFY.md`).
  ///
  /// Events that are appended meanwhile are not in it. Events are written as they are stored and not judged: whoever
  /// checks the bundle does that. Throws where the place is taken or an event cannot be written as text. Shape:
  /// `{"bundle", "events", "root", "checkpoints", "redacted"}`. Cost: linear; memory of 256 events and their tile.
  public func bundle(_ request: BundleRequest, progress: ((Int64, Int64) -> Void)? = nil) throws -> Answer {
    try translating {
      let keys = try TrustedKeys(named: request.trust, own: request.ownKey)
      let size = try log.head
      let root = try log.root(at: size)
      let checkpoints = try log.checkpoints().filter { $0.size <= size }
      var files: any BundleFiles =
        try request.path.hasSuffix(".tar") ? BundleArchive(path: request.path) : BundleFolder(path: request.path)
      do {
        try write(request, size: size, root: root, checkpoints, keys, to: &files, progress)
        try files.finish()
      } catch {
        files.discard()
        throw error
      }
      let last = checkpoints.last?.size ?? 0
      let json = JSON.compact(
        ("bundle", .string(request.path)), ("events", .integer(size)), ("root", .string(root.hex)),
        ("checkpoints", .integer(Int64(checkpoints.count))), ("redacted", .bool(request.redacting)))
      let table = AnswerTable(title: "Bundled \(size) events into \(request.path)", columns: [], rows: [])
      var notes = [
        "VERIFY.md in it says how to check it without this program\(request.redacting ? "; payloads were left out" : "")."
      ]
      if last < size {
        notes.append(
          last == 0
            ? "Nobody signed for these events: `faultbook audit checkpoint` does, before a bundle is made."
            : "The last checkpoint is of \(last) events; nobody signed for the \(size - last) after it.")
      }
      return Answer(json: json, table: table, notes: notes)
    }
  }

  private func write(
    _ request: BundleRequest, size: Int64, root: TreeHash, _ checkpoints: [StoredCheckpoint], _ keys: TrustedKeys,
    to files: inout any BundleFiles, _ progress: ((Int64, Int64) -> Void)?
  ) throws {
    try files.add("VERIFY.md", Array(BundleDescription.text.utf8))
    let facts = JSON.compact(
      ("format", .string("faultbook-bundle@v1")), ("events", .integer(size)), ("root", .string(root.hex)),
      ("redacted", .bool(request.redacting)), ("checkpoints", .array(checkpoints.map { .integer($0.size) })))
    try files.add("bundle.json", Array((facts.text + "\n").utf8))
    if !keys.keys.isEmpty { try files.add("keys", Array(keys.keys.map { $0.text + "\n" }.joined().utf8)) }
    for checkpoint in checkpoints {
      let note = Array((try log.checkpointNote(at: checkpoint.size) ?? checkpoint.note).utf8)
      try files.add("checkpoints/\(checkpoint.size)", note)
      if checkpoint.size == checkpoints.last?.size { try files.add("checkpoint", note) }
    }
    var out = files
    try log.exportTiles(size: size, entries: false) { try out.add($0, $1) }
    for tile in KnowledgeBase.partialTiles(of: checkpoints.map(\.size), in: size) {
      try out.add(tile.path, try log.tile(tile).flatMap(\.bytes))
    }
    try out.begin("events.jsonl")
    var lines: [UInt8] = []
    try log.readStored(through: size) { event in
      lines += Array((EventDocument.text(of: event, redacting: request.redacting) + "\n").utf8)
      if event.position % 256 == 0 || event.position == size {
        try out.write(lines)
        lines.removeAll(keepingCapacity: true)
        progress?(event.position, size)
      }
    }
    try out.write(lines)
    files = out
  }

  /// The last tiles of trees of these sizes, which a tree of `size` leaves has in a wider form that is not full either: who
  /// checks an older checkpoint asks for them by their own width (C2SP tlog-tiles, "Partial Tiles").
  private static func partialTiles(of sizes: [Int64], in size: Int64) -> [TileID] {
    var tiles: [TileID] = []
    for smaller in sizes where smaller < size {
      for level in 0..<8 {
        let count = TileID.count(level: level, size: smaller)
        let width = Int(count & 255)
        guard width > 0, count >> 8 == TileID.count(level: level, size: size) >> 8 else { continue }
        let tile = TileID(level: level, index: count >> 8, width: width)
        if width < Int(TileID.count(level: level, size: size) & 255), !tiles.contains(tile) { tiles.append(tile) }
      }
    }
    return tiles
  }
}
