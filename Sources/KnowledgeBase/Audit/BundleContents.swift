import Foundation

/// The files of a bundle that is there, by their path in it: of a folder, or of a tar archive.
struct BundleContents {
  private enum Place {
    case folder(String)
    case archive(Data, [String: Range<Int>])
  }

  private let place: Place
  /// The paths of all files, sorted.
  let names: [String]

  /// Looks a bundle over; nil where the path is neither a folder nor a whole tar archive. Cost: linear in its files; the
  /// archive is mapped, not read.
  init?(path: String) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    if isFolder.boolValue {
      place = .folder(path)
      let found = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
      names = found.filter { BundleContents.isFile(path + "/" + $0) }.sorted()
    } else {
      guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe),
        let files = BundleContents.files(of: data)
      else { return nil }
      place = .archive(data, files)
      names = files.keys.sorted()
    }
  }

  /// What a file holds; nil where there is none.
  func data(_ name: String) -> Data? {
    switch place {
    case .folder(let folder): FileManager.default.contents(atPath: folder + "/" + name)
    case .archive(let data, let files): files[name].map { data.subdata(in: $0) }
    }
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  /// Where the files of a POSIX.1-1988 ustar archive lie; nil where a header is unsound or a file is cut off.
  private static func files(of data: Data) -> [String: Range<Int>]? {
    let block = 512
    var files: [String: Range<Int>] = [:]
    var start = data.startIndex
    while start + block <= data.endIndex {
      let header = [UInt8](data[start..<(start + block)])
      if header.allSatisfy({ $0 == 0 }) { return files }
      func text(_ range: Range<Int>) -> String {
        String(decoding: header[range].prefix { $0 != 0 }, as: UTF8.self)
      }
      func octal(_ range: Range<Int>) -> Int? {
        Int(text(range).filter { $0 != " " }, radix: 8)
      }
      // The sum is over the header with blanks in its own place.
      let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
      guard octal(148..<156) == sum, text(257..<262) == "ustar", let size = octal(124..<136), size >= 0,
        size <= data.endIndex - start - block
      else { return nil }
      let prefix = text(345..<500)
      let name = prefix.isEmpty ? text(0..<100) : prefix + "/" + text(0..<100)
      let content = start + block
      if header[156] == 0 || header[156] == 0x30 {
        guard files.updateValue(content..<(content + size), forKey: name) == nil else { return nil }
      }
      start = content + (size + block - 1) / block * block
    }
    return nil
  }
}
