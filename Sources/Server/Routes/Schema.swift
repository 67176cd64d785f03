import Vocabulary

/// A JSON Schema (2020-12) of what a body may be, in the few words that this API needs; also checks a body by it.
indirect enum Schema: Sendable {
  /// Any value.
  case any
  /// Text; `pattern` is for the document and for the check of times.
  case text(maximum: Int = 1024, format: String? = nil)
  case integer(ClosedRange<Int64>)
  case number(ClosedRange<Double>? = nil)
  case flag
  case word([String])
  case array(of: Schema, most: Int? = nil)
  case object([Member], isOpen: Bool = false)
  /// A part of the document that several bodies share.
  case shared(String)

  /// A member of an object.
  struct Member: Sendable {
    let name: String
    let schema: Schema
    let what: String?
    let isRequired: Bool

    init(_ name: String, _ schema: Schema, _ what: String? = nil, isRequired: Bool = false) {
      self.name = name
      self.schema = schema
      self.what = what
      self.isRequired = isRequired
    }

    static func required(_ name: String, _ schema: Schema, _ what: String? = nil) -> Member {
      Member(name, schema, what, isRequired: true)
    }
  }

  /// An instant (RFC 3339).
  static let time = Schema.text(maximum: 64, format: "date-time")
  /// A name.
  static let name = Schema.text(maximum: 255)
  /// A fraction from 0 to 1.
  static let fraction = Schema.number(0...1)
  /// A count or an amount.
  static let amount = Schema.number(0...1e15)

  static func object(_ members: Member...) -> Schema { .object(members) }
}

extension Schema {
  /// The schema as it stands in the document.
  var json: JSON {
    switch self {
    case .any: return .object([])
    case .text(let maximum, let format):
      return .compact(
        ("type", "string"), ("minLength", 1), ("maxLength", .integer(Int64(maximum))),
        ("format", format.map { .string($0) }),
        // What the vocabulary refuses in any text: control characters but tab and line breaks.
        ("pattern", format == nil ? .string(Schema.plainText) : nil))
    case .integer(let range):
      return .compact(
        ("type", "integer"), ("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound)))
    case .number(let range):
      return .compact(
        ("type", "number"), ("minimum", range.map { .number($0.lowerBound) }),
        ("maximum", range.map { .number($0.upperBound) }))
    case .flag: return ["type": "boolean"]
    case .word(let words): return ["type": "string", "enum": .array(words.map { .string($0) })]
    case .array(let element, let most):
      return .compact(
        ("type", "array"), ("items", element.json), ("maxItems", most.map { .integer(Int64($0)) }))
    case .object(let members, let isOpen):
      let required = members.filter(\.isRequired).map { JSON.string($0.name) }
      return .compact(
        ("type", "object"),
        (
          "properties",
          members.isEmpty
            ? nil
            : .object(
              members.map { member in
                var schema = member.schema.json.members ?? []
                if let what = member.what { schema.append(JSON.Member("description", .string(what))) }
                return JSON.Member(member.name, .object(schema))
              })
        ), ("required", required.isEmpty ? nil : .array(required)),
        ("additionalProperties", isOpen ? nil : .bool(false)))
    case .shared(let name): return ["$ref": .string("#/components/schemas/\(name)")]
    }
  }

  /// No NUL and no other control character but tab and line breaks.
  static let plainText = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$"

  /// Why a value is not as the schema says, with the path of the place; nil where it is.
  func objection(to value: JSON, at path: String = "") -> String? {
    func problem(_ expected: String) -> String {
      "\(path.isEmpty ? "the body" : path): expected \(expected), found \(value.kind)"
    }
    switch self {
    case .any, .shared: return nil
    case .text(let maximum, let format):
      guard let text = value.stringValue else { return problem("a string") }
      if text.isEmpty { return "\(path): must not be empty" }
      if text.unicodeScalars.count > maximum { return "\(path): is longer than \(maximum) characters" }
      if format == "date-time", Timestamp(rfc3339: text) == nil {
        return "\(path): expected a time such as 2026-11-20T18:11:23Z, found \"\(text.prefix(40))\""
      }
      return format == nil && text.unicodeScalars.contains(where: Schema.isControl)
        ? "\(path): holds a control character" : nil
    case .integer(let range):
      guard let number = value.integerValue else { return problem("a whole number") }
      return range.contains(number) ? nil : "\(path): must be from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range):
      guard let number = value.doubleValue else { return problem("a number") }
      guard let range, !range.contains(number) else { return nil }
      return "\(path): must be from \(range.lowerBound) to \(range.upperBound)"
    case .flag: return value.boolValue == nil ? problem("true or false") : nil
    case .word(let words):
      guard let word = value.stringValue else { return problem("a string") }
      return words.contains(word) ? nil : "\(path): \"\(word.prefix(40))\" is none of \(words.joined(separator: ", "))"
    case .array(let element, let most):
      guard let values = value.arrayValue else { return problem("an array") }
      if let most, values.count > most { return "\(path): has more than \(most) elements" }
      for (index, one) in values.enumerated() {
        if let objection = element.objection(to: one, at: "\(path)[\(index)]") { return objection }
      }
      return nil
    case .object(let members, let isOpen):
      guard let given = value.members else { return problem("an object") }
      for member in members where member.isRequired && value[member.name] == nil {
        return "\(Schema.place(path, member.name)): is missing" + (member.what.map { "; \($0)" } ?? "")
      }
      for one in given {
        guard let member = members.first(where: { $0.name == one.name }) else {
          if isOpen { continue }
          let known = members.map(\.name).joined(separator: ", ")
          return "\(Schema.place(path, one.name)): is no member here; known are \(known.isEmpty ? "none" : known)"
        }
        if let objection = member.schema.objection(to: one.value, at: Schema.place(path, one.name)) {
          return objection
        }
      }
      return nil
    }
  }

  private static func place(_ path: String, _ name: String) -> String {
    path.isEmpty ? String(name.prefix(60)) : "\(path).\(name.prefix(60))"
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0..<0x20, 0x7F..<0xA0: true
    default: false
    }
  }
}
