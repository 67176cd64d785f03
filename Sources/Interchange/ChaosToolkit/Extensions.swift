import Vocabulary

/// What an experiment's `extensions` say in the open: our own `faultbook`, and the metadata that others put there.
///
/// ```
/// {"name": "faultbook", "run": "r1", "proposal": "p1", "intent": "i1", "target": {"component": "db"}, "fault": {…},
///  "subjects": {"checkout is well": {"journey": "checkout"}}}
/// {"name": "lab", "id": "r1", "target": "db", "link": null, "fault": "latency", "magnitude": 600, "unit": "ms"}
/// {"name": "target", "service": "back", "fault": "delay=0.3"}
/// ```
///
/// `intent` is the id of one that the book holds, or the whole of what is expected; `subjects` says whom a probe of that name
/// asks about.
struct Extensions {
  private(set) var run: String?
  private(set) var proposal: String?
  private(set) var intent: String?
  /// What is expected, where it is all told.
  private(set) var declared: IntentDeclared?
  /// Whom a probe asks about, by its name.
  private(set) var subjects: [String: NodeID] = [:]
  private(set) var environment: String?
  private(set) var journey: String?
  private(set) var target: Target?
  private(set) var fault: Fault?
  private(set) var system: String?

  init(_ json: JSON?, context: ImportContext) throws {
    for (index, one) in (json?.arrayValue ?? []).enumerated() where one["name"] != nil {
      do {
        switch one["name"]?.stringValue {
        case "faultbook": try readOwn(FieldReader(one, path: "extensions[\(index)]"))
        case "target": readTarget(one)
        default: readMetadata(one)
        }
      } catch let error as VocabularyError {
        throw context.error("\(error)", ImportContext.Place(path: "$.experiment"))
      }
    }
  }

  private mutating func readOwn(_ fields: FieldReader) throws {
    run = try fields.optionalString("run") ?? run
    proposal = try fields.optionalString("proposal") ?? proposal
    if fields.value("intent")?.members != nil {
      declared = try IntentDeclared(from: fields.object("intent"))
    } else {
      intent = try fields.optionalString("intent") ?? intent
    }
    for member in try fields.optionalObject("subjects")?.json.members ?? [] {
      subjects[member.name] = try NodeID.require(
        FieldReader(member.value, path: "\(fields.path).subjects.\(member.name)"))
    }
    environment = try fields.optionalString("environment") ?? environment
    journey = try fields.optionalString("journey") ?? journey
    if let name = fields.value("target")?.stringValue {
      target = .component(name)
    } else {
      target = try fields.optionalObject("target").map(Target.read) ?? target
    }
    fault = try fields.optionalObject("fault").map(Fault.read) ?? fault
  }

  private mutating func readTarget(_ json: JSON) {
    if let service = json["service"]?.stringValue, !service.isEmpty { target = target ?? .component(service) }
    if let words = json["fault"]?.stringValue, fault == nil {
      fault = FaultWords.fault(settings: words.split(separator: "&").map(String.init), native: words)
    }
  }

  /// Metadata is taken from any extension that names a target and a fault as the lab does.
  private mutating func readMetadata(_ json: JSON) {
    guard let target = json["target"]?.stringValue, let kind = json["fault"]?.stringValue else { return }
    run = run ?? json["id"]?.stringValue
    journey = journey ?? json["journey"]?.stringValue
    system = system ?? json["topology"]?.stringValue
    environment = environment ?? json["environment"]?.stringValue ?? (json["name"] == "lab" ? "test" : nil)
    if self.target == nil, !target.isEmpty {
      let link = json["link"]?.stringValue
      self.target = link.map { .dependency(Dependency(caller: target, callee: $0)) } ?? .component(target)
    }
    guard fault == nil else { return }
    var magnitude: Magnitude?
    if let value = json["magnitude"]?.doubleValue, let unit = json["unit"]?.stringValue {
      magnitude = FaultWords.magnitude(value, unit: unit)
    }
    fault = Fault(kind: FaultWords.kind(kind) ?? .unknown, native: kind, magnitude: magnitude)
  }
}
