import Glibc

/// Standard output and standard error, written to the last byte or with an error that says why not.
enum StandardStreams {
  /// Whether standard output was open when the process began.
  private(set) nonisolated(unsafe) static var outputIsOpen = true

  /// Makes the three descriptors safe to use; call it first, before any file is opened and any thread is started.
  ///
  /// A write to a reader that went away (`faultbook … | head`) or beyond the allowed size of files must come back as an
  /// error rather than end the process, and a book must never be opened as descriptor 1 of a process that was started
  /// without one: what is printed would be written into it.
  static func secure() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      if descriptor == STDOUT_FILENO { outputIsOpen = false }
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  /// Writes text to standard output. Throws `OutputError`.
  static func print(_ text: String) throws {
    guard outputIsOpen else { throw OutputError(code: EBADF) }
    try write(text, to: STDOUT_FILENO)
  }

  /// Writes one line to standard error; there is nobody to tell where that fails.
  static func printError(_ line: String) { drawOnError(line + "\n") }

  /// Writes text to standard error as it is.
  static func drawOnError(_ text: String) { try? write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written >= 0 {
          rest = rest.dropFirst(written)
        } else if errno != EINTR {
          throw OutputError(code: errno)
        }
      }
    }
  }
}

/// What was to be printed could not be.
struct OutputError: Error, CustomStringConvertible {
  /// The system's error number.
  let code: Int32

  /// Whether the reader went away, which is no error: it has read all that it wanted.
  var readerIsGone: Bool { code == EPIPE }

  var description: String {
    code == EBADF
      ? "standard output is closed, so the answer cannot be printed; redirect it to a file or to /dev/null"
      : "the answer cannot be written to standard output (\(String(cString: strerror(code)))); print it elsewhere"
  }
}
