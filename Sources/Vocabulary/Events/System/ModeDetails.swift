/// What a catalogue can say of a failure mode beyond the least: all of it optional. Of it, `componentKinds` alone has a say in
/// scores and proposals: where the mode strikes.
///
/// In the payload of `failuremode.catalogued`: `"description"?, "symptoms"?, "otherFaults"?, "componentKinds"?, "observe"?,
/// "mitigations"?`.
public struct ModeDetails: Sendable, Hashable {
  /// What happens, in a sentence or two.
  public let description: String?
  /// What a user sees of it.
  public let symptoms: String?
  /// Kinds of fault that bring it about as well as the entry's own does.
  public let otherFaults: [FaultKind]
  /// The kinds of component that it strikes, as declared; empty for all that can plausibly suffer one of its faults.
  public let componentKinds: [String]
  /// What to watch while it strikes.
  public let observe: [ModeObservation]
  /// What usually helps against it.
  public let mitigations: [String]

  /// Details.
  public init(
    description: String? = nil, symptoms: String? = nil, otherFaults: [FaultKind] = [], componentKinds: [String] = [],
    observe: [ModeObservation] = [], mitigations: [String] = []
  ) {
    self.description = description
    self.symptoms = symptoms
    self.otherFaults = otherFaults
    self.componentKinds = componentKinds
    self.observe = observe
    self.mitigations = mitigations
  }

  static func read(_ fields: FieldReader) throws -> ModeDetails {
    ModeDetails(
      description: try fields.optionalString("description"), symptoms: try fields.optionalString("symptoms"),
      otherFaults: try fields.array("otherFaults") { value, path in
        guard let name = value.stringValue, let kind = FaultKind(named: name) else {
          throw VocabularyError(
            field: path, problem: "expected a kind of fault such as net.latency, found \(value.text.prefix(40))")
        }
        return kind
      },
      componentKinds: try fields.strings("componentKinds"),
      observe: try fields.objects("observe", ModeObservation.read), mitigations: try fields.strings("mitigations"))
  }

  /// The members, those that are there.
  var members: [(String, JSON?)] {
    func texts(_ values: [String]) -> JSON? { values.isEmpty ? nil : .array(values.map { .string($0) }) }
    return [
      ("description", description.map { .string($0) }), ("symptoms", symptoms.map { .string($0) }),
      ("otherFaults", texts(otherFaults.map(\.name))), ("componentKinds", texts(componentKinds)),
      ("observe", observe.isEmpty ? nil : .array(observe.map(\.json))), ("mitigations", texts(mitigations)),
    ]
  }
}
