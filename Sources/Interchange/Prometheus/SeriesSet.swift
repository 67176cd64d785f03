import Vocabulary

/// The samples of several series, gathered by whom and what they are of, for two series may be of the same: two instances
/// of one service, two handlers.
///
/// Where that is so, being up is averaged, and rates, queues and retries are summed, as they would be of the whole. A
/// latency or a share of errors of two parts says nothing of the whole without their traffic, so those are left out.
struct SeriesSet {
  /// Most samples that are held at once: 16 bytes each.
  private static let most = 4_000_000

  private struct Key: Hashable {
    let subject: SampleSubject
    let measure: SeriesLabels.Measure
  }

  private var series: [Key: [[(at: Timestamp, value: Double)]]] = [:]
  private var order: [Key] = []
  private var count = 0
  private var problems: [String] = []
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  /// Takes up the samples of one series.
  mutating func add(
    _ samples: [(at: Timestamp, value: Double)], of subject: SampleSubject, _ measure: SeriesLabels.Measure
  ) throws {
    count += samples.count
    guard count <= SeriesSet.most else {
      throw context.error("holds more than \(SeriesSet.most) samples", remedy: "split it by time")
    }
    let key = Key(subject: subject, measure: measure)
    if series[key] == nil { order.append(key) }
    series[key, default: []].append(samples)
  }

  /// Keeps why a series could not be used.
  mutating func refuse(_ reason: String) {
    context.note(reason)
    if !problems.contains(reason), problems.count < 3 { problems.append(reason) }
  }

  /// Emits everything. Throws where there were series and none could be used.
  func emit() throws {
    guard count > 0 || problems.isEmpty else {
      throw context.error("holds nothing that can be used: \(problems.joined(separator: "; "))")
    }
    guard !order.isEmpty else { return context.note("no series is in it: no data is not zero") }
    guard let run = context.options.run else {
      throw context.error("names no run", remedy: "say which its samples belong to with --run ID")
    }
    let stream = StreamFamily.run.stream(RunID.normal(run))
    for key in order {
      guard let samples = merged(key) else { continue }
      for sample in samples {
        let fact = MetricSampled(
          subject: key.subject, metric: key.measure.metric, value: sample.value, unit: key.measure.unit)
        try context.add(.metricSampled, stream: stream, at: sample.at, fact.json)
      }
    }
  }

  private func merged(_ key: Key) -> [(at: Timestamp, value: Double)]? {
    let all = series[key] ?? []
    guard all.count > 1 else { return all.first }
    let name = key.measure.metric
    let isMean = name == "up"
    guard isMean || ["request_rate", "queue_depth", "retry_count"].contains(name) else {
      context.note(
        "\(all.count) series of \(name) are of the same component, and cannot be joined into one; aggregate them in the query"
      )
      return nil
    }
    context.note("\(all.count) series of \(name) of the same component were \(isMean ? "averaged" : "added up")")
    var sums: [Timestamp: (sum: Double, count: Double)] = [:]
    for sample in all.joined() {
      let known = sums[sample.at] ?? (0, 0)
      sums[sample.at] = (known.sum + sample.value, known.count + 1)
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, isMean ? $0.value.sum / $0.value.count : $0.value.sum) }
  }
}
