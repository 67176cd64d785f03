import Interchange
import KnowledgeBase
import Vocabulary

extension Figures {
  /// Says what the server's own figures are, and reads those of the book when somebody looks. Resilience is never shown
  /// without its interval and coverage.
  func follow(_ desk: Desk, crowd: @escaping @Sendable () -> Int) {
    describe("faultbook_http_requests", .counter, "Requests that were answered.")
    describe(
      "faultbook_http_request_duration_seconds", .histogram, "How long requests took until their answer began.",
      unit: "seconds")
    describe("faultbook_grpc_requests", .counter, "Calls over gRPC that were answered.")
    describe("faultbook_refusals", .counter, "Requests that were refused for who asked.")
    describe("faultbook_tables_write_seconds", .histogram, "How long writing the tables took.", unit: "seconds")
    observe { [weak desk] in
      guard let desk else { return [] }
      return Figures.serverGauges(desk, crowd()) + (await Figures.bookGauges(desk))
    }
  }

  private static func spanGauges(_ desk: Desk) -> [Gauge] {
    let (counts, held, pending) = desk.intake.figures
    return [
      Gauge(
        name: "faultbook_spans_taken", help: "Spans that exporters sent.", value: Double(counts.spans), isCount: true),
      Gauge(
        name: "faultbook_spans_calls", help: "Calls that were found in them.", value: Double(counts.calls),
        isCount: true),
      Gauge(
        name: "faultbook_spans_windows", help: "Windows made of them.", value: Double(counts.windows), isCount: true),
      Gauge(
        name: "faultbook_spans_held", help: "Spans and calls in memory, whose windows are open.", value: Double(held)),
      Gauge(
        name: "faultbook_spans_windows_waiting", help: "Windows and components that are not in the log yet.",
        value: Double(pending)),
    ]
  }

  private static func serverGauges(_ desk: Desk, _ crowd: Int) -> [Gauge] {
    let kept = desk.answers.counts
    return spanGauges(desk) + [
      Gauge(name: "faultbook_requests_in_progress", help: "Requests that are worked on.", value: Double(crowd)),
      Gauge(name: "faultbook_tails_open", help: "Live tails and feeds that are open.", value: Double(desk.tail.open)),
      Gauge(
        name: "faultbook_append_queue_depth", help: "Appends that wait for the next commit.",
        value: Double(desk.book.waitingAppends)),
      Gauge(
        name: "faultbook_worker_load", help: "Work that waits or is done, by kind.", labels: [("workers", "light")],
        value: Double(desk.light.load)),
      Gauge(
        name: "faultbook_worker_load", help: "Work that waits or is done, by kind.", labels: [("workers", "heavy")],
        value: Double(desk.heavy.load)),
      Gauge(
        name: "faultbook_worker_load", help: "Work that waits or is done, by kind.", labels: [("workers", "lane")],
        value: Double(desk.lane.load)),
      Gauge(
        name: "faultbook_answers_kept_hits", help: "Questions that were answered by an answer at hand.",
        value: Double(kept.hits), isCount: true),
      Gauge(
        name: "faultbook_answers_kept_misses", help: "Questions whose answers were computed.",
        value: Double(kept.misses), isCount: true),
    ]
  }

  private static func bookGauges(_ desk: Desk) async -> [Gauge] {
    let book = desk.book
    guard let facts = try? await desk.heavy.run({ try book.vitalSigns() }) else { return [] }
    func score(_ one: VitalSigns.Score) -> [Gauge] {
      let labels = [("kind", one.kind), ("name", one.name)]
      return [
        Gauge(name: "faultbook_resilience", help: "Resilience, its mean.", labels: labels, value: one.mean),
        Gauge(
          name: "faultbook_resilience_low", help: "The lower end of its 90 % interval.", labels: labels, value: one.low),
        Gauge(
          name: "faultbook_resilience_high", help: "The upper end of its 90 % interval.", labels: labels,
          value: one.high),
        Gauge(
          name: "faultbook_coverage", help: "The share of what could be tested that was.", labels: labels,
          value: one.coverage),
        Gauge(
          name: "faultbook_freshness", help: "How much of its evidence's weight time has left.", labels: labels,
          value: one.freshness),
      ]
    }
    return facts.scores.flatMap(score) + [
      Gauge(name: "faultbook_events", help: "Events in the log.", value: Double(facts.position)),
      Gauge(
        name: "faultbook_evidence_age_seconds", help: "Time since the newest evidence in the book.",
        value: facts.bookTime.map { desk.now.seconds(since: $0) }),
      Gauge(
        name: "faultbook_tables_lag_events", help: "Events that the tables do not say yet.",
        value: Double(facts.tablesLag)),
      Gauge(name: "faultbook_runs", help: "Runs in the book.", value: Double(facts.runs)),
      Gauge(
        name: "faultbook_runs_to_judge", help: "Runs that are over and not judged.", value: Double(facts.runsToJudge)),
      Gauge(
        name: "faultbook_unsigned_events", help: "Events since the last checkpoint.", value: Double(facts.unsigned)),
    ]
      + facts.openFindings.map { severity, count in
        Gauge(
          name: "faultbook_open_findings", help: "Findings that are not mended.", labels: [("severity", severity)],
          value: Double(count))
      }
  }
}

extension Timestamp {
  /// Seconds from an earlier instant to this one.
  func seconds(since earlier: Timestamp) -> Double { Double(microseconds - earlier.microseconds) / 1e6 }
}
