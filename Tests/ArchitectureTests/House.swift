import Foundation

/// The package's own folder, as it lies on the disk.
enum House {
  /// The package's folder.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file under the package's folder.
  struct File: Sendable {
    /// Its path from the package's folder.
    let path: String
    let content: String

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    var lineCount: Int { content.utf8.count { $0 == 0x0A } }
  }

  /// The names in a folder, sorted.
  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
  }

  static func read(_ path: String) throws -> File {
    File(path: path, content: try String(contentsOf: root.appending(path: path), encoding: .utf8))
  }

  /// The files of one ending under a folder, by path.
  static func files(under folder: String, ending: String) throws -> [File] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(ending) }.sorted().map { try read(folder + "/" + $0) }
  }

  /// Every Swift file of a module, taken apart.
  static func sources(of module: String) throws -> [(file: File, source: SwiftSource)] {
    try files(under: "Sources/" + module, ending: ".swift").map { ($0, SwiftSource($0.content)) }
  }

  /// Whether a folder holds Swift.
  static func hasSwift(_ folder: String) throws -> Bool { try !files(under: folder, ending: ".swift").isEmpty }

  /// The folders of `Sources` that hold Swift: the modules, without the C libraries' maps.
  static func modules() throws -> [String] {
    try names(in: "Sources").filter { try !$0.hasPrefix(".") && hasSwift("Sources/" + $0) }
  }

  /// Whether git is told to ignore a name at the top level.
  static func isIgnored(_ name: String) throws -> Bool {
    try read(".gitignore").content.split(separator: "\n").contains { pattern in
      fnmatch(pattern.hasSuffix("/") ? String(pattern.dropLast()) : String(pattern), name, 0) == 0
    }
  }
}
