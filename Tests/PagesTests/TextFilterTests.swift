import Testing

@testable import Pages

/// A program that a page asks.
@Suite struct TextFilterTests {
  private static func shell(_ line: String, limit: Double = 300) -> TextFilter {
    TextFilter(program: "/bin/sh", arguments: ["-c", line], limit: limit)
  }

  @Test func `a text comes back whole, however long, many at once`() async {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<20 {
        group.addTask {
          let text = String(repeating: "a line of number \(number), with ü\n", count: number * 2000)
          return Self.shell("cat").run(text) == text
        }
      }
      for await isWhole in group { #expect(isWhole) }
    }
  }

  @Test(arguments: ["exit 3", "kill -9 $$", "printf '\\377'", "exec 1>&-; exit 1"])
  func `what does not end well gives nothing`(line: String) { #expect(Self.shell(line).run("x") == nil) }

  @Test func `a program that is not there, reads nothing or takes too long harms nobody`() {
    #expect(TextFilter(program: "/nowhere/dot", arguments: [], limit: 1).run("x") == nil)
    #expect(Self.shell("echo done").run(String(repeating: "x", count: 1 << 20)) == "done\n")
    #expect(Self.shell("exec sleep 600", limit: 0.2).run("x") == nil)
  }
}
