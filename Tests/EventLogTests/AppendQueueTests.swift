import Testing

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
    #expect(group(queue.next(lingered: false)) == [1, 2, 3])
    #expect(queue.submit(4) == .wait, "while somebody writes")
    #expect(isLinger(queue.next(lingered: false)), "three were served, one is back")
    #expect(group(queue.next(lingered: true)) == [4])
    #expect(isStop(queue.next(lingered: false)), "after a group of one there is nobody to wait for")
    #expect(queue.submit(5) == .drain)
  }

  @Test func `a drainer does not linger once as many are back as were served`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    _ = queue.submit(1)
    _ = queue.submit(2)
    _ = queue.next(lingered: false)
    _ = queue.submit(3)
    _ = queue.submit(4)
    #expect(group(queue.next(lingered: false)) == [3, 4])
  }

  @Test func `a drainer that lingered in vain stops`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    _ = queue.submit(1)
    _ = queue.submit(2)
    _ = queue.next(lingered: false)
    #expect(isLinger(queue.next(lingered: false)))
    #expect(isStop(queue.next(lingered: true)))
    #expect(queue.submit(3) == .drain)
  }

  @Test func `a group is bounded, and a full group is not waited for`() {
    var queue = AppendQueue<Int>(maximumGroup: 3, capacity: 100)
    for item in 1...8 { _ = queue.submit(item) }
    #expect(group(queue.next(lingered: false)) == [1, 2, 3])
    #expect(group(queue.next(lingered: false)) == [4, 5, 6])
    #expect(isLinger(queue.next(lingered: false)))
    #expect(group(queue.next(lingered: true)) == [7, 8])
  }

  @Test func `a full queue takes no more until a group is taken`() {
    var queue = AppendQueue<Int>(maximumGroup: 2, capacity: 3)
    #expect(queue.submit(1) == .drain)
    #expect(queue.submit(2) == .wait)
    #expect(queue.submit(3) == .wait)
    #expect(queue.submit(4) == .full)
    _ = queue.next(lingered: false)
    #expect(queue.submit(5) == .wait)
  }

  @Test func `a drainer hands over exactly where something waits`() {
    var queue = AppendQueue<Int>(maximumGroup: 256, capacity: 10)
    _ = queue.submit(1)
    _ = queue.next(lingered: true)
    #expect(queue.handOver() == false)
    #expect(queue.submit(2) == .drain, "nobody drains any more")
    _ = queue.next(lingered: true)
    _ = queue.submit(3)
    #expect(queue.handOver() == true)
    #expect(queue.submit(4) == .wait, "the heir drains")
    #expect(group(queue.next(lingered: true)) == [3, 4])
  }

  @Test func `closing gives back what waits, and ends the drainer`() {
    var queue = AppendQueue<Int>(maximumGroup: 2, capacity: 10)
    for item in 1...4 { _ = queue.submit(item) }
    _ = queue.next(lingered: false)
    #expect(queue.close() == [3, 4])
    #expect(isStop(queue.next(lingered: false)))
    #expect(queue.handOver() == false)
    #expect(queue.submit(5) == .closed)
    #expect(queue.close() == [])
  }
}
