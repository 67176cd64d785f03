import Testing
import Vocabulary

@testable import Judgement

/// Samples are held as numbers, and read as they came.
@Suite struct SampleRowsTests {
  private func some(_ random: inout Xoshiro256) -> RunRecord.Sample {
    func one<Element>(_ choices: [Element]) -> Element { choices[Int(random.next() % UInt64(choices.count))] }
    let call = Dependency(caller: "web", callee: one(["db", "cache"]))
    let subject: SampleSubject = one([
      .node(.component("web")), .node(.component("db")), .node(.journey("web")), .dependency(call, reporter: .caller),
      .dependency(call, reporter: .callee),
    ])
    let payload = MetricSampled(
      subject: subject, metric: one(["latency_p99", "error_rate"]), value: one([0, -1, 0.5, 1e300, 3]),
      unit: one(["ms", "ratio"]), phase: one([nil, .baseline, .fault, .recovery]), windowSeconds: one([nil, 0, 1, 60]))
    return RunRecord.Sample(payload, at: Timestamp(microseconds: Int64(random.next() % 1000)))
  }

  @Test(arguments: [1 as UInt64, 2, 3])
  func `samples are read as they came, and by series in a fixed order`(seed: UInt64) {
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    for count in [0, 1, 2, 500] {
      let given = (0..<count).map { _ in some(&random) }
      var samples = SampleRows()
      for sample in given { samples.append(sample.payload, at: sample.at) }
      #expect(Array(samples) == given)
      var keys: [SeriesKey] = []
      var read = 0
      samples.forEachSeries { key, rows in
        keys.append(key)
        read += rows.count
        let own = given.filter {
          $0.payload.subject == key.subject && $0.payload.metric == key.metric && $0.payload.unit == key.unit
        }
        #expect(rows.map(\.at) == own.map(\.at) && rows.map(\.value) == own.map(\.payload.value))
        #expect(rows.map(\.windowSeconds) == own.map(\.payload.windowSeconds))
        #expect(rows.map(\.phase) == own.map(\.payload.phase))
      }
      #expect(keys == keys.sorted() && Set(keys).count == keys.count && read == count)
    }
  }
}
