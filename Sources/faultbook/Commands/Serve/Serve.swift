import ArgumentParser
import KnowledgeBase
import Server

/// The book for many.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve the book over HTTP: API, live tail, figures, spans; until it is told to end.",
    discussion: """
      The server holds the book's lock while it runs. On this machine, for whoever may write the book's files, commands \
      that ask read beside it, and those that record hand their writes to it, streams of samples and 'run watch' too. What \
      cannot be handed over, such as 'next --sequence --record', says at once who holds the book.

      It listens on this machine alone, where everybody may ask and record; elsewhere it takes TLS and tokens. The API \
      describes itself at /api/v1/openapi.json. AI agents find the Model Context Protocol at /mcp. OpenTelemetry's \
      exporters may send spans to /v1/traces: calls become windows of traffic, which are in the log when they are over, and \
      all of them once the server was told to end.

      EXAMPLES
        faultbook serve &
        faultbook token create ada --role planner --expires 90d
        faultbook serve --book shop.sqlite --port 9000
        faultbook serve --otlp-grpc-port 4317
        faultbook serve --host 0.0.0.0 --tls-certificate c.pem --tls-key k.pem
      """)

  @OptionGroup var listening: ListeningOptions
  @OptionGroup var tracing: TraceOptions
  @OptionGroup var provider: ProviderOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var keys: KeyOptions
  @OptionGroup var trusting: TrustOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    var options = ServerOptions(log: limits.log)
    listening.apply(to: &options)
    tracing.apply(to: &options)
    options.identityProvider = try provider.options()
    limits.apply(to: &options)
    options.signingKey = keys.key ?? KeyOptions.ownKey
    options.trust = trusting.named
    let (book, wait, anchors, ready) = (common.bookPath, common.waitSeconds, common.anchors, options)
    try Blocking.run {
      try await FaultbookServer.run(book: book, wait: wait, anchors: anchors, options: ready) { address in
        StandardStreams.printError("faultbook: serving \(book) at \(address)")
      } announcingSpans: { address in
        StandardStreams.printError("faultbook: taking spans over OTLP/gRPC at \(address)")
      }
    }
  }
}
