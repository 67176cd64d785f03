/// The head of a log at a size, as of C2SP tlog-checkpoint: what a log signs.
///
/// ```swift
/// let checkpoint = try Checkpoint(origin: "example.com/shop", size: 12_674, root: root)
/// let note = try SignedNote(text: checkpoint.text, signedBy: key)
/// ```
public struct Checkpoint: Sendable, Hashable {
  /// Which log: a name that no other log has.
  public let origin: String
  /// How many leaves the tree has.
  public let size: Int64
  /// The root of the tree at that size.
  public let root: TreeHash
  /// Further lines, opaque to everyone else; usually none.
  public let extensions: [String]

  /// A checkpoint of its parts. Throws `NoteError` where they cannot be written on lines of their own.
  public init(origin: String, size: Int64, root: TreeHash, extensions: [String] = []) throws {
    guard size >= 0 else { throw NoteError("a checkpoint's size is not negative, this is \(size)") }
    for line in [origin] + extensions where line.isEmpty || line.utf8.contains(where: { $0 < 0x20 }) {
      throw NoteError(
        "a checkpoint's lines are not empty and have no control characters, '\(line.prefix(80))' is not so")
    }
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// Reads the text of a note. Throws `NoteError`.
  public init(text: String) throws {
    guard text.utf8.last == 0x0A else { throw NoteError("a checkpoint ends in a newline, this text does not") }
    let lines = text.utf8.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false).map { String($0) ?? "" }
    guard lines.count >= 3 else {
      throw NoteError("a checkpoint has at least three lines (origin, size, root), this text has \(lines.count)")
    }
    guard let size = Int64(lines[1]), size >= 0, String(size) == lines[1] else {
      throw NoteError("a checkpoint's second line is the size of the tree, '\(lines[1].prefix(80))' is none")
    }
    guard let bytes = Base64Text.bytes(lines[2]), let root = TreeHash(bytes) else {
      throw NoteError(
        "a checkpoint's third line is the root, 32 bytes in base 64, '\(lines[2].prefix(80))' is not that")
    }
    try self.init(origin: lines[0], size: size, root: root, extensions: Array(lines[3...]))
  }

  /// The text that is signed.
  public var text: String {
    ([origin, String(size), Base64Text.text(root.bytes)] + extensions).map { $0 + "\n" }.joined()
  }
}

/// A checkpoint and the note that it came in.
public struct SignedCheckpoint: Sendable, Hashable {
  /// What the log says.
  public let checkpoint: Checkpoint
  /// The text and its signatures.
  public let note: SignedNote

  /// Reads a note that holds a checkpoint. Throws `NoteError`. Nothing is verified: ask `note.checked`.
  public init(parsing bytes: [UInt8]) throws {
    note = try SignedNote(parsing: bytes)
    checkpoint = try Checkpoint(text: note.text)
  }

  /// Reads a note that holds a checkpoint. Throws `NoteError`.
  public init(parsing text: String) throws { try self.init(parsing: Array(text.utf8)) }

  /// Signs a checkpoint as its log. Throws `NoteError` where the key is a witness's.
  public init(_ checkpoint: Checkpoint, signedBy key: SigningKey) throws {
    self.checkpoint = checkpoint
    note = try SignedNote(text: checkpoint.text, signedBy: key)
  }

  private init(_ checkpoint: Checkpoint, _ note: SignedNote) {
    self.checkpoint = checkpoint
    self.note = note
  }

  /// The note as it is kept and sent.
  public var encoded: String { note.encoded }

  /// The same checkpoint with a witness's word under it.
  public func cosigned(at time: Int64, by key: SigningKey) throws -> SignedCheckpoint {
    SignedCheckpoint(checkpoint, note.adding([try Cosignature.sign(note.text, at: time, with: key)]))
  }

  /// The same checkpoint with more signature lines under it.
  public func adding(_ signatures: [NoteSignature]) -> SignedCheckpoint {
    SignedCheckpoint(checkpoint, note.adding(signatures))
  }
}
