import Foundation
import Testing
import Vocabulary

@testable import Interchange

/// What is exported is what the tools say that they take.
@Suite struct PublishedSchemaTests {
  /// The model of AWS FIS: `data/fis/2020-12-01/service-2.json` of botocore, unpacked, where FAULTBOOK_FIS_MODEL names it or beside
  /// the package.
  private static let fis: ServiceShape? = {
    let path =
      ProcessInfo.processInfo.environment["FAULTBOOK_FIS_MODEL"] ?? Files.shared("formats/aws-fis/service-2.json")
    guard let data = path.flatMap({ FileManager.default.contents(atPath: $0) }),
      let model = try? JSON.parse([UInt8](data))
    else { return nil }
    return ServiceShape("CreateExperimentTemplateRequest", in: model)
  }()

  @Test(.enabled(if: fis != nil, "name the service model of AWS FIS in FAULTBOOK_FIS_MODEL to hold exports against it"))
  func `every template is a request that the published model of FIS takes`() throws {
    let shape = try #require(Self.fis)
    #expect(!shape.problems(["description": "d", "acts": 1]).isEmpty)
    for (resource, kind) in FISActionText.able {
      let options = try ExportScene.options(ExportScene.bindings, ExportScene.aws(resource.rawValue))
      for dose in Dose.allCases {
        guard let fault = ExportScene.sized(try #require(FaultKind(named: kind)), dose) else { continue }
        for intent in [nil, "checkout-survives"] {
          let experiment = try ExportScene.experiment(fault, on: ExportScene.component, heldAs: intent)
          let text = try Exporter.document(of: experiment, as: .awsFIS, options: options).text
          let problems = shape.problems(try JSON.parse(Array(text.utf8)))
          #expect(problems.isEmpty, "\(kind) of \(resource.rawValue): \(problems.joined(separator: "; "))")
        }
      }
    }
  }

  /// The members that Krkn's network scenarios know, and the forms of their sizes: `NetworkChaosConfig` of krkn 4, which refuses others.
  @Test(arguments: ["net.latency", "net.loss", "net.bandwidth"])
  func `a network scenario of Krkn has the members that its plugin knows, and sizes in its forms`(kind: String) throws {
    let known: Set = [
      "id", "image", "wait_duration", "test_duration", "label_selector", "service_account", "taints", "namespace",
      "instance_count", "execution", "interfaces", "target", "ingress", "egress", "latency", "loss", "bandwidth",
      "force",
    ]
    let forms = ["latency": #/^\d+(us|ms|s)$/#, "bandwidth": #/^\d+(bit|kbit|mbit|gbit|tbit)$/#]
    let options = try ExportScene.options(ExportScene.bindings, mayRound: true)
    for dose in Dose.allCases {
      guard let fault = ExportScene.sized(try #require(FaultKind(named: kind)), dose) else { continue }
      let experiment = try ExportScene.experiment(fault, on: ExportScene.component)
      let text = try Exporter.document(of: experiment, as: .krkn, options: options).text
      var found: [String: String] = [:]
      for line in text.split(separator: "\n") where !line.hasPrefix("#") && line.contains(":") {
        let parts = line.trimmingPrefix("- ").split(separator: ":", maxSplits: 1)
        let name = parts[0].trimmingCharacters(in: .whitespaces)
        found[name] = parts.count > 1 ? parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " '\"")) : ""
      }
      #expect(Set(found.keys).isSubset(of: known), "\(text)")
      #expect(known.subtracting(found.keys).isSubset(of: ["latency", "loss", "bandwidth", "force"]), "\(text)")
      for (name, form) in forms { if let size = found[name] { #expect(size.wholeMatch(of: form) != nil, "\(size)") } }
      if let loss = found["loss"] { #expect(Int(loss) != nil, "\(loss)") }
      #expect(["serial", "parallel"].contains(found["execution"]))
    }
  }
}
