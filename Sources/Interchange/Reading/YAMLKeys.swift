/// What a YAML file shows of its form without being parsed: the keys of its outermost level, and the versions that it
/// names at any.
struct YAMLKeys {
  private let keys: Set<String>
  /// Keys of the elements of an outermost list.
  private let listed: Set<String>
  private let versions: [String]
  private let version: String?
  private let lines: [Substring]

  init(_ lines: [Substring]) {
    var keys: Set<String> = []
    var listed: Set<String> = []
    var versions: [String] = []
    var version: String?
    for line in lines {
      let bare = line.drop { $0 == " " || $0 == "-" }
      guard let colon = bare.firstIndex(of: ":"), let first = bare.first, first.isLetter || first == "\"" else {
        continue
      }
      let key = YAMLKeys.unquoted(bare[..<colon])
      let value = YAMLKeys.unquoted(bare[bare.index(after: colon)...])
      if line.first != " ", line.first != "-" {
        keys.insert(key)
        if key == "version" { version = version ?? value }
      }
      if line.hasPrefix("- ") { listed.insert(key) }
      if key == "apiVersion" { versions.append(value) }
    }
    self.keys = keys
    self.listed = listed
    self.versions = versions
    self.version = version
    self.lines = lines
  }

  private static func unquoted(_ text: Substring) -> String {
    let quotes: Set<Character> = ["\"", "'", " ", "\t", "\r"]
    var bare = text.drop { quotes.contains($0) }
    while let last = bare.last, quotes.contains(last) { bare = bare.dropLast() }
    return String(bare)
  }

  private static let krkn: Set<String> = [
    "node_scenarios", "cluster_shut_down_scenario", "application_outage", "network_chaos", "pvc_scenario",
    "time_scenarios", "zone_outage", "storage_throttle_scenario", "managedcluster_scenarios", "hog-type",
    "vmi_network_chaos", "http_load_scenario", "scenario_type",
  ]

  /// The format; nil where it is none that is known.
  var format: Format? {
    func has(_ all: String...) -> Bool { all.allSatisfy(keys.contains) }
    if let found = APIVersions.format(of: versions) { return found }
    if has("suspected", "started") || listed.contains("suspected")
      || listed.contains("incident") && contains("suspected:") && contains("started:")
    {
      return .incident
    }
    if has("slos"), version?.hasPrefix("prometheus/") ?? false { return .sloth }
    if has("experiment") || has("experimentTemplate") {
      return contains("actionId:") || contains("experimentTemplateId:") ? .awsFIS : .chaosToolkitJournal
    }
    if has("method") || has("steady-state-hypothesis") { return .chaosToolkitExperiment }
    if has("actions", "targets"), has("stopConditions") || has("roleArn") { return .awsFIS }
    if isKrknVariables { return nil }
    if !keys.isDisjoint(with: YAMLKeys.krkn) || has("service_name", "plan") || has("target-service", "packet-size")
      || has("scenarios") && (contains("namespace:") || contains("scenario")) || has("endpoints", "vegeta")
      // Collectors of telemetry have a key of that name, too.
      || has("telemetry") && !has("kraken") && (contains("scenarios:") || contains("scenario_type:"))
    {
      return .krkn
    }
    if !listed.isDisjoint(with: YAMLKeys.krkn) { return .krkn }
    if listed.contains("id"), contains("config:") || contains("test_duration:") || contains("krkn") { return .krkn }
    if has("services") { return .compose }
    return nil
  }

  /// Whether it is what Krkn's playbooks and containers are called with: where the cluster is, and which scenarios to run.
  private var isKrknVariables: Bool {
    let callers: Set<String> = [
      "kubeconfig_path", "kraken_dir", "kraken_config", "kraken_repository", "cerberus_enabled",
    ]
    return keys.count { callers.contains($0) } > 1 && !keys.contains("kraken")
  }

  /// Why a form that is known is none that can be imported; nil for other forms.
  var refusal: Refusal? {
    if listed.contains("expr"), contains("severity:") {
      return Refusal(
        problem: "is an alert profile: its expressions name neither a component nor a journey of the book",
        remedy: "import the telemetry and the resiliency report that it led to")
    }
    if keys.contains("kraken"), contains("chaos_scenarios:") {
      return Refusal(
        problem: "is Krkn's configuration: it lists scenarios, and observes nothing",
        remedy: "import the scenario files that it lists, or the telemetry of its runs")
    }
    if isKrknVariables {
      return Refusal(
        problem: "is a file of Krkn's variables: it says how Krkn is called, and carries no runs",
        remedy: "import the scenario files that it names, or the telemetry of its runs")
    }
    if keys.contains("items"), contains("items: []") {
      return Refusal(
        problem: "is an empty list of Kubernetes objects: nothing was found where it was exported",
        remedy: "export it again with the namespace of the experiments, or with --all-namespaces")
    }
    if let version = versions.first {
      return Refusal(
        problem: "holds Kubernetes objects of \(version.prefix(40)), which are of no tool that is known",
        remedy: "export the chaos tool's own kinds")
    }
    if contains("API Version:"), contains("Kind:") {
      return Refusal(
        problem: "is what `kubectl describe` prints for people, which loses times and types",
        remedy: "export it with `kubectl get … -o yaml` or `-o json`")
    }
    return nil
  }

  private func contains(_ part: String) -> Bool { lines.contains { $0.contains(part) } }
}

/// Text that is neither JSON nor YAML.
enum PlainTexts {
  /// The format; nil where it is none that is known.
  static func format(of lines: [Substring]) -> Format? {
    if lines.contains(where: isMetadata) { return .openMetrics }
    guard let first = lines.first(where: { !$0.hasPrefix("#") && $0.contains { !$0.isWhitespace } }) else { return nil }
    if isHeader(first) { return .csv }
    return isMetricLine(first) ? .openMetrics : nil
  }

  private static func isMetadata(_ line: Substring) -> Bool {
    ["# TYPE ", "# HELP ", "# UNIT "].contains { line.hasPrefix($0) } || line == "# EOF"
  }

  /// Whether a line names the columns of samples.
  private static func isHeader(_ line: Substring) -> Bool {
    let words = CSVDialect.words(ofHeader: String(line))
    return words.contains("value") && (words.contains("at") || words.contains("time") || words.contains("timestamp"))
  }

  /// `up{job="node"} 1 1435781451.781`
  private static func isMetricLine(_ line: Substring) -> Bool {
    let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    guard !name.isEmpty, !name.hasSuffix(":"), name.first?.isNumber == false else { return false }
    var rest = line[name.endIndex...]
    if rest.hasPrefix("{") {
      guard let end = rest.lastIndex(of: "}") else { return false }
      rest = rest[rest.index(after: end)...]
    }
    guard rest.hasPrefix(" ") else { return false }
    let words = rest.split(separator: " ")
    return (1...2).contains(words.count) && words.allSatisfy { Double($0) != nil }
  }
}
