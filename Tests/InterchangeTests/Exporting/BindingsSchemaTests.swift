import SchemaPeer
import Testing
import Vocabulary

@testable import Interchange

/// The published schema of bindings says what the exporters read, of a document that tells all there is and of some thousand that were
/// changed in one place.
@Suite struct BindingsSchemaTests {
  /// Everything that a document may hold.
  private static let golden: JSON = [
    "timing": ["baselineSeconds": 60, "faultSeconds": 120, "recoverySeconds": 60],
    "prometheus": "http://prometheus:9090",
    "chaostoolkit": ["configuration": ["token": ["type": "env", "key": "TOKEN"]], "secrets": ["shop": [:]]],
    "litmus": ["serviceAccount": "litmus-admin"],
    "aws": ["role": "arn:aws:iam::1:role/fis", "alarms": ["arn:aws:cloudwatch:eu:1:alarm:a"]],
    "journeys": [
      "checkout": [
        "probe": "http://monitor/{journey}", "stop": "http://monitor/go", "queries": ["error_rate": "sum(x)"],
      ]
    ],
    "components": [
      "*": ["kubernetes": ["namespace": "shop", "selector": ["app": "{component}", "canary": true]]],
      "payments": [
        "variables": ["admin": "http://payments:1", "shard": 3], "probe": "http://p", "stop": "http://s",
        "queries": ["up": "up"],
        "kubernetes": [
          "container": "app", "port": 8080, "cpus": 2, "memoryMB": 512.5, "volume": "/data", "rate": "1mbit",
          "kill": "pod-kill", "node": "n", "claim": "c", "host": "h", "replicas": 3, "workload": "statefulset",
        ],
        "toxiproxy": ["proxy": "p", "url": "http://t:8474", "rate": 100],
        "aws": [
          "resourceType": "aws:eks:pod", "arns": ["arn:1"], "tags": ["app": "p"], "parameters": ["namespace": "shop"],
          "actionParameters": ["port": 80], "selectionMode": "ALL",
        ],
        "inject": [
          [
            "kinds": ["net.latency"],
            "http": [
              "method": "POST", "url": "http://p", "headers": ["a": "b"], "body": ["ms": 1], "timeoutSeconds": 5,
            ],
            "undo": ["http": ["url": "http://p"]], "expires": false,
          ],
          ["kinds": ["compute.kill"], "command": ["kill", "{component}"], "expires": true],
        ],
      ],
    ],
    "dependencies": ["checkout:payments": ["toxiproxy": ["proxy": "q"]]],
  ]

  private static func isRead(_ document: JSON) -> Bool {
    guard let bindings = try? Bindings([Bindings.Layer(name: "b", json: document)]) else { return false }
    return ExportTool.allCases.allSatisfy { (try? bindings.check(for: $0)) != nil }
  }

  /// The value with each of its places changed in turn: other values, none, and a member that nobody knows.
  private static func changed(_ json: JSON) -> [JSON] {
    let others: [JSON] = [.null, "", "x", 0, 5, -1, 1.5, true, false, [], [:], ["", 1], ["x": "y"]]
    switch json {
    case .object(let members):
      let inner = members.indices.flatMap { index in
        changed(members[index].value).map { value in
          var members = members
          members[index] = JSON.Member(members[index].name, value)
          return JSON.object(members)
        }
      }
      let without = members.indices.map { index in
        var members = members
        members.remove(at: index)
        return JSON.object(members)
      }
      return others + inner + without + [.object(members + [JSON.Member("strange", 1)])]
    case .array(let values):
      return others
        + values.indices.flatMap { index in
          changed(values[index]).map { value in
            var values = values
            values[index] = value
            return JSON.array(values)
          }
        }
    default: return others
    }
  }

  @Test func `the document that tells everything holds every member of every part`() {
    func names(_ json: JSON) -> Set<String> {
      switch json {
      case .object(let members): members.reduce(into: Set(members.map(\.name))) { $0.formUnion(names($1.value)) }
      case .array(let values): values.reduce(into: []) { $0.formUnion(names($1)) }
      default: []
      }
    }
    let told = names(Self.golden)
    for part in BindingPart.allCases {
      for member in part.members { #expect(told.contains(member.name), "\(member.name)") }
    }
    #expect(Self.isRead(Self.golden))
  }

  @Test func `a document is valid by the schema exactly where every exporter reads it`() throws {
    let more: [JSON] = [
      ["dependencies": ["a": [:]]], ["dependencies": ["a:b:c": [:]]], ["dependencies": [":b": [:]]],
      ["dependencies": ["*": ["inject": []]]],
      ["components": ["a": ["inject": [["kinds": [], "command": ["x"], "http": ["url": "u"], "expires": true]]]]],
      ["components": ["a": ["inject": [["kinds": [], "command": [], "http": ["url": "u"], "expires": true]]]]],
      ["components": ["a": ["inject": [["kinds": [], "command": ["x"], "undo": ["command": ["y"]]]]]]],
      ["components": ["a": ["inject": [["kinds": [], "command": ["x"], "undo": [:], "expires": true]]]]],
      ["components": ["*": ["toxiproxy": ["url": "u"], "aws": ["tags": [:]]]]],
    ]
    let documents = [Self.golden, [:]] + Self.changed(Self.golden) + more
    #expect(documents.count > 1000)
    guard let found = try SchemaPeer.verdicts(on: documents, by: BindingsSchema.json) else { return }
    try #require(found.count == documents.count && found[0] && found[1])
    for (document, isValid) in zip(documents, found) { #expect(Self.isRead(document) == isValid, "\(document.text)") }
  }
}
