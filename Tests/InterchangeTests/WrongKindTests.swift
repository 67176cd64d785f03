import Testing
import Vocabulary

@testable import Interchange

/// Values of the wrong kind, of no size that can be kept, and of no time that can be: refused, with the place.
@Suite struct WrongKindTests {
  private static func journal(_ fields: String) -> String {
    #"{"chaoslib-version":"1.44.0","experiment":{"title":"t","description":"d","method":[]},"start":"2026-01-01T00:00:00Z","#
      + #""end":"2026-01-01T00:01:00Z","run":[],"rollbacks":[],\#(fields)}"#
  }

  static let files: [(name: String, text: String, says: [String])] = [
    ("j.json", journal(#""status":"completed","deviated":"false""#), ["$.deviated", "expected true or false"]),
    ("j.json", journal(#""status":7,"deviated":false"#), ["$.status", "expected a word, found 7"]),
    (
      "j.json",
      journal(
        #""status":"completed","deviated":false,"steady_states":{"before":{"steady_state_met":"no","probes":[]}}"#),
      ["$.steady_states.before.steady_state_met", "expected true or false"]
    ),
    (
      "s.csv", "run,component,metric,unit,at,value\nr,a,error_rate,ratio,2026-01-01T00:00:00Z,1e999\n",
      ["line 2", "1e999", "larger than any number"]
    ),
    (
      "s.csv", "run,component,metric,unit,at,value\nr,a,error_rate,ratio,2090-01-01T00:00:00Z,0.1\n",
      ["line 2", "2090-01-01T00:00:00Z", "lies in the future"]
    ),
    (
      "e.jsonl",
      #"{"specversion":"1.0","id":"1","source":"urn:a","type":"\#(EventType.runFinished.name)","subject":"run/r","time":"2090-01-01T00:00:00Z","data":{}}"#,
      ["line 1", "2090-01-01T00:00:00Z", "lies in the future"]
    ),
  ]

  @Test(arguments: files.indices) func `is refused, and the place is named`(index: Int) throws {
    let file = Self.files[index]
    var options = ImportOptions()
    options.latest = Timestamp(rfc3339: "2026-12-01T00:00:00Z")
    let source = ImportSource(name: file.name, bytes: Array(file.text.utf8))
    do {
      _ = try Importer.run(source, options: options) { _ in }
      Issue.record("\(file.name) \(index) was taken")
    } catch {
      for words in file.says { #expect("\(error)".contains(words), "\(error)") }
    }
  }
}
