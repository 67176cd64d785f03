/// A criterion that was stated, changed or dropped only after a run had begun: the run is not judged by it.
public struct LateCriterion: Sendable, Hashable {
  /// What part of an intent it is.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// A clause, which `id` names.
    case clause
    /// What must hold before the fault.
    case steadyState
    /// What stops a run.
    case abortWhen
  }

  /// What became of it.
  public enum Change: String, Sendable, Hashable, CaseIterable {
    /// It is new.
    case added
    /// It is another than the one that the run is judged by.
    case changed
    /// It is gone.
    case removed
  }

  /// What part of an intent.
  public let part: Part
  /// The clause's id; nil for the other parts.
  public let id: String?
  /// What became of it.
  public let change: Change
  /// The log position of the declaration or revision that said so.
  public let position: Int64
  /// Whether that came when the run was over already, so that its result could be seen.
  public let isAfterResult: Bool

  /// A late criterion.
  public init(part: Part, id: String? = nil, change: Change, position: Int64, isAfterResult: Bool) {
    self.part = part
    self.id = id
    self.change = change
    self.position = position
    self.isAfterResult = isAfterResult
  }

  /// Reads `{"part", "id"?, "change", "position", "afterResult"}`.
  public static func read(_ fields: FieldReader) throws -> LateCriterion {
    LateCriterion(
      part: try fields.word("part", Part.self), id: try fields.optionalString("id"),
      change: try fields.word("change", Change.self), position: Int64(try fields.count("position")),
      isAfterResult: try fields.flag("afterResult"))
  }

  /// The criterion as JSON, in the form that `read` takes.
  public var json: JSON {
    .compact(
      ("part", .string(part.rawValue)), ("id", id.map { .string($0) }), ("change", .string(change.rawValue)),
      ("position", .integer(position)), ("afterResult", .bool(isAfterResult)))
  }

  /// `clause p99 changed`.
  public var words: String {
    let name =
      switch part {
      case .clause: "clause \(id ?? "")"
      case .steadyState: "the steady state"
      case .abortWhen: "the abort criteria"
      }
    return "\(name) \(change.rawValue)"
  }
}

extension IntentDeclared {
  /// The criteria in which a later text differs from this one, or from nothing: parts that are new, others, or gone.
  static func changes(from early: IntentDeclared?, to late: IntentDeclared) -> [(
    part: LateCriterion.Part, id: String?, change: LateCriterion.Change
  )] {
    var found: [(part: LateCriterion.Part, id: String?, change: LateCriterion.Change)] = []
    for clause in late.clauses {
      guard let before = early?.clauses.first(where: { $0.id == clause.id }) else {
        found.append((.clause, clause.id, .added))
        continue
      }
      if before != clause { found.append((.clause, clause.id, .changed)) }
    }
    for clause in early?.clauses ?? [] where !late.clauses.contains(where: { $0.id == clause.id }) {
      found.append((.clause, clause.id, .removed))
    }
    if early?.steadyState != late.steadyState {
      let change: LateCriterion.Change =
        early?.steadyState == nil ? .added : late.steadyState == nil ? .removed : .changed
      found.append((.steadyState, nil, change))
    }
    let abort = early?.abortWhen ?? []
    if abort != late.abortWhen {
      found.append((.abortWhen, nil, abort.isEmpty ? .added : late.abortWhen.isEmpty ? .removed : .changed))
    }
    return found
  }

  /// The criteria that a text of an intent states otherwise than the one that a run is judged by, nil for none.
  ///
  /// `texts` are those that came too late, in their order; a criterion is late from the first of them on that has it as the last has.
  public static func late(
    after judged: IntentDeclared?, _ texts: [(position: Int64, isAfterResult: Bool, intent: IntentDeclared)]
  ) -> [LateCriterion] {
    guard let last = texts.last else { return [] }
    return changes(from: judged, to: last.intent).map { part, id, change in
      let since =
        texts.reversed().prefix { text in
          changes(from: text.intent, to: last.intent).allSatisfy { $0.part != part || $0.id != id }
        }.last ?? last
      return LateCriterion(
        part: part, id: id, change: change, position: since.position, isAfterResult: since.isAfterResult)
    }
  }
}
