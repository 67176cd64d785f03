import Foundation
import Testing
import Vocabulary

/// A server that others can reach: TLS, tokens, and a log that tells no secret.
@Suite struct TLSTests {
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
