import Foundation
import PackagePlugin

/// Turns the top-level folder that bears the target's name into one Swift file of string literals.
///
/// The files stay plain `.sql` that a database administrator can run by hand, and the binary runs wherever it is copied.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = context.package.directoryURL.appending(path: target.name)
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "sql" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let output = context.pluginWorkDirectoryURL.appending(path: "\(target.name)+Files.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(target.name)",
        executable: try context.tool(named: "EmbedFiles").url,
        arguments: [output.path] + files.map(\.path),
        inputFiles: files,
        outputFiles: [output])
    ]
  }
}
