import Dispatch
import EventLog
import Foundation
import Synchronization
import Vocabulary

/// 64 callers at once, one event each at a time: tasks that submit, and threads that block.
func callerFigures(_ bench: LogBench) throws -> [Figure] {
  var rates: (tasks: [Double], threads: [Double]) = ([], [])
  var bare: [Double] = []
  for _ in 0..<bench.rounds {
    if let yardstick = bench.yardstick { bare.append(try yardstick.rate(batch: 64, events: 64 * 600)) }
    rates.tasks.append(try callerRate(bench.folder, eachAppends: 600, taskRun))
    rates.threads.append(try callerRate(bench.folder, eachAppends: 600, threadRun))
  }
  let yardstick = "bare C insert, batch 64,"
  return [
    ratioFigure("append, 64 tasks of one event", rates.tasks, bare, yardstick, 0.6),
    ratioFigure("append, 64 threads of one event", rates.threads, bare, yardstick, 0.6),
  ]
}

private let callers = 64

private func callerRate(
  _ folder: WorkFolder, eachAppends count: Int, _ run: (EventLog, [[NewEvent]], Timestamp) throws -> Void
) throws -> Double {
  folder.discard("callers.sqlite")
  defer { folder.discard("callers.sqlite") }
  let log = try EventLog.create(at: folder.path("callers.sqlite"))
  defer { log.close() }
  var source = SampleEvents()
  // Dealt out in turn, so that the order in the log is about that of the yardstick.
  let all = source.next(callers * count)
  let hands = (0..<callers).map { caller in stride(from: caller, to: all.count, by: callers).map { all[$0] } }
  let now = source.now
  let time = try seconds { try run(log, hands, now) }
  guard try log.head == Int64(all.count) else { throw BenchError("not all events of the callers were appended") }
  return Double(all.count) / time
}

private func taskRun(_ log: EventLog, _ hands: [[NewEvent]], _ now: Timestamp) throws {
  let done = DispatchSemaphore(value: 0)
  Task {
    await withTaskGroup { group in
      for hand in hands {
        group.addTask {
          for event in hand {
            _ = try? await log.submit(AppendRequest(events: [event], actor: "bench", now: now))
          }
        }
      }
    }
    done.signal()
  }
  done.wait()
}

private func threadRun(_ log: EventLog, _ hands: [[NewEvent]], _ now: Timestamp) throws {
  let done = DispatchSemaphore(value: 0)
  for hand in hands {
    Thread.detachNewThread {
      for event in hand { _ = try? log.append([event], actor: "bench", now: now) }
      done.signal()
    }
  }
  for _ in hands { done.wait() }
}
