import AsyncHTTPClient
import Foundation
import HTTPTypes
import JWTKit
import KnowledgeBase
import NIOCore
import NIOHTTP1
import Vocabulary

/// How JSON web tokens of an identity provider (OpenID Connect) are taken.
public struct IdentityProviderOptions: Sendable {
  /// Where the provider's keys are: a file with a JSON web key set, or a URL that gives one.
  public var keys: String
  /// What `iss` must be.
  public var issuer: String
  /// What `aud` must hold.
  public var audience: String
  /// The claim that names roles, a path with dots: `realm_access.roles`.
  public var rolesClaim: String
  /// The claim that names the actor.
  public var actorClaim: String
  /// Words of the roles claim that mean a role, beside the roles' own names.
  public var mapping: [String: Role]

  /// Options.
  public init(
    keys: String, issuer: String, audience: String, rolesClaim: String = "roles", actorClaim: String = "sub",
    mapping: [String: Role] = [:]
  ) {
    self.keys = keys
    self.issuer = issuer
    self.audience = audience
    self.rolesClaim = rolesClaim
    self.actorClaim = actorClaim
    self.mapping = mapping
  }
}

/// Checks JSON web tokens by the keys of an identity provider.
///
/// Keys are read at the start, every hour, and when a token names one that is not known, at most once a minute: then a
/// provider may roll its keys without a word to us, and nobody can make us ask it all the time.
actor IdentityProvider {
  private let options: IdentityProviderOptions
  private let clock: @Sendable () -> Timestamp
  private var keys: JWTKeyCollection?
  private var known: Set<String> = []
  private var readAt = Timestamp(microseconds: .min)
  private var triedAt = Timestamp(microseconds: .min)

  /// Signatures by a key that only the provider has: never `none`, never a shared secret.
  private static let algorithms: Set<String> = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
  ]
  /// How far clocks may be apart, in seconds.
  private static let leeway: Double = 30

  init(_ options: IdentityProviderOptions, clock: @escaping @Sendable () -> Timestamp) {
    self.options = options
    self.clock = clock
  }

  /// Whether a text looks like a JSON web token.
  static func isToken(_ text: String) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).count == 3
  }

  /// Who a token is of. Throws `Problem` 401 that says what is wrong, 503 where the keys cannot be had.
  func principal(_ token: String) async throws -> Principal {
    func refuse(_ why: String) -> Problem { Problem.unauthenticated("the JSON web token \(why)") }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard token.utf8.count <= 16_384, parts.count == 3, let header = IdentityProvider.json(parts[0]),
      let claims = IdentityProvider.json(parts[1])
    else { throw refuse("cannot be read") }
    guard let algorithm = header["alg"]?.stringValue, IdentityProvider.algorithms.contains(algorithm) else {
      throw refuse("is signed by an algorithm that is not taken")
    }
    guard header["crit"] == nil else { throw refuse("asks for extensions that are not known") }
    let kid = header["kid"]?.stringValue
    let keys = try await keys(for: kid)
    // A key that a token names is the one that it is checked by, and no other that may fit (RFC 7515 §4.1.4).
    if let kid, !known.contains(kid) { throw refuse("names a key that \(options.issuer) does not have") }
    // A key is used with its own algorithm alone, whatever the token says of itself (RFC 8725 §3.1).
    if let key = try? await keys.getKey(for: kid.map { JWKIdentifier(string: $0) }, alg: algorithm),
      key.name != algorithm
    {
      throw refuse("says that it is signed by \(algorithm), and its key is of \(key.name)")
    }
    guard (try? await keys.verify(token, as: Unread.self)) != nil else {
      throw refuse("is not signed by a key of \(options.issuer)")
    }
    return try principal(of: claims, refuse)
  }

  /// What the provider says of whoever brings the token, once its word is known to be its own.
  private func principal(of claims: JSON, _ refuse: (String) -> Problem) throws -> Principal {
    let now = clock()
    func time(_ name: String) -> Timestamp? { claims[name]?.doubleValue.map { Timestamp(seconds: $0) } }
    guard claims["iss"]?.stringValue == options.issuer else { throw refuse("is of another issuer") }
    let audiences =
      claims["aud"]?.arrayValue?.compactMap(\.stringValue) ?? [claims["aud"]?.stringValue].compactMap { $0 }
    guard audiences.contains(options.audience) else { throw refuse("is for another audience") }
    guard let expires = time("exp") else { throw refuse("never expires, and such are not taken") }
    guard now < expires.advanced(bySeconds: IdentityProvider.leeway) else { throw refuse("expired at \(expires)") }
    if let begins = time("nbf"), now < begins.advanced(bySeconds: -IdentityProvider.leeway) {
      throw refuse("is not valid before \(begins)")
    }
    guard let subject = claims["sub"]?.stringValue, let actor = value(options.actorClaim, in: claims)?.stringValue,
      (1...255).contains(actor.utf8.count), !actor.unicodeScalars.contains(where: { $0.value < 0x20 })
    else { throw refuse("does not say whose it is in \(options.actorClaim)") }
    let words: [String]
    switch value(options.rolesClaim, in: claims) {
    case .array(let list)?: words = list.compactMap(\.stringValue)
    case .string(let text)?: words = text.split(separator: " ").map(String.init)
    default: words = []
    }
    let roles = words.compactMap { options.mapping[$0] ?? Role(rawValue: $0) }
    return Principal(name: actor, roles: Set(roles), proof: .jwt, account: "jwt:\(subject)")
  }

  private func value(_ path: String, in claims: JSON) -> JSON? {
    // A claim's name may itself hold dots, as URLs do.
    if let whole = claims[path] { return whole }
    return path.split(separator: ".").reduce(claims as JSON?) { $0?[String($1)] }
  }

  /// Claims are read by our own parser; JWTKit looks at the signature alone.
  private struct Unread: JWTPayload {
    func verify(using algorithm: some JWTAlgorithm) {}
  }

  private static func json(_ part: Substring) -> JSON? {
    var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
    while text.count % 4 != 0 { text += "=" }
    return Data(base64Encoded: text).flatMap { try? JSON.parse(Array($0)) }
  }

  // MARK: - Keys

  private func keys(for kid: String?) async throws -> JWTKeyCollection {
    let now = clock()
    let isOld = keys == nil || now > readAt.advanced(bySeconds: 3600)
    let isStrange = kid.map { !known.contains($0) } ?? false
    if isOld || isStrange, now >= triedAt.advanced(bySeconds: keys == nil ? 1 : 60) {
      triedAt = now
      do {
        try await read()
      } catch  where keys != nil {
        // Those at hand still tell the provider's word from others'.
      }
    }
    guard let keys else {
      throw Problem.retry(
        .serviceUnavailable, "unavailable", "the identity provider's keys cannot be had now", after: 5)
    }
    return keys
  }

  /// Reads the keys. Throws `FaultbookError` where there are none.
  func read() async throws {
    let bytes = try await IdentityProvider.document(options.keys)
    let list = (try? JSON.parse(bytes)["keys"]?.arrayValue) ?? nil
    guard let list, !list.isEmpty else {
      throw FaultbookError(.input, "\(options.keys) holds no JSON web key set; expected {\"keys\": […]}")
    }
    let collection = JWTKeyCollection()
    var found: Set<String> = []
    for key in list where key["use"]?.stringValue ?? "sig" == "sig" {
      guard ["RSA", "EC", "OKP"].contains(key["kty"]?.stringValue), let kid = key["kid"]?.stringValue else { continue }
      guard let jwk = try? JSONDecoder().decode(JWK.self, from: Data(IdentityProvider.named(key).text.utf8)),
        (try? await collection.add(jwk: jwk)) != nil
      else { continue }
      found.insert(kid)
    }
    guard !found.isEmpty else {
      throw FaultbookError(
        .input, "\(options.keys) holds no key that can be used; RSA, EC and OKP keys with a kid are taken")
    }
    (keys, known, readAt) = (collection, found, clock())
  }

  /// A key with the one algorithm that it is for. Where it names none, that of its curve, and RS256 of an RSA key, which every
  /// provider has to have (OpenID Connect Core §15.1): what the first token says of itself must not settle it.
  private static func named(_ key: JSON) -> JSON {
    guard key["alg"] == nil, let members = key.members else { return key }
    let name: String? =
      switch (key["kty"]?.stringValue, key["crv"]?.stringValue) {
      case ("RSA", _): "RS256"
      case ("EC", "P-256"): "ES256"
      case ("EC", "P-384"): "ES384"
      case ("EC", "P-521"): "ES512"
      case ("OKP", _): "EdDSA"
      default: nil
      }
    return .object(members + (name.map { [JSON.Member("alg", .string($0))] } ?? []))
  }

  private static func document(_ place: String) async throws -> [UInt8] {
    let limit = 1 << 20
    guard place.hasPrefix("https://") || place.hasPrefix("http://") else {
      guard let data = FileManager.default.contents(atPath: place), data.count <= limit else {
        throw FaultbookError(.input, "\(place) cannot be read; give a JSON web key set")
      }
      return Array(data)
    }
    do {
      let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: place), timeout: .seconds(5))
      guard response.status == .ok else {
        throw FaultbookError(.environment, "\(place) answered \(response.status.code) instead of a JSON web key set")
      }
      return Array(buffer: try await response.body.collect(upTo: limit))
    } catch let error as FaultbookError {
      throw error
    } catch {
      throw FaultbookError(.environment, "\(place) cannot be had; check that it is reachable")
    }
  }
}
