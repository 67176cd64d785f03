import Foundation

/// A call graph in a file, `{"services": [{"name", "kind"}], "calls": [{"caller", "callee"}]}`, plain or compressed by gzip.
struct TopologyFile: Sendable {
  struct Service: Decodable, Sendable {
    let name: String
    let kind: String?
  }
  struct Call: Decodable, Sendable {
    let caller: String
    let callee: String
  }
  struct Graph: Decodable, Sendable {
    let services: [Service]
    let calls: [Call]
  }

  let url: URL
  /// The file's name without its endings.
  var name: String { url.lastPathComponent.split(separator: ".").first.map(String.init) ?? url.lastPathComponent }

  /// The graph. Throws where it cannot be read.
  func graph() throws -> Graph {
    let isCompressed = url.pathExtension == "gz"
    let data =
      isCompressed
      ? Data(try Yardstick.output("/usr/bin/env", ["gzip", "-dc", url.path]).utf8) : try Data(contentsOf: url)
    return try JSONDecoder().decode(Graph.self, from: data)
  }

  /// The topologies of a folder, the small ones first; none, with a message, where there is no folder.
  static func all(in folder: String?) throws -> [LargeSystem.Source] {
    let place =
      folder.map { URL(fileURLWithPath: $0) }
      ?? Yardstick.sharedFolder.deletingLastPathComponent().appending(path: "data/topologies")
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: place.path) else {
      FileHandle.standardError.write(Data("no topologies at \(place.path): synthetic systems only\n".utf8))
      return []
    }
    let files = names.filter { $0.hasSuffix(".graph.json") || $0.hasSuffix(".graph.json.gz") }
      .map { TopologyFile(url: place.appending(path: $0)) }
    return try files.map { file in (file, try file.graph().services.count) }.sorted {
      ($0.1, $0.0.name) < ($1.1, $1.0.name)
    }
    .map { .file($0.0) }
  }
}
