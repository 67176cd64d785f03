import KnowledgeBase
import Testing
import Vocabulary

@testable import Reports

/// Drawings keep to their sheet, whatever they draw.
@Suite struct DrawingTests {
  @Test func `every coordinate of a chart lies on its sheet`() {
    var random = Xoshiro256(seed: 20_261_120)
    func number(_ scale: Double) -> Double { (Double(random.next() >> 11) / Double(1 << 53) - 0.3) * scale }
    for round in 0..<200 {
      let scale = [1e-9, 0.01, 1, 700, 1e7][round % 5]
      let count = 2 + Int(random.next() % 30)
      let points = (0..<count).map { (second: Double($0) - 5, value: round % 7 == 0 ? 0 : abs(number(scale))) }
      let limit = round % 3 == 0 ? nil : (value: abs(number(scale * 30)), name: "limit")
      let chart = SampleChart(
        title: "t", unit: "ms", points: points, faults: [(number(10), number(10) + 5), (90, 95)], threshold: limit,
        samples: count)
      let values = ChartDrawing(chart).values
      expect(values["path"], x: 48...350, y: 12...155)
      for one in values["dots"] as? [[String: String]] ?? [] {
        expect("M\(one["x"] ?? "") \(one["y"] ?? "")", x: 48...350, y: 12...155)
      }
      for one in values["faults"] as? [[String: Any]] ?? [] {
        let x = Double(one["x"] as? String ?? "") ?? -1
        let width = Double(one["width"] as? String ?? "") ?? -1
        #expect(x >= 48 && width > 0 && x + width <= 350.1)
      }
      let rows = values["rows"] as? [[String: Any]] ?? []
      #expect((2...12).contains(rows.count), "\(rows.count) ticks at \(scale)")
    }
  }

  private func expect(_ path: Any?, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let places = (path as? String ?? "").matches(of: /[ML](-?[0-9.]+) (-?[0-9.]+)/)
    #expect(!places.isEmpty)
    for place in places {
      let (text, across, up) = place.output
      #expect(Double(across).map(x.contains) == true, "\(text)")
      #expect(Double(up).map(y.contains) == true, "\(text)")
    }
  }

  @Test(
    arguments: [
      (0.0, 1.0, [0, 0.5, 1]), (0, 600, [0, 200, 400, 600]), (-6, 10, [-5, 0, 5, 10]),
      (0, 0.02, [0, 0.005, 0.01, 0.015, 0.02]),
    ] as [(Double, Double, [Double])])
  func `ticks are round`(_ low: Double, _ high: Double, _ ticks: [Double]) {
    let found = Scale(low: low, high: high, from: 0, to: 1).ticks
    #expect(found.map { Written.number($0) } == ticks.map { Written.number($0) })
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1"), (0.5, "0.5"), (1234.56, "1235"), (12.345, "12.3"), (1.2345, "1.23"), (0.012345, "0.0123"),
    (-0.5, "-0.5"), (1e-12, "0"), (.nan, "–"),
  ])
  func `numbers have three digits that count`(_ value: Double, _ text: String) {
    #expect(Written.number(value) == text)
  }
}
