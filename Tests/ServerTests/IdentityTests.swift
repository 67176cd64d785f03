import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import KnowledgeBase
import Logging
import Synchronization
import Testing
import Vocabulary

@testable import Server

@Suite("JSON web tokens of an identity provider")
struct IdentityTests {
  /// A provider that signs tokens by keys of its own.
  private struct Provider {
    static let issuer = "https://id.example"
    let kid: String
    let key = P256.Signing.PrivateKey()
    var saysAlgorithm = true

    private static func text(_ data: some DataProtocol) -> String {
      Data(data).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Its public key, which may leave its algorithm unsaid.
    var jwk: JSON {
      let point = Array(key.publicKey.x963Representation.dropFirst())
      return .compact(
        ("kty", "EC"), ("crv", "P-256"), ("alg", saysAlgorithm ? "ES256" : nil), ("use", "sig"), ("kid", .string(kid)),
        ("x", .string(Self.text(point[..<32]))), ("y", .string(Self.text(point[32...]))))
    }

    /// A token of these claims. `algorithm` is what it says of itself, whoever signed.
    func token(_ claims: JSON, algorithm: String = "ES256", kid: String? = nil, signature: Data? = nil) throws -> String
    {
      let header: JSON = ["alg": .string(algorithm), "typ": "JWT", "kid": .string(kid ?? self.kid)]
      let signed = Self.text(Data(header.text.utf8)) + "." + Self.text(Data(claims.text.utf8))
      let signature = try signature ?? key.signature(for: Data(signed.utf8)).rawRepresentation
      return signed + "." + Self.text(signature)
    }
  }

  private static let now = Timestamp(rfc3339: "2026-11-20T12:00:00Z")!

  private static func claims(_ changed: [String: JSON?] = [:]) -> JSON {
    let seconds = now.microseconds / 1_000_000
    var all: [String: JSON?] = [
      "iss": .string(Provider.issuer), "aud": "faultbook", "sub": "u-1", "exp": .integer(seconds + 300),
      "roles": ["planner", "no-role-of-ours"],
    ]
    for (name, value) in changed { all[name] = value }
    return .object(
      all.sorted { $0.key < $1.key }.compactMap { entry in entry.value.map { JSON.Member(entry.key, $0) } })
  }

  private static func options(_ keys: String) -> IdentityProviderOptions {
    IdentityProviderOptions(keys: keys, issuer: Provider.issuer, audience: "faultbook", mapping: ["ops": .admin])
  }

  /// A token that is not to be believed, and a word of the reason.
  private static let refused: [(name: String, changed: [String: JSON?], says: String)] = [
    ("another issuer", ["iss": "https://evil.example"], "another issuer"),
    ("no issuer", ["iss": nil], "another issuer"),
    ("another audience", ["aud": "wiki"], "another audience"),
    ("several audiences, none of them ours", ["aud": ["wiki", "mail"]], "another audience"),
    ("expired", ["exp": .integer(now.microseconds / 1_000_000 - 31)], "expired"),
    ("without an end", ["exp": nil], "never expires"),
    ("not yet valid", ["nbf": .integer(now.microseconds / 1_000_000 + 31)], "not valid before"),
    ("of nobody", ["sub": nil], "whose it is"),
    ("of a name of two lines", ["sub": "a\nb"], "whose it is"),
  ]

  @Test(
    "A token is believed for its issuer, audience, time, subject and signature alone, by its key's one algorithm",
    arguments: [true, false])
  func believed(saysAlgorithm: Bool) async throws {
    let provider = Provider(kid: "a", saysAlgorithm: saysAlgorithm)
    let file = FileManager.default.temporaryDirectory.appending(path: "jwks-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let keys: JSON = ["keys": [provider.jwk, ["kty": "oct", "kid": "shared", "k": "c2VjcmV0"]]]
    try Data(keys.text.utf8).write(to: file)
    let identity = IdentityProvider(Self.options(file.path)) { Self.now }
    try await identity.read()

    // A forged token that comes first settles nothing of a key that names no algorithm.
    let first = try provider.token(Self.claims(), algorithm: "ES384")
    await #expect(throws: Problem.self) { try await identity.principal(first) }
    let principal = try await identity.principal(try provider.token(Self.claims()))
    #expect(principal.name == "u-1" && principal.roles == [.planner] && principal.proof == .jwt)
    let admin = try await identity.principal(
      try provider.token(Self.claims(["roles": "ops reader", "aud": ["x", "faultbook"]])))
    #expect(admin.roles == [.admin, .reader])
    for (name, changed, says) in Self.refused {
      let problem = await #expect(throws: Problem.self, "\(name)") {
        try await identity.principal(try provider.token(Self.claims(changed)))
      }
      #expect(
        problem?.status == .unauthorized && problem?.detail.contains(says) == true, "\(name): \(problem?.detail ?? "")")
    }

    let stranger = Provider(kid: "a")
    let forged: [(name: String, token: String)] = [
      ("unsigned", try provider.token(Self.claims(), algorithm: "none", signature: Data())),
      ("of another algorithm of its kind", try provider.token(Self.claims(), algorithm: "ES384")),
      ("of another algorithm than its key's", try provider.token(Self.claims(), algorithm: "RS256")),
      ("signed by a shared secret", try provider.token(Self.claims(), algorithm: "HS256")),
      ("of a shared secret's id", try provider.token(Self.claims(), algorithm: "HS256", kid: "shared")),
      ("signed by a stranger under a known id", try stranger.token(Self.claims())),
      ("of an unknown key", try Provider(kid: "z").token(Self.claims())),
      ("under another key's name", try provider.token(Self.claims(), kid: "z")),
      ("without a signature", try provider.token(Self.claims(), signature: Data())),
      ("cut", String(try provider.token(Self.claims()).dropLast(9))),
      ("no token", "a.b.c"),
    ]
    for (name, token) in forged {
      let problem = await #expect(throws: Problem.self, "\(name)") { try await identity.principal(token) }
      #expect(problem?.status == .unauthorized, "\(name)")
    }
  }

  @Test(
    "Keys by URL: a new one is taken without a word to us, an old one no more, and nobody makes us ask all the time")
  func rotation() async throws {
    let (old, new) = (Provider(kid: "old"), Provider(kid: "new"))
    let state = Mutex<(keys: [JSON], asked: Int)>(([old.jwk], 0))
    let router = Router()
    router.get("/keys") { _, _ -> String in
      state.withLock { state in
        state.asked += 1
        return (["keys": .array(state.keys)] as JSON).text
      }
    }
    try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0))).test(.live) {
      client in
      let port = try #require(client.port)
      let clock = Mutex(Self.now)
      let identity = IdentityProvider(Self.options("http://127.0.0.1:\(port)/keys")) { clock.withLock { $0 } }
      try await identity.read()
      #expect(try await identity.principal(try old.token(Self.claims())).name == "u-1")
      state.withLock { $0.keys = [new.jwk] }
      #expect(try await identity.principal(try new.token(Self.claims())).name == "u-1")
      #expect(state.withLock { $0.asked } == 2)
      for _ in 0..<20 {
        await #expect(throws: Problem.self) { try await identity.principal(try old.token(Self.claims())) }
      }
      #expect(state.withLock { $0.asked } == 2)
      // A minute later a strange key is asked after once more.
      clock.withLock { $0 = Self.now.advanced(bySeconds: 61) }
      await #expect(throws: Problem.self) { try await identity.principal(try old.token(Self.claims())) }
      #expect(state.withLock { $0.asked } == 3)
    }
  }

  @Test("Over HTTP a provider's word gives roles and the actor, beside tokens of our own")
  func served() async throws {
    let provider = Provider(kid: "a")
    let file = FileManager.default.temporaryDirectory.appending(path: "jwks-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data((["keys": [provider.jwk]] as JSON).text.utf8).write(to: file)
    let served = try await Served { $0.identityProvider = Self.options(file.path) }
    let late = JSON.integer(KnowledgeBase.wallClock().microseconds / 1_000_000 + 86_400)
    let recorder = try provider.token(Self.claims(["exp": late, "roles": ["recorder"], "sub": "rob@example"]))
    let own = try served.token(.reader)
    try await served.test { client in
      #expect(try await client.get("/api/v1/scores").status == 401)
      #expect(try await client.get("/api/v1/scores", token: own).status == 200)
      #expect(try await client.get("/api/v1/scores", token: recorder).status == 403)
      let reply = try await client.post(
        "/api/v1/components", ["component": "x", "kind": "service"], token: recorder)
      #expect(reply.status == 201, "\(reply.text)")
    }
    #expect(try served.book.events(after: 0, through: 1, limit: 1).map(\.actor) == ["rob@example"])
    let journal = try String(contentsOfFile: served.path + ".access.jsonl", encoding: .utf8)
    #expect(journal.contains("rob@example") && !journal.contains(recorder.suffix(40)))
  }

  @Test("Keys that are none, or that come in clear from elsewhere, are refused at the start")
  func unusable() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "jwks-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    for text in ["", "{}", #"{"keys": []}"#, #"{"keys": [{"kty": "oct", "kid": "s", "k": "c2VjcmV0"}]}"#] {
      try Data(text.utf8).write(to: file)
      await #expect(throws: FaultbookError.self, "\(text)") {
        try await IdentityProvider(Self.options(file.path)) { Self.now }.read()
      }
    }
    var options = ServerOptions(log: .init(label: "test"))
    options.identityProvider = Self.options("http://id.example/keys")
    #expect(throws: FaultbookError.self) { try options.check() }
  }
}
