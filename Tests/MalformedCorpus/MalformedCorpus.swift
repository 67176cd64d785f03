import CZlib
import Vocabulary

/// Files that no import may take: cut off, of wrong types, beyond all bounds, nested without end, no text, bombs. The
/// generated ones follow from a seed.
public enum MalformedCorpus {
  /// What the generated cuts follow from.
  public static let seed: UInt64 = 20_261_121

  /// All files, in a fixed order.
  public static let files: [MalformedFile] = {
    var random = Xoshiro256(seed: seed)
    var files: [MalformedFile] = []
    for seed in JSONSeeds.all { files += json(seed, &random) }
    for seed in YAMLSeeds.all { files += yaml(seed, &random) }
    files += LineSeeds.csv.map { lines("csv", "csv", $0.what, $0.text) }
    files += LineSeeds.openMetrics.map { lines("openmetrics", "txt", $0.what, $0.text, run: "r1") }
    return files + packed() + BinarySeeds.all + loose()
  }()

  /// The sound files that the others were made of.
  public static var sound: [MalformedFile] {
    (JSONSeeds.all + YAMLSeeds.all).map { file($0, "sound", Array($0.text.utf8)) }
  }

  private static func lines(
    _ format: String, _ ending: String, _ what: String, _ text: String, run: String? = nil
  ) -> MalformedFile {
    MalformedFile(name: "\(format)-\(what).\(ending)", bytes: Array(text.utf8), format: format, run: run)
  }

  /// What is done to every seed.
  private static func common(_ seed: Seed, _ random: inout Xoshiro256) -> [(what: String, bytes: [UInt8])] {
    let bytes = Array(seed.text.utf8)
    var made: [(what: String, bytes: [UInt8])] = []
    // One early, one in the middle, one of the last bytes; of YAML in its last line, whose braces stay open.
    let first = seed.ending == "yaml" ? lastBrace(bytes) : 2
    let third = (bytes.count - first) / 3
    for index in 0..<3 {
      let cut = first + index * third + Int(random.next() % UInt64(third))
      made.append(("truncated-\(index + 1)", Array(bytes[..<cut])))
    }
    if let word = bytes.firstRange(of: Array(seed.word.utf8)) {
      made.append(("no-utf8", bytes[..<word.lowerBound] + [0xC3, 0x28] + bytes[word.lowerBound...]))
      made.append(("nul", bytes[..<word.lowerBound] + [0] + bytes[word.lowerBound...]))
    }
    for (index, wrong) in seed.wrongs.enumerated() {
      made.append(
        ("wrong-\(index + 1)", Array(seed.text.replacing(wrong.from, with: wrong.to, maxReplacements: 1).utf8)))
    }
    return made
  }

  /// Where the braces of the last line have opened.
  private static func lastBrace(_ bytes: [UInt8]) -> Int {
    let line = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
    return (bytes[line...].firstIndex { "[{".utf8.contains($0) } ?? line) + 1
  }

  private static func json(_ seed: Seed, _ random: inout Xoshiro256) -> [MalformedFile] {
    var made = common(seed, &random)
    let brackets = String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000)
    if let brace = seed.text.firstIndex(of: "{") {
      let deep = seed.text[...brace] + "\"x\":\(brackets)," + seed.text[seed.text.index(after: brace)...]
      made.append(("deep", Array(deep.utf8)))
    }
    if let number = seed.number {
      made.append(("huge", Array(seed.text.replacing(number, with: "1e999", maxReplacements: 1).utf8)))
    }
    made.append(("left-over", Array((seed.text + "}").utf8)))
    made.append(("apostrophes", Array(seed.text.replacing("\"", with: "'").utf8)))
    return made.map { file(seed, $0.what, $0.bytes) }
  }

  private static func yaml(_ seed: Seed, _ random: inout Xoshiro256) -> [MalformedFile] {
    var made = common(seed, &random)
    for (what, text) in YAMLSeeds.broken {
      // A quarter of a million values take their time.
      if what == "laughs", !["litmus", "openslo", "compose"].contains(seed.format) { continue }
      // A document of its own behind a sound one: the sound one counts for nothing then.
      made.append((what, Array("---\n\(seed.text)\n---\n\(text)".utf8)))
    }
    return made.map { file(seed, $0.what, $0.bytes) }
  }

  private static func file(_ seed: Seed, _ what: String, _ bytes: [UInt8]) -> MalformedFile {
    MalformedFile(
      name: "\(seed.format)-\(seed.ending)-\(what).\(seed.ending)", bytes: bytes, format: seed.format, run: seed.run)
  }

  // MARK: Compressed

  private static func packed() -> [MalformedFile] {
    JSONSeeds.all.flatMap { seed -> [MalformedFile] in
      let sound = gzip(Array(seed.text.utf8))
      var flipped = sound
      flipped[sound.count - 6] ^= 0xFF
      var made = [
        ("cut", Array(sound[..<(sound.count - 9)])), ("header", Array(sound.prefix(12))), ("sum", flipped),
        ("tail", sound + [1, 2, 3]),
      ]
      if ["cloudevents", "otlp", "chaostoolkit", "prometheus"].contains(seed.format) {
        // White space is no part of any value: 12 MB of it, in some 12 kB.
        made.append(("bomb", gzip(Array(seed.text.utf8.dropLast()) + [UInt8](repeating: 0x20, count: 12_000_000))))
      }
      return made.map { what, bytes in
        MalformedFile(
          name: "\(seed.format)-gzip-\(what).\(seed.ending).gz", bytes: bytes, format: seed.format, run: seed.run)
      }
    } + packedText()
  }

  /// The same of formats that are no JSON: the beginning of a file, and what is repeated until it is a bomb.
  private static func packedText() -> [MalformedFile] {
    let texts: [(format: String, ending: String, head: String, again: String, run: String?)] = [
      ("csv", "csv", "run,component,metric,unit,at,value\n", "r,db,up,bool,2026-11-20T18:11:44Z,1\n", nil),
      ("openmetrics", "txt", "# TYPE up gauge\n", "up{job=\"a\"} 1 1435781451\n", "r1"),
      ("openslo", "yaml", YAMLSeeds.all.first { $0.format == "openslo" }?.text ?? "", "\n# more", nil),
      ("litmus", "yaml", YAMLSeeds.all.first { $0.format == "litmus" }?.text ?? "", "\n# more", nil),
    ]
    return texts.flatMap { format, ending, head, again, run -> [MalformedFile] in
      let sound = gzip(Array((head + again).utf8))
      let bomb = gzip(Array((head + String(repeating: again, count: 11_000_000 / again.utf8.count)).utf8))
      let made = [("cut", Array(sound[..<(sound.count - 9)])), ("tail", sound + [1, 2, 3]), ("bomb", bomb)]
      return made.map { what, bytes in
        MalformedFile(name: "\(format)-gzip-\(what).\(ending).gz", bytes: bytes, format: format, run: run)
      }
    }
  }

  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    guard deflateInit2_(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
      return []
    }
    defer { deflateEnd(&stream) }
    var input = bytes
    let bound = Int(deflateBound(&stream, UInt(bytes.count)))
    return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(bound)
        deflate(&stream, Z_FINISH)
        count = bound - Int(stream.avail_out)
      }
    }
  }

  // MARK: Of no format

  private static func loose() -> [MalformedFile] {
    let texts: [(what: String, bytes: [UInt8])] = [
      ("empty", []), ("blank", Array(" \n\t\n".utf8)), ("number", Array("42".utf8)),
      ("words", Array("move along".utf8)),
      ("brackets", Array(repeating: UInt8(ascii: "["), count: 100_000)),
      ("braces", Array(String(repeating: "{\"a\":", count: 50_000).utf8)),
      ("numbers", Array("[1, 2, 3]".utf8)), ("array", Array("[]".utf8)), ("object", Array("{}".utf8)),
      ("null", Array("null".utf8)),
      ("binary", (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 97) }), ("utf16", [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]),
      ("unknown", Array(#"{"foo": 1, "bar": [2]}"#.utf8)),
      ("kubernetes", Array("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n".utf8)),
      ("logs", Array(#"{"resourceLogs": []}"#.utf8)),
      ("describe", Array("Name: r\nAPI Version:  litmuschaos.io/v1alpha1\nKind:  ChaosResult\n".utf8)),
      ("alerts", Array("- expr: up == 0\n  description: down\n  severity: warning\n".utf8)),
    ]
    return texts.map { MalformedFile(name: "loose-\($0.what)", bytes: $0.bytes, format: "", run: nil) }
  }
}
