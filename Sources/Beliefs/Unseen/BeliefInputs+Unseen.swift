internal import SystemModel
internal import Vocabulary

/// Families by what is certain of them, as far as somebody has asked; nil where nothing is. A family may have a part in the scenes of many runs.
typealias CertainFamilies = Deduced<FamilyKey, FamilyBeliefs?>

extension BeliefInputs {
  /// Makes what is thought of the unseen of every run follow from these inputs. Nothing is worked out before it is asked for.
  mutating func prepareUnseen(leak: Double) {
    unseen = nil
    if !ledger.scenes.isEmpty { unseen = UnseenBook(self, leak: leak) }
  }

  /// The same after one run or incident more, or the lack of it: of the runs that it cannot have changed it is known already.
  ///
  /// - Parameters:
  ///   - touched: the families whose rows changed.
  ///   - known: what was known before.
  ///   - certain: families by what is certain of them, of those that were not touched.
  /// - Returns: the families of which something else may be thought by now.
  mutating func prepareUnseen(
    _ stream: String, touched: Set<FamilyKey>, leak: Double, known: [String: UnseenStates?], certain: CertainFamilies
  ) -> Set<FamilyKey> {
    unseen = nil
    guard !ledger.scenes.isEmpty else { return [] }
    var known = known
    var streams = Set(touched.flatMap(ledger.scenes))
    if ledger.scenes[stream] != nil { streams.insert(stream) }
    known[stream] = nil
    var changed: Set<FamilyKey> = []
    for name in streams {
      guard let scene = ledger.scenes[name] else { continue }
      if let old = known[name], let old {
        let silences = silences(of: scene, leak: leak, certain, known: old, touched: touched)
        if old.silences == silences { continue }
        known[name] = UnseenStates(scene, silences, leak: leak, seed: stableHash("unseen", name))
      }
      changed.formUnion(scene.factors.map(\.key))
    }
    unseen = UnseenBook(self, leak: leak, known: known, certain: certain)
    return changed
  }

  /// The means of a scene's factors by what is certain; those of families that were not touched as they are known.
  func silences(
    of scene: UnseenScene, leak: Double, _ certain: CertainFamilies, known: UnseenStates? = nil,
    touched: Set<FamilyKey> = []
  ) -> [UnseenSilence] {
    scene.factors.enumerated().map { index, factor in
      if let known, !touched.contains(factor.key) { return known.silences[index] }
      return silence(factor, dose: scene.dose, leak: leak, certain)
    }
  }

  /// The means of a factor by what is certain.
  private func silence(
    _ factor: UnseenScene.Factor, dose: Dose, leak: Double, _ certain: CertainFamilies
  ) -> UnseenSilence {
    guard let family = certain.value(factor.key, { certainFamily(factor.key, leak: leak) }) else {
      // No evidence ties its causes: their priors are independent.
      let sure = factor.known.reduce(1.0) { $0 * (1 - prior($1, of: factor.key).theta(dose).mean) }
      let each = factor.unseen.map { 1 - prior($0, of: factor.key).theta(dose).mean }
      return UnseenSilence(factor.unseen.count) { subset, withSure in
        each.indices.reduce(withSure ? sure : 1) { subset >> UInt64($1) & 1 == 1 ? $0 * each[$1] : $0 }
      }
    }
    let sure = factor.known.compactMap { place($0, in: family) }
    let each = factor.unseen.map { place($0, in: family) }
    return UnseenSilence(factor.unseen.count) { subset, withSure in
      let active = each.indices.filter { subset >> UInt64($0) & 1 == 1 }.compactMap { each[$0] }
      return family.posterior.silence(family.variables((withSure ? sure + active : active).sorted(), dose))
    }
  }

  /// A family by what is certain of it; nil where nothing is.
  private func certainFamily(_ key: FamilyKey, leak: Double) -> FamilyBeliefs? {
    let scenes = ledger.scenes(of: key)
    let rows = ledger.rows(of: key).compactMap { row -> EvidenceRow? in
      guard case .family = row.key.subject else { return nil }
      guard row.key.isDegraded, row.contributions.contains(where: { scenes.contains($0.stream) }) else { return row }
      let rest = row.contributions.filter { !scenes.contains($0.stream) }
      return rest.isEmpty ? nil : EvidenceRow(key: row.key, contributions: rest)
    }
    guard !rows.isEmpty else { return nil }
    var certain = self
    certain.unseen = nil
    return certain.family(key, leak: leak, rows: rows, componentBound: BeliefInputs.certainBound)
  }

  /// The components of a family's posterior by what is certain: only means are asked of it.
  private static let certainBound = 256

  /// The place of a cause in a family; a coupling whose call has become known since is that call.
  private func place(_ cause: Cause, in family: FamilyBeliefs) -> Int? {
    if cause.kind != .fault, let effect = graph.index(family.key.effect), let call = graph.call(effect, cause.name) {
      return call - graph.calls(of: effect).lowerBound
    }
    return family.index(of: cause)
  }
}

extension UnseenStates.Way {
  /// Its part in an observation of some weight, the mean of whose likelihood is one; the variables of its causes are given.
  func mixed(_ variables: [Int], weight: Double) -> MixedObservation.Way {
    MixedObservation.Way(weight: weight * share / likelihood, variables: variables, isDegraded: isDegraded)
  }
}
