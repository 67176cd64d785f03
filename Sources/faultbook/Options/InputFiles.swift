import Glibc
import Interchange
import KnowledgeBase

/// Finds the files that a command names.
enum InputFiles {
  /// The files; `-` is standard input. Throws `FaultbookError` where one is named twice or a pipe cannot be kept.
  static func named(_ paths: [String]) throws -> [ImportSource] {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw UsageError(message: "standard input (-) is named twice; it can be read once")
    }
    return try paths.map { path in
      if path == "-" { return try kept(STDIN_FILENO, name: "standard input") }
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG, status.st_mode & S_IFMT != S_IFDIR else {
        return .file(path)
      }
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return .file(path) }
      defer { close(descriptor) }
      return try kept(descriptor, name: path)
    }
  }

  /// What can be read only once, kept in a nameless file: an import reads twice.
  private static func kept(_ descriptor: Int32, name: String) throws -> ImportSource {
    let file = try keeping { () throws(NamelessFile.Failure) in try NamelessFile() }
    var buffer = [UInt8](repeating: 0, count: 262_144)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw FaultbookError(
          .input, "\(name) cannot be read (\(String(cString: strerror(errno)))); give it a file or a pipe")
      }
      try keeping { () throws(NamelessFile.Failure) in try file.append(buffer[..<count]) }
    }
    return ImportSource(name: name) { NamelessFile.Reader(file, failure: notKept) }
  }

  private static func keeping<Result>(_ body: () throws(NamelessFile.Failure) -> Result) throws -> Result {
    do throws(NamelessFile.Failure) {
      return try body()
    } catch {
      throw notKept(error)
    }
  }

  @Sendable private static func notKept(_ failure: NamelessFile.Failure) -> any Error {
    FaultbookError(
      .environment,
      "standard input cannot be kept in the temporary folder (\(failure.reason)); free some space or set TMPDIR")
  }
}
