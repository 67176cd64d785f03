import Beliefs
import Testing

@Suite("Oracle posterior")
struct OraclePosteriorTests {
  @Test func `the posterior is within 0.005 of the exact mean on average, 0.03 at worst, and 3 % of the sd`() throws {
    let (source, cases) = try OracleCase.load()
    let (means, deviations) = errors(cases, componentBound: 4096)
    print("\(cases.count) cases of \(source)")
    print("  posterior mean, absolute error: \(means)")
    print("  posterior sd, relative error:   \(deviations)")
    #expect(means.mean <= 0.005)
    #expect(means.max <= 0.03)
    #expect(deviations.mean <= 0.03)
  }

  @Test func `expectation propagation alone meets the same marks on average`() throws {
    let (source, cases) = try OracleCase.load()
    let (means, deviations) = errors(cases, componentBound: 0)
    print("\(cases.count) cases of \(source), expectation propagation alone")
    print("  posterior mean, absolute error: \(means)")
    print("  posterior sd, relative error:   \(deviations)")
    #expect(means.mean <= 0.005)
    #expect(means.max <= 0.06)
    #expect(deviations.mean <= 0.03)
  }

  private func errors(_ cases: [OracleCase], componentBound: Int) -> (ErrorFigures, ErrorFigures) {
    var means: [Double] = []
    var deviations: [Double] = []
    for entry in cases {
      for node in entry.case.nodes {
        let causes = entry.case.causes(of: node)
        if causes.isEmpty { continue }
        let posterior = FamilyPosterior.infer(entry.case.evidence(of: node), componentBound: componentBound)
        for (variable, edge) in causes.enumerated() {
          guard let exact = entry.expected.beliefs.first(where: { $0.cause == edge.cause && $0.effect == node })
          else { continue }
          means.append(abs(posterior.mean(variable) - exact.mean))
          deviations.append(abs(posterior.standardDeviation(variable) - exact.sd) / exact.sd)
        }
      }
    }
    return (ErrorFigures(means), ErrorFigures(deviations))
  }
}
