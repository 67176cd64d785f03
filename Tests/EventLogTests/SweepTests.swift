import Foundation
import Testing

/// A disk that fails at its first operation, its second, and so on, in every scene that writes: a full one, one that
/// cannot read, write, sync or lock, and one that loses power with all that was not synced.
@Suite(.serialized) struct SweepTests {
  struct Scene: CustomTestStringConvertible, Sendable {
    let name: String
    let fault: String
    /// Whether everything fails from the first fault on.
    let lasts: Bool
    /// Every how many-th operation is tried, where time is short.
    let stride: Int

    init(_ name: String, _ fault: String, lasts: Bool = false, every stride: Int = 1) {
      (self.name, self.fault, self.lasts, self.stride) = (name, fault, lasts, stride)
    }

    var testDescription: String { "\(name) on a disk with the fault \(fault)\(lasts ? " from then on" : "")" }
  }

  static let scenes = [
    Scene("append", "full", every: 3), Scene("append", "full", lasts: true, every: 3),
    Scene("append", "write", every: 3),
    Scene("append", "sync"), Scene("append", "sync", lasts: true), Scene("append", "read", every: 3),
    Scene("append", "truncate"), Scene("append", "open"), Scene("append", "lock"), Scene("append", "power"),
    Scene("revive", "power"), Scene("revive", "sync"), Scene("revive", "full", every: 3),
    Scene("create", "full", every: 7), Scene("create", "write", every: 7), Scene("create", "sync"),
    Scene("create", "read", every: 3), Scene("create", "open"), Scene("create", "lock"),
    Scene("create", "power", every: 7), Scene("backup", "full", every: 3), Scene("backup", "write", every: 3),
    Scene("backup", "read", every: 5), Scene("backup", "open"), Scene("backup", "lock"),
    Scene("follow", "full", every: 11), Scene("follow", "full", lasts: true, every: 11), Scene("follow", "sync"),
    Scene("follow", "read", every: 11), Scene("follow", "power", every: 7),
  ]

  private func sweep(_ scene: Scene) throws -> (bad: [Substring], points: Int) {
    let folder = try TemporaryFolder()
    let seed: UInt64 = 20_261_121
    let stride = CrashRounds.count >= 200 ? 1 : scene.stride
    let helper = try Helper([
      "sweep", scene.name, scene.fault, scene.lasts ? "on" : "once", folder.url.path, "\(seed)", "\(stride)",
    ])
    let said = String(decoding: helper.rest(), as: UTF8.self)
    print("\(scene.testDescription), seed \(seed), every \(stride): \(said.split(separator: "\n").last ?? "")")
    #expect(helper.process.terminationStatus == 0 && helper.process.terminationReason == .exit)
    let lines = said.split(separator: "\n")
    let points = lines.last.flatMap { $0.hasPrefix("points ") ? Int($0.dropFirst(7)) : nil }
    return (lines.filter { $0.hasPrefix("bad ") }, try #require(points, "\(said.suffix(400))"))
  }

  @Test(arguments: scenes)
  func `nothing acknowledged is lost, nothing half is seen, and the error is told`(_ scene: Scene) throws {
    let outcome = try sweep(scene)
    #expect(outcome.bad.prefix(5) == [])
    #expect(outcome.points > 0)
  }

  @Test func `the disk of these tests loses what a book would lose that does not sync`() throws {
    #expect(try !sweep(Scene("pretend", "power")).bad.isEmpty)
  }
}
