import EventLog
import Testing
import Vocabulary

@Suite struct ReadTests {
  private func filledBook() throws -> TemporaryBook {
    let book = try TemporaryBook()
    for index in 0..<40 {
      let run = "r\(index % 3)"
      var events = samples((index * 50)..<(index * 50 + 50), run: run)
      let abort = RunAborted(reason: .operator)
      events.append(
        NewEvent(id: "abort \(index)", source: "test", stream: "run/\(run)", time: nil, fact: .runAborted(abort)))
      try book.log.append(events, actor: "ada", now: noon)
    }
    return book
  }

  @Test func `every selection is what a filter over all events gives`() throws {
    let book = try filledBook()
    let all = try book.log.all()
    #expect(all.count == 2040, "more than one chunk")
    let streams: [String?] = [nil, "run/r0", "run/r2", "run/none"]
    let types: [[EventType]] = [[], [.runAborted], [.runAborted, .metricSampled], [.intentDeclared]]
    let ranges: [(Int64, Int64?, Int?)] = [
      (1, nil, nil), (1025, nil, nil), (700, 1800, nil), (2040, nil, nil), (2041, nil, nil), (5, 4, nil), (-3, 9, nil),
      (1, nil, 1), (100, nil, 1500), (1, nil, 0), (1, 99_999, nil),
    ]
    for stream in streams {
      for types in types {
        for (from, through, limit) in ranges {
          var read: [Int64] = []
          try book.log.read(from: from, through: through, stream: stream, types: types, limit: limit) {
            read.append($0.position)
          }
          let expected = all.filter { event in
            event.position >= from && event.position <= through ?? .max && (stream == nil || event.stream == stream)
              && (types.isEmpty || types.contains(event.type))
          }.prefix(limit ?? .max).map(\.position)
          #expect(read == expected, "\(stream ?? "all") \(types) \(from) \(through ?? -1) \(limit ?? -1)")
        }
      }
    }
  }

  @Test func `a reading ends at the head of its beginning, though its body appends`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<5), actor: "ada", now: noon)
    var count = 0
    try book.log.read { event in
      count += 1
      try book.log.append([sample("after \(event.position)")], actor: "ada", now: noon)
    }
    #expect(count == 5)
    #expect(try book.log.head == 10)
  }

  @Test func `single events and versions are found, and what is not there is not`() throws {
    let book = try filledBook()
    #expect(try book.log.event(at: 51)?.id == "abort 0")
    #expect(try book.log.event(at: 0) == nil)
    #expect(try book.log.event(at: 2041) == nil)
    #expect(try book.log.version(ofStream: "run/r0") == 14 * 51)
    #expect(try book.log.version(ofStream: "run/none") == 0)
  }

  @Test func `payloads of a mebibyte are read chunk by chunk`() throws {
    let book = try TemporaryBook()
    let note = String(repeating: "n", count: 1_000_000)
    for index in 0..<6 {
      let data = #"{"component":"c","metric":"m","value":1,"unit":"ms","note":"\#(note)"}"#
      let event = try NewEvent(
        id: "\(index)", source: "test", type: .metricSampled, stream: "run/r1", time: nil, schemaVersion: 1, actor: nil,
        correlation: nil, causation: nil, payload: data, data: JSON.parse(data))
      try book.log.append([event], actor: "ada", now: noon)
    }
    #expect(try book.log.all().map(\.id) == ["0", "1", "2", "3", "4", "5"])
    #expect(try book.log.verify().ok)
  }
}
