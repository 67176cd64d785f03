import Foundation
import KnowledgeBase
import Vocabulary
import Yams

/// A declaration written by hand: a YAML or JSON file, or standard input.
struct DocumentFile {
  /// The longest document, in bytes.
  static let maximumSize = 4_194_304

  /// Its name for messages.
  let name: String
  /// Its content.
  let json: JSON

  /// Reads a file, or standard input where the path is `-`. Throws `FaultbookError`.
  init(path: String) throws {
    name = path == "-" ? "standard input" : path
    let bytes = try DocumentFile.bytes(of: path, name: name)
    guard bytes.contains(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }) else {
      throw FaultbookError(.input, "\(name) is empty; write the declaration into it as YAML or JSON")
    }
    json = try DocumentFile.parse(bytes, name: name, isYAML: path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
  }

  /// A file's text as it is, or standard input's where the path is `-`. Throws `FaultbookError`.
  static func text(path: String) throws -> String {
    let name = path == "-" ? "standard input" : path
    guard let text = String(validating: try bytes(of: path, name: name), as: UTF8.self) else {
      throw FaultbookError(.input, "\(name) is no UTF-8 text; save it as UTF-8")
    }
    return text
  }

  /// Whether there is a file of that name.
  static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The file's name without folder and ending: what an intent is called where nothing else names it.
  static func stem(of path: String) -> String? {
    guard path != "-", let file = path.split(separator: "/").last else { return nil }
    let stem = file.prefix { $0 != "." }
    return stem.isEmpty ? nil : String(stem)
  }

  private static func bytes(of path: String, name: String) throws -> [UInt8] {
    if path != "-" {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw FaultbookError(
          .input, "\(name) is not there; give the path of a YAML or JSON file, or - for standard input")
      }
      if isFolder.boolValue {
        throw FaultbookError(.input, "\(name) is a folder; give the path of a YAML or JSON file")
      }
    }
    guard let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
      throw FaultbookError(.input, "\(name) cannot be opened for reading; check its permissions")
    }
    guard let data = try? handle.read(upToCount: maximumSize + 1) ?? Data() else {
      throw FaultbookError(.input, "\(name) cannot be read; check that it is an ordinary file")
    }
    guard data.count <= maximumSize else {
      throw FaultbookError(.input, "\(name) is longer than \(maximumSize / 1_048_576) MiB; a declaration is shorter")
    }
    return Array(data)
  }

  private static func parse(_ bytes: [UInt8], name: String, isYAML: Bool) throws -> JSON {
    let first = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    let looksLikeJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    do {
      if looksLikeJSON, !isYAML { return try JSON.parse(bytes) }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw FaultbookError(.input, "\(name) is no UTF-8 text; save it as UTF-8")
      }
      return try YAMLReader.read(text)
    } catch let error as JSONError {
      throw FaultbookError(.input, "\(name) is no sound JSON: \(error)")
    } catch let error as YAMLProblem {
      throw FaultbookError(.input, "\(name) is no sound YAML: \(error.problem)")
    }
  }
}
