internal import SystemModel
internal import Vocabulary

/// Which kinds of fault may be injected where, by class and dose: the catalogue's and those that are plausible for what the target is.
///
/// All kinds of one class at one dose teach the same, so a target has one candidate for them, named by the kind that suits best;
/// the others are its alternatives. A kind without a magnitude has the dose high alone.
struct FaultChoices: Sendable {
  /// A kind of fault, and how the catalogue speaks of it.
  struct Choice: Sendable {
    let kind: FaultKind
    let hasMagnitude: Bool
    let minutes: Double
    /// The catalogue's failure mode; nil where the kind is plausible only.
    let mode: FailureModeCatalogued?
  }

  private let only: Set<FaultKind>?
  private let policy: Policy
  private let bands: DoseBands
  /// Those that name no component, by kind of fault, the likeliest first.
  private let general: [FaultKind: [FailureModeCatalogued]]
  private let specific: [String: [FailureModeCatalogued]]
  private var cache: [Key: [Choice]] = [:]

  private struct Key: Hashable {
    let kind: ComponentKind
    let isLink: Bool
    let faultClass: FaultClass
    let dose: Dose
  }

  /// - Parameter only: the kinds that are asked for, plausible or not; nil for all.
  init(_ model: SystemModel, _ policy: Policy, only: Set<FaultKind>? = nil) {
    self.only = only
    self.policy = policy
    bands = policy.doseBands
    var general: [FaultKind: [FailureModeCatalogued]] = [:]
    var specific: [String: [FailureModeCatalogued]] = [:]
    for mode in model.failureModes {
      if let component = mode.component {
        specific[component, default: []].append(mode)
      } else {
        general[mode.fault, default: []].append(mode)
      }
    }
    self.general = general.mapValues { modes in
      modes.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
    }
    self.specific = specific
  }

  /// The choices for a component, the best first; empty where nothing of this class makes sense at this dose.
  mutating func choices(_ component: Component?, name: String, _ faultClass: FaultClass, _ dose: Dose) -> [Choice] {
    let kind = component?.kind.treatedAs ?? .service
    let plausible = cached(Key(kind: kind, isLink: false, faultClass: faultClass, dose: dose))
    guard let modes = specific[name]?.filter({ only?.contains($0.fault) ?? true }), !modes.isEmpty else {
      return plausible
    }
    var merged = plausible
    for mode in modes {
      guard let choice = choice(mode.fault, mode, faultClass, dose) else { continue }
      if let index = merged.firstIndex(where: { $0.kind == mode.fault }) {
        if merged[index].mode.map({ rank($0) <= rank(mode) }) ?? false { continue }
        merged[index] = choice
      } else {
        merged.append(choice)
      }
    }
    return merged.sorted(by: FaultChoices.suitsBetter)
  }

  /// The choices for a link to a component, the best first.
  mutating func linkChoices(to callee: Component?, _ faultClass: FaultClass, _ dose: Dose) -> [Choice] {
    cached(Key(kind: callee?.kind.treatedAs ?? .service, isLink: true, faultClass: faultClass, dose: dose))
  }

  private mutating func cached(_ key: Key) -> [Choice] {
    if let known = cache[key] { return known }
    let plausible = key.isLink ? key.kind.plausibleLinkFaults : key.kind.plausibleFaults
    let kinds = only.map { $0.sorted() } ?? plausible
    let found = kinds.compactMap { kind in
      let mode = general[kind]?.first { $0.admits(key.kind) }
      return choice(kind, mode, key.faultClass, key.dose)
    }
    .sorted(by: FaultChoices.suitsBetter)
    cache[key] = found
    return found
  }

  private func choice(
    _ kind: FaultKind, _ mode: FailureModeCatalogued?, _ faultClass: FaultClass, _ dose: Dose
  ) -> Choice? {
    let hasMagnitude = bands.edges(of: kind) != nil
    guard kind.faultClass == faultClass, hasMagnitude || dose == .high else { return nil }
    return Choice(kind: kind, hasMagnitude: hasMagnitude, minutes: policy.costMinutes(of: kind), mode: mode)
  }

  /// Catalogued before plausible, likely before rare, cheap before dear, then what most tools can inject, then by name.
  private static func suitsBetter(_ one: Choice, _ other: Choice) -> Bool {
    let ranks = (one.mode.map(rank) ?? 9, other.mode.map(rank) ?? 9)
    if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
    if one.minutes != other.minutes { return one.minutes < other.minutes }
    let common = (commonness(one.kind), commonness(other.kind))
    return common.0 != common.1 ? common.0 < common.1 : one.kind < other.kind
  }

  private static func commonness(_ kind: FaultKind) -> Int {
    let order = [
      "net.latency", "app.error", "compute.kill", "net.partition", "compute.cpu", "load.surge", "data.stale",
      "config.change", "tool.unavailable", "tool.slow", "model.timeout", "model.error",
    ]
    return order.firstIndex(of: kind.name) ?? order.count
  }
}

private func rank(_ mode: FailureModeCatalogued) -> Int {
  switch mode.likelihood {
  case .common: 0
  case .occasional: 1
  case .rare: 2
  }
}
