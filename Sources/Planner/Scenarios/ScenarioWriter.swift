internal import SystemModel
internal import Vocabulary

/// Turns the signals of a call into scenarios.
struct ScenarioWriter {
  private let model: SystemModel
  private let graph: SystemGraph
  private let bands: DoseBands
  private let amplification: (LinkAttention) -> (seen: Double, worst: Int, path: [String])

  init(
    _ model: SystemModel, _ graph: SystemGraph, _ bands: DoseBands,
    amplification: @escaping (LinkAttention) -> (seen: Double, worst: Int, path: [String])
  ) {
    self.model = model
    self.graph = graph
    self.bands = bands
    self.amplification = amplification
  }

  /// What a call suggests. Failures that are retried are a matter of the retries, and those that are mostly given-up calls one of
  /// the time-out.
  func scenarios(of link: LinkAttention, _ reading: SignalReading) -> [Scenario] {
    let isRetried = link.signals.contains { $0.kind == .retries }
    let isGivenUp =
      link.signals.contains { $0.kind == .abandonment } && 2 * link.traffic.shape.abandoned >= link.traffic.errors
    return link.signals.compactMap { signal in
      switch signal.kind {
      case .retries: retryAmplification(link, signal)
      case .slowness: slowDependency(link, signal)
      case .reordering: reordering(link, signal)
      case .stampede: reading.cache.map { cacheStampede(link, signal, cache: $0) }
      case .abandonment: timeoutMismatch(link, signal)
      case .errors where !isRetried && !isGivenUp: failingDependency(link, signal)
      default: nil
      }
    }
  }

  // MARK: Kinds

  private func retryAmplification(_ link: LinkAttention, _ signal: Signal) -> Scenario {
    let (seen, worst, path) = amplification(link)
    var figures = signal.figures
    if let rate = link.traffic.errorRate { figures.append(Figure("error rate", rate, "ratio")) }
    figures.append(Figure("load by retries, whole path", seen, "multiple"))
    figures.append(Figure("load where all of it fails", Double(worst), "multiple"))
    let levels = path.count > 2 ? " on the way \(path.joined(separator: " → "))" : ""
    let most = worst > 1 ? ", and at the most attempts seen at each level \(worst) times the load\(levels)" : ""
    return scenario(
      .retryAmplification, link, signal, figures, target: .dependency(link.dependency),
      fault: fault(["app.error", "model.error", "tool.ratelimit", "net.loss"], to: link.dependency.callee, .high),
      why: "\(percent(link.retryShare)) of the calls repeat one that failed\(most)")
  }

  private func slowDependency(_ link: LinkAttention, _ signal: Signal) -> Scenario {
    let traffic = link.traffic
    // What it does to the slowest call in a hundred, done to all: at least what people notice.
    let extra = max((traffic.latencyP99Ms ?? 0) - (traffic.latencyP50Ms ?? 0), traffic.latencyMeanMs ?? 0, 100)
    return scenario(
      .slowDependency, link, signal, signal.figures, target: .dependency(link.dependency),
      fault: latency(extra, to: link.dependency.callee),
      why:
        "its p99 latency is \(short(traffic.latencyP99Ms ?? 0)) ms at a median of \(short(traffic.latencyP50Ms ?? 0)) ms"
    )
  }

  private func reordering(_ link: LinkAttention, _ signal: Signal) -> Scenario {
    let shape = link.traffic.shape
    let share = Double(shape.reordered) / Double(max(shape.delivered, 1))
    let kind = FaultKind(named: "queue.reorder") ?? .unknown
    return scenario(
      .reordering, link, signal, signal.figures, target: .dependency(link.dependency),
      fault: Fault(kind: kind, magnitude: Magnitudes.magnitude(of: kind, at: .high, bands)),
      why: "\(percent(share)) of the messages were received before one that had been sent earlier")
  }

  private func cacheStampede(
    _ link: LinkAttention, _ signal: Signal, cache: (name: String, requests: Int)
  ) -> Scenario {
    let burst = link.traffic.shape.burst
    var figures = signal.figures
    let lookups = model.dependency(Dependency(caller: link.dependency.caller, callee: cache.name))?.observed?.calls
    if let lookups, lookups > 0 {
      figures.append(Figure("look-ups of the cache", Double(lookups), "calls"))
      figures.append(Figure("share that went on to the store", Double(cache.requests) / Double(lookups), "ratio"))
    }
    return scenario(
      .cacheStampede, link, signal, figures, target: .component(cache.name),
      fault: Fault(kind: FaultKind(named: "compute.kill") ?? .unknown, dose: .high),
      why:
        "behind \(cache.name), \(burst?.inFlightMax ?? 0) requests were with \(link.dependency.callee) at once, \(short(burst?.inFlightMean ?? 0)) on average"
    )
  }

  private func timeoutMismatch(_ link: LinkAttention, _ signal: Signal) -> Scenario {
    let waits = link.traffic.shape.abandonedAfterMs ?? link.traffic.latencyP99Ms ?? 100
    return scenario(
      .timeoutMismatch, link, signal, signal.figures, target: .dependency(link.dependency),
      fault: latency(1.2 * waits, to: link.dependency.callee),
      why:
        "\(link.dependency.caller) gave up after \(short(waits)) ms in \(link.traffic.shape.abandoned) of \(link.traffic.calls) calls while \(link.dependency.callee) worked on"
    )
  }

  private func failingDependency(_ link: LinkAttention, _ signal: Signal) -> Scenario {
    scenario(
      .failingDependency, link, signal, signal.figures, target: .dependency(link.dependency),
      fault: fault(
        ["app.error", "model.error", "tool.malformed", "net.loss"], to: link.dependency.callee, .high),
      why: "\(percent(link.traffic.errorRate ?? 0)) of the calls fail and nothing repeats them")
  }

  // MARK: Parts

  /// The first of some kinds that a link to a component can suffer, at a dose.
  private func fault(_ names: [String], to callee: String, _ dose: Dose) -> Fault {
    let kinds = names.compactMap(FaultKind.init(named:))
    let possible = (model.component(callee)?.kind ?? .service).plausibleLinkFaults
    let kind = kinds.first(where: possible.contains) ?? kinds.first ?? .unknown
    return Fault(kind: kind, magnitude: Magnitudes.magnitude(of: kind, at: dose, bands))
  }

  /// So much latency, to two digits and at most a minute, of the kind that suits the callee.
  private func latency(_ milliseconds: Double, to callee: String) -> Fault {
    let kinds = ["net.latency", "tool.slow", "model.timeout"].compactMap(FaultKind.init(named:))
    let possible = (model.component(callee)?.kind ?? .service).plausibleLinkFaults
    let kind = kinds.first(where: possible.contains) ?? kinds.first ?? .unknown
    let size = min(milliseconds, 60_000).roundedUp(toDigits: 2)
    return Fault(kind: kind, magnitude: Magnitude(value: size, unit: "ms"))
  }

  private func scenario(
    _ kind: Scenario.Kind, _ link: LinkAttention, _ signal: Signal, _ figures: [Figure], target: Target, fault: Fault,
    why: String
  ) -> Scenario {
    let traffic = link.traffic
    let draft = ScenarioIntent(
      model: model, graph: graph, kind: kind, dependency: link.dependency, target: target, fault: fault,
      dose: fault.dose(bands))
    return Scenario(
      id: "\(kind.name):\(link.dependency.caller)>\(link.dependency.callee)", kind: kind, dependency: link.dependency,
      target: target, fault: fault, why: why, figures: figures, strength: signal.strength, exposure: link.exposure,
      from: traffic.from, to: traffic.to, calls: traffic.calls, spans: traffic.shape.spans,
      traces: traffic.shape.traces, intent: draft.intent)
  }
}

extension Double {
  /// The value rounded up to so many significant decimal digits.
  fileprivate func roundedUp(toDigits digits: Int) -> Double {
    guard self > 0, isFinite else { return self }
    var scale = 1.0
    var most = 1.0
    for _ in 0..<digits { most *= 10 }
    while self / scale > most { scale *= 10 }
    return (self / scale).rounded(.up) * scale
  }
}
