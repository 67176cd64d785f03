internal import Vocabulary

/// Says in one sentence why the runner-up lost.
struct ProposalComparison {
  let sentence: String

  init(_ winner: Proposal, _ loser: Proposal, _ ranking: PlanRequest.Ranking) {
    let name = "\(loser.fault.kind) (\(loser.dose.rawValue)) on \(loser.target)"
    if winner.safety.allowed && !loser.safety.allowed {
      let gates = loser.safety.blocking.map { "\($0.gate): \($0.why)" }.joined(separator: "; ")
      sentence = "\(name) promises \(thousandths(loser.bits)) bits but may not run now (\(gates))"
      return
    }
    let unit = ranking == .bits ? "" : " a minute"
    let difference = winner.value - loser.value
    if winner.value <= 0 || difference <= Settlement.tie * winner.value {
      sentence =
        "\(name) is practically tied at \(thousandths(loser.bits)) bits; the order between the two is of no matter"
      return
    }
    var reasons: [String] = []
    if ranking == .bitsPerCost && loser.cost > winner.cost * 1.05 {
      reasons.append("costs \(short(loser.cost)) min against \(short(winner.cost))")
    }
    if let top = winner.sources.first, loser.sources.first.map({ $0.bits < top.bits }) ?? true {
      let best = loser.sources.first.map { "\(thousandths($0.bits)) bits (\($0.effect))" } ?? "nothing"
      reasons.append("its richest family gives \(best) against \(thousandths(top.bits)) (\(top.effect))")
    }
    if loser.sources.count < winner.sources.count {
      reasons.append("it meets \(loser.sources.count) families against \(winner.sources.count)")
    }
    if reasons.isEmpty { reasons.append("what it meets is less uncertain or matters less") }
    sentence =
      "\(name) is worth \(threeDigits(loser.value))\(unit) against \(threeDigits(winner.value)): "
      + reasons.joined(separator: "; ")
  }
}

/// A number to three decimals, or to three digits where that says too little.
private func threeDigits(_ value: Double) -> String {
  guard value != 0, abs(value) < 0.1 else { return thousandths(value) }
  var scale = 1.0
  while abs(value) * scale < 100 { scale *= 10 }
  return String((value * scale).rounded() / scale)
}
