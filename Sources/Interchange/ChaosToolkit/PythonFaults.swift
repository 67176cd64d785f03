import Vocabulary

/// Faults that the toolkit's extensions bring about, by module and function.
enum PythonFaults {
  private struct Rule {
    let module: String
    let functions: [String]
    let role: ActionReading.Role
    let kind: String
    let bareUnit: String?

    init(
      _ module: String, _ functions: [String], _ kind: String, role: ActionReading.Role = .injects,
      bareUnit: String? = nil
    ) {
      self.module = module
      self.functions = functions
      self.kind = kind
      self.role = role
      self.bareUnit = bareUnit
    }
  }

  /// Module's beginning, function's beginnings, kind. The first that fits counts; no functions: all of the module.
  private static let rules: [Rule] = [
    Rule("time", ["sleep"], "none", role: .neutral),
    // chaostoolkit-kubernetes
    Rule("chaosk8s.pod.actions", ["terminate_pods", "delete_pods"], "compute.kill"),
    Rule("chaosk8s.node.actions", ["uncordon"], "none", role: .clears),
    Rule("chaosk8s.node.actions", ["drain", "cordon", "delete", "terminate"], "compute.node"),
    Rule("chaosk8s.deployment.actions", ["scale"], "compute.kill"),
    Rule("chaosk8s.deployment.actions", ["delete", "rollout"], "compute.kill"),
    Rule("chaosk8s.statefulset.actions", ["scale", "remove", "delete"], "compute.kill"),
    Rule("chaosk8s.replicaset.actions", ["delete"], "compute.kill"),
    Rule("chaosk8s.service.actions", ["delete"], "net.partition"),
    Rule("chaosk8s.networking.actions", ["deny_all", "create_network_policy"], "net.partition"),
    Rule("chaosk8s.networking.actions", ["allow_dns", "remove", "delete"], "none", role: .clears),
    Rule("chaosk8s.chaosmesh.network.actions", ["delete"], "none", role: .clears),
    Rule("chaosk8s.chaosmesh.network.actions", ["add_latency"], "net.latency", bareUnit: "ms"),
    Rule("chaosk8s.chaosmesh.network.actions", ["set_loss"], "net.loss", bareUnit: "percent"),
    Rule("chaosk8s.chaosmesh.network.actions", ["corrupt"], "net.corrupt", bareUnit: "percent"),
    Rule("chaosk8s.chaosmesh.network.actions", ["duplicate"], "net.duplicate", bareUnit: "percent"),
    Rule("chaosk8s.chaosmesh.network.actions", ["reorder"], "net.reorder", bareUnit: "percent"),
    Rule("chaosk8s.chaosmesh.network.actions", ["set_bandwidth"], "net.bandwidth"),
    Rule("chaosk8s.chaosmesh.network.actions", ["deny", "partition"], "net.partition"),
    Rule("chaosk8s.chaosmesh.stress.actions", ["stress_cpu"], "compute.cpu", bareUnit: "percent"),
    Rule("chaosk8s.chaosmesh.stress.actions", ["stress_memory"], "compute.memory"),
    Rule("chaosk8s.chaosmesh.pod.actions", ["kill", "fail"], "compute.kill"),
    // chaostoolkit-toxiproxy
    Rule("chaostoxi.toxic.actions", ["delete"], "none", role: .clears),
    Rule("chaostoxi.toxic.actions", ["create_latency", "create_dowstream_latency"], "net.latency", bareUnit: "ms"),
    Rule("chaostoxi.toxic.actions", ["create_bandwi"], "net.bandwidth"),
    Rule("chaostoxi.toxic.actions", ["create_slow", "create_slicer"], "net.latency", bareUnit: "ms"),
    Rule("chaostoxi.toxic.actions", ["create_limiter"], "net.reset"),
    Rule("chaostoxi.proxy.actions", ["disable_proxy"], "net.partition"),
    Rule("chaostoxi.proxy.actions", ["enable_proxy", "reset"], "none", role: .clears),
    // chaostoolkit-aws
    Rule("chaosaws.ec2.actions", ["stop", "terminate", "restart"], "compute.node"),
    Rule("chaosaws.ec2.actions", ["start", "attach"], "none", role: .clears),
    Rule("chaosaws.ec2.actions", ["detach"], "storage.error"),
    Rule("chaosaws.ecs.actions", ["stop", "delete", "deregister"], "compute.kill"),
    Rule("chaosaws.eks.actions", ["delete", "terminate"], "compute.node"),
    Rule("chaosaws.rds.actions", ["failover", "reboot"], "data.failover"),
    Rule("chaosaws.rds.actions", ["stop", "delete"], "compute.kill"),
    Rule("chaosaws.elasticache.actions", ["delete"], "compute.kill"),
    Rule("chaosaws.elasticache.actions", [], "data.failover"),
    Rule("chaosaws.awslambda.actions", [], "config.change"),
    Rule("chaosaws.asg.actions", ["suspend", "detach_random_volume"], "control.plane"),
    Rule("chaosaws.asg.actions", ["resume"], "none", role: .clears),
    Rule("chaosaws.asg.actions", ["stop", "terminate", "detach"], "compute.node"),
    Rule("chaosaws.elbv2.actions", ["deregister", "delete"], "net.partition"),
    Rule("chaosaws.az.actions", ["fail"], "zone.outage"),
    Rule("chaosaws.az.actions", ["recover"], "none", role: .clears),
    // chaostoolkit-azure, chaostoolkit-google-cloud-platform
    Rule("chaosazure.machine.actions", ["start"], "none", role: .clears),
    Rule("chaosazure.machine.actions", ["stop", "restart", "delete"], "compute.node"),
    Rule("chaosazure.machine.actions", ["network_latency"], "net.latency", bareUnit: "ms"),
    Rule("chaosazure.machine.actions", ["stress_cpu"], "compute.cpu"),
    Rule("chaosazure.machine.actions", ["fill_disk"], "storage.full"),
    Rule("chaosazure.machine.actions", ["burn_io"], "storage.latency"),
    Rule("chaosgcp.sql.actions", ["trigger_failover"], "data.failover"),
    // chaostoolkit-istio, chaostoolkit-spring, chaostoolkit-wiremock
    Rule("chaosistio.fault.actions", ["remove", "unset"], "none", role: .clears),
    Rule("chaosistio.fault.actions", ["add_delay"], "app.latency", bareUnit: "s"),
    Rule("chaosistio.fault.actions", ["add_abort"], "app.error"),
    Rule("chaosspring.actions", ["disable"], "none", role: .clears),
    Rule("chaoswm.actions", ["delay", "fixed_delay", "global_fixed_delay"], "app.latency", bareUnit: "ms"),
    Rule("chaoswm.actions", ["reset", "delete", "down_mappings"], "none", role: .clears),
    // Load
    Rule("chaosreliably.activities.load", [], "load.surge", role: .loads),
    Rule("chaosk6", [], "load.surge", role: .loads),
    Rule("chaoslocust", [], "load.surge", role: .loads),
  ]

  static func read(_ activity: Activity, module: String, function: String) -> ActionReading {
    let native = activity.nativeName
    let target = ActionReading.target(activity)
    if module == "chaostoxi.toxic.actions", function == "create_toxic" {
      let type = activity.argument("toxic_type")?.stringValue ?? ""
      let attributes = (activity.argument("attributes")?.members ?? []).map { ($0.name, $0.value) }
      return ActionReading(role: .injects, fault: Toxics.fault(type, attributes), target: target)
    }
    if module == "chaosspring.actions" { if let reading = spring(activity, target: target) { return reading } }
    let rule = rules.first { rule in
      (module == rule.module || module.hasPrefix(rule.module + "."))
        && (rule.functions.isEmpty || rule.functions.contains { function.hasPrefix($0) })
    }
    if let rule {
      guard rule.role == .injects || rule.role == .loads, var kind = FaultKind(named: rule.kind) else {
        return ActionReading(role: rule.role, target: target)
      }
      if function.hasPrefix("scale"), let replicas = activity.argument("replicas")?.integerValue, replicas > 0 {
        kind = FaultKind(named: "config.change") ?? kind
      }
      let fault = Fault(
        kind: kind, native: native,
        magnitude: ActionReading.magnitude(of: kind, activity, bareUnit: rule.bareUnit))
      return ActionReading(role: rule.role, fault: fault, target: target)
    }
    if FaultWords.isUndoing(function) { return ActionReading(role: .clears, target: target) }
    guard let kind = FaultWords.kind(inName: function) else {
      return ActionReading(role: .unknown, fault: Fault(kind: .unknown, native: native), target: target)
    }
    let fault = Fault(kind: kind, native: native, magnitude: ActionReading.magnitude(of: kind, activity))
    return ActionReading(role: .injects, fault: fault, target: target)
  }

  /// Chaos Monkey for Spring Boot: `change_assaults_configuration` says which assault is on.
  private static func spring(_ activity: Activity, target: Target?) -> ActionReading? {
    guard let assaults = activity.argument("assaults_configuration") else { return nil }
    let native = activity.nativeName
    func fault(_ kind: String, _ magnitude: Magnitude? = nil) -> ActionReading {
      ActionReading(
        role: .injects, fault: Fault(kind: FaultKind(named: kind) ?? .unknown, native: native, magnitude: magnitude),
        target: target)
    }
    if assaults["latencyActive"]?.boolValue == true {
      let size = assaults["latencyRangeEnd"]?.doubleValue ?? assaults["latencyRangeStart"]?.doubleValue
      return fault("app.latency", size.map { Magnitude(value: $0, unit: "ms") })
    }
    if assaults["exceptionsActive"]?.boolValue == true { return fault("app.exception") }
    if assaults["killApplicationActive"]?.boolValue == true { return fault("compute.kill") }
    return nil
  }
}
