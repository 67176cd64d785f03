import Vocabulary

/// Faults that a command brings about.
enum ProcessFaults {
  static func read(_ activity: Activity, command: String, words: [String]) -> ActionReading {
    switch command {
    case "toxiproxy-cli": return toxiproxy(words)
    case "kubectl", "oc": return kubernetes(words)
    case "docker", "podman", "nerdctl", "docker-compose": return container(words, command: command)
    case "tc": return trafficControl(words)
    case "iptables", "ip6tables", "nft":
      return words.contains("-D") || words.contains("delete")
        ? ActionReading(role: .clears) : injects("net.partition", native: command)
    case "stress", "stress-ng": return stress(words, command: command)
    case "pkill", "kill", "killall", "killall5":
      return injects("compute.kill", native: command, target: lastName(words))
    case "systemctl", "service": return service(words, command: command)
    case "pumba": return pumba(words)
    case "sleep", "echo", "true": return ActionReading(role: .neutral)
    case "k6", "locust", "hey", "wrk", "ab", "vegeta", "jmeter", "gatling": return ActionReading(role: .loads)
    case "fallocate", "dd": return injects("storage.full", native: command)
    default:
      let line = ([command] + words).joined(separator: " ")
      if FaultWords.isUndoing(line) { return ActionReading(role: .clears) }
      guard let kind = FaultWords.kind(inName: line) else {
        return ActionReading(role: .unknown, fault: Fault(kind: .unknown, native: activity.nativeName))
      }
      return ActionReading(role: .injects, fault: Fault(kind: kind, native: activity.nativeName))
    }
  }

  private static func injects(
    _ kind: String, native: String, target: String? = nil, magnitude: Magnitude? = nil
  ) -> ActionReading {
    let fault = Fault(kind: FaultKind(named: kind) ?? .unknown, native: native, magnitude: magnitude)
    return ActionReading(role: .injects, fault: fault, target: target.map { .component($0) })
  }

  /// The value after an option.
  private static func option(_ words: [String], _ names: String...) -> String? {
    for (index, word) in words.enumerated() {
      if names.contains(word), index + 1 < words.count { return words[index + 1] }
      if let name = names.first(where: { word.hasPrefix($0 + "=") }) { return String(word.dropFirst(name.count + 1)) }
    }
    return nil
  }

  private static func lastName(_ words: [String]) -> String? {
    words.last { !$0.hasPrefix("-") && !$0.allSatisfy(\.isNumber) }.flatMap(ActionReading.componentName)
  }

  /// `toxic add -t latency -a latency=500 inventory`
  private static func toxiproxy(_ words: [String]) -> ActionReading {
    let target = lastName(words).map { Target.component($0) }
    if words.contains("add") || words.contains("a") && words.first == "toxic" {
      let attributes = words.enumerated().compactMap { index, word -> (name: String, value: JSON)? in
        guard index > 0, ["-a", "--attribute"].contains(words[index - 1]) else { return nil }
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], .string(parts[1])) : nil
      }
      let scope = option(words, "--toxicity", "-tox").flatMap { Double($0) }
      return ActionReading(
        role: .injects, fault: Toxics.fault(option(words, "-t", "--type") ?? "", attributes, scope: scope),
        target: target)
    }
    if words.contains("remove") || words.contains("delete") || words.contains("r") {
      return ActionReading(role: .clears, target: target)
    }
    return words.first == "toggle"
      ? injects("net.partition", native: "toxiproxy-cli toggle", target: lastName(words))
      : ActionReading(role: .neutral)
  }

  private static func kubernetes(_ words: [String]) -> ActionReading {
    let verb = words.first { !$0.hasPrefix("-") } ?? ""
    let selected = option(words, "-l", "--selector").flatMap { selector in
      selector.split(separator: "=").last.flatMap { ActionReading.componentName(String($0)) }
    }
    let named = words.drop { $0 != verb }.dropFirst().first { $0.contains("/") }
      .flatMap { $0.split(separator: "/").last.flatMap { ActionReading.componentName(String($0)) } }
    let target = selected ?? named ?? (words.count > 2 ? lastName(words) : nil)
    switch verb {
    case "delete": return injects("compute.kill", native: "kubectl delete", target: target)
    case "scale":
      return option(words, "--replicas") == "0"
        ? injects("compute.kill", native: "kubectl scale", target: target)
        : injects("config.change", native: "kubectl scale", target: target)
    case "drain", "cordon": return injects("compute.node", native: "kubectl \(verb)", target: target)
    case "rollout": return injects("compute.kill", native: "kubectl rollout", target: target)
    case "uncordon": return ActionReading(role: .clears)
    case "apply", "create", "patch":
      return ActionReading(role: .unknown, fault: Fault(kind: .unknown, native: "kubectl \(verb)"))
    default: return ActionReading(role: .neutral)
    }
  }

  private static func container(_ words: [String], command: String) -> ActionReading {
    let verbs = words.filter { !$0.hasPrefix("-") && $0 != "compose" && $0 != "container" }
    let native = "\(command) \(verbs.first ?? "")"
    switch verbs.first {
    case "kill", "stop", "restart", "rm": return injects("compute.kill", native: native, target: lastName(words))
    case "pause": return injects("net.partition", native: native, target: lastName(words))
    case "start", "unpause", "up": return ActionReading(role: .clears)
    case "network":
      return verbs.contains("disconnect")
        ? injects("net.partition", native: "\(native) disconnect", target: lastName(words))
        : ActionReading(role: .clears)
    default: return ActionReading(role: .unknown, fault: Fault(kind: .unknown, native: native))
    }
  }

  /// `qdisc add dev eth0 root netem delay 100ms`
  private static func trafficControl(_ words: [String]) -> ActionReading {
    if words.contains("del") || words.contains("delete") { return ActionReading(role: .clears) }
    let kinds = [
      ("delay", "net.latency"), ("loss", "net.loss"), ("corrupt", "net.corrupt"), ("duplicate", "net.duplicate"),
      ("reorder", "net.reorder"), ("rate", "net.bandwidth"),
    ]
    for (word, kind) in kinds {
      guard let place = words.firstIndex(of: word) else { continue }
      let size = words[(place + 1)...].lazy.compactMap { FaultWords.amount(.string($0)) }.first
      return injects(
        kind, native: "tc netem \(word)",
        magnitude: size.flatMap { size in size.unit.flatMap { FaultWords.magnitude(size.value, unit: $0) } })
    }
    return ActionReading(role: .unknown, fault: Fault(kind: .unknown, native: "tc"))
  }

  private static func stress(_ words: [String], command: String) -> ActionReading {
    let kinds = [
      ("--cpu", "compute.cpu"), ("-c", "compute.cpu"), ("--vm", "compute.memory"), ("-m", "compute.memory"),
      ("--hdd", "storage.latency"), ("--io", "storage.latency"), ("-i", "storage.latency"),
    ]
    let found = kinds.first { name, _ in words.contains { $0 == name || $0.hasPrefix(name + "=") } }
    var reading = injects(found?.1 ?? "compute.cpu", native: command)
    reading.seconds = option(words, "--timeout", "-t").flatMap { ActionReading.seconds(.string($0)) }
    return reading
  }

  private static func service(_ words: [String], command: String) -> ActionReading {
    let verbs = Set(words)
    if !verbs.isDisjoint(with: ["stop", "kill", "restart"]) {
      let name = words.first { !$0.hasPrefix("-") && !["stop", "kill", "restart"].contains($0) }
      return injects("compute.kill", native: "\(command) stop", target: name.flatMap(ActionReading.componentName))
    }
    return verbs.contains("start") ? ActionReading(role: .clears) : ActionReading(role: .neutral)
  }

  private static func pumba(_ words: [String]) -> ActionReading {
    let target = lastName(words)
    var reading: ActionReading
    if words.contains("netem") {
      if words.contains("loss") {
        let share = option(words, "--percent", "-p").flatMap { Double($0) }
        reading = injects(
          "net.loss", native: "pumba netem loss", target: target,
          magnitude: share.map { Magnitude(value: $0 / 100, unit: "ratio") })
      } else {
        let time = option(words, "--time", "-t").flatMap { Double($0) }
        reading = injects(
          "net.latency", native: "pumba netem delay", target: target,
          magnitude: time.map { Magnitude(value: $0, unit: "ms") })
      }
    } else if words.contains("stress") {
      reading = injects("compute.cpu", native: "pumba stress", target: target)
    } else {
      reading = injects("compute.kill", native: "pumba kill", target: target)
    }
    reading.seconds = option(words, "--duration", "-d").flatMap { ActionReading.seconds(.string($0)) }
    return reading
  }
}
