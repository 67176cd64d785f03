import Vocabulary

/// The head that all Kubernetes objects share.
struct KubernetesObject {
  let element: Element
  let apiVersion: String
  let kind: String
  let name: String
  let namespace: String?
  let uid: String?
  let created: Timestamp?
  let labels: [String: String]
  let annotations: [String: String]

  /// Reads the head. Throws where it is none.
  init(_ element: Element) throws {
    _ = try element.members()
    self.element = element
    apiVersion = try element.string("apiVersion") ?? ""
    kind = try element.required("kind")
    let metadata = try element.object("metadata")
    // A manifest that only generates its name has no more than a beginning of one.
    name = try metadata?.label("name") ?? metadata?.label("generateName") ?? "unnamed"
    namespace = try metadata?.label("namespace")
    uid = try metadata?.string("uid")
    created = try metadata?.time("creationTimestamp")
    labels = KubernetesObject.words(metadata?["labels"])
    annotations = KubernetesObject.words(metadata?["annotations"])
    element.count(known: ["apiVersion", "kind", "metadata", "spec", "status"])
  }

  /// The texts of labels or annotations. OpenSLO has lists of them too, which name nothing here.
  private static func words(_ element: Element?) -> [String: String] {
    var words: [String: String] = [:]
    for member in element?.json.members ?? [] { words[member.name] = member.value.stringValue }
    return words
  }

  /// What it is, for messages: `NetworkChaos "delay"`.
  var title: String { "\(kind) \"\(name)\"" }

  /// Its place among all objects: its unique id where the cluster gave one, else namespace and name.
  var identity: String { uid ?? "\(namespace ?? "")/\(kind)/\(name)" }

  var spec: Element? { element["spec"] }
  var status: Element? { element["status"] }

  /// What the object says of itself in our own terms, as an annotation or a label: `faultbook.io/proposal`.
  func own(_ name: String) -> String? {
    let key = "faultbook.io/\(name)"
    return (annotations[key] ?? labels[key]).flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// Names of components in the words of Kubernetes.
enum ComponentNames {
  /// Labels whose value is an application's name, the most telling first.
  static let telling = [
    "app.kubernetes.io/name", "app", "k8s-app", "service", "name", "app.kubernetes.io/instance",
    "app.kubernetes.io/component", "component",
  ]

  /// Labels that say where something runs, in which edition or whose it is: many applications have the same.
  private static let nameless: Set<String> = [
    "arch", "env", "environment", "stage", "region", "zone", "os", "hostname", "instance-type", "version", "track",
    "tier", "team", "owner", "managed-by", "part-of", "chart", "heritage", "pod-template-hash",
    "controller-revision-hash",
  ]

  /// Whether a label's value may name an application.
  static func mayName(label: String) -> Bool {
    guard let word = label.split(separator: "/").last, !telling.contains(label) else { return true }
    let ofNodes = ["node-role.kubernetes.io/", "node.kubernetes.io/", "topology.kubernetes.io/"]
    return !nameless.contains(word.lowercased()) && !ofNodes.contains { label.hasPrefix($0) }
  }

  /// The component that labels select; nil where there are none, or none that names anything.
  static func of(labels: [String: String]) -> String? {
    let found =
      telling.lazy.compactMap { labels[$0] }.first
      ?? labels.filter { mayName(label: $0.key) }.min { $0.key < $1.key }?.value
    return found.flatMap(plain)
  }

  /// The component of a selector as text, `app=payments,tier in (a,b)`.
  static func of(selector: String) -> String? {
    var labels: [String: String] = [:]
    var first: String?
    for part in selector.split(separator: ",") {
      let pair = part.split(separator: "=", omittingEmptySubsequences: true).map { word in
        String(word.drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "!" }.reversed())
      }
      guard pair.count == 2, !part.contains("!=") else { continue }
      labels[pair[0]] = pair[1]
      if mayName(label: pair[0]) { first = first ?? pair[1] }
    }
    return telling.lazy.compactMap { labels[$0] }.first.flatMap(plain) ?? first.flatMap(plain)
  }

  /// The workload that a pod is of: `checkout-6f7d8b9c4d-x2x5z` and `db-0` less what the cluster appended.
  static func of(pod: String) -> String? {
    var parts = pod.split(separator: "-").map(String.init)
    func isGenerated(_ word: String) -> Bool {
      // The letters that Kubernetes makes up names of: no vowels, no 0, 1 and 3.
      word.allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) }
    }
    if parts.count > 2, let last = parts.last, last.count == 5, isGenerated(last) {
      parts.removeLast()
      if parts.count > 1, let hash = parts.last, (7...10).contains(hash.count), isGenerated(hash) { parts.removeLast() }
    } else if parts.count > 1, let last = parts.last, last.count <= 3, last.allSatisfy(\.isNumber) {
      parts.removeLast()
    }
    return plain(parts.joined(separator: "-"))
  }

  /// The component of an address, `http://checkout.shop.svc.cluster.local:8080/pay`: the service's own name inside a
  /// cluster, the whole host else; nil for what names no other component.
  static func of(address: String) -> String? {
    var rest = address[...]
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    rest = rest.prefix { !"/?#".contains($0) }
    if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
    guard !rest.hasPrefix("["), !rest.contains(where: { "<>${}()*\\ ".contains($0) }) else { return nil }
    let host = rest.split(separator: ":").first.map(String.init) ?? ""
    let isNumeric = host.allSatisfy { $0.isNumber || $0 == "." }
    guard !host.isEmpty, !isNumeric, host != "localhost" else { return nil }
    let parts = host.split(separator: ".")
    let isInCluster = parts.count == 1 || parts.dropFirst(2).first == "svc" || parts.last == "svc"
    return isInCluster ? parts.first.map(String.init) : host
  }

  /// A name as a component's: nil for an empty one, a placeholder, or a pattern.
  static func plain(_ text: String) -> String? {
    let isPlaceholder = text.hasPrefix("<") || text.contains("${") || text.contains("{{")
    let isPattern = text.contains { "*()[]|\\^$\n\t\"".contains($0) }
    return text.isEmpty || text.utf8.count > 200 || isPlaceholder || isPattern || text.utf8.contains(0) ? nil : text
  }
}
