import Testing
import Vocabulary

@testable import Interchange

@Suite struct PrometheusTests {
  private func matrix(_ series: String) -> String {
    #"{"status":"success","data":{"resultType":"matrix","result":[\#(series)]}}"#
  }
  private let run = ImportOptions(run: "r1")

  @Test func `no data, not a number and zero are three things`() throws {
    let text = matrix(
      #"{"metric":{"__name__":"error_rate","service":"a"},"values":[[1435781430.781,"0"],[1435781445.781,"NaN"],[1435781460.781,"+Inf"],[1435781475,"0.5"]]}"#
    )
    let found = try importing(text, run)
    #expect(found.samples.map(\.value) == [0, 0.5])
    #expect(found.events[0].time?.description == "2015-07-01T20:10:30.781Z")
    #expect(found.summary.notes.contains { $0.contains("not a number") && $0.contains("2 times") })
    let empty = try importing(Files.fixture("SYNTHETIC-query_range-empty.json"), run)
    #expect(empty.samples.isEmpty && empty.summary.notes == ["no series is in it: no data is not zero"])
  }

  @Test func `a query's error is no answer`() throws {
    let text = try Files.fixtureText("SYNTHETIC-query_range-error.json")
    #expect(failure(text, run)?.contains("timeout, query timed out") == true)
  }

  @Test(arguments: [
    (#"{"__name__":"up","job":"node","service":"web"}"#, ImportOptions(run: "r"), "web up bool"),
    (#"{"__name__":"up","job":"node"}"#, ImportOptions(run: "r"), "node up bool"),
    (#"{"__name__":"up","job":"node","team":"pay"}"#, ImportOptions(run: "r", label: "team"), "pay up bool"),
    (#"{}"#, ImportOptions(run: "r", component: "c", metric: "latency_p99", unit: "s"), "c latency_p99 s"),
    (#"{"app":"x"}"#, ImportOptions(run: "r", metric: "latency_p99_seconds"), "x latency_p99 s"),
    (#"{"__name__":"heap_bytes","component":"x"}"#, ImportOptions(run: "r"), "x heap_bytes B"),
  ])
  func `labels name the component, and options what they do not`(labels: String, options: ImportOptions, told: String)
    throws
  {
    let found = try importing(matrix(#"{"metric":\#(labels),"values":[[1435781430,"1"]]}"#), options)
    let samples = found.samples.map { sample -> String in
      guard case .node(let node) = sample.subject else { return "?" }
      return "\(node.name) \(sample.metric) \(sample.unit)"
    }
    #expect(samples == [told])
  }

  @Test func `a mesh's labels name a call and who saw it`() throws {
    let labels =
      #"{"__name__":"request_rate","source_workload":"a","destination_workload":"b","reporter":"destination"}"#
    let found = try importing(matrix(#"{"metric":\#(labels),"values":[[1435781430,"1"]]}"#), run)
    #expect(found.samples.map(\.subject) == [.dependency(Dependency(caller: "a", callee: "b"), reporter: .callee)])
  }

  @Test(arguments: [
    (#"{"service":"a"}"#, "--metric"), (#"{"__name__":"x_total","service":"a"}"#, "only counts up"),
    (#"{"__name__":"x_seconds_bucket","le":"1","service":"a"}"#, "bucket"),
    (#"{"__name__":"up"}"#, "--component"), (#"{"__name__":"temperature","service":"a"}"#, "--unit"),
  ])
  func `what cannot be used is said with the way out`(labels: String, words: String) {
    let message = failure(matrix(#"{"metric":\#(labels),"values":[[1435781430,"1"]]}"#), run)
    #expect(message?.contains(words) == true, "\(message ?? "no error")")
    #expect(message?.contains("nothing that can be used") == true)
  }

  @Test func `series of one component are averaged, added up, or left out`() throws {
    func two(_ name: String) throws -> Imported {
      try importing(
        matrix(
          #"{"metric":{"__name__":"\#(name)","job":"a","instance":"1"},"values":[[1435781430,"1"],[1435781440,"1"]]},"#
            + #"{"metric":{"__name__":"\#(name)","job":"a","instance":"2"},"values":[[1435781430,"0"]]}"#), run)
    }
    #expect(try two("up").samples.map(\.value) == [0.5, 1])
    #expect(try two("request_rate").samples.map(\.value) == [1, 1])
    let latency = try two("latency_p99_ms")
    #expect(latency.samples.isEmpty && latency.summary.notes.contains { $0.contains("aggregate them in the query") })
  }

  @Test(arguments: [
    (#"{"metric":{"__name__":"up","job":"a"},"values":[[1435781430,"x"]]}"#, "values[0][1]: expected a number as text"),
    (#"{"metric":{"__name__":"up","job":"a"},"values":[["soon","1"]]}"#, "expected a number"),
    (#"{"metric":{"__name__":"up","job":"a"},"values":[[1e300,"1"]]}"#, "expected [seconds since 1970"),
    (#"{"metric":{"__name__":"up","job":"a"},"values":[[1435781430]]}"#, "expected [seconds since 1970"),
    (#"{"metric":[],"values":[]}"#, "metric: expected an object"),
    (#"{"metric":{"__name__":"error_rate","job":"a"},"values":[[1435781430,"5"]]}"#, "fraction from 0 to 1"),
  ])
  func `a value of another form is refused with its path`(series: String, words: String) {
    let message = failure(matrix(series), run)
    #expect(message?.contains(words) == true, "\(message ?? "no error")")
  }

  @Test func `samples need a run`() {
    #expect(
      failure(matrix(#"{"metric":{"__name__":"up","job":"a"},"values":[[1435781430,"1"]]}"#))?.contains("--run ID")
        == true)
  }

  @Test func `a vector and a single number are one sample each`() throws {
    let vector =
      #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"a"},"value":[1435781451.781,"0"]}]}}"#
    #expect(try importing(vector, run).samples.map(\.value) == [0])
    let scalar = #"{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"4"]}}"#
    let options = ImportOptions(run: "r", component: "c", metric: "queue_depth")
    #expect(try importing(scalar, options).samples.map(\.value) == [4])
  }
}

@Suite struct OpenMetricsTests {
  private let run = ImportOptions(run: "r1")

  @Test func `lines are samples, with types, units, quantiles and exemplars`() throws {
    let text = """
      # TYPE queue_depth gauge
      # HELP queue_depth How long the queue is.
      queue_depth{service="mail",note="\\"a\\"\\\\b\\nc}"} 12 1435781451.781
      # TYPE rpc_duration_seconds summary
      # UNIT rpc_duration_seconds seconds
      rpc_duration_seconds{service="b",quantile="0.99"} 0.25 1435781451.781 # {trace_id="x"} 1 2
      rpc_duration_seconds_count{service="b"} 17 1435781451.781
      {"latency_p50_ms",service="b"} 3 1435781451781
      # EOF

      """
    let found = try importing(text, run)
    let told = found.samples.map { "\($0.subject.members[0].value.text) \($0.metric) \($0.value) \($0.unit)" }
    #expect(
      told == [#""mail" queue_depth 12.0 1"#, #""b" latency_p99 0.25 s"#, #""b" latency_p50 3.0 ms"#])
    #expect(found.events[0].time == found.events[2].time)
  }

  @Test func `a bare scrape says what was and not when`() {
    #expect(failure("# TYPE up gauge\nup{job=\"a\"} 1\n# EOF\n", run)?.contains("without a time") == true)
  }

  @Test(arguments: [
    ("# TYPE up gauge\nup{job=\"a\"} 1 14357814\n", nil),
    ("# TYPE up gauge\nup{job=\"a\"} 1 143578", "middle of a line"),
    ("# TYPE up gauge\nup{job=\"a} 1 14357814\n", "line 2"),
    ("# TYPE up gauge\nup{job=\"a\"} one 14357814\n", "line 2"),
    ("# TYPE up gauge\nup 1 2 3\n", "line 2"), ("# TYPE up gauge\nup{job=\"a\"} 1 -5\n", "expected a time"),
  ])
  func `a line that is none is refused with its number`(text: String, words: String?) {
    let message = failure(text, run)
    #expect(words == nil ? message == nil : message?.contains(words ?? "") == true, "\(message ?? "no error")")
  }
}

@Suite struct CSVTests {
  @Test(arguments: [",", ";", "\t"])
  func `columns are found by their names, in any order`(separator: String) throws {
    let text = """
      at,value,unit,metric,component,run,host
      2026-11-20T18:11:44+01:00,2.5,ms,latency_p99,"a ""b"", c",r1,h
      1795198304,10,percent,error_rate,db,r1,h

      1795198305000,NaN,percent,error_rate,db,r1,h
      1795198306,,percent,error_rate,db,r1,h

      """.replacing(",", with: separator)
    let found = try importing(text)
    #expect(found.summary.format == .csv)
    #expect(found.samples.map(\.value) == [2.5, 0.1])
    #expect(found.events.map { $0.time?.description } == ["2026-11-20T17:11:44Z", "2026-11-20T18:11:44Z", nil])
    #expect(found.summary.ignoredFields == 1)
    #expect(found.summary.notes.contains { $0.contains("no data is not zero") && $0.contains("2 times") })
  }

  @Test(arguments: [
    ("r1,db,up,bool,yesterday,1", "line 2: at: expected a time"),
    ("r1,db,up,bool,2026-11-20T18:11:44Z,many", "value: expected a number"),
    ("r1,db,up,bool,2026-11-20T18:11:44Z", "expected 6 fields, found 5"),
    ("r1,db,up,bool,2026-11-20T18:11:44Z,1,2", "found 7"),
    ("\"r1,db,up,bool,2026-11-20T18:11:44Z,1", "inside quotes"),
    ("r1,db,up,bool,2026-11-20T18:11:44Z,\"1\"x", "after its closing quote"),
    ("r1,,up,bool,2026-11-20T18:11:44Z,1", "component"), ("r1,db,,bool,2026-11-20T18:11:44Z,1", "metric"),
    ("r1,db,up,bool,2026-11-20 18:11,1", "expected a time"), ("r1,db,heat,,2026-11-20T18:11:44Z,1", "unit"),
    ("r1,db,error_rate,ratio,2026-11-20T18:11:44Z,7", "fraction"),
  ])
  func `a line that is none is refused with its number`(line: String, words: String) {
    let message = failure("run,component,metric,unit,at,value\n\(line)\n")
    #expect(message?.contains(words) == true && message?.contains("line 2") == true, "\(message ?? "no error")")
  }

  @Test func `calls and journeys are columns too, and quotes may span lines`() throws {
    let text = """
      run,caller,callee,reporter,journey,metric,unit,at,value
      r1,a,b,callee,,latency_p50,ms,2026-11-20T18:11:44Z,1
      r1,,,,"check
      out",error_rate,ratio,2026-11-20T18:11:44Z,0

      """
    let found = try importing(text)
    #expect(found.samples[0].subject == .dependency(Dependency(caller: "a", callee: "b"), reporter: .callee))
    #expect(found.samples[1].subject == .node(.journey("check\nout")))
  }

  @Test func `a last line without its end is taken, and said`() throws {
    let found = try importing("run,component,metric,unit,at,value\nr1,db,up,bool,2026-11-20T18:11:44Z,1")
    #expect(found.samples.count == 1 && found.summary.notes.contains { $0.contains("may be too short") })
  }

  @Test(arguments: [1, 2, 7, 100])
  func `the cuts between pieces do not matter`(size: Int) throws {
    let text =
      "run,component,metric,unit,at,value\r\nr1,db,up,bool,2026-11-20T18:11:44Z,1\r\nr1,dü,up,bool,2026-11-20T18:11:45Z,0\r\n"
    let source = ImportSource(name: "f") { Pieces(bytes: Array(text.utf8), size: size) }
    #expect(try importing(source).events.map(\.id).dropLast() == importing(text).events.map(\.id).dropLast())
  }
}
