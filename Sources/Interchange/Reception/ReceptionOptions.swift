/// How spans become windows.
public struct ReceptionOptions: Sendable {
  /// The length of a window, in seconds.
  public var windowSeconds: Double
  /// How long after its end a window waits for spans that come late, in seconds.
  public var latenessSeconds: Double
  /// How long a trace must be quiet to count as complete, in seconds.
  public var quietSeconds: Double
  /// How many spans of incomplete traces are held at most, 96 bytes each.
  public var heldSpans: Int
  /// How many calls of open windows are held at most, some 40 bytes each.
  public var heldCalls: Int
  /// How many requests are remembered, to tell one that is sent again.
  public var rememberedRequests: Int

  /// Options; those that are usual where nothing is said.
  public init(
    windowSeconds: Double = 60, latenessSeconds: Double = 30, quietSeconds: Double = 10, heldSpans: Int = 500_000,
    heldCalls: Int = 2_000_000, rememberedRequests: Int = 4096
  ) {
    self.windowSeconds = windowSeconds
    self.latenessSeconds = latenessSeconds
    self.quietSeconds = quietSeconds
    self.heldSpans = heldSpans
    self.heldCalls = heldCalls
    self.rememberedRequests = rememberedRequests
  }
}
