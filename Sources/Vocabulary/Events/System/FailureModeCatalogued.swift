/// `failuremode.catalogued`: a way in which the system can fail, how often and how badly.
///
/// `{"id": "TF-001", "name": "tool server down", "category": "tool", "fault": "tool.unavailable", …}`
public struct FailureModeCatalogued: EventPayload {
  public static let type = EventType.failureModeCatalogued
  /// Where the failure comes from.
  public enum Category: String, Sendable, CaseIterable {
    /// A tool that an agent calls.
    case tool
    /// A model's answers.
    case ai
    /// The steps between agents.
    case orchestration
    /// Running short.
    case resource
    /// Somebody else's service.
    case external
    /// Parts that each work, and do not work together: retries that add up, caches that expire at once, messages out of order.
    case interaction
    /// Machines, networks, stores.
    case infrastructure
  }
  /// How often it is met.
  public enum Likelihood: String, Sendable, CaseIterable {
    /// Weekly or more.
    case common
    /// A few times a year.
    case occasional
    /// Less than once a year.
    case rare

    /// What the word stands for, in a phrase.
    public var meaning: String {
      switch self {
      case .common: "weekly or more often"
      case .occasional: "a few times a year"
      case .rare: "less than once a year"
      }
    }

    /// The word for something met so often a year: common from 15 times on, occasional from once on. The edges lie about
    /// midway, on the scale of logarithms, between weekly, four times a year and once in three years.
    public init(timesPerYear rate: Double) { self = rate >= 15 ? .common : rate >= 1 ? .occasional : .rare }
  }
  /// How bad it is.
  public enum Impact: String, Sendable, CaseIterable {
    /// Users cannot do what they came for.
    case critical
    /// Many users are hindered.
    case high
    /// Some users notice.
    case medium
    /// Hardly anybody notices.
    case low

    /// What the word stands for, in a phrase.
    public var meaning: String {
      switch self {
      case .critical: "users cannot do what they came for"
      case .high: "many users are hindered"
      case .medium: "some users notice"
      case .low: "hardly anybody notices"
      }
    }
  }
  /// Its id in the catalogue.
  public let id: String
  /// Its name.
  public let name: String
  /// Where it comes from.
  public let category: Category
  /// The kind of fault that brings it about.
  public var fault: FaultKind { injection.kind }
  /// The fault in full: also how much of it, where the catalogue says so.
  public let injection: Fault
  /// Where it strikes; nil for anywhere.
  public let component: String?
  /// How often it is met.
  public let likelihood: Likelihood
  /// How bad it is.
  public let impact: Impact
  /// How it is noticed.
  public let detection: String?
  /// What is done about it now.
  public let currentHandling: String?
  /// What should be done about it.
  public let desiredHandling: String?
  /// What else the catalogue says of it.
  public let details: ModeDetails

  /// An entry of the catalogue.
  public init(
    id: String, name: String, category: Category, fault: FaultKind, component: String? = nil, likelihood: Likelihood,
    impact: Impact, detection: String? = nil, currentHandling: String? = nil, desiredHandling: String? = nil,
    details: ModeDetails = ModeDetails()
  ) {
    self.init(
      id: id, name: name, category: category, injection: Fault(kind: fault), component: component,
      likelihood: likelihood, impact: impact, detection: detection, currentHandling: currentHandling,
      desiredHandling: desiredHandling, details: details)
  }

  /// An entry of the catalogue, its fault in full.
  public init(
    id: String, name: String, category: Category, injection: Fault, component: String? = nil, likelihood: Likelihood,
    impact: Impact, detection: String? = nil, currentHandling: String? = nil, desiredHandling: String? = nil,
    details: ModeDetails = ModeDetails()
  ) {
    self.id = id
    self.name = name
    self.category = category
    self.injection = injection
    self.component = component
    self.likelihood = likelihood
    self.impact = impact
    self.detection = detection
    self.currentHandling = currentHandling
    self.desiredHandling = desiredHandling
    self.details = details
  }

  /// Every kind of fault that brings it about, its own first.
  public var faults: [FaultKind] { [fault] + details.otherFaults.filter { $0 != fault } }

  public init(from fields: FieldReader) throws {
    // The kind alone, or the fault in full.
    let injection =
      fields.value("fault")?.members == nil
      ? Fault(kind: try FaultKind.read(fields, "fault")) : try Fault.read(fields.object("fault"))
    self.init(
      id: try fields.string("id"), name: try fields.string("name"),
      category: try fields.word("category", Category.self), injection: injection,
      component: try fields.optionalString("component"),
      likelihood: try fields.word("likelihood", Likelihood.self), impact: try fields.word("impact", Impact.self),
      detection: try fields.optionalString("detection"),
      currentHandling: try fields.optionalString("currentHandling"),
      desiredHandling: try fields.optionalString("desiredHandling"), details: try ModeDetails.read(fields))
  }

  public var json: JSON {
    .compact(
      [
        ("id", .string(id)), ("name", .string(name)), ("category", .string(category.rawValue)),
        ("fault", injection == Fault(kind: fault) ? .string(fault.name) : injection.json),
        ("component", component.map { .string($0) }),
        ("likelihood", .string(likelihood.rawValue)), ("impact", .string(impact.rawValue)),
        ("detection", detection.map { .string($0) }), ("currentHandling", currentHandling.map { .string($0) }),
        ("desiredHandling", desiredHandling.map { .string($0) }),
      ] + details.members)
  }
}
