import Vocabulary

/// Faults that are asked for by a request: Toxiproxy's API, and admin endpoints that take a kind and a size.
enum HTTPFaults {
  static func read(_ activity: Activity, method: String, url: String) -> ActionReading {
    if let proxied = toxiproxy(activity, method: method, url: url) { return proxied }
    if method == "DELETE" { return ActionReading(role: .clears) }
    let target = ActionReading.target(activity) ?? host(url)
    let seconds = activity.argument("seconds", "duration").flatMap(ActionReading.seconds)
    if let word = activity.argument("kind", "fault", "type")?.stringValue {
      guard let kind = FaultWords.kind(word), kind != .none else {
        return ActionReading(
          role: word == "none" ? .clears : .injects, fault: Fault(kind: .unknown, native: word), target: target,
          seconds: seconds)
      }
      let fault = Fault(kind: kind, native: word, magnitude: ActionReading.magnitude(of: kind, activity))
      return ActionReading(role: .injects, fault: fault, target: linked(target, activity), seconds: seconds)
    }
    let settings = activity.arguments.filter { member in
      ["delay", "latency", "fail", "error", "loss", "crash", "abort"].contains {
        member.name.lowercased().hasPrefix($0)
      }
    }
    if !settings.isEmpty {
      let words = settings.map { "\($0.name)=\($0.value.stringValue ?? $0.value.text)" }
      guard let fault = FaultWords.fault(settings: words, native: words.joined(separator: "&")) else {
        return ActionReading(role: .clears)
      }
      return ActionReading(role: .injects, fault: fault, target: target, seconds: seconds)
    }
    if FaultWords.isUndoing(activity.name) { return ActionReading(role: .clears) }
    return ActionReading(role: .unknown, fault: Fault(kind: .unknown, native: activity.nativeName), target: target)
  }

  /// A fault on one of the target's links.
  private static func linked(_ target: Target?, _ activity: Activity) -> Target? {
    guard case .component(let caller) = target, let link = activity.argument("link")?.stringValue, link != caller else {
      return target
    }
    return .dependency(Dependency(caller: caller, callee: link))
  }

  /// The host of a URL, where it is a name.
  private static func host(_ url: String) -> Target? {
    let name = PeerName.normal(PeerName.host(ofURL: url))
    return PeerName.isName(name) && !Configuration.isOpen(name) ? .component(name) : nil
  }

  /// `POST /proxies/NAME/toxics` {type, attributes}, `POST /proxies/NAME` {enabled}, `POST /reset`.
  private static func toxiproxy(_ activity: Activity, method: String, url: String) -> ActionReading? {
    let path = url.split(separator: "?").first.map { $0.split(separator: "/").map(String.init) } ?? []
    if path.last == "reset", method == "POST" { return ActionReading(role: .clears) }
    guard let place = path.firstIndex(of: "proxies"), place + 1 < path.count else { return nil }
    let target = ActionReading.componentName(path[place + 1]).map { Target.component($0) }
    if method == "DELETE" { return ActionReading(role: .clears, target: target) }
    if place + 2 < path.count, path[place + 2] == "toxics" {
      let type = activity.argument("type")?.stringValue ?? ""
      let attributes = activity.argument("attributes")?.members ?? []
      let scope = activity.argument("toxicity")?.doubleValue
      return ActionReading(
        role: .injects, fault: Toxics.fault(type, attributes.map { ($0.name, $0.value) }, scope: scope), target: target)
    }
    if let enabled = activity.argument("enabled")?.boolValue {
      return enabled
        ? ActionReading(role: .clears, target: target)
        : ActionReading(
          role: .injects, fault: Fault(kind: FaultWords.kind("partition") ?? .unknown, native: "proxy disabled"),
          target: target)
    }
    return nil
  }
}

/// Toxiproxy's toxics (Shopify/toxiproxy, README "Toxics").
enum Toxics {
  private static let kinds: [String: String] = [
    "latency": "net.latency", "bandwidth": "net.bandwidth", "slow_close": "net.latency", "timeout": "net.partition",
    "reset_peer": "net.reset", "slicer": "net.latency", "limit_data": "net.reset",
  ]

  /// The fault of a toxic; latencies are milliseconds, a slicer's delay microseconds.
  static func fault(_ type: String, _ attributes: [(name: String, value: JSON)], scope: Double? = nil) -> Fault {
    func number(_ name: String) -> Double? {
      attributes.first { $0.name == name }.flatMap { FaultWords.amount($0.value)?.value }
    }
    let kind = kinds[type].flatMap { FaultKind(named: $0) } ?? .unknown
    let milliseconds =
      switch type {
      case "latency": number("latency")
      case "slow_close": number("delay")
      case "slicer": number("delay").map { $0 / 1000 }
      default: Double?.none
      }
    let share = scope.flatMap { (0...1).contains($0) && $0 < 1 ? $0 : nil }
    return Fault(
      kind: kind, native: type.isEmpty ? "toxic" : type,
      magnitude: milliseconds.map { Magnitude(value: $0, unit: "ms") },
      scope: share)
  }
}
