import Foundation
import Glibc

/// The built executable, and what one call of it left behind.
enum Binary {
  /// The package's folder.
  static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The executable: beside the test bundle, where the build put both.
  static let path: String = {
    let bundle = URL(filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/")
    let beside = [bundle.deletingLastPathComponent().path, packageRoot + "/.build/debug"].map { $0 + "/faultbook" }
    return beside.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "faultbook-is-not-built"
  }()

  /// What a call left behind.
  struct Outcome: Sendable {
    let output: String
    let error: String
    let exitCode: Int32
  }

  /// Where standard output goes.
  enum Output: Equatable {
    /// Into the outcome.
    case kept
    /// Into a file.
    case file(String)
    /// Nowhere: it is closed before the process begins.
    case closed
  }

  /// Runs a process to its end; `blocks` bounds the files that it may write, in blocks of 512 bytes, `kilobytes` the
  /// memory that it may write to.
  static func run(
    _ words: [String], in folder: String, input: String? = nil, environment: [String: String] = [:],
    output: Output = .kept, blocks: Int? = nil, kilobytes: Int? = nil
  ) throws -> Outcome {
    let mark = UUID().uuidString
    let scratch = FileManager.default.temporaryDirectory.path + "/faultbook-call-\(mark)"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    if let input { try Data(input.utf8).write(to: URL(filePath: scratch + "/in")) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input == nil ? "/dev/null" : scratch + "/in", O_RDONLY, 0)
    switch output {
    case .kept: posix_spawn_file_actions_addopen(&actions, 1, scratch + "/out", O_WRONLY | O_CREAT, 0o644)
    case .file(let path): posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY, 0o644)
    case .closed: posix_spawn_file_actions_addclose(&actions, 1)
    }
    posix_spawn_file_actions_addopen(&actions, 2, scratch + "/err", O_WRONLY | O_CREAT, 0o644)
    let limits = [blocks.map { "ulimit -f \($0)" }, kilobytes.map { "ulimit -d \($0)" }].compactMap(\.self)
    let process = try spawn(words, in: folder, actions: &actions, environment: environment, limits: limits)
    func text(_ name: String) -> String {
      (try? Data(contentsOf: URL(filePath: scratch + name))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    let exitCode = wait(for: process)
    return Outcome(output: text("/out"), error: text("/err"), exitCode: exitCode)
  }

  private static func spawn(
    _ words: [String], in folder: String, actions: inout posix_spawn_file_actions_t, environment: [String: String],
    limits: [String]
  ) throws -> pid_t {
    // A home of its own: what a command keeps for its user goes with the folder.
    var variables = [
      "PATH": "/usr/bin:/bin", "HOME": folder + "/home", "USER": "tester", "SWIFT_BACKTRACE": "enable=no",
    ]
    variables.merge(environment) { $1 }
    // The C library's action that changes the folder is not visible from Swift; the shell does it and steps aside.
    let script = (limits + ["cd \"$0\"", "exec \"$@\""]).joined(separator: " && ")
    var words = (["/bin/sh", "-c", script, folder] + words).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/bin/sh", &actions, nil, &words, &settings)
    guard code == 0 else { throw Unstartable(path: "/bin/sh", reason: String(cString: strerror(code))) }
    return process
  }

  /// The exit code, or 128 and the signal's number where one ended the process.
  private static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }

  /// The process could not be started.
  struct Unstartable: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "\(path) cannot be started: \(reason)" }
  }
}
