import Glibc

/// What a stream shows its text on.
struct Terminal: Sendable {
  /// Whether somebody looks at it: a terminal rather than a file or a pipe.
  let isInteractive: Bool
  /// Columns; nil where lines may be of any length.
  let width: Int?
  /// Whether colour may be used: on a terminal that knows it, and only where `NO_COLOR` is not set (no-color.org).
  let hasColour: Bool

  /// A surface, for those who render without a stream.
  init(isInteractive: Bool, width: Int?, hasColour: Bool) {
    self.isInteractive = isInteractive
    self.width = width
    self.hasColour = hasColour
  }

  /// What stands behind a descriptor.
  init(of descriptor: Int32) {
    isInteractive = isatty(descriptor) == 1
    var size = winsize()
    let asked = Environment.value("COLUMNS").flatMap { Int($0) }.flatMap { $0 >= 20 ? $0 : nil }
    if isInteractive, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      width = max(20, Int(size.ws_col))
    } else {
      width = asked ?? (isInteractive ? 80 : nil)
    }
    hasColour = isInteractive && Environment.value("NO_COLOR") == nil && Environment.value("TERM") != "dumb"
  }

  /// Standard output.
  static let output = Terminal(of: STDOUT_FILENO)
  /// Standard error.
  static let error = Terminal(of: STDERR_FILENO)

  /// The text in bold, where there is colour.
  func bold(_ text: String) -> String { hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  /// The text in red, where there is colour.
  func red(_ text: String) -> String { hasColour ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
}

/// The process's environment: read here and nowhere else.
enum Environment {
  /// The variable's value; nil where it is unset or empty.
  static func value(_ name: String) -> String? {
    guard let text = getenv(name).map({ String(cString: $0) }), !text.isEmpty else { return nil }
    return text
  }

  /// Who works here: the user's name at the machine's.
  static var actor: String {
    let user = value("USER") ?? value("LOGNAME") ?? getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
    var host = [CChar](repeating: 0, count: 256)
    let named = gethostname(&host, host.count - 1) == 0
    let machine = named ? String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : ""
    return "\(user ?? "uid-\(getuid())")@\(machine.isEmpty ? "localhost" : machine)"
  }
}
