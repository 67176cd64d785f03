import Foundation
import Interchange

/// A shell command of the user's that takes a checkpoint somewhere else: it gets the note on standard input, what it
/// prints goes to standard error, and it has a bounded time.
struct AnchorCommand {
  /// What the shell is given.
  let line: String
  /// How long it may take, in seconds.
  var limit: Double = 30

  /// Runs it; nil where it ended with 0, else what went wrong, as the second half of a sentence.
  func run(with input: String) -> String? {
    guard let file = AnchorCommand.file(holding: input) else { return "could not be given the checkpoint" }
    // Closed only when the command has its own.
    defer { withExtendedLifetime(file) {} }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, file.descriptor, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, so that what it starts ends with it; signals as a shell expects them.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
    posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var words = (["/bin/sh", "-c", line] as [String]).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ)
    guard code == 0 else { return "cannot be started (\(String(cString: strerror(code))))" }
    return wait(for: process)
  }

  private func wait(for process: pid_t) -> String? {
    let deadline = ContinuousClock.now + .seconds(limit)
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      if ended < 0, errno != EINTR { return "was lost" }
      guard ContinuousClock.now < deadline else {
        kill(-process, SIGKILL)
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return "took longer than \(rounded(limit, 1)) s and was ended"
      }
      usleep(5000)
    }
    let signal = status & 0x7F
    if signal != 0 { return "was ended by signal \(signal)" }
    let exitCode = status >> 8 & 0xFF
    return exitCode == 0 ? nil : "ended with exit code \(exitCode)"
  }

  /// A file that holds a text, at its beginning: no reader that ends early can block the writer.
  private static func file(holding text: String) -> NamelessFile? {
    guard let file = try? NamelessFile(), (try? file.append(Array(text.utf8)[...])) != nil,
      lseek(file.descriptor, 0, SEEK_SET) == 0
    else { return nil }
    return file
  }
}
