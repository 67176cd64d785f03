import Testing
import Vocabulary

@testable import Interchange

@Suite struct ObjectiveTests {
  private func slo(_ objectives: String, indicator: String = "ratioMetric: {good: {}, total: {}}", words: String = "")
    -> String
  {
    """
    apiVersion: openslo/v1
    kind: SLO
    metadata: {name: pay}
    spec:
      service: checkout
      description: "\(words)"
      indicator: {metadata: {name: i}, spec: {\(indicator)}}
      timeWindow: [{duration: 4w, isRolling: true}]
      budgetingMethod: Occurrences
      objectives: [\(objectives)]
    """
  }

  @Test(arguments: [
    ("{target: 0.995}", 0.995), ("{targetPercent: 99.9}", 0.999), ("{target: 0.99}, {target: 0.995}", 0.995),
    ("{displayName: x}", nil),
  ])
  func `an objective is a target or percent, and of several the strictest`(objectives: String, share: Double?) throws {
    let found = try importing(slo(objectives))
    #expect(found.journeys.map(\.journey) == ["pay"] && found.journeys.first?.entry == ["checkout"])
    #expect(found.journeys.first?.objective?.availability == share)
  }

  @Test(arguments: ["{target: 99.9}", "{targetPercent: 120}", "{target: high}", "{target: -1}"])
  func `a target that is none is refused with its path`(objective: String) {
    #expect(failure(slo(objective))?.contains("$.spec.objectives[0]") == true)
  }

  @Test(arguments: [
    ("{op: lt, value: 500, target: 0.99}", "never more than 500ms", 500.0 as Double?),
    ("{op: lte, value: 2, target: 0.999}", "within 2 seconds", 2000),
    ("{op: lt, value: 500, target: 0.99}", "fast", nil),
    ("{op: lt, value: 500, target: 0.9}", "500ms", nil), ("{op: gt, value: 500, target: 0.99}", "500ms", nil),
    ("{op: lt, value: 500, target: 0.99}", "500msgs", nil),
  ])
  func `a threshold without a unit bounds nothing, unless the words beside it say it`(
    objective: String, words: String, bound: Double?
  ) throws {
    let found = try importing(
      slo(objective, indicator: "thresholdMetric: {metricSource: {spec: {query: x}}}", words: words))
    #expect(found.journeys.first?.objective?.latencyP99Ms == bound)
    if bound == nil { #expect(found.summary.notes.contains { $0.contains("left out") }) }
  }

  @Test func `indicators may stand in documents of their own`() throws {
    let sli = """
      apiVersion: openslo/v1
      kind: SLI
      metadata: {name: quick}
      spec: {ratioMetric: {good: {metricSource: {spec: {query: 'sum(rate(http_duration_seconds_bucket{le="0.25"}[5m]))'}}}, total: {}}}
      """
    let text = slo("{target: 0.99}").replacing(
      "indicator: {metadata: {name: i}, spec: {ratioMetric: {good: {}, total: {}}}}", with: "indicatorRef: quick")
    #expect(try importing(text + "\n---\n" + sli).journeys.first?.objective?.latencyP99Ms == 250)
    let alone = try importing(text)
    #expect(
      alone.journeys.first?.objective == nil
        && alone.summary.notes.contains { $0.contains("\"quick\" is not in the file") })
  }

  @Test func `Sloth's own files and its Kubernetes kind, several in one file`() throws {
    let own = """
      version: "prometheus/v1"
      service: "pay"
      slos:
      - {name: ok, objective: 99.9, sli: {events: {error_query: 'sum(rate(x{code=~"5.."}[5m]))', total_query: y}}}
      - {name: fast, objective: 99, sli: {events: {error_query: 'a - sum(rate(x_duration_seconds_bucket{le="0.4"}[5m]))', total_query: y}}}
      - {name: faster, objective: 90, sli: {events: {error_query: 'x_duration_seconds_bucket{le="0.1"}', total_query: y}}}
      - {name: plug, objective: 99, sli: {plugin: {id: p}}}
      """
    let kubernetes = """
      apiVersion: sloth.slok.dev/v1
      kind: PrometheusServiceLevel
      metadata: {name: s}
      spec:
        service: cart
        slos: [{name: ok, objective: 99.99, sli: {events: {errorQuery: a, totalQuery: b}}}]
      """
    let found = try importing("---\n" + own + "\n---\n" + kubernetes)
    let told = found.journeys.map { one in
      "\(one.journey) \(one.objective?.availability.map { "\($0)" } ?? "-") \(one.objective?.latencyP99Ms.map { "\($0)" } ?? "-")"
    }
    #expect(
      told == ["pay-ok 0.999 -", "pay-fast - 400.0", "pay-faster - -", "pay-plug - -", "cart-ok 0.9999 -"])
    #expect(failure(own.replacing("objective: 99.9,", with: "objective: 999,"))?.contains("from 0 to 100") == true)
  }

  @Test(arguments: [
    (#"ratio: {errors: {metric: 'x{job="a",code="5"}'}, total: {metric: 'x{job="a"}'}}"#, "99.5", "a 0.995 -"),
    (#"latency: {success: {metric: 'x_seconds_bucket{job="a",le="0.5"}'}, total: {metric: 'y'}}"#, "99", "a - 500.0"),
    (#"latency: {success: {metric: 'x_seconds_bucket{job="a",le="0.5"}'}, total: {metric: 'y'}}"#, "90", "a - -"),
    (#"latencyNative: {latency: 200ms, total: {metric: 'x{service="a"}'}}"#, "99", "a - 200.0"),
    (#"bool_gauge: {metric: 'up{app="a"}'}"#, "99", "a 0.99 -"),
    (#"ratio: {errors: {metric: 'x{job="a"}'}, total: {metric: 'x{job="a"}'}}"#, "0.99", "a - -"),
  ])
  func `Pyrra's targets are percent as text, and its labels name the service`(
    indicator: String, target: String, told: String
  )
    throws
  {
    let text = """
      apiVersion: pyrra.dev/v1alpha1
      kind: ServiceLevelObjective
      metadata: {name: o}
      spec: {target: "\(target)", window: 2w, indicator: {\(indicator)}}
      """
    let found = try importing(text).journeys.map { one in
      "\(one.entry[0]) \(one.objective?.availability.map { "\($0)" } ?? "-") \(one.objective?.latencyP99Ms.map { "\($0)" } ?? "-")"
    }
    #expect(found == [told])
  }

  @Test(arguments: [
    ("4w", 2_419_200.0), ("1h30m", 5400), ("-10m100ns", -600.0000001), ("0", 0), ("90ms", 0.09), ("", nil), ("5", nil),
    ("5x", nil), ("ms", nil), ("1.5h", 5400), ("--1s", nil),
  ])
  func `durations are those of Go and Prometheus`(text: String, seconds: Double?) {
    #expect(Durations.go(text) == seconds)
  }
}
