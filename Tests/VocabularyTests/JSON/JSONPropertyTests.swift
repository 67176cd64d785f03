import Foundation
import Testing

@testable import Vocabulary

@Suite("JSON properties")
struct JSONPropertyTests {
  @Test("A value is read back from its text, compact, pretty and odd", arguments: Array(1...4) as [UInt64])
  func roundTrip(seed: UInt64) throws {
    var generator = RandomJSON(seed: seed)
    for _ in 0..<250 {
      let value = generator.value()
      let odd = generator.text(of: value)
      #expect(try JSON.parse(value.text) == value, "seed \(seed): \(value.text)")
      #expect(try JSON.parse(value.prettyText) == value, "seed \(seed): \(value.text)")
      #expect(try JSON.parse(odd) == value, "seed \(seed): \(odd)")
      #expect(try JSON.parse(odd).text == value.text, "the same value has the same text; seed \(seed)")
    }
  }

  @Test("Compacting takes white space between tokens and nothing else", arguments: Array(1...4) as [UInt64])
  func compacted(seed: UInt64) throws {
    var generator = RandomJSON(seed: seed)
    for _ in 0..<250 {
      let value = generator.value()
      let odd = generator.text(of: value)
      let compact = JSONText.compacted(odd.utf8)
      #expect(try JSON.parse(compact) == value, "seed \(seed): \(odd)")
      #expect(JSONText.compacted(compact) == compact, "twice is once; seed \(seed)")
      #expect(JSONText.compacted(value.text.utf8) == Array(value.text.utf8), "seed \(seed)")
      #expect(JSONText.compacted(value.prettyText.utf8) == Array(value.text.utf8), "seed \(seed)")
    }
  }

  @Test("Foundation reads the same values", arguments: Array(1...4) as [UInt64])
  func agreesWithFoundation(seed: UInt64) throws {
    var generator = RandomJSON(seed: seed)
    for _ in 0..<250 {
      let text = generator.text(of: generator.value())
      let theirs = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
      #expect(isSame(try JSON.parse(text), theirs), "seed \(seed): \(text)")
      // And they read what we write.
      let ours = try JSON.parse(text).text
      let again = try JSONSerialization.jsonObject(with: Data(ours.utf8), options: .fragmentsAllowed)
      #expect(isSame(try JSON.parse(ours), again), "seed \(seed): \(ours)")
    }
  }

  private func isSame(_ ours: JSON, _ theirs: Any) -> Bool {
    switch ours {
    case .null: theirs is NSNull
    case .bool(let value): (theirs as? NSNumber)?.boolValue == value
    case .integer(let value): (theirs as? NSNumber)?.int64Value == value
    // It keeps some as decimals, whose double is off by a few places; `JSONNumberTests` holds ours to the last one.
    case .number(let value): (theirs as? NSNumber).map { abs($0.doubleValue - value) <= 8 * value.ulp } ?? false
    case .string(let value): (theirs as? String).map { value.isSameText(as: $0) } ?? false
    case .array(let values):
      (theirs as? [Any]).map { $0.count == values.count && zip(values, $0).allSatisfy(isSame) } ?? false
    case .object(let members):
      (theirs as? [String: Any]).map { theirs in
        theirs.count == members.count && members.allSatisfy { isSame($0.value, theirs[$0.name] as Any) }
      } ?? false
    }
  }

  @Test("Equality does not mind the order of members, and tells values apart")
  func equality() throws {
    let one = try JSON.parse("{\"a\":1,\"b\":[1,2],\"c\":{\"x\":null,\"y\":1.0}}")
    #expect(one == ["c": ["y": 1, "x": .null], "a": 1.0, "b": [1, 2]])
    for other in [
      ["a": 1, "b": [2, 1], "c": ["x": .null, "y": 1]], ["a": 1, "b": [1, 2], "c": ["y": 1]], ["a": 1, "b": [1, 2]],
      ["a": "1", "b": [1, 2], "c": ["x": .null, "y": 1]], ["a": true, "b": [1, 2], "c": ["x": .null, "y": 1]],
    ] as [JSON] { #expect(one != other) }
    #expect(JSON.integer(1 << 53 + 1) != .number(0x1p53), "no rounding makes them equal")
    #expect(JSON.integer(.max) != .number(0x1p63) && JSON.integer(1 << 62) == .number(0x1p62))
    #expect(JSON.number(-0.0) == 0 && JSON.null != false && JSON.string("") != .null)
  }

  @Test("Random changes to a text give a value or an error, never a crash", arguments: Array(1...4) as [UInt64])
  func mutations(seed: UInt64) throws {
    var generator = RandomJSON(seed: seed)
    for _ in 0..<150 {
      let value = generator.value()
      let sound = Array(generator.text(of: value).utf8)
      for _ in 0..<10 {
        let bytes = generator.mutated(sound)
        guard let read = try? JSON.parse(bytes) else { continue }
        #expect(try JSON.parse(read.text) == read, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        #expect(try JSON.parse(JSONText.compacted(bytes)) == read, "seed \(seed)")
      }
    }
  }

  @Test("Random changes to an event give an event or an error that says where", arguments: Golden.names)
  func mutatedEvents(name: String) throws {
    var generator = RandomJSON(seed: 20_261_120)
    let sound = JSONText.compacted(try Golden.bytes(name))
    for _ in 0..<60 {
      let bytes = generator.mutated(sound)
      do {
        let event = try CloudEvents.read(bytes)
        #expect(try CloudEvents.read(Array(CloudEvents.text(of: event).utf8)).fact == event.fact)
      } catch let error as VocabularyError {
        #expect(!error.field.isEmpty && !error.problem.isEmpty)
      } catch let error as JSONError {
        #expect(error.offset <= bytes.count && error.line == 1)
      }
    }
  }

  @Test("No beginning of an event is taken for a whole one", arguments: Golden.names)
  func truncatedEvents(name: String) throws {
    let sound = JSONText.compacted(try Golden.bytes(name))
    for count in stride(from: 0, to: sound.count, by: 3) {
      let error = #expect(throws: JSONError.self) { try JSON.parse(Array(sound.prefix(count))) }
      #expect(error.map { $0.offset <= count } == true, "\(name), \(count) bytes: \(error as Any)")
    }
  }
}
