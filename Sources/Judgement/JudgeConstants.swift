/// Every number the judge works with: one set for all systems, none fitted to a series or to a run.
///
/// The defaults are round figures, checked for being harmless rather than tuned: the article *Judging a run* shows what
/// the neighbours of each do to the agreement with the campaigns' labels. A method that changes one of them changes its
/// name, ``Judge/method``.
public struct JudgeConstants: Sendable, Hashable {
  /// Largest share of a window under the fault for it to count as baseline. A bucket of five minutes rarely ends with
  /// the injection, and its last fifth does not spoil it.
  public var baselineOverlap = 0.2
  /// Smallest share of a window under the fault for it to count as fault. Effects linger, so that a window which
  /// outlasts the fault by a third still shows it.
  public var faultOverlap = 2.0 / 3
  /// Smallest share where a series has no window that reaches ``faultOverlap``: a fault as short as a window.
  public var shortFaultOverlap = 0.5
  /// Share of the fault's time that a series must cover to show a steady node. Of a service that was asked once and
  /// then no more nobody knows how it would have answered.
  public var steadyCoverage = 0.25
  /// Smallest change of latency that counts, as a ratio of medians. Scale free.
  public var latencyRatio = 1.3
  /// Smallest rise of latency that counts, as a share of the tightest latency objective of the system's journeys: what
  /// no user can notice is no degradation. Where no journey has an objective only the ratio decides.
  public var objectiveShare = 0.2
  /// Smallest rise of the error rate that counts, as a fraction of the requests.
  public var errorRise = 0.003
  /// Standard deviation of the logarithm of latency between windows of endless traffic.
  public var windowNoise = 0.05
  /// Spread of the logarithm of one request's latency; with the number of requests it gives a window's sampling noise.
  public var requestSpread = 0.5
  /// Ceiling of a quantile's factor over √n: the largest of a few requests varies by two thirds of their spread.
  public var extremeFactor = 2.0 / 3
  /// Weight of those two noises, in windows, beside the scatter that the baseline itself shows.
  public var noiseWeight = 3.0
  /// Standard errors by which a change of latency must exceed zero.
  public var latencySigmas = 3.0
  /// The share by which more is asked for each e-fold of series that look at one node: the best of several is lucky.
  public var sigmasPerSeries = 0.2
  /// Standard errors by which a rise of the error rate must exceed zero: one-sided 5 %.
  public var errorSigmas = 1.645
  /// Requests behind a window where no request rate was sampled.
  public var assumedRequests = 30.0
  /// Smallest rise of the share of time in which a node is not `up`.
  public var downShare = 0.1
  /// The target's requests are missing where no more than this share of them arrives.
  public var missingShare = 0.1
  /// Requests that must have been due before their absence says anything.
  public var dueRequests = 5.0
  /// Share of its capacity from which on a processor is saturated.
  public var saturatedShare = 0.8
  /// Growth from which on a queue is a backlog.
  public var queueGrowth = 2.0
  /// Rise of the retries per request from which on they amplify.
  public var retryAmplification = 0.5
  /// Share of a clause's windows that may break a bound on latency; of fewer than ten windows none may.
  public var toleratedWindows = 0.1

  /// The constants of `faultbook-judge/2`.
  public static let standard = JudgeConstants()

  private init() {}
}
