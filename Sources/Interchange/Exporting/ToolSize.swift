import Vocabulary

/// The size of a fault in the words of a tool.
struct ToolSize {
  private let experiment: PlannedExperiment
  private let tool: ExportTool
  private let mayRound: Bool

  init(_ experiment: PlannedExperiment, _ options: ExportOptions, _ tool: ExportTool) {
    self.experiment = experiment
    self.tool = tool
    mayRound = options.mayRound
  }

  private func missing() -> ExportError {
    ExportError.inexpressible(
      experiment, tool, "needs the magnitude of \(experiment.fault.kind), and the experiment states none")
  }

  /// `600`, of milliseconds, where only whole ones will do.
  func wholeMilliseconds() throws -> Int64 {
    guard let size = experiment.magnitude(in: .milliseconds) else { throw missing() }
    guard let whole = Int64(exactly: size.rounded()), Double(whole) == size else {
      throw ExportError.inexpressible(
        experiment, tool, "counts whole milliseconds, and \(JSON.number(size).text) is none")
    }
    return whole
  }

  /// `600ms`.
  func milliseconds() throws -> String {
    guard let size = experiment.magnitude(in: .milliseconds) else { throw missing() }
    return size == size.rounded() ? "\(JSON.number(size).text)ms" : "\(JSON.number((size * 1000).rounded()).text)us"
  }

  /// `60s`, `-60s`.
  func offset() throws -> String {
    guard let size = experiment.magnitude(in: .seconds) else { throw missing() }
    return size == size.rounded() ? "\(JSON.number(size).text)s" : "\(JSON.number((size * 1000).rounded()).text)ms"
  }

  /// `30`, of the whole.
  func percent() throws -> String {
    guard let percent = experiment.magnitude(in: .ratio).flatMap(ExportWords.percent) else { throw missing() }
    return JSON.number(percent).text
  }

  /// The same where only whole numbers will do.
  func wholePercent() throws -> Int64 {
    guard let percent = experiment.magnitude(in: .ratio).flatMap(ExportWords.percent) else { throw missing() }
    if let whole = Int64(exactly: percent) { return whole }
    guard mayRound, isSameDose(percent.rounded() / 100) else {
      throw ExportError.inexpressible(
        experiment, tool, "counts whole percent, and \(percent) is none; --same-dose takes the nearest")
    }
    return Int64(percent.rounded())
  }

  /// That all of the traffic is meant.
  func requireWhole() throws {
    guard let share = experiment.magnitude(in: .ratio), share < 1 else { return }
    guard mayRound, isSameDose(1) else {
      let remedy =
        isSameDose(1)
        ? "--same-dose takes all of them, which is of the same dose"
        : "all of them would be another dose than \(experiment.dose.rawValue)"
      throw ExportError.inexpressible(
        experiment, tool, "strikes every request, and \(ExportWords.size(share, "ratio")) of them are meant; \(remedy)")
    }
  }

  private func isSameDose(_ ratio: Double) -> Bool {
    experiment.bands.dose(of: experiment.fault.kind, magnitude: Magnitude(value: ratio, unit: "ratio"))
      == experiment.dose
  }
}
