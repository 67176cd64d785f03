import Testing
import Vocabulary

@testable import EventLog

/// The decisions of group commit: every transition, without a thread.
@Suite struct AppendQueueTests {
  private func group(_ next: AppendQueue<Int>.Next) -> [Int]? {
    if case .write(let items) = next { items } else { nil }
  }

  private func isLinger(_ next: AppendQueue<Int>.Next) -> Bool {
    if case .linger = next { true } else { false }
  }

  private func isStop(_ next: AppendQueue<Int>.Next) -> Bool {
    if case .stop = next { true } else { false }
  }

  @Test func `the first who comes drains, the others wait, and all are written in order`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    #expect(queue.submit(1) == .drain)
    #expect(queue.submit(2) == .wait)
    #expect(queue.submit(3) == .wait)
    #expect(group(queue.next()) == [1, 2, 3])
    #expect(queue.submit(4) == .wait, "while somebody writes")
    queue.wrote(3)
    #expect(isLinger(queue.next()), "three were served and may be back")
    #expect(group(queue.next()) == [4], "the moment is over")
    queue.wrote(1)
    #expect(isStop(queue.next()), "after a group of one there is nobody to wait for")
    #expect(queue.submit(5) == .drain)
  }

  @Test(arguments: [1 as UInt64, 2, 3])
  func `the number of its group is told to everybody who submits`(seed: UInt64) {
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    var queue = AppendQueue<Int>(maximumGroup: 4, capacity: 1000)
    var told: [Int] = []
    var taken = 0
    var isDrained = false
    for _ in 0..<3000 {
      if !isDrained || random.next() % 7 > 0 {
        let group = queue.nextGroup
        switch queue.submit(told.count) {
        case .full, .closed: continue
        case .drain: isDrained = true
        case .wait, .wake: break
        }
        told.append(group)
      } else {
        switch queue.next() {
        case .linger: break
        case .stop: isDrained = false
        case .write(let items):
          #expect(items.allSatisfy { told[$0] == taken }, "group \(taken)")
          taken += 1
          queue.wrote(items.count)
        }
      }
    }
    #expect(taken > 50)
  }

  @Test func `a drainer lingers for those who were served and those who wait, and is woken when all are there`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    _ = queue.submit(1)
    _ = queue.submit(2)
    _ = queue.next()
    #expect(queue.submit(3) == .wait)
    queue.wrote(2)
    #expect(queue.submit(4) == .wait, "answered already, and back")
    #expect(isLinger(queue.next()))
    #expect(queue.isLingering)
    #expect(queue.submit(5) == .wake)
    #expect(!queue.isLingering)
    #expect(queue.submit(6) == .wait, "the drainer is woken once")
    #expect(group(queue.next()) == [3, 4, 5, 6])
  }

  @Test func `a drainer does not linger where all are back`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    _ = queue.submit(1)
    _ = queue.submit(2)
    _ = queue.next()
    queue.wrote(2)
    _ = queue.submit(3)
    _ = queue.submit(4)
    #expect(group(queue.next()) == [3, 4])
  }

  @Test func `a drainer that lingered in vain stops`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    _ = queue.submit(1)
    _ = queue.submit(2)
    _ = queue.next()
    queue.wrote(2)
    #expect(isLinger(queue.next()))
    #expect(isStop(queue.next()))
    #expect(queue.submit(3) == .drain)
  }

  @Test func `a group is bounded, and where one is full nobody is waited for`() {
    var queue = AppendQueue<Int>(maximumGroup: 3, capacity: 100)
    for item in 1...8 { _ = queue.submit(item) }
    #expect(group(queue.next()) == [1, 2, 3])
    queue.wrote(3)
    #expect(group(queue.next()) == [4, 5, 6])
    queue.wrote(3)
    #expect(isLinger(queue.next()))
    #expect(queue.submit(9) == .wake, "three are there, more do not go into one transaction")
    #expect(group(queue.next()) == [7, 8, 9])
  }

  @Test func `a full queue takes no more until a group is taken`() {
    var queue = AppendQueue<Int>(maximumGroup: 2, capacity: 3)
    #expect(queue.submit(1) == .drain)
    #expect(queue.submit(2) == .wait)
    #expect(queue.submit(3) == .wait)
    #expect(queue.submit(4) == .full)
    _ = queue.next()
    #expect(queue.submit(5) == .wait)
  }

  @Test func `a drainer hands over exactly where something waits`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    _ = queue.submit(1)
    _ = queue.next()
    #expect(queue.handOver() == false)
    #expect(queue.submit(2) == .drain, "nobody drains any more")
    _ = queue.next()
    _ = queue.submit(3)
    #expect(queue.handOver() == true)
    #expect(queue.submit(4) == .wait, "the heir drains")
    #expect(group(queue.next()) == [3, 4])
  }

  @Test func `closing gives back what waits, and ends the drainer`() {
    var queue = AppendQueue<Int>(maximumGroup: 2, capacity: 10)
    for item in 1...4 { _ = queue.submit(item) }
    _ = queue.next()
    #expect(queue.close() == [3, 4])
    #expect(isStop(queue.next()))
    #expect(queue.handOver() == false)
    #expect(queue.submit(5) == .closed)
    #expect(queue.close() == [])
  }

  @Test func `closing ends a lingering drainer`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    _ = queue.submit(1)
    _ = queue.submit(2)
    _ = queue.next()
    queue.wrote(2)
    #expect(isLinger(queue.next()))
    #expect(queue.close() == [])
    #expect(!queue.isLingering)
    #expect(isStop(queue.next()))
  }
}
