import Testing

@Suite("The house stays tidy")
struct LayoutTests {
  @Test("The top level holds Package.swift, Sources, Tests, Migrations, Queries, README.md and dotfiles only")
  func topLevel() throws {
    let drawn: Set<String> = ["Package.swift", "Sources", "Tests", "Migrations", "Queries", "README.md"]
    let found = try House.names(in: ".").filter { try !$0.hasPrefix(".") && !House.isIgnored($0) }
    #expect(Set(found).subtracting(drawn).sorted() == [])
    #expect(drawn.subtracting(found).subtracting(["README.md"]).sorted() == [])
  }

  @Test("No file is longer than 450 lines", arguments: ["Sources", "Tests", "Migrations", "Queries"])
  func filesAreShort(folder: String) throws {
    for ending in [".swift", ".sql"] {
      // Generated code is as long as its generator makes it.
      for file in try House.files(under: folder, ending: ending) where !file.name.hasSuffix(".pb.swift") {
        #expect(file.lineCount <= 450, "\(file.path) has \(file.lineCount) lines: it holds more than one idea")
      }
    }
  }

  @Test("Nothing is left open in Sources")
  func nothingLeftOpen() throws {
    for file in try House.files(under: "Sources", ending: ".swift") {
      for mark in ["TO" + "DO", "FIX" + "ME"] { #expect(!file.content.holdsWord(mark), "\(file.path) holds \(mark)") }
    }
  }
}
