import KnowledgeBase

/// A belief's distribution before and after, drawn: the areas above, their 90 % intervals and means below.
struct CurveDrawing {
  private let curve: BeliefCurve
  private let across = Scale(low: 0, high: 1, from: 20, to: 340)

  init(_ curve: BeliefCurve) { self.curve = curve }

  var values: [String: Any] {
    let most = max(curve.before.masses.max() ?? 0, curve.after.masses.max() ?? 0, 1e-9)
    let words =
      "\(said(curve.before)) before (dashed), \(said(curve.after)) after; \(Written.number(curve.bits)) bits"
    return [
      "claim": plainLine(curve.title), "summary": words,
      "label": plainLine("\(curve.title): \(words)"), "afterPath": path(curve.after.masses, most, isClosed: true),
      "beforePath": path(curve.before.masses, most, isClosed: false),
      "ticks": [0, 0.25, 0.5, 0.75, 1].map { value -> [String: Any] in
        ["x": Written.place(across.place(value)), "name": Written.number(value)]
      },
      "beforeLow": x(curve.before.low), "beforeHigh": x(curve.before.high), "beforeMean": x(curve.before.mean),
      "afterLow": x(curve.after.low), "afterHigh": x(curve.after.high), "afterMean": x(curve.after.mean),
    ]
  }

  private func x(_ value: Double) -> String { Written.place(across.place(value)) }

  private func said(_ side: BeliefCurve.Side) -> String {
    "\(Written.fixed(side.mean)) (90 % \(Written.fixed(side.low)) to \(Written.fixed(side.high)))"
  }

  /// A line through the middles of the stretches, down to the axis at both ends.
  ///
  /// Heights are square roots of the density: beside the narrow peaks of an untested belief nothing else would be seen.
  private func path(_ masses: [Double], _ most: Double, isClosed: Bool) -> String {
    guard !masses.isEmpty else { return "M20 120" }
    let up = Scale(low: 0, high: most.squareRoot(), from: 120, to: 12)
    func y(_ mass: Double) -> String { Written.place(up.place(mass.squareRoot())) }
    let middles = masses.enumerated().map { bin, mass in
      "L\(x((Double(bin) + 0.5) / Double(masses.count))) \(y(mass))"
    }
    return "M20 \(isClosed ? "120" : y(masses[0]))" + (isClosed ? "L20 \(y(masses[0]))" : "") + middles.joined()
      + "L340 \(y(masses[masses.count - 1]))" + (isClosed ? "L340 120Z" : "")
  }
}
