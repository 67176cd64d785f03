import Testing

@Suite("Imports follow the arrows")
struct ArrowTests {
  @Test("Every folder of Sources has a row in the table, and every row a folder")
  func everyModuleHasARow() throws {
    let folders = try Set(House.modules())
    let rows = Set(Room.all.map(\.name))
    #expect(folders.subtracting(rows).sorted() == [], "add a row to Tests/ArchitectureTests/Arrows.swift")
    #expect(rows.subtracting(folders).sorted() == [], "rows of Tests/ArchitectureTests/Arrows.swift without a folder")
  }

  @Test("A module imports only what its row allows", arguments: Room.all.map(\.name))
  func importsAreAllowed(module: String) throws {
    let room = try #require(Room.named(module))
    for (file, source) in try House.sources(of: module) {
      for name in source.imports where !room.allowed.contains(name) {
        Issue.record("\(file.path) imports \(name); \(module) may import \(room.allowed.sorted())")
      }
    }
  }

  @Test("Package.swift declares exactly what the table allows")
  func manifestAgrees() throws {
    let targets = Manifest(try House.read("Package.swift").content).targets.filter { $0.folder.hasPrefix("Sources/") }
    for target in targets where try House.hasSwift(target.folder) {
      let declared = Room.named(target.name)?.declared ?? []
      #expect(
        target.dependencies.subtracting(declared).sorted() == [], "\(target.name) depends on what the table forbids")
      #expect(
        declared.subtracting(target.dependencies).sorted() == [], "the table allows \(target.name) what it has not")
    }
    #expect(Set(Room.all.map(\.name)).subtracting(targets.map(\.name)).sorted() == [], "rows without a target")
  }

  @Test("Every target of tests has a folder that holds some, and every folder a target")
  func testsHaveFolders() throws {
    let folders = Manifest(try House.read("Package.swift").content).targets.map(\.folder)
      .filter { $0.hasPrefix("Tests/") }
    let found = try House.names(in: "Tests").map { "Tests/" + $0 }
    #expect(folders.filter { !found.contains($0) } == [], "targets without a folder")
    let forgotten = try found.filter { try !folders.contains($0) && House.hasSwift($0) }
    #expect(forgotten == [], "folders of Swift without a target")
  }

  @Test("No arrow leads back, nothing is above the command line, and a pure module stands on pure ones")
  func arrowsPointOneWay() {
    func follow(_ name: String, _ path: [String]) {
      guard !path.contains(name) else {
        Issue.record("a circle: \((path + [name]).joined(separator: " → "))")
        return
      }
      for next in (Room.named(name)?.ours ?? []).sorted() { follow(next, path + [name]) }
    }
    for room in Room.all { follow(room.name, []) }
    // Pages, and the tools of agents, are made for the command line and for a server alike.
    let shared = ["Reports", "Pages", "AgentProtocol"]
    let top = Room.all.filter { $0.ours.contains("KnowledgeBase") && !shared.contains($0.name) }.map(\.name)
    for room in Room.all where !room.ours.isDisjoint(with: top) {
      // A server may stand between the command line and KnowledgeBase.
      // The benchmarks run one in a process of its own.
      #expect(["faultbook", "Benchmarks"].contains(room.name), "\(room.name) imports one of \(top)")
    }
    for room in Room.all where room.isPure {
      // A library in C has no row.
      #expect(
        room.ours.allSatisfy { Room.named($0)?.isPure != false }, "\(room.name) is pure and stands on what is not")
      #expect(room.declared.isDisjoint(with: Room.databases), "\(room.name) is pure and imports a database")
    }
  }
}
