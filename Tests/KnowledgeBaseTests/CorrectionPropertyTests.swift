import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Corrections in any order")
struct CorrectionPropertyTests {
  /// What should have been told in the first place, kept word by word: the model.
  private struct Model {
    struct Word {
      let position: Int64
      /// What it speaks of: an event of the toy, or another word.
      let target: Target
      let data: JSON?
    }
    enum Target: Equatable {
      case event(String)
      case word(Int64)
    }
    var words: [Word] = []

    /// The last word on something that is not itself taken back.
    func reading(of target: Target) -> Word? {
      words.last { $0.target == target && !isSilent($0) }
    }

    func isSilent(_ word: Word) -> Bool { reading(of: .word(word.position)) != nil }

    func told(_ events: [Toy.Event]) -> [Toy.Event] {
      events.compactMap { event in
        guard let word = reading(of: .event(event.id)) else { return event }
        guard let data = word.data else { return nil }
        var event = event
        event.data = data
        return event
      }
    }
  }

  private static let told = Toy.system + [Toy.incident] + Toy.runs(3)

  /// Another payload for an event, as somebody could correct it.
  private static func other(_ event: Toy.Event, _ random: inout Xoshiro256) -> JSON? {
    func with(_ changes: [String: JSON]) -> JSON {
      .object((event.data.members ?? []).map { JSON.Member($0.name, changes[$0.name] ?? $0.value) })
    }
    switch event.type {
    case .metricSampled: return with(["value": .number(Double(random.next() % 100) / 100)])
    case .componentDeclared: return with(["kind": random.next() % 2 == 0 ? "queue" : "function"])
    case .dependencyDeclared: return with(["mode": "async"])
    case .faultInjected: return with(["confirmed": .bool(random.next() % 2 == 0)])
    case .policySet: return with(["value": .integer(Int64(random.next() % 300 + 10))])
    case .journeyDeclared: return with(["criticality": .number(Double(random.next() % 10) / 10)])
    case .incidentRecorded: return with(["attribution": .number(Double(random.next() % 10) / 10)])
    case .runStarted: return with(["target": ["component": random.next() % 2 == 0 ? "db" : "checkout"]])
    default: return nil
    }
  }

  @Test(
    "However often events are corrected, retracted and brought back, the book says what it should have been told",
    arguments: (1...(InterleavingTests.isLong ? 60 : 6)).map { UInt64($0) })
  func property(seed: UInt64) throws {
    var random = Xoshiro256(seed: seed)
    let (one, other) = (try Shop(), try Shop())
    var book = try KnowledgeBase.toy(one, Self.told)
    var model = Model()
    var then: [(position: Int64, said: [String: [String]])] = [(try book.head(), try book.said())]
    for step in 0..<8 {
      let comment = "seed \(seed), step \(step)"
      if random.next() % 4 == 0, let word = model.words.randomElement(using: &random) {
        if !model.isSilent(word) { try retract(word.position, .word(word.position), book, &model) }
      } else {
        // Samples are most events; others are wanted, too.
        let events = random.next() % 2 == 0 ? Self.told : Self.told.filter { $0.type != .metricSampled }
        guard let event = events.randomElement(using: &random) else { continue }
        let position = try book.position(of: event.id)
        if random.next() % 2 == 0, let data = Self.other(event, &random) {
          let answer = try book.correct(position, data: data, why: comment, actor: "test").json
          guard answer["appended"] == 1, let word = answer["position"]?.integerValue else { continue }
          model.words.append(Model.Word(position: word, target: .event(event.id), data: data))
        } else {
          try retract(position, .event(event.id), book, &model)
        }
      }
      if random.next() % 4 == 0 {
        book.close()
        book = try KnowledgeBase.openForWriting(at: one.path, clock: { Toy.time(86_400 * 30) })
      }
      then.append((try book.head(), try book.said()))
    }
    let expected = try KnowledgeBase.toy(other, model.told(Self.told)).said()
    let said = try book.said()
    for (table, rows) in expected { #expect(said[table] == rows, "seed \(seed): \(table), \(model.words)") }
    #expect(try book.rebuild().json["changed"] == .array([]), "seed \(seed)")
    #expect(try book.verify().isYes, "seed \(seed)")
    for (position, said) in then {
      #expect(try book.said(View(asOf: .position(position))) == said, "seed \(seed), as of \(position)")
    }
  }

  private func retract(_ position: Int64, _ target: Model.Target, _ book: KnowledgeBase, _ model: inout Model) throws {
    let answer = try book.retract(position, why: "w", actor: "test").json
    guard answer["appended"] == 1, let word = answer["position"]?.integerValue else { return }
    model.words.append(Model.Word(position: word, target: target, data: nil))
  }
}
