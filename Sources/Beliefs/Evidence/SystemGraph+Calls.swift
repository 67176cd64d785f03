internal import SystemModel
internal import Vocabulary

extension SystemGraph {
  /// Whether `caller` calls `callee`.
  func calls(_ caller: Int, _ callee: Int) -> Bool { call(caller, callee) != nil }

  /// The edge of a call by its ends; nil where there is none. O(log calls) of a component, O(entries) of a journey.
  func call(_ caller: Int, _ callee: Int) -> Int? {
    let calls = calls(of: caller)
    // A journey's entries stand in the order in which they were declared.
    guard caller < componentCount else { return calls.first { edges[$0].callee == callee } }
    var (low, high) = (calls.lowerBound, calls.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle].callee < callee { low = middle + 1 } else { high = middle }
    }
    return low < calls.upperBound && edges[low].callee == callee ? low : nil
  }

  /// The edge of a call to the component of that name; nil where there is none.
  func call(_ caller: Int, _ callee: String) -> Int? { index(.component(callee)).flatMap { call(caller, $0) } }
}
