import Interchange
public import KnowledgeBase
import Vocabulary

extension Handover {
  /// As `KnowledgeBase.next` with `record`.
  public static func next(_ request: NextRequest, view: View) -> Handover {
    var handover = Handover("proposals.record")
    handover.add(request)
    handover.add(view)
    return handover
  }

  /// As `KnowledgeBase.export` with `record`.
  public static func export(_ request: ExportRequest, view: View) -> Handover {
    var handover = Handover("proposals.export")
    handover.add(request.plan)
    handover.add(view)
    handover.json = .compact(
      ("as", .string(request.tool.rawValue)), ("rank", request.rank.map { .integer(Int64($0)) }),
      ("fault", request.fault.map { .string($0.name) }),
      (
        "layers",
        .array(request.bindings.map { .compact(("name", .string($0.name)), ("bindings", $0.json)) })
      ), ("unobserved", .bool(request.mayBeUnobserved)), ("sameDose", .bool(request.mayRound)),
      ("despiteGates", .bool(request.isForced)))
    return handover
  }

  private mutating func add(_ plan: NextRequest) {
    add("top", String(plan.top))
    add("batch", plan.batch.map { String($0) })
    add("journey", plan.journey)
    add("objective", plan.objective)
    add("intent", plan.intent)
    add("failure-mode", plan.failureMode)
    add("by", plan.by)
    add("seed", String(plan.seed))
  }

  private mutating func add(_ view: View) {
    switch view.now {
    case .book: break
    case .wall: add("now", "wall")
    case .at(let time): add("now", time.description)
    }
    add("environment", view.environment)
    switch view.asOf {
    case .head: break
    case .position(let position): add("as-of", String(position))
    case .recorded(let time): add("as-of", "recorded:\(time)")
    case .occurred(let time): add("as-of", "occurred:\(time)")
    }
  }
}
