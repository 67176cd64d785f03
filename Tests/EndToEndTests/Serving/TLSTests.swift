import Foundation
import Testing
import Vocabulary

/// A server that others can reach: TLS, tokens, and a log that tells no secret.
@Suite struct TLSTests {
  static let openssl = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

  private static func certificate(in workspace: Workspace) throws -> (certificate: String, key: String) {
    let (certificate, key) = (workspace.path("tls.pem"), workspace.path("tls.key"))
    let made = try Binary.run(
      [
        "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
        "-out", certificate,
      ], in: workspace.folder)
    try #require(made.exitCode == 0, "\(made.error)")
    return (certificate, key)
  }

  @Test(.enabled(if: openssl, "no openssl"), .timeLimit(.minutes(2)))
  func `TLS is spoken and nothing else, and neither log nor journal holds a secret`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let (certificate, key) = try Self.certificate(in: workspace)
    let made = try workspace.answer(["token", "create", "ada", "--role", "reader", "--book", book])
    let token = try #require(made["token"]?.stringValue)
    let server = try RunningServer(
      book: book, in: workspace,
      ["--host", "0.0.0.0", "--tls-certificate", certificate, "--tls-key", key, "--log-level", "debug"])
    #expect(server.address.hasPrefix("https://127.0.0.1:"))

    var call = HTTPCall("GET", server.address + "/api/v1/scores")
    call.certificate = certificate
    #expect(try call.reply(in: workspace).status == 401)
    call.headers["Authorization"] = "Bearer " + token
    let reply = try call.reply(in: workspace)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.headers["strict-transport-security"]?.stringValue?.contains("max-age") == true)
    let stolen = String(token.dropLast(8)) + "deadbeef"
    call.headers["Authorization"] = "Bearer " + stolen
    #expect(try call.reply(in: workspace).status == 401)
    let foreign = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzZWNyZXQtc3ViamVjdCJ9.c2VjcmV0LXNpZ25hdHVyZQ"
    call.headers = ["Authorization": "Bearer " + foreign, "Cookie": "faultbook=" + token]
    #expect(try call.reply(in: workspace).status == 401)
    // A client that trusts no such certificate, one that speaks an old version, and one that speaks in clear.
    var stranger = HTTPCall("GET", server.address + "/health/live")
    #expect(try stranger.reply(in: workspace).status == 0)
    stranger.certificate = certificate
    #expect(try stranger.reply(in: workspace).status == 200)
    stranger.newestTLS = "TLSv1_1"
    #expect(try stranger.reply(in: workspace).status == 0)
    let clear = HTTPCall("GET", server.address.replacing("https:", with: "http:") + "/health/live")
    #expect(try clear.reply(in: workspace).status == 0)

    // A command of this machine hands its write over all the same.
    let handed = try workspace.run(["declare", "component", "behind-tls", "--book", book])
    #expect(handed.exitCode == 0, "\(handed.error)")

    let local = try String(contentsOfFile: book + ".server", encoding: .utf8).trimmingCharacters(in: .newlines)
    #expect(try server.end() == 0)
    let log = try server.log() + String(contentsOfFile: book + ".access.jsonl", encoding: .utf8)
    #expect(log.contains("\"operation\":\"scores\""), "\(log.prefix(2000))")
    for secret in [token, stolen, foreign, local] {
      for part in secret.split(whereSeparator: { $0 == "_" || $0 == "." }) where part.count >= 24 {
        #expect(!log.contains(part), "a secret is in the log")
      }
    }
    let tokens = try String(contentsOfFile: book + ".tokens", encoding: .utf8)
    #expect(!tokens.contains(token.suffix(32)))
    for file in [book + ".tokens", book + ".access.jsonl"] {
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(file)")
    }
    #expect(!FileManager.default.fileExists(atPath: book + ".server"))
  }

  @Test func `a server for others starts only with TLS or a word against it, and with somebody who has a token`() throws
  {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    for (options, word) in [
      (["--host", "0.0.0.0"], "--tls-certificate"), (["--host", "0.0.0.0", "--plaintext"], "token create"),
      (["--tls-certificate", "/nowhere/c.pem", "--tls-key", "/nowhere/k.pem"], "/nowhere/c.pem"),
      (["--oidc-keys", "http://id.example/k", "--oidc-issuer", "i", "--oidc-audience", "a"], "https://"),
    ] {
      let outcome = try workspace.run(["serve", "--book", book, "--port", "0"] + options)
      #expect(outcome.exitCode == 2 && outcome.error.contains(word), "\(options): \(outcome.error)")
    }
  }
}
