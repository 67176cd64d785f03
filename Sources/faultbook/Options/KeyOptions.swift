import ArgumentParser
import KnowledgeBase

/// Where the signing key is.
struct KeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file of the signing key. (default: $FAULTBOOK_KEY, else faultbook/signing.key in $XDG_CONFIG_HOME or ~/.config)",
      valueName: "file"), completion: .file())
  var key: String?

  func validate() throws {
    if key?.isEmpty == true { throw ValidationError("--key must not be empty; name a file") }
  }

  /// The file; throws where nothing says which.
  var path: String {
    get throws {
      guard let path = key ?? KeyOptions.ownKey else {
        throw UsageError(message: "there is no home folder to look for a key in; name its file with --key")
      }
      return path
    }
  }

  /// The file that is meant where none is named; nil where there is no home folder.
  static var ownKey: String? {
    if let named = Environment.value("FAULTBOOK_KEY") { return named }
    let folder = Environment.value("XDG_CONFIG_HOME") ?? Environment.value("HOME").map { $0 + "/.config" }
    return folder.map { $0 + "/faultbook/signing.key" }
  }
}

/// Whose signatures are believed.
struct TrustOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A verifier key, or a file with one a line, whose signatures are believed; may be given several times. (default: $FAULTBOOK_TRUST, else your own)",
      valueName: "key|file"), completion: .file())
  var trust: [String] = []

  func validate() throws {
    if trust.contains("") { throw ValidationError("--trust must not be empty; give a verifier key or a file of them") }
  }

  /// What was named.
  var named: [String] { trust.isEmpty ? TrustOptions.inEnvironment : trust }

  /// What the environment names.
  static var inEnvironment: [String] { Environment.value("FAULTBOOK_TRUST").map { [$0] } ?? [] }
}
