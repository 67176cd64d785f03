import Testing
import Transparency
import Vocabulary

@Suite("Sealing with a key a person")
struct SubjectKeyTests {
  static let key = SubjectKey([UInt8](0..<32))!
  static let other = SubjectKey([UInt8](1..<33))!
  static let place = SubjectKey.Place(source: "urn:a", id: "e1", member: "owner")

  @Test(
    "What is sealed is opened again, whatever the text",
    arguments: ["", "\"Ada Lovelace\"", "\"é 日本\"", "[1,{\"a\":null}]"])
  func roundTrip(text: String) throws {
    let sealed = try Self.key.seal(text, at: Self.place)
    #expect(sealed.hasPrefix("sealed:v1:") && (text.isEmpty || !sealed.contains(text)))
    #expect(Self.key.open(sealed, at: Self.place) == text)
  }

  @Test("Sealing twice gives the same text, at another place or of another text another one, nonce and all")
  func deterministic() throws {
    let sealed = try Self.key.seal("\"Ada\"", at: Self.place)
    #expect(try Self.key.seal("\"Ada\"", at: Self.place) == sealed)
    let places = [
      SubjectKey.Place(source: "urn:ae", id: "1", member: "owner"),
      SubjectKey.Place(source: "urn:a", id: "e1", member: "why"),
      SubjectKey.Place(source: "urn:b", id: "e1", member: "owner"),
    ]
    let others = try places.map { try Self.key.seal("\"Ada\"", at: $0) } + [Self.key.seal("\"Ade\"", at: Self.place)]
    let nonces = ([sealed] + others).map { $0.dropFirst("sealed:v1:".count).prefix(16) }
    #expect(Set(nonces).count == 5)
  }

  @Test("It opens at no other place, with no other key, and not once a character of it was changed")
  func bound() throws {
    let sealed = try Self.key.seal("\"Ada\"", at: Self.place)
    #expect(Self.other.open(sealed, at: Self.place) == nil)
    for (source, id, member) in [("urn:ae", "1", "owner"), ("urn:a", "e2", "owner"), ("urn:a", "e1", "why")] {
      #expect(Self.key.open(sealed, at: SubjectKey.Place(source: source, id: id, member: member)) == nil)
    }
    let characters = Array(sealed)
    for index in characters.indices {
      var changed = characters
      changed[index] = characters[index] == "A" ? "B" : "A"
      #expect(Self.key.open(String(changed), at: Self.place) == nil, "character \(index)")
    }
    #expect(Self.key.open(String(sealed.dropLast()), at: Self.place) == nil)
    #expect(Self.key.open("sealed:v1:", at: Self.place) == nil && Self.key.open("Ada", at: Self.place) == nil)
  }

  @Test("A key has 32 bytes")
  func size() { #expect(SubjectKey([UInt8](0..<31)) == nil && SubjectKey([UInt8](0..<33)) == nil) }
}
