import Hummingbird

/// What is known of a request beside its head and body.
struct Visit: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The address that it came from.
  let peer: String

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }
}
