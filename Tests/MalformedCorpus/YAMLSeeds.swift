/// One sound file of every format in YAML. The last line stands in braces, so that a cut anywhere in it leaves one open.
enum YAMLSeeds {
  static let all: [Seed] = [
    Seed(
      format: "litmus", ending: "yaml",
      text:
        #"apiVersion: litmuschaos.io/v1alpha1\#nkind: ChaosEngine\#nmetadata: {name: "eng"}\#nspec: {appinfo: {applabel: "app=a"}, experiments: [{name: pod-delete, spec: {components: {env: [{name: X, value: "1"}]}}}]}"#,
      word: "eng", number: nil,
      wrongs: [
        ("{applabel: \"app=a\"}", "[a]"), ("[{name: X", "{x: {name: X"), ("name: pod-delete", "name: [pod-delete]"),
      ]),
    Seed(
      format: "chaos-mesh", ending: "yaml",
      text:
        #"apiVersion: chaos-mesh.org/v1alpha1\#nkind: Schedule\#nmetadata: {name: "sch"}\#nspec: {schedule: "@every 5s", type: PodChaos, podChaos: {action: pod-kill, mode: one, selector: {labelSelectors: {app: a}}}}"#,
      word: "sch", number: nil,
      wrongs: [("{app: a}", "[a]"), ("action: pod-kill", "action: {a: b}"), ("podChaos: {", "podChaos: [{")]),
    Seed(
      format: "krkn", ending: "yaml", text: #"pvc_scenario: {pvc_name: "data", fill_percentage: 50, duration: 60}"#,
      word: "data",
      number: nil, wrongs: [("50", "half"), ("\"data\"", "{a: b}"), ("60", "[60]")]),
    Seed(
      format: "openslo", ending: "yaml",
      text:
        #"apiVersion: openslo/v1\#nkind: SLO\#nmetadata: {name: "pay"}\#nspec: {service: shop, indicator: {spec: {ratioMetric: {good: {}, total: {}}}}, timeWindow: [{duration: 4w}], objectives: [{target: 0.99}]}"#,
      word: "pay", number: nil,
      wrongs: [
        ("0.99", "99.9"), ("0.99", "high"), ("[{target: 0.99}]", "{target: 0.99}"),
        ("service: shop", "service: [shop]"), ("[{duration", "{x: {duration"),
      ]),
    Seed(
      format: "sloth", ending: "yaml",
      text:
        #"version: prometheus/v1\#nservice: "pay"\#nslos: [{name: ok, objective: 99.9, sli: {events: {error_query: a, total_query: b}}}]"#,
      word: "pay", number: nil,
      wrongs: [
        ("99.9", "999"), ("99.9", "high"), ("name: ok", "name: {}"), ("slos: [", "slos: [7, "), ("\"pay\"", "[pay]"),
      ]),
    Seed(
      format: "pyrra", ending: "yaml",
      text:
        #"apiVersion: pyrra.dev/v1alpha1\#nkind: ServiceLevelObjective\#nmetadata: {name: "o"}\#nspec: {target: "99.5", window: 2w, indicator: {bool_gauge: {metric: 'up{app="a"}'}}}"#,
      word: "2w", number: nil,
      wrongs: [
        ("\"99.5\"", "\"120\""), ("\"99.5\"", "\"high\""), ("{bool_gauge: {metric: 'up{app=\"a\"}'}}", "[]"),
        ("window: 2w", "window: {}"),
      ]),
    Seed(
      format: "backstage", ending: "yaml",
      text:
        #"apiVersion: backstage.io/v1alpha1\#nkind: Component\#nmetadata: {name: "web"}\#nspec: {type: service, owner: t, dependsOn: ["resource:db"]}"#,
      word: "web", number: nil,
      wrongs: [
        ("\"resource:db\"", "\"a/b/c\""), ("[\"resource:db\"]", "{a: b}"), ("owner: t", "owner: [t]"),
        ("{name: \"web\"}", "[web]"),
      ]),
    Seed(
      format: "incident", ending: "yaml",
      text:
        #"incident: "inc"\#nstarted: 2026-11-20T02:14:00Z\#nsuspected: db\#nattribution: 0.8\#nobservations: [{component: web, symptom: errors, state: degraded}, {journey: pay, symptom: latency, state: steady}]"#,
      word: "inc", number: nil,
      wrongs: [
        ("0.8", "80"), ("0.8", "sure"), ("2026-11-20T02:14:00Z", "yesterday"), ("suspected: db", "suspected: [db]"),
        ("state: steady", "state: fine"), ("[{component", "{x: {component"), ("{journey: pay", "{place: pay"),
      ]),
    Seed(
      format: "compose", ending: "yaml",
      text: #"services: {web: {image: "nginx", depends_on: [db], links: [cache]}, db: {image: postgres}}"#,
      word: "nginx",
      number: nil,
      wrongs: [("[db]", "7"), ("{image: postgres}", "[postgres]"), ("[cache]", "{a: b}"), ("\"nginx\"", "{a: b}")]),
    Seed(
      format: "chaostoolkit", ending: "yaml",
      text:
        #"title: "t"\#nmethod: []\#nrollbacks: []\#nsteady-state-hypothesis: {title: h, probes: [{type: probe, name: ok, tolerance: 200}]}"#,
      word: "h, p",
      number: nil,
      wrongs: [("title: \"t\"", "title: 7"), ("method: []", "method: 7"), ("rollbacks: []", "rollbacks: {}")]),
  ]

  /// What is no sound YAML whatever it is of; it follows the seed's head.
  static let broken: [(what: String, text: String)] = [
    ("alias-of-nothing", "x: *nowhere\n"), ("twice", "x: 1\nx: 2\n"), ("tab", "x:\n\t- 1\n"),
    ("unclosed-quote", "x: \"abc\n"),
    ("unclosed-flow", "x: [1, 2\n"), ("bad-escape", "x: \"\\q\"\n"), ("bad-surrogate", "x: \"\\ud800\"\n"),
    ("directive", "%YAML 9.9\n---\nx: 1\n"),
    ("indent", "x:\n    a: 1\n  b: 2\n"), ("deep", "x: " + String(repeating: "[", count: 5000) + "\n"),
    (
      "laughs",
      "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e]\n"
    ),
    (
      "laughs-as-names",
      (0..<40).reduce("k0: &k0 [x, x]\n") { text, level in
        text + "k\(level + 1): &k\(level + 1) [*k\(level), *k\(level)]\n"
      }
        + "? *k40\n: x\n"
    ),
    ("laughs-in-braces", "a: &a {? [x] : y}\nb: {*a : z}\n"),
  ]
}
