import Foundation
import Glibc
import KnowledgeBase
import Synchronization
public import Vocabulary

/// The tokens of a book, in the file `<book>.tokens` beside it, its owner's alone (0600).
///
/// They are not in the log on purpose: the log is copied to followers, bundles and backups and never forgets, while a
/// credential, even its hash, must be forgettable and is nobody's business but this server's. Who was given a token, and
/// who was refused, stands in the access journal (`AccessJournal`) instead.
///
/// The file is read again whenever it changes, so that what the command line creates or revokes holds for a running server
/// at the next request.
public final class TokenFile: Sendable {
  /// Where it is.
  public let path: String
  private let read = Mutex<(stamp: Stamp?, tokens: [Token])>((nil, []))

  /// What a file looks like from outside: another one, or a changed one, has another stamp.
  private struct Stamp: Equatable {
    let inode: ino_t
    let size: off_t
    let seconds: Int
    let nanoseconds: Int
  }

  /// The tokens of the book at a path.
  public init(book: String) { path = book + ".tokens" }

  /// Every token there ever was, the oldest first. Throws `FaultbookError` where the file is open to others, or none of ours.
  public func tokens() throws -> [Token] {
    let stamp = try self.stamp()
    return try read.withLock { read in
      if let stamp, stamp == read.stamp { return read.tokens }
      read = (stamp, stamp == nil ? [] : try TokenFile.parse(contents(), path))
      return read.tokens
    }
  }

  /// Makes a token and gives its text, which is not kept and cannot be told again.
  public func create(
    name: String, roles: Set<Role>, expires: Timestamp?, by actor: String, at now: Timestamp
  ) throws -> (token: Token, text: String) {
    guard (1...255).contains(name.utf8.count), !name.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw FaultbookError(.usage, "a token's name has 1 to 255 bytes on one line; it is the actor of what is recorded")
    }
    guard !roles.isEmpty else {
      throw FaultbookError(.usage, "a token without a role may nothing; give one of \(Role.names)")
    }
    if let expires, expires <= now {
      throw FaultbookError(.usage, "\(expires) is over; give a time to come, or a span such as 90d")
    }
    var random = SystemRandomNumberGenerator()
    let text = TokenText(random: &random)
    let token = Token(
      id: text.id, name: name, roles: roles, created: now, createdBy: actor, expires: expires, revoked: nil,
      hash: text.hash)
    try change { $0.append(token) }
    return (token, text.text)
  }

  /// Takes a token's rights for ever; says which token it was. Saying it again changes nothing.
  public func revoke(_ id: String, at now: Timestamp) throws -> Token {
    var revoked: Token?
    try change { tokens in
      guard let index = tokens.firstIndex(where: { $0.id == id }) else {
        let known = tokens.map(\.id).joined(separator: ", ")
        throw FaultbookError(
          .unknown, "there is no token \"\(id)\"; \(known.isEmpty ? "none was made yet" : "known are \(known)")")
      }
      if tokens[index].revoked == nil { tokens[index].revoked = now }
      revoked = tokens[index]
    }
    guard let revoked else { preconditionFailure("a token was found and not revoked") }
    return revoked
  }

  // MARK: - The file

  private func stamp() throws -> Stamp? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw cannot("read")
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
      throw FaultbookError(
        .environment, "\(path) is open to others and holds tokens; close it with `chmod 600 \(path)`")
    }
    return Stamp(
      inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }

  private func contents() throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw cannot("read") }
    return Array(data)
  }

  /// Changes the file, one process at a time: a new one takes its place, so that readers see the old or the new.
  private func change(_ body: (inout [Token]) throws -> Void) throws {
    let lock = try locked()
    defer { close(lock) }
    var tokens = try TokenFile.parse(contents(), path)
    try body(&tokens)
    let new = "\(path).new"
    unlink(new)
    let file = open(new, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw cannot("write") }
    let bytes = Array((TokenFile.json(tokens).prettyText + "\n").utf8)
    let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    close(file)
    guard isWritten, rename(new, path) == 0 else { throw cannot("write") }
  }

  /// The file's lock; a file that was replaced meanwhile is not the one to lock.
  private func locked() throws -> Int32 {
    while true {
      let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { throw cannot("write") }
      var (mine, now) = (stat(), stat())
      guard flock(file, LOCK_EX) == 0, fstat(file, &mine) == 0 else {
        close(file)
        throw cannot("lock")
      }
      if stat(path, &now) == 0, now.st_ino == mine.st_ino {
        do {
          _ = try stamp()
        } catch {
          close(file)
          throw error
        }
        return file
      }
      close(file)
    }
  }

  private func cannot(_ verb: String) -> FaultbookError {
    FaultbookError(
      .environment, "cannot \(verb) \(path) (\(String(cString: strerror(errno)))); check the folder and its permissions"
    )
  }

  private static func json(_ tokens: [Token]) -> JSON {
    let list: [JSON] = tokens.map { token in
      .compact(
        ("id", .string(token.id)), ("name", .string(token.name)),
        ("roles", .array(token.roles.map(\.rawValue).sorted().map { .string($0) })),
        ("created", .string(token.created.description)), ("createdBy", .string(token.createdBy)),
        ("expires", token.expires.map { .string($0.description) }),
        ("revoked", token.revoked.map { .string($0.description) }), ("sha256", .string(token.hash)))
    }
    return ["tokens": .array(list)]
  }

  private static func parse(_ bytes: [UInt8], _ path: String) throws -> [Token] {
    guard !bytes.isEmpty else { return [] }
    let damaged = FaultbookError(.environment, "\(path) holds no list of tokens; put the right file in its place")
    guard let list = try? JSON.parse(bytes)["tokens"]?.arrayValue else { throw damaged }
    return try list.map { one in
      func time(_ name: String) -> Timestamp? { one[name]?.stringValue.flatMap { Timestamp(rfc3339: $0) } }
      guard let id = one["id"]?.stringValue, let name = one["name"]?.stringValue,
        let roles = one["roles"]?.arrayValue?.compactMap({ $0.stringValue.flatMap(Role.init(rawValue:)) }),
        let created = time("created"), let by = one["createdBy"]?.stringValue, let hash = one["sha256"]?.stringValue,
        one["expires"] == nil || time("expires") != nil, one["revoked"] == nil || time("revoked") != nil
      else { throw damaged }
      return Token(
        id: id, name: name, roles: Set(roles), created: created, createdBy: by, expires: time("expires"),
        revoked: time("revoked"), hash: hash)
    }
  }
}

extension Role {
  /// Every role, for messages.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
