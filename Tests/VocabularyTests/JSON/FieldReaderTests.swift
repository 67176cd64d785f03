import Testing

@testable import Vocabulary

@Suite("Fields")
struct FieldReaderTests {
  enum Colour: String, CaseIterable {
    case red
    case deepBlue = "deep-blue"
  }

  static func reader(_ json: JSON, path: String = "data") throws -> FieldReader { try FieldReader(json, path: path) }

  @Test("Every kind of field is read, and absent is null is absent")
  func reading() throws {
    let fields = try Self.reader([
      "text": "a", "number": 1.5, "whole": 3, "flag": true, "share": 1, "time": "2026-11-20T18:11:23Z",
      "word": "deep-blue", "object": ["x": 1], "list": ["a", "b"], "objects": [["x": 1], ["x": 2]], "nothing": .null,
      "tier": 1, "words": ["a": 1],
    ])
    #expect(try fields.string("text") == "a" && fields.number("number") == 1.5 && fields.count("whole") == 3)
    #expect(try fields.number("whole") == 3 && fields.amount("number") == 1.5 && fields.flag("flag"))
    #expect(try fields.fraction("share") == 1 && fields.word("word", Colour.self) == .deepBlue)
    #expect(try fields.timestamp("time").description == "2026-11-20T18:11:23Z")
    #expect(try fields.object("object").number("x") == 1 && fields.strings("list") == ["a", "b"])
    #expect(try fields.objects("objects") { try $0.count("x") } == [1, 2])
    #expect(try fields.optionalLabel("tier") == "1" && fields.optionalLabel("text") == "a")
    #expect(fields.optionalWords("words") == "{\"a\":1}" && fields.optionalWords("text") == "a")
    for name in ["nothing", "absent"] {
      #expect(fields.value(name) == nil && fields.optionalWords(name) == nil)
      #expect(try fields.optionalString(name) == nil && fields.optionalNumber(name) == nil)
      #expect(try fields.optionalCount(name) == nil && fields.optionalFlag(name) == nil)
      #expect(try fields.optionalTimestamp(name) == nil && fields.optionalObject(name)?.path == nil)
      #expect(try fields.optionalFraction(name) == nil && fields.optionalAmount(name) == nil)
      #expect(try fields.optionalWord(name, Colour.self) == nil && fields.optionalLabel(name) == nil)
      #expect(try fields.strings(name).isEmpty && fields.objects(name) { $0 }.isEmpty)
    }
  }

  typealias Row = (read: @Sendable (FieldReader) throws -> Void, json: JSON, message: String)

  static let rows: [Row] = [
    ({ _ = try $0.string("a") }, [:], "data.a: is missing; expected a string"),
    ({ _ = try $0.string("a") }, ["a": .null], "data.a: is missing; expected a string"),
    ({ _ = try $0.string("a") }, ["a": 1], "data.a: expected a string, found a number"),
    ({ _ = try $0.string("a") }, ["a": ""], "data.a: must not be empty"),
    ({ _ = try $0.string("a") }, ["a": "x\0y"], "data.a: holds a NUL character"),
    ({ _ = try $0.number("a") }, [:], "data.a: is missing; expected a number"),
    ({ _ = try $0.number("a") }, ["a": "1"], "data.a: expected a number, found a string"),
    ({ _ = try $0.amount("a") }, [:], "data.a: is missing; expected a number of at least 0"),
    ({ _ = try $0.amount("a") }, ["a": -0.5], "data.a: must be at least 0, found -0.5"),
    ({ _ = try $0.fraction("a") }, [:], "data.a: is missing; expected a fraction from 0 to 1"),
    ({ _ = try $0.fraction("a") }, ["a": 42], "data.a: must be a fraction from 0 to 1, found 42"),
    ({ _ = try $0.fraction("a") }, ["a": -0.1], "data.a: must be a fraction from 0 to 1, found -0.1"),
    ({ _ = try $0.count("a") }, [:], "data.a: is missing; expected a whole number"),
    ({ _ = try $0.count("a") }, ["a": 1.5], "data.a: expected a whole number of at least 0, found 1.5"),
    ({ _ = try $0.count("a") }, ["a": -1], "data.a: expected a whole number of at least 0, found -1"),
    ({ _ = try $0.count("a") }, ["a": "1"], "data.a: expected a whole number of at least 0, found \"1\""),
    ({ _ = try $0.flag("a") }, [:], "data.a: is missing; expected true or false"),
    ({ _ = try $0.flag("a") }, ["a": 0], "data.a: expected true or false, found a number"),
    ({ _ = try $0.timestamp("a") }, [:], "data.a: is missing; expected a time in RFC 3339"),
    (
      { _ = try $0.timestamp("a") }, ["a": "yesterday"],
      "data.a: expected a time in RFC 3339 with an offset, found \"yesterday\""
    ),
    ({ _ = try $0.word("a", Colour.self) }, [:], "data.a: is missing; expected one of red, deep-blue"),
    ({ _ = try $0.word("a", Colour.self) }, ["a": "Red"], "data.a: expected one of red, deep-blue, found \"Red\""),
    ({ _ = try $0.object("a") }, [:], "data.a: is missing; expected an object"),
    ({ _ = try $0.object("a") }, ["a": []], "data.a: expected an object, found an array"),
    (
      { _ = try $0.object("a").object("b").string("c") }, ["a": ["b": [:]]],
      "data.a.b.c: is missing; expected a string"
    ),
    ({ _ = try $0.strings("a") }, ["a": "x"], "data.a: expected an array, found a string"),
    ({ _ = try $0.strings("a") }, ["a": ["x", 2]], "data.a[1]: expected a string, found a number"),
    ({ _ = try $0.strings("a") }, ["a": [""]], "data.a[0]: must not be empty"),
    ({ _ = try $0.strings("a") }, ["a": ["\0"]], "data.a[0]: holds a NUL character"),
    ({ _ = try $0.requiredStrings("a") }, [:], "data.a: is missing; expected an array"),
    ({ _ = try $0.requiredObjects("a") { $0 } }, ["a": .null], "data.a: is missing; expected an array"),
    (
      { _ = try $0.objects("a") { try $0.string("b") } }, ["a": [["b": "x"], 1]],
      "data.a[1]: expected an object, found a number"
    ),
    (
      { _ = try $0.objects("a") { try $0.string("b") } }, ["a": [["b": "x"], [:]]],
      "data.a[1].b: is missing; expected a string"
    ),
    ({ _ = try $0.optionalLabel("a") }, ["a": 2.1], "data.a: expected a string, found a number; put it in quotes"),
    ({ _ = try $0.optionalLabel("a") }, ["a": []], "data.a: expected a string, found an array"),
  ]

  @Test("An error names the field by its path", arguments: rows.indices)
  func errors(row: Int) throws {
    let (read, json, message) = Self.rows[row]
    let fields = try Self.reader(json)
    let error = #expect(throws: VocabularyError.self) { try read(fields) }
    #expect(error?.description == message)
  }

  @Test("The event's own fields have no path before them, and what is no object has no fields")
  func roots() throws {
    #expect(throws: VocabularyError(field: "id", problem: "is missing; expected a string")) {
      try Self.reader([:], path: "").string("id")
    }
    #expect(throws: VocabularyError(field: "a.b", problem: "is missing; expected a number")) {
      try Self.reader(["a": [:]], path: "").object("a").number("b")
    }
    #expect(throws: VocabularyError(field: "data", problem: "expected an object, found null")) {
      try Self.reader(.null)
    }
  }
}
