public import Interchange
public import Logging

/// How a server runs. Every limit has a default that a small team's server lives well with.
public struct ServerOptions: Sendable {
  /// Where TLS takes its certificate and key from: PEM files.
  public struct TLSFiles: Sendable {
    /// The certificate, and those between it and its root.
    public var certificate: String
    /// The private key.
    public var key: String

    /// Files.
    public init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// How much of anything one caller gets.
  public struct Limits: Sendable {
    /// Requests a second of one caller, on average; 0 for no limit.
    public var requestsPerSecond = 2000.0
    /// Requests of one caller at once, beyond the average.
    public var burst = 4000.0
    /// Refused credentials of one address a minute.
    public var refusalsPerMinute = 30.0
    /// Bytes of a body of JSON or events.
    public var bodyBytes = 16 << 20
    /// Bytes of a body of files.
    public var fileBytes = 256 << 20
    /// Bytes of all header fields of a request.
    public var headerBytes = 16 << 10
    /// Requests that are worked on at once.
    public var requests = 4096
    /// Connections that are open at once.
    public var connections = 8192
    /// Live tails at once.
    public var tails = 512
    /// How long a body may take to arrive, in seconds.
    public var bodySeconds = 30.0
    /// How long a light request may take, in seconds.
    public var lightSeconds = 10.0
    /// How long a heavy request may take, in seconds.
    public var heavySeconds = 120.0
    /// How long a connection may be idle, in seconds.
    public var idleSeconds = 75.0
    /// How long requests may go on when the server ends, in seconds.
    public var shutdownSeconds = 20.0
    /// Bytes of export requests, compressed or not, that are read at once; never less than one may have.
    public var spanBytes = 64 << 20
    /// Windows of spans that wait for the log at most; then no more spans are taken.
    public var pendingWindows = 50_000
    /// Bytes of answers that are kept.
    public var cachedAnswerBytes = 32 << 20

    /// How long a body, or the next piece of a file, is waited for, in seconds: less than its connection may be idle, which would be closed without a word.
    var bodyPatience: Double { min(bodySeconds, idleSeconds / 2) }

    /// The defaults.
    public init() {}
  }

  /// The address to listen at.
  public var host = "127.0.0.1"
  /// The port; 0 for any that is free.
  public var port = 8321
  /// The port of OTLP/gRPC, at the same address; nil for none, 0 for any that is free.
  public var spansPort: Int?
  /// Names by which clients call this server, beside `host`; where only this machine can call, others are refused.
  public var names: [String] = []
  /// TLS; nil for plain HTTP.
  public var tls: TLSFiles?
  /// Whether plain HTTP may be spoken beyond this machine: where something else ends TLS.
  public var allowsPlaintext = false
  /// JSON web tokens of an identity provider; nil for tokens of our own alone.
  public var identityProvider: IdentityProviderOptions?
  /// The file of the key that checkpoints are signed with; nil where none is signed here.
  public var signingKey: String?
  /// Verifier keys, or files of them, whose signatures are believed.
  public var trust: [String] = []
  /// How spans become windows.
  public var reception = ReceptionOptions()
  /// The limits.
  public var limits = Limits()
  /// Where the log goes.
  public var log: Logger

  /// Options, with a log.
  public init(log: Logger) { self.log = log }

  /// Whether only this machine can call.
  var isLoopback: Bool { ServerOptions.isLoopback(host) }

  /// Whether an address is one of this machine alone.
  static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host == "[::1]" || host.hasPrefix("127.")
  }
}
