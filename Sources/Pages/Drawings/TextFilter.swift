import Foundation
import Glibc

/// A program that turns a text into another one, in a process of its own with a time limit.
///
/// Started by `posix_spawn` (POSIX.1-2024): Foundation's `Process` up to Swift 6.3 reads beyond a directory entry when it starts
/// something, which now and then ends the whole server (swift-corelibs-foundation, pull request 5472).
struct TextFilter {
  /// The program's path and its arguments.
  let program: String
  let arguments: [String]
  /// How long it may take, in seconds.
  let limit: Double

  /// What it prints; nil where it could not be started, did not end with 0, took too long, or printed what is no UTF-8.
  func run(_ input: String) -> String? {
    guard let file = TextFilter.file(holding: input) else { return nil }
    defer { close(file) }
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    defer { close(ends[0]) }
    let started = start(reading: file, writing: ends[1])
    // Held by the child alone, so that its end is the end of the text.
    close(ends[1])
    guard let process = started else { return nil }
    let deadline = ContinuousClock.now + .seconds(limit)
    let output = TextFilter.read(ends[0], until: deadline)
    if output == nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return nil } }
    guard status == 0, let output else { return nil }
    return String(validating: output, as: UTF8.self)
  }

  private func start(reading input: Int32, writing output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    return posix_spawn(&process, program, &actions, nil, &words, environ) == 0 ? process : nil
  }

  /// All that comes until the end; nil where that takes too long.
  private static func read(_ descriptor: Int32, until deadline: ContinuousClock.Instant) -> [UInt8]? {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { return nil }
      var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let milliseconds = Int32(
        clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
      guard poll(&waited, 1, milliseconds) > 0 else { continue }
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return all }
      if count > 0 { all += piece[..<count] } else if errno != EINTR { return nil }
    }
  }

  /// A file without a name that holds a text, at its beginning: no reader that ends early can block or end the writer.
  private static func file(holding text: String) -> Int32? {
    var path = Array((NSTemporaryDirectory() + "/faultbook-XXXXXX").utf8CString)
    let file = mkstemp(&path)
    guard file >= 0 else { return nil }
    unlink(path)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard count > 0 else {
        close(file)
        return nil
      }
      bytes = bytes.dropFirst(count)
    }
    guard lseek(file, 0, SEEK_SET) == 0 else {
      close(file)
      return nil
    }
    return file
  }
}
