import SystemModel
import Vocabulary

/// One experiment that could be run in a simulation: all kinds of fault of one class at one dose teach the same of a target, so
/// one kind stands for its class.
struct ExperimentCell: Hashable {
  let target: Target
  let kind: FaultKind
  let faultClass: FaultClass
  let dose: Dose

  /// The same whatever kind stands for the class.
  struct Key: Hashable {
    let target: Target
    let faultClass: FaultClass
    let dose: Dose
  }

  var key: Key { Key(target: target, faultClass: faultClass, dose: dose) }

  /// Every experiment on a component that makes sense for its kind: what people's ways of choosing choose from. The planner
  /// may choose links, too; leaving these out of the others' reach favours the others, for a link teaches of one caller alone.
  static func all(of model: SystemModel) -> [ExperimentCell] {
    let bands = Policy().doseBands
    var cells: [ExperimentCell] = []
    for component in model.components {
      for faultClass in FaultClass.allCases {
        let kinds = component.kind.plausibleFaults.filter { $0.faultClass == faultClass }
        for dose in Dose.allCases {
          guard let kind = kinds.first(where: { dose == .high || bands.edges(of: $0) != nil }) else { continue }
          cells.append(
            ExperimentCell(target: .component(component.name), kind: kind, faultClass: faultClass, dose: dose))
        }
      }
    }
    return cells
  }
}
