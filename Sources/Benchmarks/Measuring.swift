import Foundation

/// What a figure is worth: one line of the table.
struct Figure {
  /// What was measured.
  let name: String
  /// The value, with its unit.
  let measured: String
  /// What it is held against, with its own value of the same run; empty where it stands alone.
  let yardstick: String
  /// What it must reach.
  let required: String
  /// Whether it does; nil where nothing is required.
  let isMet: Bool?
}

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

/// The memory of this process that lies in main memory, in MB.
func residentMemory() -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
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

/// `0.6543` as `65 %`.
func percent(_ ratio: Double) -> String { "\(Int((ratio * 100).rounded())) %" }

/// The figures as a table in Markdown, its columns aligned.
func table(_ figures: [Figure]) -> String {
  let header = ["", "measured", "yardstick of the same run", "required", "met"]
  let rows = figures.map { figure in
    [figure.name, figure.measured, figure.yardstick, figure.required, figure.isMet.map { $0 ? "yes" : "NO" } ?? ""]
  }
  let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
  func line(_ cells: [String]) -> String {
    "| " + zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: " | ")
      + " |"
  }
  let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
  return ([line(header), rule] + rows.map(line)).joined(separator: "\n")
}
