import Foundation
public import Vocabulary

/// Another program's reading of a schema: `jsonschema` for Python, where it is installed.
public enum SchemaPeer {
  private static let script = """
    import json, sys
    try:
        import jsonschema
    except ImportError:
        sys.exit(77)
    schema, documents = [open(name) for name in sys.argv[1:]]
    schema = json.load(schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for line in documents:
        print("yes" if validator.is_valid(json.loads(line)) else "no")
    """

  /// For each document whether it is valid; nil where the program is not there. Throws where it fails.
  public static func verdicts(on documents: [JSON], by schema: JSON) throws -> [Bool]? {
    let folder = FileManager.default.temporaryDirectory.path + "/faultbook-schema-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func write(_ name: String, _ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
      return "\(folder)/\(name)"
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", try write("check.py", script), try write("schema.json", schema.text),
      try write("documents", documents.map { $0.text + "\n" }.joined()),
    ]
    _ = FileManager.default.createFile(atPath: folder + "/out", contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: folder + "/out")
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus == 77 || process.terminationStatus == 127 {
      print("skipped: python3 has no jsonschema here; install it with pip or as python3-jsonschema")
      return nil
    }
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    let lines = try String(contentsOfFile: folder + "/out", encoding: .utf8).split(separator: "\n")
    return lines.map { $0 == "yes" }
  }

  struct Failed: Error { let status: Int32 }
}
