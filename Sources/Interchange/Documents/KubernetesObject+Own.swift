import Vocabulary

/// What our own exporters write into the annotations of an object, and read back.
///
/// | annotation | says |
/// |---|---|
/// | `faultbook.io/proposal` | the proposal that it is of |
/// | `faultbook.io/intent` | the intent that the book holds |
/// | `faultbook.io/expects` | else the whole intent, in JSON |
/// | `faultbook.io/component`, or `caller` and `callee` | the target by the book's names, whatever the labels are |
/// | `faultbook.io/subjects` | whom a probe asks about, by its name, in JSON |
extension KubernetesObject {
  /// The annotations of an experiment.
  static func annotations(_ experiment: PlannedExperiment, subjects: JSON? = nil) -> JSON {
    func key(_ name: String) -> String { "faultbook.io/\(name)" }
    var found: [(String, JSON?)] = [
      (key("proposal"), experiment.proposal.map { .string($0) }),
      (key("intent"), experiment.heldIntent.map { .string($0) }),
      (key("expects"), experiment.heldIntent == nil ? .string(experiment.intent.json.text) : nil),
      (key("environment"), experiment.intent.environment.map { .string($0) }),
      (key("journey"), experiment.intent.journey.map { .string($0) }),
      (key("subjects"), subjects.map { .string($0.text) }),
    ]
    switch experiment.target {
    case .component(let name): found.append((key("component"), .string(name)))
    case .dependency(let link):
      found += [(key("caller"), .string(link.caller)), (key("callee"), .string(link.callee))]
    }
    return .compact(found)
  }

  /// The target by the book's names; nil where nothing says it.
  var ownTarget: Target? { OwnNames.target(own) }

  /// The whole intent, where it is told. Throws where it cannot be read.
  func ownIntent() throws -> IntentDeclared? {
    guard let text = own("expects") else { return nil }
    return try parsed(text, "faultbook.io/expects") { try IntentDeclared(from: FieldReader($0, path: "intent")) }
  }

  /// Whom a probe asks about, by its name. Throws where it cannot be read.
  func ownSubjects() throws -> [String: NodeID] {
    guard let text = own("subjects") else { return [:] }
    return try parsed(text, "faultbook.io/subjects") { json in
      var subjects: [String: NodeID] = [:]
      for member in json.members ?? [] { subjects[member.name] = try NodeID.require(FieldReader(member.value)) }
      return subjects
    }
  }

  private func parsed<Result>(_ text: String, _ name: String, _ read: (JSON) throws -> Result) throws -> Result {
    do {
      return try read(JSON.parse(Array(text.utf8)))
    } catch {
      throw element.error(
        "the annotation \(name) of \(title) cannot be read: \(error)",
        remedy: "export it again, or remove the annotation")
    }
  }
}

/// Names of the book in a tool's own tags and annotations.
enum OwnNames {
  /// The target that `component`, or `caller` and `callee` name.
  static func target(_ own: (String) -> String?) -> Target? {
    if let caller = own("caller"), let callee = own("callee"), caller != callee {
      return .dependency(Dependency(caller: caller, callee: callee))
    }
    return own("component").map { .component($0) }
  }
}

extension ImportContext {
  /// The intent of a document that we wrote, with the fault that it injects now: who changed the document after it was exported
  /// tests something else, and that is told.
  func reconciled(_ told: IntentDeclared, target: Target?, fault: Fault, title: String) -> IntentDeclared {
    var found = told
    let isSameSize = told.fault.map { DoseBands.isSameSize($0, fault) } ?? false
    if told.fault?.kind != fault.kind || !isSameSize {
      note(
        "\(title): it injects \(ToolFault.words(fault)), not the \(told.fault.map(ToolFault.words) ?? "") that was exported"
      )
      found = found.injecting(fault, into: target ?? told.target)
    } else if let target, target != told.target {
      found = found.injecting(told.fault ?? fault, into: target)
    }
    return found
  }
}

extension DoseBands {
  /// Whether two faults of one kind have the same size, in whatever unit.
  static func isSameSize(_ one: Fault, _ other: Fault) -> Bool {
    guard let unit = unit(of: one.kind) else { return true }
    func size(_ fault: Fault) -> Double? {
      fault.magnitude.flatMap { magnitude in Unit(named: magnitude.unit)?.convert(magnitude.value, to: unit) }
    }
    guard let mine = size(one), let theirs = size(other) else { return size(one) == size(other) }
    return abs(mine - theirs) <= 1e-6 * max(1, abs(mine))
  }
}

extension IntentDeclared {
  /// The intent with another fault and target.
  func injecting(_ fault: Fault, into target: Target?) -> IntentDeclared {
    IntentDeclared(
      title: title, hypothesis: hypothesis, journey: journey, target: target, fault: fault, clauses: clauses,
      steadyState: steadyState, abortWhen: abortWhen, exclusions: exclusions, environment: environment,
      maxDurationSeconds: maxDurationSeconds, rollback: rollback, owner: owner, proposal: proposal)
  }
}
