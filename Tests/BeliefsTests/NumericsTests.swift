import Foundation
import Testing
import Vocabulary

@testable import Beliefs

@Suite("Numerics against tables")
struct NumericsTests {
  @Test func `digamma and trigamma hold fourteen digits from 1e-8 to 1e8`() {
    for (x, psi, prime) in NumericTables.digamma {
      #expect(abs(digamma(x) - psi) <= 2e-15 * max(1, abs(psi)), "ψ(\(x))")
      #expect(abs(trigamma(x) - prime) <= 4e-15 * prime, "ψ′(\(x))")
    }
  }

  @Test func `log B holds fourteen digits, also where the log-gammas cancel`() {
    for (a, b, expected) in NumericTables.logBeta {
      #expect(abs(logBeta(a, b) - expected) <= 5e-15 * max(1, abs(expected)), "log B(\(a), \(b))")
      #expect(logBeta(a, b) == logBeta(b, a))
    }
  }

  @Test func `quantiles of a Gamma are those of the tables of chi-squared`() {
    // Half the quantile of χ² with 2k degrees of freedom (scipy.stats.gamma.ppf).
    for (p, shape, expected) in [
      (0.05, 0.5, 0.00196607), (0.05, 1, 0.05129329), (0.05, 1.5, 0.17592316), (0.95, 0.5, 1.92072941),
      (0.95, 10.5, 16.33528), (0.5, 100.5, 100.166765),
    ] {
      let x = gammaQuantile(p, shape: shape)
      #expect(abs(x - expected) <= 2e-6 * max(expected, 0.01), "quantile \(p) of Gamma(\(shape)): \(x)")
    }
  }

  @Test func `the incomplete beta holds both tails`() {
    var worst = 0.0
    for (x, a, b, lower, upper) in NumericTables.incompleteBeta {
      let tails = incompleteBeta(x, complement: 1 - x, a, b)
      let error = lower < upper ? abs(tails.lower / lower - 1) : abs(tails.upper / upper - 1)
      worst = max(worst, error)
      #expect(error <= 1e-12 * max(1, a / 5000), "I_\(x)(\(a), \(b)): \(tails)")
      #expect(abs(tails.lower + tails.upper - 1) < 1e-15)
    }
    print("incomplete beta: largest relative error of the smaller tail \(worst)")
  }

  @Test func `quantiles agree with scipy and invert the distribution function`() {
    for (p, a, b, expected) in NumericTables.quantile {
      let x = Beta(a, b).quantile(p)
      #expect(abs(x - expected) <= 1e-9 * expected, "quantile \(p) of Beta(\(a), \(b)): \(x)")
    }
    for a in [0.01, 0.5, 1, 3, 40, 5000] {
      for b in [0.05, 0.8, 2, 49, 5000] {
        for p in [0.001, 0.05, 0.5, 0.95, 0.999] {
          let x = Beta(a, b).quantile(p)
          // Where x rounds to an end of [0, 1], its neighbours hold the probability apart.
          guard x > 1e-300 && x < 1 - 1e-6 else { continue }
          #expect(abs(incompleteBeta(x, a, b) - p) <= 2e-9 * min(p, 1 - p), "p \(p) of Beta(\(a), \(b))")
        }
      }
    }
    #expect(Beta(2, 2).quantile(0) == 0 && Beta(2, 2).quantile(1) == 1)
  }

  @Test func `expectations under a Beta by the trapezoid rule hold seven digits`() {
    var worst = 0.0
    for (a, b, leak, entropy, power, log) in NumericTables.expectations {
      let beta = Beta(a, b)
      let y = { (x: Double) in leak + (1 - leak) * x }
      let one = betaExpectation(beta, atZero: y(0) * Foundation.log(y(0)), atOne: 0) { x, _ in
        y(x) * Foundation.log(y(x))
      }
      let two = betaExpectation(beta, atZero: pow(leak, 0.3), atOne: 1) { x, _ in pow(y(x), 0.3) }
      let three = betaExpectation(beta, atZero: Foundation.log(leak), atOne: 0) { x, _ in Foundation.log(y(x)) }
      worst = max(worst, abs(one - entropy), abs(two - power), abs(three - log))
      #expect(abs(one - entropy) < 1e-7 && abs(two - power) < 1e-7 && abs(three - log) < 1e-6, "\(beta) leak \(leak)")
    }
    print("expectations under a Beta: largest absolute error \(worst)")
  }

  @Test(arguments: [Beta(0.05, 0.05), Beta(0.5, 0.8), Beta(1, 49), Beta(3.5, 20), Beta(400, 100)])
  func `samples have the mean, variance and median of their Beta`(_ beta: Beta) {
    let seed: UInt64 = 20_260_301
    var generator = Xoshiro256(seed: seed)
    let count = 20_000
    let draws = (0..<count).map { _ in beta.sample(using: &generator) }
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let below = Double(draws.count { $0 <= beta.quantile(0.3) }) / Double(count)
    #expect(abs(mean - beta.mean) < 4.5 * beta.standardDeviation / Double(count).squareRoot(), "seed \(seed)")
    #expect(abs(variance / beta.variance - 1) < 0.1, "seed \(seed)")
    #expect(abs(below - 0.3) < 0.016, "seed \(seed)")
  }

  @Test func `the entropy of a coin is one bit at a half and none at the ends`() {
    #expect(binaryEntropy(0.5) == 1)
    #expect(binaryEntropy(0) == 0 && binaryEntropy(1) == 0)
    #expect(abs(binaryEntropy(0.11) - 0.499915958164528) < 1e-14)
  }

  @Test func `a Beta is found again from its mean and variance`() {
    for beta in [Beta(0.3, 0.7), Beta(2, 5), Beta(900, 30)] {
      let again = Beta(mean: beta.mean, variance: beta.variance)
      #expect(abs(again.alpha / beta.alpha - 1) < 1e-12 && abs(again.beta / beta.beta - 1) < 1e-12)
    }
  }
}
