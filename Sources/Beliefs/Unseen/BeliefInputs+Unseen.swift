internal import SystemModel
internal import Vocabulary

extension BeliefInputs {
  /// Infers what the unseen of every run did. O(certain evidence of the families of all scenes + states of their sets).
  mutating func prepareUnseen(leak: Double) {
    unseen = [:]
    guard !ledger.scenes.isEmpty else { return }
    var certain: [FamilyKey: FamilyBeliefs?] = [:]
    for (stream, scene) in ledger.scenes {
      let silences = scene.factors.map { silence($0, dose: scene.dose, leak: leak, &certain) }
      unseen[stream] = UnseenStates(scene, silences, leak: leak, seed: stableHash("unseen", stream))
    }
  }

  /// Infers it anew where it can have changed by one run or incident, or the lack of it.
  ///
  /// - Parameter touched: the families whose rows changed.
  /// - Returns: the families of which something else is thought by now.
  mutating func prepareUnseen(_ stream: String, touched: Set<FamilyKey>, leak: Double) -> Set<FamilyKey> {
    unseen[stream] = nil
    var streams = Set(touched.flatMap(ledger.scenes))
    if ledger.scenes[stream] != nil { streams.insert(stream) }
    guard !streams.isEmpty else { return [] }
    var certain: [FamilyKey: FamilyBeliefs?] = [:]
    var changed: Set<FamilyKey> = []
    for name in streams {
      guard let scene = ledger.scenes[name] else { continue }
      let known = unseen[name]
      let silences = scene.factors.enumerated().map { index, factor in
        if let known, !touched.contains(factor.key) { return known.silences[index] }
        return silence(factor, dose: scene.dose, leak: leak, &certain)
      }
      if let known, known.silences == silences { continue }
      unseen[name] = UnseenStates(scene, silences, leak: leak, seed: stableHash("unseen", name))
      changed.formUnion(scene.factors.map(\.key))
    }
    return changed
  }

  /// The means of a factor by what is certain.
  private func silence(
    _ factor: UnseenScene.Factor, dose: Dose, leak: Double, _ certain: inout [FamilyKey: FamilyBeliefs?]
  ) -> UnseenSilence {
    let family = certain[factor.key] ?? certainFamily(factor.key, leak: leak)
    certain[factor.key] = family
    guard let family else {
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
    certain.unseen = [:]
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
