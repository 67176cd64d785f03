import EventLog
import Foundation
import GRDB
import Vocabulary

// A process to be killed, for the tests of the log alone.
//
//   crash-writer write BOOK ROUND   appends from three threads for ever, and says each acknowledged event on a line
//   crash-writer read BOOK          reads as a user who may write nothing, and says how many events verify
//   crash-writer sweep SCENE FAULT HOW FOLDER SEED STRIDE   see `Sweep`

/// One line to standard output, in one system call: what was said was said before the kill.
func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { Foundation.write(1, $0.baseAddress, $0.count) }
}

func sample(_ id: String, stream: String, value: Double, at time: Timestamp) -> NewEvent {
  NewEvent(
    id: id, source: "crash-writer", stream: stream, time: time,
    fact: .metricSampled(
      MetricSampled(subject: .node(.component("checkout")), metric: "latency_p99", value: value, unit: "ms")))
}

func write(book: String, round: Int) throws -> Never {
  let log = try EventLog.openForWriting(at: book, wait: 10)
  // Checkpoints happen often, so that some kills fall into one.
  try log.writeDatabase { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 16") }
  let start = Timestamp(seconds: 1_780_000_000 + Double(round) * 1000)
  for thread in 0..<3 {
    Thread.detachNewThread {
      var random = Xoshiro256(seed: UInt64(round * 3 + thread))
      var number = 0
      while true {
        let events = (0..<Int(1 + random.next() % 12)).map { index in
          sample(
            "\(round)-\(thread)-\(number + index)", stream: "run/\(thread)", value: Double(number + index), at: start)
        }
        number += events.count
        do {
          let outcome = try log.append(events, actor: "crash", now: start)
          say(zip(events, outcome.positions).map { "\($1) \($0.id)" }.joined(separator: "\n"))
        } catch {
          say("error \(error)")
          exit(1)
        }
      }
    }
  }
  while true { pause() }
}

func read(book: String) throws {
  // As root every folder can be written: become nobody.
  if geteuid() == 0, setgid(65_534) != 0 || setuid(65_534) != 0 { exit(4) }
  let log = try EventLog.openForReading(at: book)
  let report = try log.verify()
  say("\(report.events) \(report.ok)")
  log.close()
}

do {
  switch CommandLine.arguments.dropFirst().first {
  case "write": try write(book: CommandLine.arguments[2], round: Int(CommandLine.arguments[3]) ?? 0)
  case "read": try read(book: CommandLine.arguments[2])
  case "sweep": try Sweep(Array(CommandLine.arguments.dropFirst(2))).run()
  default: exit(2)
  }
} catch {
  say("error \(error)")
  exit(3)
}
