import Foundation

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  return (ContinuousClock.now - start).seconds
}

/// Seconds of processor time that this process has used, in all its threads: what a busy machine does not stretch much.
func processorSeconds() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Seconds of processor time that this process uses while `body` runs.
func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
  let start = processorSeconds()
  try body()
  return processorSeconds() - start
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// The middle value; of an even count the lower one of the two.
func median(_ values: [Double]) -> Double { values.sorted()[(values.count - 1) / 2] }

/// The value that a fraction of the values does not exceed.
func percentile(_ values: [Double], _ fraction: Double) -> Double {
  let sorted = values.sorted()
  return sorted[min(sorted.count - 1, Int(Double(sorted.count) * fraction))]
}

/// The most of this process that lay in main memory so far, in MB.
func peakMemory() -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return (line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
}

/// `1234567` as `1 234 567`.
func grouped(_ value: Double) -> String {
  var digits = String(Int(value.rounded()))
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.insert(digits.suffix(3), at: 0)
    digits.removeLast(3)
  }
  return ([digits[...]] + groups).joined(separator: " ")
}

/// Up to two decimals: `0.1234` as `0.12`.
func hundredths(_ value: Double) -> String {
  let rounded = (value * 100).rounded() / 100
  return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
}

/// What a rate would be on a processor of its own, of all threads together: what other work on the machine stretches less.
func perProcessor(_ events: Int, _ seconds: Double) -> String {
  "\(grouped(Double(events) / seconds))/s of a processor"
}

/// How busy the machine is: runnable processes, averaged over a minute.
func loadAverage() -> String {
  let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
  return text.split(separator: " ").first.map(String.init) ?? "unknown"
}

/// `0.6543` as `65 %`.
func percent(_ ratio: Double) -> String { "\(Int((ratio * 100).rounded())) %" }
