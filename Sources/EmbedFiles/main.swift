import Foundation

// usage: EmbedFiles OUTPUT.swift FOLDER FILE…
// Writes `embeddedFiles`: every file's path within the folder and its text, in the order given.

/// A literal with one more `#` than the longest run in the text, so that nothing in it needs escaping.
func literal(_ text: String) -> String {
  var longest = 0
  var run = 0
  for character in text {
    run = character == "#" ? run + 1 : 0
    longest = max(longest, run)
  }
  let marks = String(repeating: "#", count: longest + 1)
  return "\(marks)\"\"\"\n\(text)\n\"\"\"\(marks)"
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  FileHandle.standardError.write(Data("usage: EmbedFiles OUTPUT.swift FOLDER FILE…\n".utf8))
  exit(2)
}
let output = arguments[1]
let prefix = arguments[2] + "/"
var text = "/// The files of the folder, by name, in the order of their names.\n"
text += "let embeddedFiles: [(name: String, text: StaticString)] = [\n"
do {
  for path in arguments.dropFirst(3) {
    let url = URL(fileURLWithPath: path)
    let content = try String(contentsOf: url, encoding: .utf8)
    let name = path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : url.lastPathComponent
    text += "  (\"\(name)\", \(literal(content))),\n"
  }
  text += "]\n"
  // An unchanged file stays untouched: what was built from it stays built.
  if (try? String(contentsOfFile: output, encoding: .utf8)) != text {
    try text.write(toFile: output, atomically: true, encoding: .utf8)
  }
} catch {
  FileHandle.standardError.write(Data("EmbedFiles: \(error)\n".utf8))
  exit(1)
}
