import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Events as they are sent to programs")
struct EventTextTests {
  /// What both ways must tell alike, for a page of a stream or of all, from a place on or at the end.
  private func compare(_ book: KnowledgeBase, _ view: View = View()) throws {
    for (from, stream, limit) in [
      (1, nil, 1000), (nil, nil, 7), (5, nil, 3), (nil, "system", 2), (1, "run/r1", 50), (1, "run/none", 5),
    ] as [(Int64?, String?, Int)] {
      let told = try book.events(from: from, stream: stream, limit: limit, view: view)
      let texts = try book.eventTexts(from: from, stream: stream, limit: limit, view: view)
      #expect(told.json["position"] == .integer(texts.position))
      #expect(try texts.events.map { try JSON.parse($0.text) } == told.json["events"]?.arrayValue ?? [])
      #expect(
        texts.events.map { String($0.position) }
          == (told.json["events"]?.arrayValue ?? []).compactMap { $0["sequence"]?.stringValue })
    }
  }

  @Test("They say what an answer says, corrections and retractions included", arguments: 1...6 as ClosedRange<UInt64>)
  func same(seed: UInt64) throws {
    let told = try ToldBook(RandomBook.events(60, seed: seed, corrected: true))
    let book = try told.asked()
    try compare(book)
    try compare(book, View(asOf: .position(30)))
  }

  @Test("What is sealed is named and stays sealed")
  func sealed() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(1))
    _ = try book.append(files: [ErasureTests.declaration()], actor: "test", sealing: ErasureTests.request())
    try compare(book)
    let last = try #require(try book.eventTexts(limit: 1).events.last)
    let text = String(decoding: last.text, as: UTF8.self)
    #expect(text.contains(#""sealed":["#) && text.contains("sealed:v1:") && !text.contains("Ada Lovelace"))
  }
}
