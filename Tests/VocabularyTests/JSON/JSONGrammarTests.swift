import Testing

@testable import Vocabulary

/// In the spirit of Nicolas Seriot's JSONTestSuite: what RFC 8259 accepts, what it refuses, and what it leaves to the
/// parser, with our choice.
@Suite("JSON grammar")
struct JSONGrammarTests {
  @Test(
    "Accepted, with its value",
    arguments: [
      ("null", .null), ("true", true), (" false\n", false), ("\"\"", ""), ("0", 0), ("-1", -1),
      ("[]", []), ("{}", [:]), ("[ ]", []), ("{\t}", [:]), ("\r\n[1,\t2 ]\r", [1, 2]),
      ("[[],[[]],{}]", [[], [[]], [:]]), ("{\"a\":{\"b\":[null]}}", ["a": ["b": [.null]]]),
      ("{\"\":0}", ["": 0]), ("{\"a\":1,\"A\":2}", ["a": 1, "A": 2]), ("{\"a\\u0000b\":1}", ["a\0b": 1]),
      // Numbers.
      ("1.5", 1.5), ("1e3", 1000), ("1E+3", 1000), ("1.25e-2", 0.0125), ("0e0", 0), ("-0", 0), ("-0.0", 0),
      ("0.1", 0.1), ("123456789012345678", 123_456_789_012_345_678),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", 9_223_372_036_854_775_808.0), ("18446744073709551616", 18_446_744_073_709_551_616.0),
      ("1e-400", 0), ("123123e-10000000", 0), ("0e+999999999", 0), ("5e-324", .number(.leastNonzeroMagnitude)),
      ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
      // Strings.
      ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"), ("\"\\u0041\\u00e9\\u20AC\"", "Aé€"),
      ("\"\\ud83d\\ude00\"", "😀"), ("\"\\uDBFF\\uDFFF\"", "\u{10FFFF}"), ("\"😀 日本\"", "😀 日本"),
      ("\"\\u0000\"", "\0"), ("\"\u{7F}\u{2028}\u{FFFF}\"", "\u{7F}\u{2028}\u{FFFF}"), ("\"/\"", "/"),
      ("\"\\u0022\"", "\""), ("\"\u{FEFF}\"", "\u{FEFF}"),
    ] as [(String, JSON)])
  func accepted(text: String, value: JSON) throws {
    #expect(try JSON.parse(text) == value)
    #expect(try JSON.parse(JSON.parse(text).text) == value)
  }

  @Test(
    "Refused",
    arguments: [
      "", " ", "\n", "nul", "nulll", "True", "NULL", "undefined", "NaN", "Infinity", "-Infinity", "-", "+1", "01",
      "-01",
      "00", "1.", ".5", "-.5", "1.e3", "1e", "1e+", "1e1.5", "1_000", "0x10", "1,000", "1 2", "--1", "1e1e1", "１",
      "\"", "\"a", "a\"", "'a'", "\"\\\"", "\"\\x41\"", "\"\\a\"", "\"\\'\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\U0041\"",
      "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"", "\"\u{1F}\"",
      "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "[1]]", "[\"a\",", "[1}", "[:1]",
      "[\"a\":1]",
      "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\",1}", "{a:1}",
      "{1:1}",
      "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{\"a\"::1}", "{\"a\":1]", "{'a':1}", "{\"a\":/**/1}", "[1]//x", "#[1]",
      "null null", "{}{}", "[]x", "\u{FEFF}[]", "[]\u{FEFF}", "\u{A0}[]", "[]\u{0}", "\u{0}", "\u{C}[]", "*", "<a/>",
      // A name twice: readers disagree on which counts.
      "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"x\":{\"a\":1,\"b\":2,\"a\":3}}",
      // Half of a pair is no character.
      "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"",
      "\"\\udc00\\ud800\"", "\"\\ud83d\\ude0\"", "\"\\ud83d\\\"",
      // Beyond a double.
      "1e309", "-1e309", "1.8e308", "123123e100000", "[1e999]",
    ])
  func refused(text: String) {
    #expect(throws: JSONError.self) { try JSON.parse(text) }
  }

  @Test(
    "Bytes that are no UTF-8 are refused",
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0xFF], [0xE9],
      [0x5B, 0x31, 0xC2, 0xA0, 0x5D], [0xFE, 0xFF, 0x00, 0x5B], [0x5B, 0x00, 0x5D, 0x00], [0x22, 0x80, 0x22],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSON.parse(bytes) }
  }

  @Test("Nesting has a limit, and far beyond it there is an error and no crash")
  func nesting() throws {
    func nested(_ depth: Int, _ open: String, _ close: String) -> String {
      String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      #expect(try JSON.parse(JSON.parse(nested(JSONParser.maximumDepth, open, close)).text) != .null)
      let error = #expect(throws: JSONError.self) { try JSON.parse(nested(JSONParser.maximumDepth + 1, open, close)) }
      #expect(error?.problem == "nested deeper than 128")
      #expect(throws: JSONError.self) { try JSON.parse(String(repeating: open, count: 100_000)) }
    }
  }

  @Test("Names are told apart code unit by code unit, few or many")
  func names() throws {
    // é in one scalar and in two: equal in Unicode's eyes, two names in JSON's.
    let two = try JSON.parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
    #expect(two.members?.count == 2)
    #expect(two["\u{E9}"] == 1 && two["e\u{301}"] == 2)
    #expect(two != ["\u{E9}": 2, "e\u{301}": 1])
    #expect(JSON.string("\u{E9}") != .string("e\u{301}"))
    let many = (0..<40).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
    #expect(try JSON.parse("{\(many)}").members?.count == 40)
    #expect(try JSON.parse("{\(many),\"\u{E9}\":1,\"e\u{301}\":2}").members?.count == 42)
    for name in ["n0", "n15", "n16", "n39"] {
      #expect(throws: JSONError.self) { try JSON.parse("{\(many),\"\(name)\":0}") }
    }
  }

  @Test(
    "An error says what, and where in text and value",
    arguments: [
      ("[1, tru]", "expected a value at line 1, byte 4, in $[1]"),
      ("{\n \"a\": {\n  \"b\": [1 2]}}", "expected ',' or ']' at line 3, byte 20, in $.a.b"),
      ("{\"a\": 1,", "the text ends too early: expected a name in quotes at line 1, byte 8, in $"),
      ("{\"a\" 1}", "expected ':' at line 1, byte 5, in $"),
      ("{\"a\":01}", "malformed number at line 1, byte 5, in $.a"),
      ("{\"a\":1e999}", "a number too large for a double at line 1, byte 5, in $.a"),
      ("[\"\\ud800\"]", "a lone surrogate in a string at line 1, byte 8, in $[0]"),
      ("{\"a\":1,\"a\":2}", "the name \"a\" appears twice at line 1, byte 10, in $"),
      ("[] x", "expected the end of the text at line 1, byte 3, in $"),
    ])
  func errors(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
    #expect(error?.description == message)
  }
}
