import Vocabulary

/// The grade of a run's evidence, apart from its verdict (chapter 1).
///
/// | | |
/// |---|---|
/// | E0 | nothing was injected |
/// | E1 | injected, nothing observed since |
/// | E2 | observed since, not before: no change can be told from what was always so |
/// | E3 | observed before and since, but not both during and after, or the injection is not confirmed |
/// | E4 | observed before, during and after, the injection confirmed |
/// | E5 | as E4, against a control |
///
/// A placebo has nothing to confirm. An injection counts as confirmed where any of its rounds is, and where the target
/// itself degraded under it, for that is its demonstration.
struct EvidenceGrading {
  let hasBefore: Bool
  let hasDuring: Bool
  let hasAfter: Bool

  init(_ series: RunSeries, _ probes: ProbeBook) {
    hasBefore = series.hasBefore || probes.hasBefore
    hasDuring = series.hasDuring || probes.hasDuring
    hasAfter = series.hasAfter || probes.hasAfter
  }

  func grade(_ run: RunRecord, isConfirmed: Bool, hasControl: Bool) -> Grade {
    guard !run.injections.isEmpty else { return .e0 }
    guard hasDuring || hasAfter else { return .e1 }
    guard hasBefore else { return .e2 }
    guard hasDuring, hasAfter, isConfirmed else { return .e3 }
    return hasControl ? .e5 : .e4
  }
}
