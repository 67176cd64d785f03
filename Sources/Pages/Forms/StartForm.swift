import KnowledgeBase
import Reports
import Vocabulary

/// The form that starts a run: of a proposal, of an intent, or freely.
struct StartForm {
  /// The names of its fields; an address may fill them in.
  static let names = [
    "run", "proposal", "intent", "component", "caller", "callee", "fault", "dose", "magnitude", "unit", "scope", "tool",
  ]

  /// Names of the book that the fields offer.
  struct Known {
    let components: [String]
    let journeys: [String]
    let environments: [String]
    let intents: [String]

    /// More names than that are no help to choose from, and make a page heavy.
    static let most = 2000
    /// So many journeys are shown to be ticked.
    static let mostJourneys = 24
  }

  let typed: [String: String]
  let known: Known

  /// What a proposal or an intent says need not be said again.
  private var isPlanned: Bool { [typed["proposal"], typed["intent"]].contains { $0?.isEmpty == false } }

  /// Its fields, in sets under legends.
  private var sets: [(legend: String, words: String?, fields: [FormField])] {
    [
      (
        "The run", nil,
        [
          .text("run", "Run id", hint: "a new one where none is given"),
          .text("environment", "Environment", list: "environments", hint: "such as staging").required(
            if: !isPlanned),
          .text("proposal", "Of the proposal", hint: "its id, where it follows one"),
          .text("intent", "Of the intent", list: "intents", hint: "its id, where it tests one"),
          .text("tool", "Run by", hint: "a tool or a person; by-hand where nobody is named"), .time,
        ]
      ),
      (
        "What is disturbed",
        "A component, which all its callers meet, or one call from a caller to a callee. A placebo disturbs nothing. What is left empty the proposal or the intent says.",
        [
          .text("component", "Component", list: "components"),
          .text("caller", "Caller", list: "components", hint: "of one call alone"),
          .text("callee", "Callee", list: "components", hint: "of one call alone"),
        ]
      ),
      (
        "The fault", nil,
        [
          .choice("fault", "Kind of fault", StartForm.kinds).required(if: !isPlanned),
          .text("magnitude", "How large", isNumber: true), .text("unit", "Unit", list: "units", hint: "of how large"),
          .choice(
            "dose", "Dose, where no size is given",
            [.init(value: "", words: "by its magnitude, else high")]
              + Dose.allCases.map { .init(value: $0.rawValue, words: $0.rawValue) }),
          .text("scope", "Share of instances or traffic", hint: "from 0 to 1; all where none is given", isNumber: true),
        ]
      ),
      (
        "Journeys under load", nil,
        known.journeys.count > Known.mostJourneys
          ? [.text("load", "Journey", list: "journeys")] : known.journeys.map { .check("load.\($0)", $0) }
      ),
    ]
  }

  /// All of its fields.
  var fields: [FormField] { sets.flatMap(\.fields) }

  /// - Parameter refused: what was sent and not taken.
  func values(hidden: [(name: String, value: String)], refused: RefusedForm? = nil) -> [String: Any] {
    let lists: [(id: String, names: [String])] = [
      ("components", known.components.count > Known.most ? [] : known.components),
      ("environments", known.environments), ("intents", Array(known.intents.prefix(Known.most))),
      ("units", ["ms", "s", "ratio", "percent", "multiple", "1/s"]),
      ("journeys", Array(known.journeys.prefix(Known.most))),
    ]
    return [
      "hidden": hidden.map { ["name": $0.name, "value": $0.value] },
      "sets": sets.filter { !$0.fields.isEmpty }.map { set -> [String: Any] in
        [
          "legend": set.legend, "words": set.words ?? false as Any,
          "fields": FormField.values(of: set.fields, in: "start", typed: typed, refused: refused),
        ]
      }, "lists": NameLists.values(lists),
    ]
  }

  /// The choice that leaves the kind of fault to what was planned.
  private static let asPlanned = "as-planned"

  /// Every kind of fault, under the class of trouble that it makes.
  private static let kinds: [FormField.Option] =
    [.init(value: "", words: "choose"), .init(value: asPlanned, words: "as its proposal or intent says")]
    + FaultClass.allCases.flatMap { kind in
      FaultKind.kinds(of: kind).map { .init(value: $0.name, words: $0.name, group: kind.rawValue) }
    } + [
      .init(value: FaultKind.none.name, words: "none: a placebo", group: "no class"),
      .init(value: FaultKind.unknown.name, words: "unknown", group: "no class"),
    ]
}

/// Names that fields offer.
enum NameLists {
  static func values(_ lists: [(id: String, names: [String])]) -> [[String: Any]] {
    lists.map { list in ["id": list.id, "names": list.names.map { ["known": plainLine($0)] }] }
  }
}

extension StartForm {
  /// The target as it was typed; nil where none was.
  static func target(_ typed: TypedValues) throws -> Target? {
    let link = TypedValues.object(("caller", typed.text("caller")), ("callee", typed.text("callee")))
    let json = TypedValues.object(("component", typed.text("component")), ("dependency", link))
    return try json.map { try Target.read(FieldReader($0, path: "target")) }
  }

  /// The fault as it was typed; nil where none was.
  static func fault(_ typed: TypedValues) throws -> Fault? {
    let size = TypedValues.object(("value", typed.number("magnitude")), ("unit", typed.text("unit")))
    let json = TypedValues.object(
      ("kind", typed["fault"] == asPlanned ? nil : typed.text("fault")), ("magnitude", size),
      ("dose", typed.text("dose")),
      ("scope", typed.number("scope")))
    return try json.map { try Fault.read(FieldReader($0, path: "fault")) }
  }

  /// A target and a fault as the fields take them.
  static func typed(_ target: Target?, _ fault: Fault?, environment: String?) -> [String: String] {
    var values: [String: String] = [:]
    switch target {
    case .component(let name): values["component"] = name
    case .dependency(let link): (values["caller"], values["callee"]) = (link.caller, link.callee)
    case nil: break
    }
    values["environment"] = environment
    values["fault"] = fault?.kind.name
    if let size = fault?.magnitude {
      (values["magnitude"], values["unit"]) = (JSON.number(size.value).text, size.unit)
    } else {
      values["dose"] = fault?.statedDose?.rawValue
    }
    values["scope"] = fault?.scope.map { JSON.number($0).text }
    return values
  }
}
