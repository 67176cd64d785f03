import Dispatch
import EventLog
import Foundation
import Vocabulary

/// 64 callers at once, one event each at a time: tasks that submit, as a server's do, and, for comparison, threads that
/// block, each of which costs the system a switch for every event.
func callerFigures(_ bench: LogBench) throws -> [Figure] {
  var runs: (tasks: [AppendRun], threads: [AppendRun]) = ([], [])
  var bare: [AppendRun] = []
  for _ in 0..<bench.rounds {
    if let yardstick = bench.yardstick { bare.append(try yardstick.run(batch: 64, events: callers * 600)) }
    runs.tasks.append(try callerRun(bench.folder, eachAppends: 600, taskRun))
    runs.threads.append(try callerRun(bench.folder, eachAppends: 600, threadRun))
  }
  let yardstick = "bare C insert, batch 64,"
  return appendFigures("append, 64 callers of one event", runs.tasks, against: bare, of: yardstick, required: 0.6)
    + appendFigures("the same by threads that block", runs.threads, against: bare, of: yardstick, required: nil)
}

private let callers = 64

/// 64 tasks that each submit one event and wait for it: what group commit reaches in this process.
func groupCommitRun(_ folder: WorkFolder) throws -> AppendRun { try callerRun(folder, eachAppends: 600, taskRun) }

/// The same on a book that holds events already, for some seconds: among a million events an append costs more than in an empty book.
func groupCommitRun(at path: String, _ source: inout SampleEvents) throws -> AppendRun {
  let log = try EventLog.openForWriting(at: path)
  defer { log.close() }
  return try callerRun(log, eachAppends: 2400, &source, taskRun)
}

private func callerRun(
  _ folder: WorkFolder, eachAppends count: Int, _ run: (EventLog, [[AppendRequest]]) throws -> Void
) throws -> AppendRun {
  try folder.withBook("callers.sqlite") { log in
    var source = SampleEvents()
    return try callerRun(log, eachAppends: count, &source, run)
  }
}

private func callerRun(
  _ log: EventLog, eachAppends count: Int, _ source: inout SampleEvents,
  _ run: (EventLog, [[AppendRequest]]) throws -> Void
) throws -> AppendRun {
  // Dealt out in turn, so that the order in the log is about that of the yardstick.
  let all = source.next(callers * count)
  let now = source.now
  let hands = (0..<callers).map { caller in
    stride(from: caller, to: all.count, by: callers).map { index in
      AppendRequest(events: [all[index]], actor: "bench", now: now)
    }
  }
  var time = 0.0
  let before = try log.head
  let processor = try processorSeconds { time = try seconds { try run(log, hands) } }
  guard try log.head == before + Int64(all.count) else {
    throw BenchError("not all events of the callers were appended")
  }
  return AppendRun(rate: Double(all.count) / time, processor: processor / Double(all.count))
}

private func taskRun(_ log: EventLog, _ hands: [[AppendRequest]]) throws {
  let done = DispatchSemaphore(value: 0)
  Task {
    await withTaskGroup { group in
      for hand in hands {
        group.addTask {
          for request in hand { _ = try? await log.submit(request) }
        }
      }
    }
    done.signal()
  }
  done.wait()
}

private func threadRun(_ log: EventLog, _ hands: [[AppendRequest]]) throws {
  let done = DispatchSemaphore(value: 0)
  for hand in hands {
    Thread.detachNewThread {
      for request in hand { _ = try? log.append([request]) }
      done.signal()
    }
  }
  for _ in hands { done.wait() }
}
