import Foundation
import Testing
import Vocabulary

/// Every command explains itself, and accepts what all commands accept.
@Suite struct HelpTests {
  /// The paths of all commands that do something, read from the executable's own description of itself.
  static let leaves: [[String]] = {
    guard let workspace = try? Workspace(),
      let outcome = try? workspace.run(["--experimental-dump-help"]),
      let json = try? JSON.parse(outcome.output)
    else { return [] }
    return paths(json["command"] ?? .null, below: [])
  }()

  private static func paths(_ command: JSON, below path: [String]) -> [[String]] {
    let children = (command["subcommands"]?.arrayValue ?? []).filter { $0["commandName"]?.stringValue != "help" }
    guard children.isEmpty else {
      return children.flatMap { paths($0, below: path + [$0["commandName"]?.stringValue ?? ""]) }
    }
    return [path]
  }

  @Test func `every documented command is there`() throws {
    let documented = [
      "append",
      "ask",
      "audit bundle",
      "audit checkpoint",
      "audit cosign",
      "audit evidence",
      "audit key new",
      "audit key show",
      "audit prove",
      "audit recompute",
      "audit verify",
      "audit verify-proof",
      "backup",
      "beliefs",
      "check",
      "declare component",
      "declare dependency",
      "declare failure-mode",
      "correct",
      "declare file",
      "declare journey",
      "demo",
      "doctor",
      "export",
      "explain belief",
      "explain proposal",
      "explain score",
      "failure-modes adopt",
      "failure-modes list",
      "failure-modes show",
      "findings",
      "follow",
      "import",
      "incident list",
      "incident record",
      "incident show",
      "incident warning",
      "init",
      "intent declare",
      "intent list",
      "intent retire",
      "intent revise",
      "intent schema",
      "intent show",
      "judge",
      "log",
      "mcp",
      "next",
      "policy list",
      "policy set",
      "predict",
      "proposal accept",
      "proposal reject",
      "rebuild",
      "restore",
      "retract",
      "replay",
      "report period",
      "trends",
      "report run",
      "run abort",
      "run clear",
      "run disqualify",
      "run finish",
      "run inject",
      "run list",
      "run probe",
      "run sample",
      "run show",
      "run start",
      "run watch",
      "scenarios intent",
      "scenarios list",
      "scores",
      "serve",
      "sql",
      "subject erase",
      "subject list",
      "subject show",
      "system",
      "token create",
      "token list",
      "token revoke",
    ]
    let leaves = Set(Self.leaves.map { $0.joined(separator: " ") })
    for command in documented { #expect(leaves.contains(command), "\(command)") }
  }

  @Test(arguments: leaves)
  func `a command's help has examples and every common option`(_ path: [String]) throws {
    let workspace = try Workspace()
    let outcome = try workspace.run(path + ["--help"])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    #expect(outcome.output.contains("EXAMPLES"))
    #expect(outcome.output.contains("  faultbook \(path.filter { $0 != "file" }.joined(separator: " "))"))
    for option in ["--book", "--format", "--actor", "--now", "--environment", "--as-of", "--wait", "--anchor"] {
      #expect(outcome.output.contains("  \(option) <"), "\(option)")
    }
    for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    // A default is said once for each option.
    let options = outcome.output.replacing("\n                          ", with: " ").split(separator: "\n")
    for option in options { #expect(option.ranges(of: "(default:").count <= 1, "\(option)") }
  }

  @Test(arguments: leaves.filter { $0 != ["demo"] })
  func `every example of a command's help is understood`(_ path: [String]) throws {
    let workspace = try Workspace()
    let help = try workspace.run(path + ["--help"]).output
    // Continued lines are one; everything but the executable is missing, so nothing leaves the folder.
    let lines = help.replacing("\\\n", with: " ").split(separator: "\n").filter {
      $0.hasPrefix("  ") && $0.contains("faultbook ")
    }
    for example in lines {
      let script = "PATH=/nonexistent\nfaultbook() { '\(Binary.path)' \"$@\"; }\n\(example)\n"
      let outcome = try Binary.run(["/bin/sh", "-c", script], in: workspace.folder)
      #expect(!outcome.error.contains("--help'"), "\(example): \(outcome.error)")
    }
  }

  @Test func `help is asked for in three ways, and the bare name shows it`() throws {
    let workspace = try Workspace()
    let help = try workspace.run(["beliefs", "--help"]).output
    #expect(try workspace.run(["help", "beliefs"]).output == help)
    #expect(try workspace.run(["beliefs", "-h"]).output == help)
    let root = try workspace.run([])
    #expect(root.exitCode == 0 && root.output.contains("EXIT CODES"))
    #expect(try workspace.run(["--version"]).output == "0.1.0\n")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `shells are given completions`(_ shell: String) throws {
    let workspace = try Workspace()
    let outcome = try workspace.run(["--generate-completion-script", shell])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    #expect(outcome.output.contains("beliefs") && outcome.output.contains("net.latency"))
  }

  @Test func `common options stand before the command too`() throws {
    let workspace = try Workspace()
    let made = try workspace.run(["--book", "one.sqlite", "init", "--format", "jsonl"])
    #expect(made.exitCode == 0, "\(made.error)")
    let listed = try workspace.run(["--book=one.sqlite", "run", "--format", "csv", "list"])
    #expect(listed.exitCode == 0 && listed.output.hasPrefix("run,"), "\(listed.error)\(listed.output)")
  }

  @Test func `the book is that of the option, else of the environment, else of the folder`() throws {
    let workspace = try Workspace()
    #expect(try workspace.run(["init"], environment: ["FAULTBOOK_BOOK": "env.sqlite"]).exitCode == 0)
    #expect(try workspace.run(["init"]).exitCode == 0)
    #expect(
      try workspace.run(["init", "--book", "own.sqlite"], environment: ["FAULTBOOK_BOOK": "env.sqlite"]).exitCode == 0)
    for name in ["env.sqlite", "faultbook.sqlite", "own.sqlite"] { #expect(!workspace.bytes(name).isEmpty, "\(name)") }
  }
}
