import Testing
import Vocabulary

@testable import Interchange

/// Archives and compressions that are not read here are named, whatever they are said to be.
@Suite struct PackingTests {
  private static let packed: [(bytes: [UInt8], name: String)] = [
    ([0x50, 0x4B, 3, 4, 20, 0], "a ZIP archive"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], "compressed with xz"),
    ([0x28, 0xB5, 0x2F, 0xFD, 0x20], "compressed with zstd"),
    ([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], "compressed with bzip2"),
    ([UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8), "a tar archive"),
  ]

  @Test func `who hands in an archive is told to unpack it`() {
    for (bytes, name) in Self.packed {
      for format in [nil, Format.otlp, .csv, .litmus] {
        let message = failure(bytes, name: "export.bin", ImportOptions(as: format))
        #expect(message == "export.bin: is \(name); unpack it and import what is in it")
      }
    }
  }

  @Test func `text that begins like the name of a compression is text`() {
    let csv = "BZh9,run,component,metric,unit,at,value\nx,r1,db,up,bool,2026-11-20T18:11:44Z,1\n"
    #expect(failure(csv, ImportOptions(as: .csv))?.contains("compressed") != true)
  }
}
