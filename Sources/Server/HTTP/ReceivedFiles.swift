import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import Interchange
import NIOCore

/// Files that a request brought, kept in one file without a name, which is gone with this value: an import reads twice, and
/// may be larger than what should be in memory.
///
/// A body of `multipart/form-data` (RFC 7578) holds several, each with its name; any other body is one file.
final class ReceivedFiles: Sendable {
  /// A stretch of the kept body.
  struct Part: Sendable {
    let field: String
    let name: String
    let range: Range<Int>
  }

  let parts: [Part]
  private let file: NamelessFile

  /// Takes a body in. Throws `Problem` 400 and 413.
  ///
  /// - Parameter came: called for every piece of it that arrived.
  init(_ body: RequestBody, contentType: String?, limit: Int, each came: @Sendable () -> Void) async throws {
    guard let file = try? NamelessFile() else { throw ReceivedFiles.noRoom }
    self.file = file
    var size = 0
    for try await buffer in body {
      came()
      size += buffer.readableBytes
      guard size <= limit else { throw BodyReader.tooLarge(limit) }
      do throws(NamelessFile.Failure) {
        try file.append(Array(buffer: buffer)[...])
      } catch {
        throw ReceivedFiles.noRoom
      }
    }
    guard size > 0 else { throw Problem.badRequest("the body is empty; send a file") }
    if MediaTypes.essence(contentType) == MediaTypes.multipart, let contentType {
      guard let boundary = MediaTypes.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count)
      else { throw Problem.badRequest("multipart/form-data needs a boundary of 1 to 70 characters") }
      parts = try ReceivedFiles.parts(file.descriptor, size: size, boundary: boundary)
    } else {
      parts = [Part(field: "file", name: "request body", range: 0..<size)]
    }
  }

  /// The files as importers read them; a single unnamed one under the name given.
  /// Throws `Problem` 400 where there is none.
  func sources(named name: String? = nil) throws -> [ImportSource] {
    let files = parts.filter { $0.field != "request" }
    guard !files.isEmpty else { throw Problem.badRequest("the form holds no file; send at least one") }
    return files.map { part in
      ImportSource(name: parts.count == 1 ? name ?? part.name : part.name) { [file] in
        NamelessFile.Reader(file, range: part.range) { _ in ReceivedFiles.noRoom }
      }
    }
  }

  /// The files of one field of a form; a browser sends a field without a file as an empty one without a name.
  func sources(of field: String) -> [ImportSource] {
    parts.filter { $0.field == field && !($0.name.isEmpty && $0.range.isEmpty) }.map { part in
      ImportSource(name: part.name) { [file] in
        NamelessFile.Reader(file, range: part.range) { _ in ReceivedFiles.noRoom }
      }
    }
  }

  /// The text of a field that is no file.
  func text(_ field: String) -> String? {
    guard let part = parts.first(where: { $0.field == field }), part.range.count <= 1 << 20 else { return nil }
    guard let bytes = try? file.read(at: part.range.lowerBound, atMost: part.range.count),
      bytes.count == part.range.count
    else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static let noRoom = Problem.retry(
    .noRoom, "environment", "the files cannot be kept in the temporary folder; free some space", after: 30)
}

// MARK: - multipart/form-data

extension ReceivedFiles {
  /// The parts of a body. Throws `Problem` 400 where it is none.
  private static func parts(_ file: Int32, size: Int, boundary: String) throws -> [Part] {
    guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), memory != MAP_FAILED else { throw noRoom }
    defer { munmap(memory, size) }
    let bytes = UnsafeRawBufferPointer(start: memory, count: size)
    let mark = Array("--\(boundary)".utf8)
    func wrong(_ what: String) -> Problem { Problem.badRequest("the body is no multipart/form-data: \(what)") }
    guard var place = find(mark, in: bytes, from: 0), place == 0 || bytes[place - 1] == 0x0A else {
      throw wrong("its boundary does not occur")
    }
    var found: [Part] = []
    while true {
      place += mark.count
      guard place + 1 < size else { throw wrong("it ends too soon") }
      if bytes[place] == UInt8(ascii: "-"), bytes[place + 1] == UInt8(ascii: "-") { return found }
      guard found.count < 1000 else { throw wrong("it has more than 1000 parts") }
      guard let head = find([13, 10, 13, 10], in: bytes, from: place), head - place <= 8192 else {
        throw wrong("a part has no end of its headers")
      }
      let headers = String(decoding: bytes[place..<head], as: UTF8.self)
      let start = head + 4
      guard let end = find([13, 10] + mark, in: bytes, from: start - 2) else { throw wrong("a part has no end") }
      let field = parameter("name", in: headers) ?? "file"
      found.append(
        Part(field: field, name: parameter("filename", in: headers) ?? field, range: start..<max(start, end)))
      place = end + 2
    }
  }

  /// A parameter of `Content-Disposition`, as browsers and RFC 7578 write it: in quotes, `%22` for a quote.
  private static func parameter(_ name: String, in headers: String) -> String? {
    for line in headers.split(separator: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
      guard let start = line.range(of: "\(name)=\"", options: .caseInsensitive),
        start.lowerBound == line.startIndex || [" ", ";"].contains(line[line.index(before: start.lowerBound)]),
        let end = line[start.upperBound...].firstIndex(of: "\"")
      else { continue }
      return String(line[start.upperBound..<end]).replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing(
        "%0A", with: "\n")
    }
    return nil
  }

  private static func find(_ pattern: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, let first = pattern.first, start >= 0 else { return nil }
    var place = start
    while place + pattern.count <= bytes.count {
      // The C library finds a byte many times faster than a loop.
      guard let found = memchr(base + place, Int32(first), bytes.count - pattern.count + 1 - place) else { return nil }
      place = UnsafeRawPointer(found) - base
      if pattern.withUnsafeBytes({ memcmp(base + place, $0.baseAddress!, pattern.count) }) == 0 { return place }
      place += 1
    }
    return nil
  }
}
