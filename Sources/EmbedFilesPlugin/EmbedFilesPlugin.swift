import Foundation
import PackagePlugin

/// Turns a folder of files into one Swift file of string literals: the top-level folder that bears the target's name
/// (`Migrations/`, `Queries/`), else the target's own `Files/`.
///
/// The files stay what they are, an `.sql` that a database administrator can run by hand, and the binary runs wherever it
/// is copied.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let topLevel = context.package.directoryURL.appending(path: target.name)
    let folder =
      FileManager.default.fileExists(atPath: topLevel.path) ? topLevel : target.directoryURL.appending(path: "Files")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { file in [".sql", ".json", ".jsonl", ".mustache", ".css", ".js"].contains { file.hasSuffix($0) } }
      .sorted()
      .map { folder.appending(path: $0) }
    let output = context.pluginWorkDirectoryURL.appending(path: "\(target.name)+Files.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(target.name)",
        executable: try context.tool(named: "EmbedFiles").url,
        arguments: [output.path, folder.path] + files.map(\.path),
        inputFiles: files,
        outputFiles: [output])
    ]
  }
}
