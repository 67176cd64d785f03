import EventLog
import Foundation
import Testing
import Vocabulary

/// Golden CloudEvents: what goes in comes out, with what the log adds.
@Suite struct CloudEventsTests {
  static let golden: [(given: String, kept: String)] = [
    (
      #"{"specversion":"1.0","id":"0195500c-7b00-7000-8000-00000000000a","source":"urn:runner:1","type":"faultbook.run.aborted","#
        + #""subject":"run/r1","time":"2026-03-01T14:00:00.123456+02:00","actor":"grace","correlationid":"c 1","#
        + #""causationid":"0195500C-7B00-7000-8000-00000000000A","data":{ "reason" : "operator", "extra": [1.50, "\u00e9"] }}"#,
      #"{"specversion":"1.0","id":"0195500c-7b00-7000-8000-00000000000a","source":"urn:runner:1","type":"faultbook.run.aborted","#
        + #""subject":"run/r1","time":"2026-03-01T12:00:00.123456Z","datacontenttype":"application/json","sequence":"1","#
        + #""streamversion":1,"recordedtime":"2026-03-01T12:00:00Z","actor":"grace","correlationid":"c 1","#
        + #""causationid":"0195500C-7B00-7000-8000-00000000000A","data":{"reason":"operator","extra":[1.50,"\u00e9"]}}"#
    ),
    (
      #"{"specversion":"1.0","id":"日本 \"1\"","source":"/s","type":"faultbook.component.declared","#
        + #""data":{"component":"キャッシュ","kind":"cache"}}"#,
      #"{"specversion":"1.0","id":"日本 \"1\"","source":"/s","type":"faultbook.component.declared","subject":"system","#
        + #""time":"2026-03-01T12:00:00Z","datacontenttype":"application/json","sequence":"2","streamversion":1,"#
        + #""recordedtime":"2026-03-01T12:00:00Z","actor":"ada","data":{"component":"キャッシュ","kind":"cache"}}"#
    ),
    (
      #"{"specversion":"1.0","id":"x","source":"/s","type":"faultbook.metric.sampled","subject":"run/r1","#
        + #""time":"1969-12-31T23:59:59.5Z","dataschema":"urn:faultbook:schema:faultbook.metric.sampled:1","#
        + #""data":{"component":"c","metric":"up","value":1,"unit":"ratio"}}"#,
      #"{"specversion":"1.0","id":"x","source":"/s","type":"faultbook.metric.sampled","subject":"run/r1","#
        + #""time":"1969-12-31T23:59:59.500Z","datacontenttype":"application/json","sequence":"3","streamversion":2,"#
        + #""recordedtime":"2026-03-01T12:00:00Z","actor":"ada","data":{"component":"c","metric":"up","value":1,"unit":"ratio"}}"#
    ),
  ]

  @Test func `events come out as they went in, whatever closing and opening lies between`() throws {
    let book = try TemporaryBook()
    let given = try Self.golden.map { try CloudEvents.read(Array($0.given.utf8)) }
    try book.log.append(given, actor: "ada", now: noon)
    #expect(try book.log.all().map { CloudEvents.text(of: $0) } == Self.golden.map(\.kept))
    book.log.close()
    let again = try EventLog.openForWriting(at: book.path)
    defer { again.close() }
    #expect(try again.all().map { CloudEvents.text(of: $0) } == Self.golden.map(\.kept))
    // What came out goes in again as the same events.
    let back = try Self.golden.map { try CloudEvents.read(Array($0.kept.utf8)) }
    #expect(try again.append(back, actor: "ada", now: noon).duplicates == 3)
    #expect(try again.verify().ok)
  }
}
