import Foundation
import Testing
import Vocabulary

@testable import Interchange

@Suite struct CursorTests {
  /// Everything in a text, told by the cursor alone.
  private func told(_ text: String, pieces: Int) throws -> [String] {
    let cursor = JSONCursor(Pieces(bytes: Array(text.utf8), size: pieces), file: "f")
    var out: [String] = []
    while try cursor.hasText() {
      try cursor.forEachMember { name in
        if name == "list" {
          try cursor.forEachElement { _ in out.append("\(cursor.pathText)=\(try cursor.value().text)") }
        } else {
          out.append(cursor.pathText)
          try cursor.skip()
        }
      }
    }
    return out
  }

  @Test(arguments: [1, 2, 3, 5, 7, 64, 100_000])
  func `the cuts between pieces do not matter`(size: Int) throws {
    let text = """
      \u{FEFF}{"x\\"y": {"a": ["}", "]\\\\"]}, "list": [1, -2.5e3 ,"ü\\u00fc", {"a":[]}, [[]], null, true]}
      {"list":[],"n":12}
      """
    #expect(
      try told(text, pieces: size) == [
        "$.x\"y", "$.list[0]=1", "$.list[1]=-2500", "$.list[2]=\"üü\"", "$.list[3]={\"a\":[]}", "$.list[4]=[[]]",
        "$.list[5]=null", "$.list[6]=true", "$.n",
      ])
  }

  @Test(arguments: [
    (#"{"list":[1 2]}"#, "line 1, $.list: expected ',' or ']', found a number"),
    (#"{"list" 1}"#, "line 1, $: expected ':', found a number"),
    (#"{list:1}"#, "line 1, $: expected a name in quotes, found 'l'"),
    ("{\"list\":\n\n[tru]}", "line 3, $.list[0]: expected a value; correct the JSON there"),
    (#"{"list":[1,"#, "line 1, $.list[1]: the file ends too early: expected a value"),
    (#"{"list":["ab"#, "line 1, $.list[0]: the file ends in the middle of a string; copy the file again"),
    (#"{"list":{"a":1}}"#, "line 1, $.list: expected an array, found an object"),
    ("[]", "line 1, $: expected an object, found an array"),
  ])
  func `an error says line and path`(text: String, message: String) {
    #expect(throws: (any Error).self) { try told(text, pieces: 3) }
    do {
      _ = try told(text, pieces: 3)
    } catch {
      #expect("\(error)" == "f, \(message)")
    }
  }
}

@Suite struct DetectionTests {
  @Test(arguments: [
    (#"{"specversion":"1.0","id":"1"}"#, Format.cloudEvents), (#"[{"data":{},"specversion":"1.0"}]"#, .cloudEvents),
    (#"{"resourceSpans":[]}"#, .otlp), ("\n {\"resourceSpans\":[{\"scopeSpans\":", .otlp),
    (#"{"data":[{"traceID":"1"}],"total":0}"#, .jaeger), (#"{"traceID":"1","spans":[]}"#, .jaeger),
    (#"[{"traceID":"1","spanID":"2"}]"#, .jaeger), (#"{"spans":[{"traceId":"AA=="}]}"#, .jaeger),
    (#"[{"traceId":"1","id":"2"}]"#, .zipkin), (#"[[{"traceId":"1","id":"2"}]]"#, .zipkin),
    (#"{"experiment":{},"status":"completed"}"#, .chaosToolkitJournal),
    (#"{"experiment":{},"result":{}}"#, .chaosToolkitJournal), (#"{"title":"x","method":[]}"#, .chaosToolkitExperiment),
    (#"{"run":"r","metric":"m","unit":"u","value":1,"at":"t"}"#, .samples),
    ("---\ntitle: x\nmethod:\n  - a\n", .chaosToolkitExperiment),
    ("experiment:\n  title: x\nrun: []\n", .chaosToolkitJournal),
  ])
  func `the content tells the format`(head: String, format: Format) throws {
    #expect(try FormatDetection(file: "f", head: Array(head.utf8)).format() == format)
  }

  @Test(arguments: [
    (#"{"resourceMetrics":[]}"#, "metrics"), (#"{"foo":1,"bar":2}"#, "\"foo\", \"bar\""), ("[1,2]", "not of objects"),
    ("[]", "empty JSON"), ("hello world", "neither JSON nor YAML"), ("   \n", "nothing but white space"),
    (#"{"id":"r","target":"db","fault":"x","injected_at":"t"}"#, "journal.json"), ("{", "expected a name"),
  ])
  func `what is no format of ours is said`(head: String, words: String) {
    #expect(failure(head)?.contains(words) == true, "\(failure(head) ?? "no error")")
  }

  @Test func `names are those that a user types`() {
    for name in Format.names { #expect(Format(named: name) != nil) }
    #expect(Format(named: "OTLP") == .otlp)
    #expect(Format(named: "toml") == nil)
  }
}

@Suite struct SourceTests {
  @Test func `a gzip file is read as what it holds, and its hash is that of the file`() throws {
    // gzip -9 of "{\"run\":\"r\",\"component\":\"db\",\"metric\":\"error_rate\",\"unit\":\"ratio\",\"value\":0.5,\"at\":\"2026-01-01T00:00:00Z\"}\n"
    let text =
      #"{"run":"r","component":"db","metric":"error_rate","unit":"ratio","value":0.5,"at":"2026-01-01T00:00:00Z"}"#
    let packed = try gzipped(Array(text.utf8))
    let plain = try importing(text)
    let found = try importing(ImportSource(name: "s.gz", bytes: packed))
    #expect(found.samples == plain.samples)
    #expect(found.samples.count == 1)
    #expect(found.summary.bytes == packed.count)
    #expect(found.summary.sha256 != plain.summary.sha256)
    #expect(try importing(ImportSource(name: "s.gz", bytes: packed + packed)).samples.count == 2)
    for cut in [3, 12, packed.count / 2, packed.count - 1] {
      let message = failure(Array(packed[..<cut]))
      #expect(message?.contains("gzip") == true, "\(message ?? "nothing")")
    }
    var broken = packed
    broken[packed.count / 2] ^= 0xFF
    #expect(failure(broken) != nil)
  }

  @Test func `a few kilobytes that would fill the disk are refused`() throws {
    let bomb = try gzipped([UInt8](repeating: 0x20, count: 16_000_000))
    print("bomb: \(bomb.count) bytes for 16,000,000")
    let packed = ImportSource(name: "bomb.gz", bytes: Array("{\"resourceSpans\":[".utf8) + bomb)
    _ = packed
    #expect(failure(bomb, ImportOptions(as: .otlp))?.contains("more than 200 times its size") == true)
  }

  @Test func `a directory and a missing file are said`() {
    #expect(throws: ImportError.self) { try importing(.file("/tmp")) }
    do {
      _ = try importing(.file("/tmp", name: "tmp"))
    } catch {
      #expect("\(error)" == "tmp: is a directory; name the files in it")
    }
    do {
      _ = try importing(.file("/nowhere/x.json", name: "x.json"))
    } catch {
      #expect("\(error)" == "x.json: cannot be opened: No such file or directory; check the path and its permissions")
    }
    #expect(failure("") == "file: is empty; check how it was written")
  }

  @Test func `a file that changes between the two passes is refused`() {
    final class Turn: @unchecked Sendable { var number = 0 }
    let turn = Turn()
    let source = ImportSource(name: "f") {
      turn.number += 1
      return MemorySource(Array(#"{"resourceSpans":[]}\#(String(repeating: " ", count: turn.number))"#.utf8))
    }
    do {
      _ = try importing(source)
      Issue.record("it was taken")
    } catch {
      #expect("\(error)" == "f: changed while it was read; import it again when it is complete")
    }
  }

  /// Compresses by the command; the project itself only decompresses.
  private func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    try Data(bytes).write(to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-9", "-c", "-n", folder.path(percentEncoded: false)]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let packed = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(packed)
  }
}

@Suite struct CloudEventsAndSamplesTests {
  static let event =
    #"{"specversion":"1.0","id":"e1","source":"urn:x","type":"faultbook.policy.set","subject":"policy","time":"2026-01-01T00:00:00Z","data":{"key":"safety.spacingSeconds","value":60,"why":"w","extra":1}}"#

  @Test func `events pass verbatim, one a line or in arrays`() throws {
    let tied = Self.event.replacing("\"id\":\"e1\"", with: "\"id\":\"e2\",\"correlationid\":\"c\"")
    let found = try importing(Self.event + "\n\n" + tied + "\n")
    #expect(found.events.map(\.id).dropLast() == ["e1", "e2"])
    #expect(found.events[0].source == "urn:x")
    #expect(found.events[0].payload.contains("\"extra\":1"))
    #expect(found.events[0].correlation == found.events[2].id)
    #expect(found.events[1].correlation == "c")
    #expect(
      try importing("[\(Self.event),\(tied)]").events.map(\.payload).dropLast()
        == found.events.map(\.payload).dropLast())
  }

  @Test func `a bad event says its line`() {
    let bad = Self.event.replacing("faultbook.policy.set", with: "faultbook.policy.sat")
    #expect(
      failure(Self.event + "\n" + bad, name: "e.jsonl")?.hasPrefix("e.jsonl, line 2, $: type: \"faultbook.policy.sat\"")
        == true)
    let cut = String(Self.event.dropLast(3))
    #expect(failure(Self.event + "\n" + cut, name: "e.jsonl")?.contains("line 2") == true)
  }

  @Test func `samples take the names of others`() throws {
    let text = """
      {"run":"r","service":"db","metric":"latency_p99_ms","unit":"ms","value":2.35,"at":"2026-11-20T18:11:44.000Z"}
      {"run":"r","journey":"checkout","metric":"error_rate","unit":"percent","value":50,"at":"2026-11-20T18:11:44Z"}
      {"run":"r","caller":"a","callee":"b","metric":"latency_p50_ms","value":7,"at":"2026-11-20T18:11:44Z","windowSeconds":60}
      {"run":"r","component":"c","metric":"error_rate","unit":"ratio","value":null,"at":"2026-11-20T18:11:44Z"}
      {"run":"a/b","component":"c","metric":"hits","unit":"count","value":3,"time":"2026-11-20T18:11:44Z","odd":1}
      """
    let found = try importing(text)
    #expect(found.samples.map(\.metric) == ["latency_p99", "error_rate", "latency_p50", "hits"])
    #expect(found.samples.map(\.unit) == ["ms", "ratio", "ms", "count"])
    #expect(found.samples[1].value == 0.5)
    #expect(found.samples[2].subject == .dependency(Dependency(caller: "a", callee: "b"), reporter: .caller))
    #expect(found.events[3].stream == "run/a-b")
    #expect(found.summary.ignoredFields == 1)
    #expect(found.summary.notes == ["a sample without a value is no sample: no data is not zero"])
  }

  @Test func `what a sample does not say the user may`() throws {
    let bare = #"{"value":1,"unit":"ratio","at":"2026-11-20T18:11:44Z","metric":"up"}"#
    #expect(failure(bare, ImportOptions())?.contains("--run ID") == true)
    #expect(failure(bare, ImportOptions(run: "r"))?.contains("sample.component: is missing") == true)
    let found = try importing(bare, ImportOptions(run: "r", component: "db"))
    #expect(found.samples.first?.subject == .node(.component("db")))
    #expect(found.events[0].stream == "run/r")
  }

  @Test(arguments: [
    (#""value":"x""#, "sample.value: expected a number, found a string"),
    (#""value":2,"unit":"ratio""#, "must be a fraction"),
    (#""value":1e999"#, "a number too large for a double"), (#""value":NaN"#, "expected a value"),
    (#""value":0.5,"unit":"ratio","at":"noon""#, "RFC 3339"),
  ])
  func `a bad sample says what was expected`(members: String, words: String) {
    let unit = members.contains("unit") ? "" : #","unit":"ratio""#
    let at = members.contains("at\"") ? "" : #","at":"2026-11-20T18:11:44Z""#
    let text = #"{"run":"r","component":"c","metric":"error_rate",\#(members)\#(unit)\#(at)}"#
    let message = failure(text, ImportOptions(as: .samples))
    #expect(message?.contains(words) == true, "\(message ?? "no error")")
  }
}

@Suite struct RedactorTests {
  @Test(arguments: [
    ("postgres://app:s3cret@db:5432/x", "postgres://[redacted]@db:5432/x"),
    ("GET https://h/?token=abc&page=2", "GET https://h/?token=[redacted]&page=2"),
    ("--password=hunter2 --name=x", "--password=[redacted] --name=x"),
    ("Authorization: Bearer abcdefghij", "Authorization: Bearer [redacted]"),
    ("Basic checks pass", "Basic checks pass"),
    ("a=b", "a=b"), ("http://h/x", "http://h/x"), ("s", "s"),
  ])
  func `secrets go and the rest stays`(text: String, kept: String) { #expect(Redactor().redact(text) == kept) }

  @Test func `members are judged by their names and declared values by where they occur`() {
    let redactor = Redactor(secrets: ["topsecret", "ab"])
    let json: JSON = [
      "Authorization": "x", "X-Api-Key": "y", "set-cookie": "z",
      "body": ["token": "t", "ok": "a topsecret b", "ab": "abc"],
      "password": .null, "author": "me",
    ]
    let kept: JSON = [
      "Authorization": "[redacted]", "X-Api-Key": "[redacted]", "set-cookie": "[redacted]",
      "body": ["token": "[redacted]", "ok": "a [redacted] b", "ab": "abc"], "password": .null, "author": "me",
    ]
    #expect(redactor.redact(json) == kept)
  }
}
