import Beliefs
import SystemModel
import Testing
import Vocabulary

@Suite("The account of a score")
struct ScoreAccountTests {
  let scene = Scene("web>cart web>db cart>db top>web", journeys: ["shop": ["web"], "look": ["top"]])

  private var book: BeliefBook {
    scene.book([
      scene.run(1, on: .component("db"), "cart- web- top+ j:shop-"),
      scene.run(2, on: .component("cart"), "web+ top+ j:shop+"),
    ])
  }

  @Test("the terms add up to the score, and the gaps to what the coverage lacks")
  func sums() throws {
    let book = book
    let board = book.scores()
    for score in [try #require(board.system)] + board.journeys + board.components {
      let account = try #require(book.account(of: score.subject, scores: board))
      switch score.subject {
      case .journey:
        #expect(abs(1 - score.losses.reduce(0) { $0 + $1.amount } - score.mean) < 1e-12)
      case .system, .component:
        #expect(abs(account.terms.reduce(0) { $0 + $1.amount } - score.mean) < 1e-12)
        #expect(abs(account.terms.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
      }
      #expect(abs(account.gaps.reduce(0) { $0 + $1.cost } - (1 - score.coverage)) < 1e-12)
      #expect(account.gaps.map(\.cost) == account.gaps.map(\.cost).sorted(by: >))
    }
  }

  @Test("a score is linear in a belief: by its only way in, a journey loses derivative × belief")
  func derivative() throws {
    let book = book
    let board = book.scores()
    let score = try #require(board.journeys.first { $0.subject == .journey("shop") })
    let account = try #require(book.account(of: score.subject, scores: board))
    let door = account.sensitivities.filter { $0.belief.effect == .journey("shop") }
    #expect(door.count == Set(score.losses.map(\.fault.faultClass)).count)
    for one in door {
      let lost = score.losses.filter { $0.fault.faultClass == one.belief.faultClass }.reduce(0) { $0 + $1.amount }
      // The score throws the belief's coin in each of 4,096 worlds; the derivative does not throw it.
      #expect(abs(-one.derivative * one.belief.mean - lost) < 0.05 * lost + 1e-9)
    }
    #expect(account.sensitivities.allSatisfy { $0.derivative <= 0 && $0.belief.dose == .high })
    #expect(account.sensitivities.map(\.swing) == account.sensitivities.map(\.swing).sorted(by: >))
  }

  @Test("the system hangs on a belief as much as its journeys do together")
  func system() throws {
    let book = book
    let board = book.scores()
    let system = try #require(book.account(of: .system, scores: board))
    let parts = try board.journeys.map { try #require(book.account(of: $0.subject, scores: board)) }
    for one in system.sensitivities {
      let sum = zip(parts, system.terms).reduce(0) { total, pair in
        total + pair.1.weight * (pair.0.sensitivities.first { $0.belief.id == one.belief.id }?.derivative ?? 0)
      }
      #expect(abs(sum - one.derivative) < 1e-12, "\(one.belief.id)")
    }
  }

  @Test("where few beliefs can be looked at closely, those that matter most are among them")
  func firstLook() throws {
    // A wide, deep system behind one door: by far the most hangs on the way in.
    let calls = (1..<60).flatMap { node in Set([node / 2, node / 3]).sorted().map { "c\($0)>c\(node)" } }
    let scene = Scene(calls.joined(separator: " "), journeys: ["shop": ["c0"]])
    let book = scene.book([])
    let board = book.scores()
    let whole = try #require(book.account(of: .journey("shop"), scores: board))
    var effort = BeliefBook.scoreEffort
    effort.most = 20_000
    let hasty = try #require(book.account(of: .journey("shop"), scores: board, effort: effort))
    #expect(hasty.sensitivities.count < 40 && whole.sensitivities.count > 100)
    #expect(hasty.movingBeliefs == whole.movingBeliefs)
    let found = Set(hasty.sensitivities.map(\.belief.id))
    for one in whole.sensitivities.prefix(5) { #expect(found.contains(one.belief.id), "\(one.belief.id)") }
  }

  @Test("who has no score has no account")
  func nobody() {
    #expect(book.account(of: .component("db"), scores: book.scores()) == nil)
    #expect(book.account(of: .journey("none"), scores: book.scores()) == nil)
  }
}
