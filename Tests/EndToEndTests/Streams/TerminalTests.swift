import Foundation
import Glibc
import Testing
import Vocabulary

/// What people see on a terminal: tables as wide as it is, little colour, JSON that can be read.
@Suite struct TerminalTests {
  /// Runs a command whose answer is short with a terminal of 60 columns as its standard output.
  private func shown(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
    // The C library's names for these are not visible from Swift: Linux's own requests, TIOCSPTLCK and TIOCGPTN.
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    defer { close(master) }
    var unlocked: Int32 = 0
    var number: Int32 = 0
    #expect(ioctl(master, 0x4004_5431, &unlocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    let name = "/dev/pts/\(number)"
    // Held open, so that what was written stays after the process has gone.
    let slave = open(name, O_RDWR | O_NOCTTY)
    defer { close(slave) }
    var size = winsize(ws_row: 24, ws_col: 60, ws_xpixel: 0, ws_ypixel: 0)
    #expect(ioctl(slave, UInt(TIOCSWINSZ), &size) == 0)
    let workspace = try Workspace()
    let outcome = try workspace.run(
      arguments + ["--book", try SharedBooks.small.get().path],
      environment: ["TERM": "xterm"].merging(environment) { $1 }, output: .file(name))
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(master, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).replacing("\r\n", with: "\n")
  }

  @Test func `a terminal is shown a table with a bold title`() throws {
    let text = try shown(["policy", "list"])
    #expect(text.hasPrefix("\u{1B}[1m"), "\(text)")
    #expect(text.contains("short runs"))
    for line in text.split(separator: "\n").dropFirst() { #expect(line.count <= 60, "\(line)") }
  }

  @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
  func `colour is left away where it is not wanted`(_ environment: [String: String]) throws {
    #expect(!(try shown(["policy", "list"], environment: environment)).contains("\u{1B}"))
  }

  @Test func `JSON on a terminal is indented`() throws {
    let text = try shown(["sql", "select 1 as one", "--format", "json"])
    #expect(text.hasPrefix("{\n  \""), "\(text)")
    #expect(try JSON.parse(text)["rows"] != nil)
  }
}
