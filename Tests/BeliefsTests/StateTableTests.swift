import Foundation
import Testing
import Vocabulary

@testable import Beliefs

/// The growing polynomial against one that is written down term by term.
@Suite("States of an expansion")
struct StateTableTests {
  @Test("products of random factors are what a dictionary of exponents says", arguments: 1...8 as ClosedRange<UInt64>)
  func products(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    func below(_ bound: Int) -> Int { min(bound - 1, Int(generator.unit() * Double(bound))) }
    let slots = 1 + below(5)
    var table = StateTable(slots: slots)
    var slow: [[Int32]: Double] = [Array(repeating: 0, count: 2 * slots): 1]
    for _ in 0..<6 {
      var terms = ExpansionTerms(slots: slots)
      var grown: [[Int32]: Double] = [:]
      for _ in 0..<1 + below(4) {
        let exponents = (0..<2 * slots).map { _ in Int32(below(2)) }
        let weight = 0.1 + generator.unit()
        terms.append(exponents, log(weight))
        for (state, before) in slow { grown[zip(state, exponents).map(+), default: 0] += before * weight }
      }
      if grown.count > 1 {
        let before = (table.exponents, table.logWeights)
        let isWithin = table.multiply(by: terms, bound: grown.count - 1)
        #expect(!isWithin)
        #expect(table.exponents == before.0 && table.logWeights == before.1)
      }
      let isWithin = table.multiply(by: terms, bound: grown.count)
      #expect(isWithin)
      slow = grown
      #expect(table.count == slow.count)
      var most = [Int](repeating: 0, count: slots)
      for state in 0..<table.count {
        let exponents = Array(table.exponents[state * 2 * slots..<(state + 1) * 2 * slots])
        let ratio = exp(table.logWeights[state]) / (slow[exponents] ?? 0)
        #expect(abs(ratio - 1) < 1e-9, "seed \(seed)")
        for slot in 0..<slots { most[slot] = max(most[slot], Int(exponents[2 * slot] + exponents[2 * slot + 1])) }
      }
      #expect(table.most == most)
    }
  }
}
