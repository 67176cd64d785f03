import Vocabulary

/// How long the parts of a run last, in seconds: as the bindings say, else as the intent implies.
///
/// The baseline is the window of the steady state (60 s without one), the recovery the longest time that a clause allows for it
/// (60 s without one), and the fault what the intent's longest run leaves, or 60 s.
struct ExperimentTiming: Equatable {
  let baseline: Double
  let fault: Double
  let recovery: Double

  init(_ experiment: PlannedExperiment, _ timing: TimingBinding) throws {
    let intent = experiment.intent
    let allowed = intent.clauses.filter { $0.claim == .recoversWithin }.compactMap(\.withinSeconds).max()
    let (baseline, recovery) = (
      timing.baseline ?? intent.steadyState?.windowSeconds ?? 60, timing.recovery ?? allowed ?? 60
    )
    let left = intent.maxDurationSeconds.map { $0 - baseline - recovery }
    let fault = timing.fault ?? left ?? 60
    if let most = intent.maxDurationSeconds, fault <= 0 || baseline + fault + recovery > most {
      throw ExportError(
        .unsound,
        "a run of \(ExportWords.seconds(baseline)) before the fault, \(ExportWords.seconds(max(fault, 0))) of it and \(ExportWords.seconds(recovery)) after it is "
          + "longer than the \(ExportWords.seconds(most)) that the intent allows; set timing.baselineSeconds, timing.faultSeconds and "
          + "timing.recoverySeconds in the bindings")
    }
    (self.baseline, self.fault, self.recovery) = (baseline, fault, recovery)
  }

  /// After so long a fault that nobody took back should end by itself: late enough that taking it back comes first.
  var expiry: Double { 3 * fault + 30 }
  /// All of it.
  var whole: Double { baseline + fault + recovery }
}
