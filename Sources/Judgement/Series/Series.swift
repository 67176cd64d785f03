import Vocabulary

/// One window of a series, in seconds after the injection.
struct Window: Hashable {
  /// The end of the window.
  let end: Double
  /// Its length.
  let width: Double
  /// What was measured.
  let value: Double
  /// What it shows of the run.
  let part: Timeline.Part
}

/// All samples of one metric about one subject, in the order of their ends and sorted into the parts of the run.
struct Series {
  let subject: SampleSubject
  let metric: String
  let unit: String
  /// Every window, by end, then by value: the order in which samples arrived is gone.
  let windows: [Window]

  var baseline: [Window] { windows.filter { $0.part == .baseline } }
  var recovery: [Window] { windows.filter { $0.part == .recovery } }
  /// The windows under the fault; where none lies far enough under it, those that lie half under it.
  let fault: [Window]
  /// The share of the fault's time that its windows cover; 1 where windows have no length or state their phase.
  let coverage: Double
  /// The same of all of the fault's time, whether or not anybody looked at anything then.
  let wholeCoverage: Double

  init(_ key: SeriesKey, _ samples: [SampleRows.Row], _ timeline: Timeline, _ constants: JudgeConstants) {
    subject = key.subject
    metric = key.metric
    unit = key.unit
    let spacing = Series.spacing(samples)
    windows =
      samples.map { sample in
        let end = sample.at.seconds(since: timeline.origin)
        let width = sample.windowSeconds ?? spacing
        let part = timeline.part(end: end, width: width, stated: sample.phase)
        return Window(end: end, width: width, value: sample.value, part: part)
      }
      .filter(\.value.isFinite)
      .sorted { ($0.end, $0.value, $0.width) < ($1.end, $1.value, $1.width) }
    let inside = windows.filter { $0.part == .fault }
    fault =
      inside.isEmpty
      ? windows.filter {
        $0.part == .mixed && timeline.faultShare(end: $0.end, width: $0.width) >= constants.shortFaultOverlap
      } : inside
    let isTimed = fault.allSatisfy { $0.width > 0 } && !samples.contains { $0.phase == .fault }
    let covered = fault.reduce(0) { $0 + timeline.faultShare(end: $1.end, width: $1.width) * $1.width }
    coverage = isTimed && timeline.faultSeconds > 0 ? covered / timeline.faultSeconds : 1
    wholeCoverage = isTimed && timeline.wholeFaultSeconds > 0 ? covered / timeline.wholeFaultSeconds : 1
  }

  /// The median distance between neighbours: the length of windows that do not state one.
  private static func spacing(_ samples: [SampleRows.Row]) -> Double {
    let ends = samples.map(\.at).sorted()
    return Statistics.median(zip(ends, ends.dropFirst()).filter { $0 < $1 }.map { $1.seconds(since: $0) }) ?? 0
  }
}

/// What makes samples one series.
struct SeriesKey: Hashable, Comparable {
  let subject: SampleSubject
  let metric: String
  let unit: String

  static func < (one: SeriesKey, other: SeriesKey) -> Bool {
    (one.subject.order, one.metric, one.unit) < (other.subject.order, other.metric, other.unit)
  }
}

/// A run's samples as series, found by node. Built in O(n log n) of its samples.
struct RunSeries {
  let timeline: Timeline
  let target: Target?
  private let own: [NodeID: [Series]]
  private let links: [NodeID: [Series]]
  private let byLink: [SampleSubject: [Series]]
  /// Every node that a sample speaks of, in order.
  let nodes: [NodeID]
  /// Whether any sample was taken in a part; after: a window that ends past the clearing, though most
  /// of it may lie under the fault.
  let hasBefore, hasDuring, hasAfter: Bool
  /// How finely the run was sampled: the median length of its windows, in seconds; nil without samples.
  let samplingStep: Double?

  init(_ run: RunRecord, _ constants: JudgeConstants) {
    let timeline = Timeline(run, constants)
    self.timeline = timeline
    target = run.start.target
    var all: [Series] = []
    run.samples.forEachSeries { all.append(Series($0, $1, timeline, constants)) }
    var own: [NodeID: [Series]] = [:]
    var links: [NodeID: [Series]] = [:]
    var byLink: [SampleSubject: [Series]] = [:]
    for series in all {
      switch series.subject {
      case .node(let node): own[node, default: []].append(series)
      case .dependency(let link, _):
        byLink[series.subject, default: []].append(series)
        links[.component(link.callee), default: []].append(series)
      }
    }
    self.own = own
    self.links = links
    self.byLink = byLink
    nodes = Set(own.keys).union(links.keys).sorted()
    samplingStep = Statistics.median(all.flatMap { $0.windows.map(\.width) })
    hasBefore = all.contains { !$0.baseline.isEmpty }
    hasDuring = all.contains { !$0.fault.isEmpty }
    hasAfter = all.contains {
      $0.windows.contains { $0.part == .recovery || $0.part != .baseline && $0.end > timeline.cleared }
    }
  }

  /// What a node says of itself, of one metric.
  func own(_ node: NodeID, _ metric: String) -> [Series] { (own[node] ?? []).filter { $0.metric == metric } }

  /// What a node says of itself, of every metric.
  func own(_ node: NodeID) -> [Series] { own[node] ?? [] }

  /// What a component's callers measure of it. Not among them: the target, whose own troubles colour all it measures
  /// (a CPU-starved caller sees every callee slow), and the caller whose link is the target.
  func fromCallers(_ node: NodeID) -> [Series] {
    (links[node] ?? []).filter { series in
      guard case .dependency(let link, .caller) = series.subject else { return false }
      switch target {
      case .component(let name): return link.caller != name
      case .dependency(let faulty): return link != faulty
      case nil: return true
      }
    }
  }

  /// What a component measures of the calls that reach it, caller by caller.
  func atCallee(_ node: NodeID) -> [Series] {
    (links[node] ?? []).filter { if case .dependency(_, .callee) = $0.subject { true } else { false } }
  }

  /// Requests a second that a series rests on, if sampled: the link's own rate, else the smaller of its two ends' rates;
  /// a node's own rate.
  func requestsPerSecond(of series: Series) -> Double? {
    switch series.subject {
    case .node(let node): return ratePerSecond(own(node, Metric.requestRate))
    case .dependency(let link, _):
      let rate = ratePerSecond((byLink[series.subject] ?? []).filter { $0.metric == Metric.requestRate })
      if let rate { return rate }
      return [link.caller, link.callee].compactMap { ratePerSecond(own(.component($0), Metric.requestRate)) }.min()
    }
  }

  private func ratePerSecond(_ series: [Series]) -> Double? {
    Statistics.median(series.flatMap { one in one.windows.compactMap { one.perSecond($0.value) } })
  }
}

extension Series {
  /// A rate of this series in events a second.
  func perSecond(_ value: Double) -> Double? { Unit(named: unit)?.convert(value, to: .perSecond) }

  /// A time of this series in milliseconds.
  func milliseconds(_ value: Double) -> Double? { Unit(named: unit)?.convert(value, to: .milliseconds) }
}

extension SampleSubject {
  /// A text to sort by: nodes before links, each by name. Names are no texts of ours, so the parts are kept apart by NUL.
  var order: String {
    switch self {
    case .node(let node): "0\0\(node.kind.rawValue)\0\(node.name)"
    case .dependency(let link, let reporter): "1\0\(link.caller)\0\(link.callee)\0\(reporter.rawValue)"
    }
  }
}
