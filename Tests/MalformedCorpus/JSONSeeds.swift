/// A sound file of a format, and what to put in the place of what to make it unsound.
struct Seed: Sendable {
  let format: String
  let ending: String
  let text: String
  /// A text that is read, and may hold a byte that is no UTF-8.
  let word: String
  /// A number that is read, and may become one beyond all bounds.
  let number: String?
  /// Replacements that leave sound JSON or YAML of another form than is expected.
  let wrongs: [(from: String, to: String)]
  var run: String?
}

/// One sound file of every format in JSON.
enum JSONSeeds {
  private static let span =
    #"{"traceId":"000000000000000000000000000000aa","spanId":"00000000000000bb","name":"op","kind":3,"startTimeUnixNano":"1790000000000000000","endTimeUnixNano":"1790000000010000000","attributes":[]}"#
  private static let mesh =
    #"{"apiVersion":"chaos-mesh.org/v1alpha1","kind":"NetworkChaos","metadata":{"name":"slow"},"spec":{"action":"loss","mode":"fixed-percent","value":"50","selector":{"labelSelectors":{"app":"a"}},"loss":{"loss":"25"},"duration":"30s"},"status":{"conditions":[],"experiment":{"containerRecords":[{"id":"a","phase":"Injected","injectedCount":1,"events":[{"operation":"Apply","type":"Succeeded","timestamp":"2026-03-01T10:00:01Z"}]}]}}}"#

  static let all: [Seed] = [
    Seed(
      format: "cloudevents", ending: "jsonl",
      text:
        #"{"specversion":"1.0","id":"e1","source":"urn:x","type":"faultbook.policy.set","subject":"policy","time":"2026-01-01T00:00:00Z","data":{"key":"safety.spacingSeconds","value":60,"why":"w"}}"#,
      word: "spacingSeconds", number: "60",
      wrongs: [
        ("\"1.0\"", "1"), ("\"urn:x\"", "null"), ("60", "-60"), ("2026-01-01T00:00:00Z", "now"),
        ("policy.set", "policy.sat"),
      ]),
    Seed(
      format: "otlp", ending: "json",
      text: #"{"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[{"spans":[\#(span)]}]}]}"#, word: "traceId",
      number: "3",
      wrongs: [
        ("\"000000000000000000000000000000aa\"", "7"), ("\"1790000000000000000\"", "\"soon\""),
        ("\"kind\":3", "\"kind\":\"ODD\""),
        ("\"attributes\":[]}]", "\"attributes\":{}}]"), ("\"spans\":[", "\"spans\":[7,"),
      ]),
    Seed(
      format: "jaeger", ending: "json",
      text:
        #"{"data":[{"traceID":"aa","spans":[{"traceID":"aa","spanID":"bb","operationName":"op","references":[],"startTime":1790000000000000,"duration":1000,"tags":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"a","tags":[]}}}]}"#,
      word: "\"a\"", number: "1790000000000000",
      wrongs: [
        ("\"spanID\":\"bb\"", "\"spanID\":[]"), ("1790000000000000", "\"soon\""), ("\"spans\":[", "\"spans\":[7,"),
        ("\"data\":[", "\"data\":[7,"),
      ]),
    Seed(
      format: "zipkin", ending: "json",
      text:
        #"[{"traceId":"00000000000000aa","id":"00000000000000bb","kind":"CLIENT","timestamp":1790000000000000,"duration":10000,"localEndpoint":{"serviceName":"a"},"remoteEndpoint":{"serviceName":"b"}}]"#,
      word: "\"a\"", number: "1790000000000000",
      wrongs: [("\"00000000000000bb\"", "{}"), ("1790000000000000", "\"soon\""), ("\"CLIENT\"", "7"), ("[{", "[7,{")]),
    Seed(
      format: "dependency-links", ending: "json",
      text: #"[{"parent":"web","child":"db","callCount":12,"errorCount":1}]"#,
      word: "web", number: "12",
      wrongs: [("\"web\"", "7"), ("\"db\"", "null"), ("12", "\"many\""), ("12", "-1"), ("[{", "[7,{")]),
    Seed(
      format: "kiali", ending: "json",
      text:
        #"{"timestamp":1523364075,"duration":600,"graphType":"app","elements":{"nodes":[{"data":{"id":"h1","nodeType":"app","app":"web"}},{"data":{"id":"h2","nodeType":"app","app":"db"}}],"edges":[{"data":{"id":"e","source":"h1","target":"h2","traffic":{"protocol":"http","rates":{"http":"1.00"}}}}]}}"#,
      word: "web", number: "600",
      wrongs: [
        ("\"1.00\"", "\"fast\""), ("\"1.00\"", "\"-1\""), ("\"source\":\"h1\"", "\"source\":7"),
        ("\"nodes\":[", "\"nodes\":[7,"),
        ("\"rates\":{\"http\":\"1.00\"}", "\"rates\":[]"), ("1523364075", "\"now\""),
      ]),
    Seed(
      format: "chaostoolkit", ending: "json",
      text:
        #"{"experiment":{"title":"t","steady-state-hypothesis":{"title":"h","probes":[]},"method":[],"rollbacks":[]},"status":"completed","deviated":false,"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:01:00Z","run":[],"rollbacks":[]}"#,
      word: "completed", number: nil,
      wrongs: [
        ("\"2026-01-01T00:00:00Z\"", "\"yesterday\""), ("\"2026-01-01T00:00:00Z\"", "7"),
        ("\"title\":\"t\"", "\"title\":7"),
        ("\"run\":[]", "\"run\":7"), ("\"method\":[]", "\"method\":{}"), ("\"experiment\":{", "\"experiment\":[{"),
      ]),
    Seed(
      format: "aws-fis", ending: "json",
      text:
        #"{"experiment":{"id":"EXP1","experimentTemplateId":"EXT1","state":{"status":"completed"},"targets":{"T":{"resourceType":"aws:ec2:instance","resourceTags":{"app":"a"},"selectionMode":"ALL"}},"actions":{"x":{"actionId":"aws:ecs:task-network-latency","parameters":{"duration":"PT2M","delayMilliseconds":"200"},"targets":{"Tasks":"T"},"state":{"status":"completed"},"startTime":"2026-03-18T15:37:00Z","endTime":"2026-03-18T15:39:00Z"}},"startTime":1773848171.5}}"#,
      word: "EXP1", number: "1773848171.5",
      wrongs: [
        ("\"actionId\":\"aws:ecs:task-network-latency\"", "\"actionId\":7"), ("\"PT2M\"", "{}"),
        ("\"2026-03-18T15:37:00Z\"", "\"soon\""),
        ("\"id\":\"EXP1\"", "\"id\":null"), ("\"actions\":{\"x\":", "\"actions\":[{\"x\":"),
        ("{\"app\":\"a\"}", "[\"a\"]"),
      ]),
    Seed(
      format: "krkn", ending: "json",
      text:
        #"{"telemetry":{"scenarios":[{"start_timestamp":1745343338,"end_timestamp":1745343398,"scenario":"s.yaml","scenario_type":"pod_disruption_scenarios","exit_status":0,"affected_pods":{"recovered":[{"pod_name":"a-0","total_recovery_time":3}],"unrecovered":[]}}],"node_summary_infos":[],"health_checks":[{"url":"http://a/","status":true,"start_timestamp":"2025-04-22T17:35:36Z","end_timestamp":"2025-04-22T17:35:50Z"}]}}"#,
      word: "s.yaml", number: "1745343338",
      wrongs: [
        ("1745343338", "\"soon\""), ("1745343398", "1"), ("1745343338", "null"),
        ("\"exit_status\":0", "\"exit_status\":\"bad\""),

        ("\"status\":true", "\"status\":\"yes\""), ("\"2025-04-22T17:35:36Z\"", "\"noon\""),
        ("\"total_recovery_time\":3", "\"total_recovery_time\":[]"),
      ]),
    Seed(
      format: "toxiproxy", ending: "json",
      text:
        #"{"redis":{"name":"redis","listen":"127.0.0.1:1","upstream":"localhost:6379","enabled":true,"toxics":[{"name":"t","type":"latency","stream":"downstream","toxicity":1,"attributes":{"latency":1000}}]}}"#,
      word: "downstream", number: "1000",
      wrongs: [
        ("\"latency\":1000", "\"latency\":\"slow\""), ("\"toxicity\":1", "\"toxicity\":7"),
        ("\"type\":\"latency\"", "\"type\":7"),
        ("\"toxics\":[", "\"toxics\":[7,"), ("\"enabled\":true", "\"enabled\":\"yes\""),
        ("\"name\":\"redis\"", "\"name\":{}"),
      ]),
    Seed(
      format: "prometheus", ending: "json",
      text:
        #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"a"},"values":[[1435781430,"1"],[1435781440,"0"]]}]}}"#,
      word: "job", number: "1435781430",
      wrongs: [
        ("\"success\"", "\"error\""), ("\"matrix\"", "\"string\""), ("[1435781430,\"1\"]", "[1435781430]"),
        ("\"0\"", "\"many\""),
        ("\"values\":[", "\"values\":[7,"), ("{\"__name__\":\"up\",\"job\":\"a\"}", "[\"up\"]"), ("1435781430", "-1"),
        ("\"__name__\":\"up\",", ""),
      ], run: "r1"),
    Seed(
      format: "samples", ending: "jsonl",
      text:
        #"{"run":"r","component":"db","metric":"error_rate","unit":"ratio","value":0.5,"at":"2026-01-01T00:00:00Z"}"#,
      word: "db", number: "0.5",
      wrongs: [
        ("0.5", "\"half\""), ("0.5", "7"), ("2026-01-01T00:00:00Z", "noon"), ("\"db\"", "7"),
        ("\"unit\":\"ratio\",", "\"unit\":\"cm\","), ("\"run\":\"r\"", "\"run\":7"),
      ]),
    Seed(
      format: "chaos-mesh", ending: "json", text: mesh, word: "slow", number: nil,
      wrongs: [
        ("{\"app\":\"a\"}", "[\"a\"]"), ("\"30s\"", "\"long\""), ("\"loss\":\"25\"", "\"loss\":\"much\""),
        ("\"value\":\"50\"", "\"value\":\"half\""),
        ("\"2026-03-01T10:00:01Z\"", "\"soon\""), ("\"conditions\":[]", "\"conditions\":{}"),
        ("\"spec\":{", "\"spec\":[{"),
      ]),
    Seed(
      format: "litmus", ending: "json",
      text:
        #"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"litmuschaos.io/v1alpha1","kind":"ChaosResult","metadata":{"name":"r","creationTimestamp":"2026-03-18T15:36:14Z"},"spec":{"engine":"e","experiment":"pod-delete"},"status":{"experimentStatus":{"phase":"Completed","verdict":"Pass"},"probeStatuses":[{"name":"p","mode":"EOT","status":{"verdict":"Passed"}}],"history":{"passedRuns":1,"targets":[{"name":"a","kind":"pod","chaosStatus":"targeted"}]}}}]}"#,
      word: "Completed", number: nil,
      wrongs: [
        ("\"items\":[", "\"items\":[7,"), ("\"passedRuns\":1", "\"passedRuns\":\"many\""),
        ("\"passedRuns\":1", "\"passedRuns\":-1"),
        ("\"2026-03-18T15:36:14Z\"", "\"soon\""), ("\"probeStatuses\":[", "\"probeStatuses\":{\"x\":["),
        ("\"verdict\":\"Pass\"", "\"verdict\":{}"),
      ]),
  ]
}
