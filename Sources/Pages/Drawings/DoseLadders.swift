import KnowledgeBase
import Reports
import Vocabulary

/// The beliefs of one dependency as ladders: a class each, a rung a dose, the mean in its interval.
struct DoseLadders {
  private let beliefs: [JSON]
  private let request: PageRequest

  init(_ beliefs: [JSON], request: PageRequest) {
    self.beliefs = beliefs
    self.request = request
  }

  var values: [String: Any] {
    let doses = ["high", "medium", "low"]
    let travelling = beliefs.filter { $0["dose"]?.stringValue != nil }
    let classes = Set(travelling.compactMap { $0["faultClass"]?.stringValue }).sorted()
    let ladders = classes.map { name -> [String: Any] in
      let ofClass = travelling.filter { $0["faultClass"]?.stringValue == name }
      let tested = ofClass.compactMap { $0["evidence"]?.doubleValue }.max() ?? 0
      let rungs = doses.enumerated().compactMap { index, dose -> [String: Any]? in
        guard let one = ofClass.first(where: { $0["dose"]?.stringValue == dose }) else { return nil }
        return rung(one, dose, at: 22 + 30 * Double(index))
      }
      return [
        "name": plainLine(name), "rungs": rungs, "isTested": tested > 0,
        "summary": rungs.compactMap { $0["words"] as? String }.joined(separator: "; "),
      ]
    }
    // The tested classes first.
    return [
      "ladders": ladders.filter { $0["isTested"] as? Bool == true } + ladders.filter { $0["isTested"] as? Bool != true }
    ]
  }

  private func rung(_ belief: JSON, _ dose: String, at y: Double) -> [String: Any] {
    let mean = belief["mean"]?.doubleValue ?? 0
    let (low, high) = (belief["low"]?.doubleValue ?? 0, belief["high"]?.doubleValue ?? 1)
    func x(_ value: Double) -> String { Written.place(70 + 270 * min(max(value, 0), 1)) }
    let evidence = belief["evidence"]?.doubleValue ?? 0
    return [
      "dose": dose, "y": Written.place(y), "textY": Written.place(y + 4), "from": x(low), "to": x(high), "x": x(mean),
      "prior": x(belief["priorMean"]?.doubleValue ?? 0), "isTested": evidence > 0,
      "link": request.link(.belief, [("id", belief["id"]?.stringValue ?? "")]),
      "words":
        "\(dose): \(Written.share(mean)), 90 % \(Written.share(low)) to \(Written.share(high)), \(evidence > 0 ? "\(Written.fixed(evidence, 1)) observations" : "untested")",
    ]
  }
}
