import Reports
import Vocabulary

/// Said against seen: of the states to which a probability of a band was given, the share that degraded. On the diagonal what is said
/// is what is seen. A dot's size says how many states it stands for.
struct CalibrationPlot {
  private let bands: [JSON]
  private let across = Scale(low: 0, high: 1, from: 46, to: 346)
  private let up = Scale(low: 0, high: 1, from: 256, to: 16)

  init(_ bands: [JSON]) { self.bands = bands.filter { ($0["states"]?.integerValue ?? 0) > 0 } }

  var values: [String: Any] {
    let most = Double(bands.compactMap { $0["states"]?.integerValue }.max() ?? 1)
    let dots = bands.map { band -> [String: Any] in
      let (said, seen) = (band["said"]?.doubleValue ?? 0, band["seen"]?.doubleValue ?? 0)
      let states = band["states"]?.integerValue ?? 0
      return [
        "x": Written.place(across.place(said)), "y": Written.place(up.place(seen)),
        "r": Written.place(3 + 7 * (Double(states) / most).squareRoot()),
        "words": "said \(Written.share(said)), seen \(Written.share(seen)), of \(states) states",
      ]
    }
    let path = zip(dots.indices, dots).map { index, dot in
      "\(index == 0 ? "M" : "L")\(dot["x"] as? String ?? "0") \(dot["y"] as? String ?? "0")"
    }
    return [
      "isDrawn": !dots.isEmpty, "dots": dots, "path": path.joined(),
      "summary": dots.compactMap { $0["words"] as? String }.joined(separator: "; "),
      "ticks": [0, 0.25, 0.5, 0.75, 1].map { value -> [String: Any] in
        [
          "x": Written.place(across.place(value)), "y": Written.place(up.place(value)),
          "textY": Written.place(up.place(value) + 4), "name": Written.number(value),
        ]
      },
    ]
  }
}
