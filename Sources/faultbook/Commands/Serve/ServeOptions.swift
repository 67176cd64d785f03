import ArgumentParser
import KnowledgeBase
import Logging
import Server

/// Where a server listens.
struct ListeningOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The address to listen at.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("The port; 0 takes a free one.", valueName: "port"))
  var port = 8321

  @Option(
    name: .customLong("name"),
    help: ArgumentHelp("A further name by which clients call the server; may be repeated.", valueName: "host"))
  var names: [String] = []

  @Option(help: ArgumentHelp("The certificate, in PEM, with those above it.", valueName: "file"), completion: .file())
  var tlsCertificate: String?

  @Option(help: ArgumentHelp("The certificate's private key, in PEM.", valueName: "file"), completion: .file())
  var tlsKey: String?

  @Flag(help: "Speak plain HTTP to other machines: where something in front ends TLS.")
  var plaintext = false

  func validate() throws {
    if !(0...65_535).contains(port) { throw ValidationError("--port takes 0 to 65535, not \(port)") }
    if host.isEmpty { throw ValidationError("--host must not be empty; give an address") }
    if (tlsCertificate == nil) != (tlsKey == nil) {
      throw ValidationError("--tls-certificate and --tls-key belong together; give both or neither")
    }
  }

  func apply(to options: inout ServerOptions) {
    options.host = host
    options.port = port
    options.names = names
    if let tlsCertificate, let tlsKey { options.tls = .init(certificate: tlsCertificate, key: tlsKey) }
    options.allowsPlaintext = plaintext
  }
}

/// Whose JSON web tokens are taken.
struct ProviderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The identity provider's JSON web key set: a file or an https URL.", valueName: "file|url"))
  var oidcKeys: String?

  @Option(help: ArgumentHelp("What a token's iss must be.", valueName: "url"))
  var oidcIssuer: String?

  @Option(help: ArgumentHelp("What a token's aud must hold.", valueName: "name"))
  var oidcAudience: String?

  @Option(
    help: ArgumentHelp("The claim that names roles, such as realm_access.roles.", valueName: "claim"))
  var oidcRolesClaim = "roles"

  @Option(help: ArgumentHelp("The claim that names the actor.", valueName: "claim"))
  var oidcActorClaim = "sub"

  @Option(
    name: .customLong("oidc-role"),
    help: ArgumentHelp("A word of the roles claim that means a role; may be repeated.", valueName: "word=role"),
    transform: Parse.pair)
  var mapping: [(name: String, value: String)] = []

  func validate() throws {
    let given = [oidcKeys, oidcIssuer, oidcAudience].count { $0 != nil }
    if given != 0 && given != 3 {
      throw ValidationError("--oidc-keys, --oidc-issuer and --oidc-audience belong together; give all or none")
    }
    _ = try roles()
  }

  private func roles() throws -> [String: Role] {
    try Dictionary(
      mapping.map { pair in
        guard let role = Role(rawValue: pair.value) else {
          throw ValidationError("--oidc-role: \"\(pair.value)\" is no role; known are \(TokenOptions.roleNames)")
        }
        return (pair.name, role)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The options; nil where no provider is named.
  func options() throws -> IdentityProviderOptions? {
    guard let oidcKeys, let oidcIssuer, let oidcAudience else { return nil }
    return IdentityProviderOptions(
      keys: oidcKeys, issuer: oidcIssuer, audience: oidcAudience, rolesClaim: oidcRolesClaim,
      actorClaim: oidcActorClaim, mapping: try roles())
  }
}

/// How much one caller gets, and what is told of it.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Requests a second of one caller; 0 for no limit. (default: 2000)", valueName: "n"))
  var rate: Double?

  @Option(help: ArgumentHelp("MiB of a body of JSON or events. (default: 16)", valueName: "n"))
  var maxBody: Int?

  @Option(help: ArgumentHelp("MiB of a body of files. (default: 256)", valueName: "n"))
  var maxFiles: Int?

  @Option(help: ArgumentHelp("How long requests may go on when the server ends. (default: 20)", valueName: "seconds"))
  var grace: Double?

  @Option(
    help: ArgumentHelp(
      "What is logged, and all that weighs more: debug, info, notice, warning or error. (default: notice)",
      valueName: "level"))
  var logLevel: String?

  func validate() throws {
    if let rate, !(0...1e9).contains(rate) { throw ValidationError("--rate takes 0 to 1000000000, not \(rate)") }
    for (name, value) in [("--max-body", maxBody), ("--max-files", maxFiles)] {
      if let value, !(1...65_536).contains(value) {
        throw ValidationError("\(name) takes 1 to 65536 MiB, not \(value)")
      }
    }
    if let grace, !(0...3600).contains(grace) { throw ValidationError("--grace takes 0 to 3600 seconds, not \(grace)") }
    if let logLevel, Logger.Level(rawValue: logLevel) == nil {
      throw ValidationError("--log-level takes debug, info, notice, warning or error, not \(logLevel)")
    }
  }

  /// The log of the process.
  var log: Logger {
    var log = Logger(label: "faultbook", factory: { JSONLogHandler(label: $0) })
    log.logLevel = logLevel.flatMap(Logger.Level.init(rawValue:)) ?? .notice
    return log
  }

  func apply(to options: inout ServerOptions) {
    if let rate {
      options.limits.requestsPerSecond = rate
      options.limits.burst = rate * 2
    }
    if let maxBody { options.limits.bodyBytes = maxBody << 20 }
    if let maxFiles { options.limits.fileBytes = maxFiles << 20 }
    if let grace { options.limits.shutdownSeconds = grace }
  }
}
