import KnowledgeBase

/// A field of a form, as the template `fields` takes it.
struct FormField {
  /// A choice among words.
  struct Option {
    let value: String
    let words: String
    /// The group of choices that it is of; nil for none.
    var group: String?
  }

  private enum Kind {
    case text(list: String?, isNumber: Bool)
    case choice([Option])
    case check
  }

  /// The name under which it is sent.
  let name: String
  /// What it is called on the page.
  let label: String
  private let kind: Kind
  private let hint: String?
  private let isWide: Bool
  private var isRequired = false

  private init(_ name: String, _ label: String, _ kind: Kind, hint: String?, isWide: Bool) {
    self.name = name
    self.label = label
    self.kind = kind
    self.hint = hint
    self.isWide = isWide
  }

  /// A line of text; `list` is the id of the names that are offered.
  static func text(
    _ name: String, _ label: String, list: String? = nil, hint: String? = nil, isNumber: Bool = false,
    isWide: Bool = false
  ) -> FormField {
    FormField(name, label, .text(list: list, isNumber: isNumber), hint: hint, isWide: isWide)
  }

  /// One of some words; the first where nothing was chosen.
  static func choice(_ name: String, _ label: String, _ options: [Option], hint: String? = nil) -> FormField {
    FormField(name, label, .choice(options), hint: hint, isWide: false)
  }

  /// Something to tick.
  static func check(_ name: String, _ label: String) -> FormField {
    FormField(name, label, .check, hint: nil, isWide: false)
  }

  /// The field, which is not to be left empty.
  var required: FormField { required(if: true) }

  /// The field, which under a condition is not to be left empty.
  func required(if isRequired: Bool) -> FormField {
    var field = self
    field.isRequired = isRequired
    return field
  }

  /// What stands before anything is chosen: such a field says nothing.
  static let unchosen = Option(value: "", words: "choose")

  /// When something happened, where that is not now.
  static let time = text("time", "When", hint: "such as 2026-11-20T18:11:23Z; else now")

  /// The id of a field on its page, where several forms may have one of that name.
  static func id(_ name: String, in form: String) -> String {
    "\(form)-" + String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }

  /// The fields of a form as the template takes them, with what is typed into them; where the form was refused, what was wrong stands
  /// at its field.
  static func values(
    of fields: [FormField], in form: String, typed: [String: String], refused: RefusedForm? = nil
  ) -> [[String: Any]] {
    let wrong = refused?.form == form ? refused?.wrong(among: fields) : nil
    return fields.map { $0.values(typed, in: form, wrong: wrong?.name == $0.name ? wrong?.sentence : nil) }
  }

  private func values(_ typed: [String: String], in form: String, wrong: String?) -> [String: Any] {
    let value = typed[name] ?? ""
    let id = FormField.id(name, in: form)
    let described = [wrong.map { _ in "\(id)-wrong" }, hint.map { _ in "\(id)-hint" }].compactMap(\.self)
    var all: [String: Any] = [
      "name": name, "label": plainLine(label), "value": value, "hint": hint.map { plainLine($0) } ?? false as Any,
      "isWide": isWide, "isChoice": false, "isCheck": false, "isText": false, "list": false, "isNumber": false,
      "groups": [Any](), "isChecked": false, "id": id, "isRequired": isRequired,
      "wrong": wrong.map { plainLine(Wording.ofPages($0)) } ?? false as Any,
      "described": described.isEmpty ? false as Any : described.joined(separator: " "),
    ]
    switch kind {
    case .text(let list, let isNumber):
      all["isText"] = true
      all["list"] = list ?? false as Any
      all["isNumber"] = isNumber
    case .check:
      all["isCheck"] = true
      all["isChecked"] = !value.isEmpty
    case .choice(let options):
      all["isChoice"] = true
      all["groups"] = FormField.groups(options, chosen: value)
    }
    return all
  }

  private static func groups(_ options: [Option], chosen: String) -> [[String: Any]] {
    var groups: [(name: String?, options: [[String: Any]])] = []
    for option in options {
      if groups.last?.name != option.group || groups.isEmpty { groups.append((option.group, [])) }
      groups[groups.count - 1].options.append([
        "option": option.value, "words": plainLine(option.words), "isChosen": option.value == chosen,
      ])
    }
    return groups.map { ["group": $0.name ?? false as Any, "options": $0.options] }
  }
}
