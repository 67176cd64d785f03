public import Vocabulary

/// What exists: the fold of a book's `system` events into components, dependencies, journeys, failure modes and budgets.
///
///     var model = SystemModel()
///     for event in events { model.apply(fact, at: event.occurred, position: event.position) }
///     model.graph.callers(of: "payments")     // ["checkout"]
///
/// The fold is pure and follows the log's order: the same events give an equal model. Facts of other streams are passed
/// over. A name that is met only in a dependency, a journey or a change becomes a component of kind service that is not
/// declared. One event costs O(1) but for `component.changed`, which keeps its component's changes in order of time.
/// Everything that walks the system asks ``graph``, which is made once in O((components + dependencies) · log).
public struct SystemModel: Sendable, Equatable {
  /// The position of the last `system` event taken up; 0 before the first.
  public private(set) var position: Int64 = 0

  var componentsByName: [String: Component] = [:]
  var recordsByDependency: [Dependency: DependencyRecord] = [:]
  var journeysByName: [String: Journey] = [:]
  var failureModesByID: [String: FailureModeCatalogued] = [:]
  var budgetsByNode: [NodeID: Budget] = [:]

  /// A system of which nothing is known.
  public init() {}

  /// A system whose last event stands there; its parts follow.
  init(position: Int64) { self.position = position }

  /// All components, retired ones too, by name. Sorts: O(n log n).
  public var components: [Component] { componentsByName.values.sorted { $0.name < $1.name } }
  /// Whether any component ever changed. O(components).
  public var hasChanges: Bool { componentsByName.values.contains { !$0.changes.isEmpty } }
  /// All dependencies, retired ones too, by caller and callee. Sorts: O(n log n).
  public var dependencies: [DependencyRecord] { recordsByDependency.values.sorted { $0.dependency < $1.dependency } }
  /// All journeys, by name.
  public var journeys: [Journey] { journeysByName.values.sorted { $0.name < $1.name } }
  /// The failure-mode catalogue, by id; a later entry of the same id replaced the earlier.
  public var failureModes: [FailureModeCatalogued] { failureModesByID.values.sorted { $0.id < $1.id } }
  /// The budgets, components before journeys, by name.
  public var budgets: [Budget] { budgetsByNode.values.sorted { $0.node < $1.node } }

  /// The component of that name; nil where no event named it.
  public func component(_ name: String) -> Component? { componentsByName[name] }
  /// What is known of a call; nil where no event named it.
  public func dependency(_ dependency: Dependency) -> DependencyRecord? { recordsByDependency[dependency] }
  /// The journey of that name.
  public func journey(_ name: String) -> Journey? { journeysByName[name] }
  /// The failure mode of that id.
  public func failureMode(_ id: String) -> FailureModeCatalogued? { failureModesByID[id] }
  /// The last report of a node's error budget, by its time in the world.
  public func budget(of node: NodeID) -> Budget? { budgetsByNode[node] }

  /// Whether a dependency takes part in the present system: neither it nor one of its ends is retired.
  public func isActive(_ record: DependencyRecord) -> Bool {
    !record.retired && componentsByName[record.dependency.caller]?.retired == false
      && componentsByName[record.dependency.callee]?.retired == false
  }

  /// Takes up one fact of the log. `at` is when it occurred in the world. Facts of streams other than `system` change
  /// nothing.
  public mutating func apply(_ fact: Fact, at: Timestamp, position: Int64) {
    switch fact {
    case .componentDeclared(let payload): declare(payload)
    case .componentChanged(let payload): change(payload, at: at)
    case .componentRetired(let payload): update(payload.component) { $0.retired = true }
    case .dependencyDeclared(let payload): declare(payload)
    case .dependencyObserved(let payload): observe(payload)
    case .dependencyRetired(let payload): record(payload.dependency) { $0.retiredAt = at }
    case .journeyDeclared(let payload): declare(payload)
    case .budgetReported(let payload): report(payload, at: at)
    case .failureModeCatalogued(let payload): failureModesByID[payload.id] = payload
    default: return
    }
    self.position = position
  }
}
