import Beliefs
import Foundation
import Testing
import Vocabulary

/// Families too large for exact sums, against long Markov chains of numpyro. It is no part of what the package needs: without it the test says
/// so and ends. Tolerances are the error that expectation propagation may have plus what the chains themselves are uncertain by: four of
/// their standard errors for one mean, which no cause in a thousand exceeds by chance, and one for the mean of many. With 4 chains of
/// 1,500 samples (165 s on two busy cores) the five families' means are off by 0.003 to 0.005 on average and by 0.026 at worst, at standard
/// errors of up to 0.005; their standard deviations by 1 to 3 % on average and by 8 % at worst. `FAULTBOOK_MCMC_PYTHON` names a Python that has it; `FAULTBOOK_MCMC_SAMPLES` the samples a chain.
@Suite("Posteriors against Markov chains")
struct MarkovChainTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static var script: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Reference/mcmc_families.py")
  }

  private struct Answer: Decodable {
    struct Family: Decodable {
      let mean: [Double]
      let sd: [Double]
      let error: [Double]
      let rhat: Double
    }
    let families: [Family]
  }

  /// Families of twelve causes and more, whole weights and aged ones, and one whose causes are mostly met together.
  private func families() -> [FamilyEvidence] {
    var generator = Xoshiro256(seed: 11)
    var found = [(12, 60, 1.0), (12, 80, 0.57), (16, 120, 0.8), (20, 150, 1.0)].map { causes, observations, weight in
      randomFamily(&generator, causes: causes, observations: observations, leak: 0.02) { _ in weight }
    }
    var together = FamilyEvidence(prior: Array(repeating: Beta(1, 1.5), count: 6), leak: 0.02)
    together.addDegraded([0, 1], weight: 0.6, count: 40)
    together.addDegraded([1, 2, 3], weight: 0.6, count: 20)
    together.addDegraded([4, 5], weight: 0.6, count: 12)
    for cause in [1, 3, 5] { together.addSteady([cause], weight: 0.6, count: 3) }
    found.append(together)
    return found
  }

  @Test func `families too large for exact sums have the moments that long Markov chains find`() throws {
    let python = Self.environment["FAULTBOOK_MCMC_PYTHON"] ?? "/usr/bin/python3"
    guard (try? run(python, ["-c", "import numpyro"])) != nil else {
      print(
        "no numpyro at \(python): posteriors are not held against Markov chains; see \(Self.script.lastPathComponent)")
      return
    }
    let families = families()
    let posteriors = families.map { FamilyPosterior.infer($0) }
    let file = FileManager.default.temporaryDirectory.appending(path: "families-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let input = zip(families, posteriors).map { family, posterior -> [String: Any] in
      [
        "leak": family.leak, "priors": family.prior.map { [$0.alpha, $0.beta] }, "steady": family.negatives,
        "degraded": family.positives.map { ["variables": $0.variables, "power": $0.weight * Double($0.count)] },
        "mean": family.prior.indices.map { posterior.mean($0) },
        "sd": family.prior.indices.map { posterior.standardDeviation($0) },
      ]
    }
    try JSONSerialization.data(withJSONObject: ["families": input]).write(to: file)
    let samples = Self.environment["FAULTBOOK_MCMC_SAMPLES"] ?? "4000"
    let answer = try JSONDecoder().decode(
      Answer.self, from: try run(python, [Self.script.path, file.path, samples]))
    for (index, (posterior, chains)) in zip(posteriors, answer.families).enumerated() {
      var means: [Double] = []
      var deviations: [Double] = []
      for cause in chains.mean.indices {
        let off = abs(posterior.mean(cause) - chains.mean[cause])
        means.append(off)
        deviations.append(abs(posterior.standardDeviation(cause) / chains.sd[cause] - 1))
        #expect(off < 0.03 + 4 * chains.error[cause], "family \(index), cause \(cause)")
      }
      print(
        "family \(index), \(means.count) causes: mean off by \(ErrorFigures(means)); sd by \(ErrorFigures(deviations));",
        "chains' standard error at most \(chains.error.max() ?? 0), r-hat \(chains.rhat)")
      #expect(chains.rhat < 1.02)
      let uncertain = chains.error.reduce(0, +) / Double(chains.error.count)
      #expect(ErrorFigures(means).mean < 0.005 + uncertain)
      #expect(ErrorFigures(deviations).mean < 0.05)
    }
  }

  private func run(_ program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return data
  }
}
