import Foundation
import Testing
import Vocabulary

@testable import Interchange

@Suite struct LabTraceTests {
  /// What the lab was built as, said by its own topology.
  private struct Shop: Decodable {
    struct Service: Decodable {
      let name: String
      let calls: [Call]?
    }
    struct Call: Decodable {
      let to: String
      let mode: String?
    }
    let services: [Service]
  }

  @Test func `the recorded traces of the lab yield every dependency of its topology and no other`() throws {
    guard let traces = Files.shared("lab/recorded/traces.jsonl"), let topology = Files.shared("lab/shop.json") else {
      return
    }
    let shop = try JSONDecoder().decode(Shop.self, from: Data(contentsOf: URL(filePath: topology)))
    let declared = shop.services.flatMap { service in
      (service.calls ?? []).map { "\(service.name)\($0.mode == "async" ? "~>" : ">")\($0.to)" }
    }
    let found = try importing(.file(traces))
    print("lab dependencies from traces alone: \(found.arrows.joined(separator: " "))")
    #expect(found.arrows == Set(declared).sorted())
    #expect(found.arrows.contains("checkout~>user-profile"))
    #expect(Set(found.kinds.keys) == Set(shop.services.map(\.name)))
    #expect(found.kinds["db"] == "database")
    #expect(found.kinds["cache"] == "cache")
    #expect(found.kinds["assistant"] == "agent")
    #expect(found.kinds["tool-server"] == "tool")
    #expect(found.summary.ignoredFields == 0)
    #expect(found.summary.notes.isEmpty)
  }

  @Test func `the lab's calls, errors and retries are counted as its spans have them`() throws {
    guard let traces = Files.shared("lab/recorded/traces.jsonl") else { return }
    let found = try importing(.file(traces))
    // Counted independently, by a script over the file: client and producer spans by caller and server.address.
    #expect(found.total("catalog", "db", \.calls) == 80)
    #expect(found.total("checkout", "payments", \.calls) == 16)
    #expect(found.total("checkout", "user-profile", \.calls) == 12)
    #expect(found.dependencies.reduce(0) { $0 + $1.calls } == 689)
    #expect(found.dependencies.reduce(0) { $0 + ($1.retries ?? 0) } == 15)
    #expect(found.dependencies.reduce(0) { $0 + $1.errors } == 59)
    for window in found.dependencies {
      let judged = (window.propagatedErrors ?? 0) + (window.maskedErrors ?? 0)
      #expect(judged <= window.errors)
      #expect(window.to.seconds(since: window.from) <= 310)
    }
  }
}
