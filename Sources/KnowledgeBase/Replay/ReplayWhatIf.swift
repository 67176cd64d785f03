import Beliefs
import SystemModel
public import Vocabulary

extension KnowledgeBase {
  /// The settings of a policy document, checked as `policy.set` is. Throws for a setting that the vocabulary does not
  /// know, with the list of those that it does, and for a value of the wrong form.
  public static func settings(_ document: JSON, name: String) throws -> [PolicySet] {
    try Supposition.settings(document, name: name)
  }

  /// What would be thought had some runs or incidents not been, or under another policy, beside what is thought: at the same *now*,
  /// as of the view's place.
  ///
  /// A run that is left out takes its verdict, its findings and the refits that counted it along; what traces of that time told of
  /// the system stays. A setting of the other policy holds for the whole log, settings that it does not name stay as the log
  /// has them.
  ///
  /// Shape: `{"position", "now", "without": […], "with": {setting: {"was", "would"}}, "was": scores, "would": scores, "scores",
  /// "beliefs": [{"belief", "bits", "before", "after"}], "moved", "bits", "untested", "untestedBits"}`; with settings also
  /// "proposals": [{"target", "faultClass", "dose", "was": {"rank", "bits", "value", "standardError", "fault", "safety"}, "would", "gates"}],
  /// "proposalsCompared", "becomeAllowed", "becomeRefused": which of the first `top` of either policy may run under one and
  /// not under the other, and whose gates answer otherwise.
  ///
  /// Cost: two states as of the place, the inference of all tested families under both, and with settings up to four plans.
  public func replayWhatIf(view: View, top: Int = 20) throws -> Answer {
    var plain = view
    plain.without = []
    plain.settings = []
    let was = try source(plain)
    var same = view
    same.now = .at(was.now)
    let would = try source(same)
    let comparison = SideBySide(was, supposed: would, top: top)
    let replaced = settings(view.settings, was.state.policy)
    let proposals = view.settings.isEmpty ? nil : self.proposals(was, would, top: top, view: view)
    let json = JSON.compact(
      [
        ("position", .integer(was.state.position)), ("now", .string(was.now.description)),
        ("without", .array(view.without.map { .string($0) })), ("with", .object(replaced)),
        ("was", try scores(view: plain).json), ("would", try scores(view: same).json),
      ] + comparison.members + (proposals?.members ?? []))
    return Answer(
      json: json, table: comparison.beliefTable,
      further: [comparison.scoreTable] + [proposals?.table].compactMap(\.self),
      notes: assumption(view, replaced, was) + comparison.notes + [proposals?.note].compactMap(\.self))
  }

  /// What either policy would propose; nil where no system is known yet, of which nothing can be proposed.
  private func proposals(
    _ was: ProjectionSource, _ would: ProjectionSource, top: Int, view: View
  ) -> ProposalsSideBySide? {
    guard !was.state.system.components.isEmpty else { return nil }
    let seed = NextRequest().seed
    return ProposalsSideBySide(
      planner(was, seed: seed), planner(would, seed: seed), top: min(top, 100), environment: view.environment)
  }

  private func settings(_ settings: [PolicySet], _ policy: Policy) -> [JSON.Member] {
    let logged = Dictionary(policy.settings.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    return settings.map { one in
      JSON.Member(one.key, .compact(("was", logged[one.key] ?? .null), ("would", one.value)))
    }
  }

  private func assumption(_ view: View, _ replaced: [JSON.Member], _ was: ProjectionSource) -> [String] {
    func word(_ value: JSON?) -> String { value.map { $0.isNull ? "default" : $0.text } ?? "default" }
    var parts = view.without.map { "without \($0)" }
    parts += replaced.map { "\($0.name) \(word($0.value["would"])) (was \(word($0.value["was"])))" }
    return ["As of position \(was.state.position), \(was.now), supposed: \(parts.joined(separator: "; "))."]
  }
}
