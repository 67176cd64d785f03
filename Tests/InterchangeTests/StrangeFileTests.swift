import Testing

@testable import Interchange

/// Files that people try although no importer is for them: each is refused with what it is and what to do instead, and none is taken
/// for something else.
@Suite struct StrangeFileTests {
  static let files: [(name: String, text: String, says: [String])] = [
    (
      "k6.jsonl",
      #"{"type":"Metric","data":{"name":"http_req_duration","type":"trend"},"metric":"http_req_duration"}"#
        + "\n"
        + #"{"metric":"http_req_duration","type":"Point","data":{"time":"2026-01-05T10:00:00Z","value":1,"tags":{}}}"#,
      ["what k6 writes", "as CSV with the columns run, journey, metric, unit, at and value"]
    ),
    ("summary.json", #"{"metrics":{"http_reqs":{"count":3,"rate":1}},"root_group":{"name":""}}"#, ["what k6 writes"]),
    ("r.jtl", "timeStamp,elapsed,label,responseCode\n1700000000000,12,a,200\n", ["what JMeter writes"]),
    (
      "stats.csv", "Type,Name,Request Count,Failure Count,Median Response Time\nGET,/a,100,3,12\n",
      ["what Locust writes"]
    ),
    ("history.csv", "Timestamp,User Count,Type,Name,Requests/s\n1700000000,10,,A,1\n", ["what Locust writes"]),
    ("simulation.log", "RUN\tsim.Basic\tbasic\t1700000000000\t \t3.9.5\n", ["what Gatling writes"]),
    ("vegeta.json", #"{"latencies":{"mean":2},"requests":1,"status_codes":{"200":1}}"#, ["what vegeta writes"]),
    ("wrk.txt", "Running 30s test @ http://127.0.0.1:8080/\n  12 threads\n", ["what wrk writes"]),
    (
      "v1.json",
      #"[{"traceId":"1","id":"2","name":"get","annotations":[{"timestamp":1,"value":"sr","endpoint":{"serviceName":"web"}}],"binaryAnnotations":[]}]"#,
      ["Zipkin's first version", "GET /api/v2/traces"]
    ),
    (
      "answer.json", #"{"data":null,"total":0,"errors":[{"code":404,"msg":"trace not found"}]}"#,
      ["holds the error of a query, not its answer"]
    ),
    (
      "config.yaml",
      "kraken:\n  chaos_scenarios:\n    - hog_scenarios:\n        - cpu.yml\ntelemetry:\n  enabled: false\n",
      ["is Krkn's configuration", "import the scenario files that it lists"]
    ),
    (
      "kraken_vars.yml",
      "ansible_public_key_file: \"{{ lookup('env', 'KEY') }}\"\nkubeconfig_path: ~/.kube/config\nkraken_dir: ~/kraken\n"
        + "scenarios: \"{{ lookup('env', 'SCENARIOS')|default('[[scenarios/etcd.yml]]', true) }}\"\nwait_duration: 60\n",
      ["is a file of Krkn's variables", "carries no runs", "import the scenario files that it names"]
    ),
    // A collector's configuration has the key `telemetry`, too.
    ("collector.yaml", "telemetry:\n  metrics: {level: none}\nreceivers:\n  otlp: {}\n", ["of a known format"]),
  ]

  @Test(arguments: files.indices) func `what no importer is for is named, with what to do instead`(index: Int) throws {
    let file = Self.files[index]
    let said = try #require(failure(file.text, name: file.name), "\(file.name) was taken for something")
    for words in file.says { #expect(said.contains(words), "\(said)") }
  }

  @Test(arguments: [[0xFF, 0xFE] as [UInt8], [0xFE, 0xFF]])
  func `text in UTF-16 is named, with how to save it`(mark: [UInt8]) throws {
    let said = try #require(failure(mark + [0x7B, 0, 0x7D, 0], name: "journal.json"))
    #expect(said.contains("is text in UTF-16; save it as UTF-8"), "\(said)")
  }

  @Test func `a long array of plain values is named, and not taken for a file that was cut off`() throws {
    let text = "[" + Array(repeating: #""a line of some log""#, count: 200_000).joined(separator: ",") + "]"
    let said = try #require(failure(text, name: "lines.json"))
    #expect(said.contains("is an array of plain values, not of objects"), "\(said)")
  }
}
